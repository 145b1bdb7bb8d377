from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from activities.models import Edition
from colleges.models import AuditEntry, College, User

from ...demo.earlier import plan_earlier
from ...demo.past import plan_past
from ...demo.present import plan_present
from ...demo.school import DEMO_PASSWORD, college_stories, found_school
from ...demo.story import Story

MARK = "装入演示数据"


class Command(BaseCommand):
    help = "装入一所虚构学校的演示数据（只用于 make demo）；已装入时不做任何事。"

    def handle(self, *args, **options):
        refuse_outside_the_demo()
        if AuditEntry.objects.filter(verb=MARK).exists():
            self.stdout.write("演示数据已经装入，没有改动。")
        else:
            refuse_beside_real_data()
            self.stdout.write("正在装入演示数据（第一次启动要一两分钟）……")
            self.stdout.flush()
            seed(timezone.now().replace(second=0, microsecond=0))
            self.stdout.write("演示数据已装入：学校、人物、企业、电话均为虚构。")
        self.stdout.write(f"DEMO_PASSWORD={DEMO_PASSWORD}")


def refuse_outside_the_demo():
    if settings.DJANGO_ENV == "production":
        raise CommandError("正式环境（DJANGO_ENV=production）不能装入演示数据。")
    if not settings.DEMO:
        raise CommandError("只有演示环境才能装入演示数据：请用 make demo，或设置 VOCWEEK_DEMO=1。")


def refuse_beside_real_data():
    if any(model.objects.exists() for model in (User, College, Edition)):
        raise CommandError(
            "这个数据目录里已有人员、学院或届次，不能混入演示数据。请换一个空的 VOCWEEK_DATA_DIR。"
        )


@transaction.atomic
def seed(now):
    """All or nothing: an interrupted start leaves no half school behind."""
    stories = college_stories()
    found_school(stories)
    story = Story()
    plan_earlier(story, stories)
    story.tell()
    plan_past(story, stories)
    story.tell()
    plan_present(story, stories, now)
    story.tell()
    story.close(MARK)
