"""保障清单 of the current week: some of it confirmed, one question answered, one still open."""

from django.utils import timezone

from activities.models import Edition
from colleges.models import User

from ..models import WorkMark
from ..work_list import WorkList

CONFIRMED = {"logistics": 6, "it": 5, "security": 4, "media": 3}
ABOUT_POWER = "请写明要接几个插座、功放是不是自带，我们好安排电工到场的时间。"
ABOUT_NETWORK = "直播要用有线网络吗？要的话请写明接口放在哪里。"
ANSWER = "功放自带，另要两个插座：签约台旁边一个、背景屏一个。"


def plan_work(ago, edition):
    for code, count in CONFIRMED.items():
        ago(2, lambda at, code=code, count=count: confirm(edition, code, count, at))
    ago(1.4, lambda at: ask(edition, "logistics", at, ABOUT_POWER))
    ago(1.2, lambda at: answer(edition, at))
    ago(1, lambda at: ask(edition, "it", at, ABOUT_NETWORK))


def work_of(edition, code):
    """(who works there, the list as it stands)"""
    user = User.objects.get(username=code)
    office, edition = user.memberships.get().department, Edition.objects.get(pk=edition.pk)
    return user, WorkList(edition, office, user, timezone.now())


def confirm(edition, code, count, at):
    user, view = work_of(edition, code)
    for item in view.items[:count]:
        mark = WorkMark.objects.for_item(view.edition, view.department, item)
        verb = mark.finish if item.last < timezone.localdate(at) else mark.confirm
        verb(item, user, at)


def ask(edition, code, at, text):
    """Of the first item of a college that nobody has said anything of."""
    user, view = work_of(edition, code)
    item = next(one for one in view.items if one.college and one.key not in view.marks)
    WorkMark.objects.for_item(view.edition, view.department, item).ask(item, user, at, text)


def answer(edition, at):
    mark = WorkMark.objects.filter(edition=edition, status=WorkMark.Status.ASKED).get()
    staff = User.objects.get(username=f"college{mark.college.code}")
    mark.answer(staff, at, ANSWER)
