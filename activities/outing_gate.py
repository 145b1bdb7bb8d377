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
RETURNED = State("returned", "已归校", "back", "home")

UNKNOWN = "系统里没有这张审批单，请不要放行，并联系教务处。"
WITHDRAWN = "原批准已暂停，重新批准之前不得放行。"
REPLACED = "内容在打印之后有变更并重新批准，请出示新的审批单；这一张作废，不得放行。"


@dataclass(frozen=True)
class Check:
    """A verdict in one word, a sentence that says what to do, and the outing if it is known."""

    state: State
    sentence: str
    outing: Outing | None = None

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
    if reason := altered(outing, code):
        return Check(ALTERED, reason, outing)
    return Check(*on_the_way(outing, code, at), outing)


def altered(outing, code):
    """Why the approval on paper no longer stands, empty while it does."""
    if outing.status == Status.CANCELLED:
        return "这次外出已取消，不得放行。"
    if outing.activity.is_cancelled and outing.status == Status.APPROVED:
        return "活动已取消，不得放行。请联系学院或教务处核对。"
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
    if validity is Validity.OVER:
        return EXPIRED, f"批准的外出已在{when(outing.returns_at)}结束，不得放行。"
    return VALID, "可以放行，请核对人数后登记出发。"
