"""What every public page says of its edition, whatever else stands on it."""

from functools import cached_property

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from ..models import Edition

# The last one of these the longest phrase of a theme still fits decides how large it is set.
SIZES = ((5, "huge"), (8, "large"), (14, "middle"))
NAV = (
    ("public_home", "首页"),
    ("public_programme", "活动日程"),
    ("showcase_plan", "集中展示"),
    ("public_gallery", "图集"),
    ("public_news", "新闻"),
    ("public_numbers", "数字"),
    ("public_about", "下载"),
)


def site_of(code):
    editions = Edition.objects.opened().select_related("showcase__site")
    return Site(get_object_or_404(editions, code=code))


def newest_site():
    """Of the edition whose week begins last; None while none is open."""
    edition = Edition.objects.opened().select_related("showcase__site").current()
    return edition and Site(edition)


def site_of_path(path):
    """Whose navigation stands on a page that is not there; None in a frame of another site."""
    _, side, code, *_ = (*path.split("/"), "", "")
    if side == "embed":
        return None
    found = Edition.objects.opened().select_related("showcase__site").filter(code=code).first()
    return Site(found) if found else newest_site()


def absolute(path):
    return f"{settings.SITE_URL}{path}"


class Site:
    def __init__(self, edition):
        self.edition, self.showcase = edition, edition.showcase
        self.today = timezone.localdate()
        self.school = settings.SCHOOL_NAME

    @property
    def home(self):
        return reverse("public_home", args=[self.edition.code])

    @property
    def nav(self):
        return [(key, name, reverse(key, args=[self.edition.code])) for key, name in NAV]

    @property
    def is_before(self):
        return self.today < self.edition.starts_on

    @property
    def last_day(self):
        """Of the week, or of the showcase that the weather has moved behind it."""
        week, showcase = self.edition.ends_on, self.edition.showcase_on
        return week if self.showcase.is_cancelled else max(week, showcase)

    @property
    def is_over(self):
        return self.today > self.last_day

    @property
    def waits_for_showcase(self):
        return self.edition.ends_on < self.today <= self.last_day

    @property
    def countdown(self):
        """Where we stand, in days: true for the whole of a day, whenever the page was made."""
        if self.is_before:
            return f"距开幕还有 {(self.edition.starts_on - self.today).days} 天"
        if self.is_over:
            return "本届活动周已圆满结束"
        if self.waits_for_showcase:
            days = (self.edition.showcase_on - self.today).days
            return f"距集中展示还有 {days} 天" if days else "今天是集中展示日"
        return f"今天是第 {(self.today - self.edition.starts_on).days + 1} 天"

    @property
    def theme_today(self):
        return self.edition.theme_day_by_date.get(self.today)

    @cached_property
    def theme_size(self):
        return theme_size(self.edition.theme)

    @property
    def description(self):
        edition = self.edition
        return f"{self.school}{edition.title}：{edition.theme}。{edition.span}。"


def theme_size(theme):
    """How large a theme may be set so that its longest phrase stays on one line of a phone."""
    marks = str.maketrans(dict.fromkeys("，、；。", "\n"))
    longest = max(len(phrase) for phrase in theme.translate(marks).split("\n")) + 1
    return next((size for most, size in SIZES if longest <= most), "small")
