"""The states of an outing, as they are stored and as people are told them (look.md)."""

from django.db import models

from colleges.models import State


class Status(models.TextChoices):
    DRAFT = "draft", "草稿"
    WAITING = "waiting", "审批中"
    RETURNED = "returned", "已退回"
    REFUSED = "refused", "不同意"
    APPROVED = "approved", "已通过"
    OUT = "out", "外出中"
    BACK = "back", "已归校"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


# 审批通过后方可外出: what has passed, whatever came after.
PASSED = (Status.APPROVED, Status.OUT, Status.BACK, Status.CLOSED)
# What neither leaves any more nor will.
OVER = (Status.CLOSED, Status.CANCELLED, Status.REFUSED)

STATES = {
    Status.DRAFT: State("draft", "草稿", "draft", "circle-dashed"),
    Status.WAITING: State("waiting", "审批中", "pending", "clock"),
    Status.RETURNED: State("returned", "已退回", "returned", "arrow-back-up"),
    Status.REFUSED: State("refused", "不同意", "returned", "ban"),
    Status.APPROVED: State("approved", "已通过", "done", "circle-check"),
    Status.OUT: State("out", "外出中", "out", "walk"),
    Status.BACK: State("back", "已归校", "back", "home"),
    Status.CLOSED: State("closed", "已办结", "back", "checks"),
    Status.CANCELLED: State("cancelled", "已取消", "muted", "x"),
}

REOPENED = State("reopened", "变更待重批", "warning", "refresh")
OVERDUE = State("overdue", "逾期未归", "overdue", "alert-triangle")
EXPIRED = State("expired", "未出行", "muted", "calendar-off")


def with_states(outings, at):
    """The same, each with its state at this instant, as `told_state`."""
    for outing in outings:
        outing.told_state = outing.state(at)
    return outings
