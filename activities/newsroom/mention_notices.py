"""Whom the push ledger tells, and what; called inside the transaction of its verb."""

from django.db.models import Q

from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import Role

from .status import MEDIA_CENTRE


def tell(mention, people, by, *, key, title, body=""):
    Notice.objects.tell(
        [user for user in people if user != by],
        key=f"mention:{mention.pk}:{mention.version}:{key}",
        kind=NoticeKind.NEWS,
        title=title[:120],
        body=body,
        about=mention,
    )


def tell_checkers(mention, by):
    """The media centre looks first; where it has nobody but the reporter, 教务处."""
    centre = Q(role=Role.DEPARTMENT, department__code=MEDIA_CENTRE, delegated_by=None)
    office = Q(role=Role.OFFICE, delegated_by=None)
    found = [user for user in seated(centre) if user != by] or seated(office)
    title = f"请核对采用：{mention.story.organiser}的{mention}"
    tell(mention, found, by, key="claimed", title=title, body=mention.get_level_display())


def seated(condition):
    hats = Membership.objects.current().filter(condition, user__is_active=True)
    return list({hat.user_id: hat.user for hat in hats.select_related("user")}.values())


def tell_reporters(mention, by, what, reason=""):
    people = {one.pk: one for one in (mention.recorded_by, mention.claimed_by) if one}
    tell(mention, people.values(), by, key=what, title=f"{mention}{what}", body=reason)
