"""Whom the verbs of a text tell, and what; called inside the verb's transaction."""

from django.db.models import Q

from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import Role

from .status import MEDIA_CENTRE, NAMES, Status


def seats(status, college_id, department_id):
    """The memberships that may review at this station, as a condition."""
    if status == Status.SECOND:
        return Q(role=Role.DEPARTMENT, department__code=MEDIA_CENTRE, delegated_by=None)
    if status == Status.THIRD:
        return Q(role=Role.OFFICE, delegated_by=None)
    if college_id:
        return Q(role=Role.COLLEGE_LEAD, college=college_id)
    return Q(role=Role.DEPARTMENT, department=department_id, delegated_by=None)


def seated(item, status):
    """The people who hold such a seat now."""
    wanted = seats(status, item.college_id, item.department_id)
    hats = Membership.objects.current().filter(wanted, user__is_active=True)
    return list({hat.user_id: hat.user for hat in hats.select_related("user")}.values())


def tell(item, people, by, *, key, title, body):
    """At most once per `key` and person; nobody is told what they did themselves."""
    return Notice.objects.tell(
        [user for user in people if user != by],
        key=f"news:{item.pk}:{item.round}:{key}",
        kind=NoticeKind.NEWS,
        title=title[:120],
        body=body,
        about=item,
    )


def tell_next(item, people, by):
    """Who may take the station the text has come to."""
    word = NAMES[item.status]
    title = f"请{word}：{item.organiser}的{item.get_kind_display()}{item}"
    tell(item, people, by, key=item.status, title=title, body=f"作者：{item.author_name}。")


def tell_writers(item, by, what, reason=""):
    tell(item, item.writers.all(), by, key=what, title=f"{item}{what}", body=reason)
