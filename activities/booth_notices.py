"""Whom a college's booth need is told to; called inside the transaction of its verb."""

from django.db.models import Q

from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import COLLEGE_ROLES, Role

from .models import BoothNeed


def tell_of_change(need, by):
    """The plan is out and the need behind it has changed: 教务处, once a version."""
    office = Membership.objects.current().filter(role=Role.OFFICE)
    officers = [user for user in office.people() if user != by]
    return Notice.objects.tell(
        officers,
        key=f"booth_need:{need.pk}:{need.version}",
        kind=NoticeKind.SHOWCASE,
        title=f"{need.college}改了展位需求",
        body=f"展位图已经发布。{by.name}保存了第 {need.version} 版，请看改了什么、展位还合不合适。",
        about=need,
    )


def remind(edition, colleges, by, today):
    """Who has not said what the booth needs: their people, once a college and day.

    Returns the colleges of which somebody was told now."""
    edition.showcase.refuse_if_cancelled()
    told = []
    mine = {college.pk: [] for college in colleges}
    condition = Q(role__in=COLLEGE_ROLES, college__in=mine, delegated_by=None)
    hats = Membership.objects.current().filter(condition, user__is_active=True)
    for hat in hats.select_related("user"):
        mine[hat.college_id].append(hat.user)
    for college in colleges:
        if Notice.objects.tell(mine[college.pk], **reminder(edition, college, by, today)):
            told.append(college)
    return told


def reminder(edition, college, by, today):
    need = BoothNeed(edition=edition, college=college)
    return {
        "key": f"booth_need:remind:{edition.pk}:{college.pk}:{today:%Y-%m-%d}",
        "kind": NoticeKind.CHASE,
        "title": f"请填写{college}的展位需求",
        "body": f"教务处{by.name}催办：集中展示的用电、桌椅、网络和值守安排还没有填写，"
        "活动里写过的会自动带过来。",
        "url": need.get_absolute_url(),
    }
