"""What the gate is told of a scanned code: may they leave, and if not, why.

The code says which outing and which content was approved; what became of it since is looked up.
"""

from dataclasses import dataclass

from colleges.dates import day, when
from colleges.models import State

from .models import Outing
from .outing_permit import SIGNED
from .outing_status import Status
from .permit_code import Forged, Validity, read

VALID = State("valid", "有效", "done", "circle-check")
FORGED = State("forged", "无效", "overdue", "circle-x")
ALTERED = State("altered", "已变更", "overdue", "ban")
ANOTHER_DAY = State("another_day", "未到日期", "warning", "calendar-event")
EXPIRED = State("expired", "已过期", "overdue", "calendar-off")
LEFT = State("left", "已出发", "out", "walk")
CANCELLED = State("cancelled", "已取消", "overdue", "ban")
RETURNED = State("returned", "已归校", "back", "home")

UNKNOWN = "系统里没有这张审批单，请不要放行，并联系教务处。"
REFUSED = "变更没有获得同意，原批准不再有效，不得放行。请联系教务处核对。下面是原来批准的内容。"
WITHDRAWN = "内容有变更，正等重新审批，原批准暂停；重新批准之前不得放行。下面是原来批准的内容。"
REPLACED = "内容在打印之后有变更并重新批准，请出示新的审批单；这一张作废，不得放行。"


@dataclass(frozen=True)
class Check:
    """A verdict in one word, a sentence that says what to do, and the outing if it is known."""

    state: State
    sentence: str
    outing: Outing | None = None
    # As it was approved last: what has been changed since and not approved is nothing to a guard.
    approved: Outing | None = None

    @property
    def may_leave(self):
        return self.state is VALID

    @property
    def is_out(self):
        return self.state is LEFT


def checked(token, at):
    """The verdict on a scanned token at this instant."""
    code = read(token)
    if isinstance(code, Forged):
        return Check(FORGED, str(code))
    outing = Outing.objects.for_list().filter(pk=code.serial_pk).first()
    if outing is None:
        return Check(FORGED, UNKNOWN)
    return Check(*judged(outing, code, at), outing, approved_content(outing))


def judged(outing, code, at):
    """(state, sentence) of a code of ours."""
    if reason := called_off(outing):
        return CANCELLED, reason
    if reason := altered(outing, code):
        return ALTERED, reason
    return on_the_way(outing, code, at)


def approved_content(outing):
    """The outing with what its last approval was bound to; itself while that stands."""
    if outing.has_passed or outing.approved_round is None:
        return outing
    version = outing.versions.get(number=outing.approved_round)
    facts = outing.facts() | version.binding()
    return Outing(pk=outing.pk, activity=outing.activity, serial=outing.serial, **facts)


def called_off(outing):
    """Why nobody leaves at all, empty while somebody may."""
    if outing.status == Status.CANCELLED:
        return "这次外出已取消，不得放行。"
    if outing.activity.is_cancelled and outing.status == Status.APPROVED:
        return "活动已取消，不得放行。请联系学院或教务处核对。"
    return ""


def altered(outing, code):
    """Why the approval on paper no longer stands, empty while it does."""
    if outing.status == Status.REFUSED:
        return REFUSED
    if not outing.has_passed:
        return WITHDRAWN
    return "" if code.fingerprint == outing.approved_fingerprint[:SIGNED] else REPLACED


def on_the_way(outing, code, at):
    """(state, sentence) of an approval that stands: left, back, or by the clock."""
    if outing.status == Status.OUT:
        return LEFT, (
            f"{when(outing.left_at)}已登记出发，{outing.left_count} 人，"
            f"应于{when(outing.returns_at)}返回。不能再次出校。"
        )
    if outing.status in (Status.BACK, Status.CLOSED):
        return RETURNED, (
            f"{when(outing.back_at)}已登记归校，{outing.back_count} 人。此单已用完，不能再次出校。"
        )
    validity = code.validity(at)
    if validity is Validity.NOT_YET:
        return ANOTHER_DAY, (
            f"批准的日期是{day(outing.first_day)}，{when(code.valid_from)}起有效，现在不得放行。"
        )
    # Asked of the outing too: older papers say the end of the day.
    if validity is Validity.OVER or at >= outing.returns_at:
        return EXPIRED, f"批准的外出已在{when(outing.returns_at)}结束，不得放行。"
    return VALID, "可以放行，请核对人数后登记出发。"
