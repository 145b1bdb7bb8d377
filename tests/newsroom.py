"""Makes texts for tests and takes them through their three reviews, by the verbs people use."""

import uuid
from datetime import date
from pathlib import Path

from django.conf import settings

from activities.models import Edition, MediaMention, NewsItem, Story, ThemeMaterial
from colleges.models import Department, Role, User

from . import make

BODY = (
    "## 师傅带着做\n\n五月十二日上午，实训楼里焊花飞溅。**四十名**中学生在师傅带领下，"
    "第一次自己焊出一个小铁盒。\n\n老师傅说：“手要稳，心要静，一步一步来，谁都学得会。”"
)


def media_person():
    """Somebody of AIGC新媒体中心, made when first asked for."""
    centre = Department.objects.get(code="media")
    found = User.objects.filter(memberships__department=centre).first()
    return found or make.person("钱", Role.DEPARTMENT, username="qian", department=centre)


def news_item(*, college=None, department=None, by=None, edition=None, **overrides):
    """A text that can be handed in."""
    fields = {
        "title": "焊花里的职业梦",
        "summary": "四十名中学生走进实训楼，第一次拿起焊枪。",
        "body": BODY,
        "author_name": "赵同学",
    }
    edition = edition or Edition.objects.current()
    item = NewsItem(edition=edition, college=college, department=department, **fields | overrides)
    return item.begin(by or make.of_unit(college, department))


def reloaded(item):
    return NewsItem.objects.for_page().get(pk=item.pk)


def handed_in(item, *, by=None):
    media_person()
    item.submit(by or item.created_by)
    return reloaded(item)


def reviewed(item, by, opinion=""):
    item.agree(by, opinion, seen=str(item.round))
    return reloaded(item)


def published(item):
    """Through all three: the college's lead, the media centre, 教务处."""
    item = handed_in(item)
    item = reviewed(item, make.of_college(item.college, Role.COLLEGE_LEAD))
    return reviewed(reviewed(item, media_person()), make.officer())


def story(*, college=None, department=None, by=None, title="焊花里的职业梦", news=None):
    unit = college or department
    by = by or make.of_unit(college, department)
    return Story.objects.begin(by, Edition.objects.current(), unit, title=title, news=news)


def mention(told, *, by=None, shot=None, **overrides):
    """A row of the push ledger that says it was published, with its address."""
    facts = {
        "level": "city",
        "outlet": "某市日报",
        "sent_on": None,
        "published_on": date(2025, 5, 12),
        "url": f"https://news.example/{MediaMention.objects.count()}.html",
    }
    return MediaMention.objects.record(told, by or told.created_by, facts | overrides, shot)


def screenshot(content=None, name="截图.png"):
    path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
    path.write_bytes(content or make.picture(kind="PNG"))
    return path, name, "image/png"


def material(*, by=None, theme_day=None, text="一技在手，一生无忧", file=None, title="当日口号"):
    theme_day = theme_day or Edition.objects.current().theme_days.first()
    by = by or make.officer()
    return ThemeMaterial.objects.publish(theme_day, by, title=title, text=text, file=file)
