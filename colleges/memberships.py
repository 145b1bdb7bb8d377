"""Who works where: begin, end, move. Every verb is audited and obeyed at once."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .dates import deadline, when
from .delegation_notices import tell_of_its_end
from .models import AuditEntry, Membership, Role, User
from .models.people import COLLEGE_ROLES
from .rules import BrokenRule
from .seats import Seat

NOT_ONESELF = (
    "不能给自己增加或调动任职。请另一位系统管理员来做；"
    "还没有另一位时，先在“人员”里为一位同事新建系统管理员账号。"
)


def begin_of(day):
    """The instant a day begins; a day that has already begun counts from now."""
    return max(midnight(day), timezone.now()) if day else timezone.now()


def end_of(day):
    """The instant after the day; no day, no end."""
    return midnight(day + timedelta(days=1)) if day else None


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def wrong_units(role, college, department):
    """(field, sentence) for every unit that does not go with the role."""
    label = Role(role).label
    if role in COLLEGE_ROLES and college is None:
        yield "college", f"{label}必须属于一个二级学院，请选择。"
    if role not in COLLEGE_ROLES and college is not None:
        yield "college", f"{label}不属于学院，请改选“（不属于学院）”。"
    if role == Role.DEPARTMENT and department is None:
        yield "department", "部门工作人员必须属于一个部门，请选择。"
    if role != Role.DEPARTMENT and department is not None:
        yield "department", f"{label}不用选部门，请改选“（不属于部门）”。"


def require_another_administrator(user):
    """Nobody takes away the last one who can manage people. Call it inside a transaction.

    One whose membership ends by itself does not count. Locked, so that two administrators
    cannot take each other away at the same moment.
    """
    lasting = Membership.objects.current().filter(role=Role.ADMINISTRATOR, valid_until=None)
    found = User.objects.filter(is_active=True, memberships__in=lasting)
    list(found.select_for_update(no_key=True))
    # Read after the wait: on PostgreSQL what was asked before it does not know its end.
    if set(found.values_list("pk", flat=True)) == {user.pk}:
        raise BrokenRule("这是最后一位系统管理员，去掉后无人能管理人员。请先任命另一位。")


@transaction.atomic
def begin(by, user, *, role, college=None, department=None, since=None, until=None):
    """Give `user` a role; `since` and `until` are days, both included."""
    if user == by:
        raise BrokenRule(NOT_ONESELF)
    # One at a time for one person, so that the same form sent twice gives one membership.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    unit = {"role": role, "college": college, "department": department}
    hat = Membership(user=user, **unit, valid_from=begin_of(since), valid_until=end_of(until))
    if hat.valid_until and hat.valid_until <= hat.valid_from:
        raise BrokenRule("结束日期要晚于开始日期，也不能早于今天。")
    held = user.memberships.own().open(hat.valid_from).filter(**unit)
    if until:
        held = held.filter(valid_from__lt=hat.valid_until)
    if twin := held.first():
        raise BrokenRule(f"{user}在这段时间已经是“{twin}”，不用再加。")
    hat.save()
    AuditEntry.objects.record(by, "增加任职", user, note=str(hat), payload={"after": facts(hat)})
    return hat


@transaction.atomic
def end(hat, by):
    """From now on; what it allowed is refused at the person's next request."""
    if hat.role == Role.ADMINISTRATOR and hat.valid_until is None and hat.user.is_active:
        require_another_administrator(hat.user)
    now = timezone.now()
    rows = Membership.objects.open(now).filter(pk=hat.pk)
    if not rows.update(valid_until=now, **({"valid_from": now} if hat.is_ahead(now) else {})):
        raise BrokenRule(f"“{hat}”已经结束。请刷新页面查看。")
    if not hat.is_delegation:
        end_delegations(by, hat.user, Seat.of(hat))
        end_deputising(by, hat.user)
    verb = "撤销委托" if hat.is_delegation else "结束任职"
    AuditEntry.objects.record(by, verb, hat.user, note=str(hat), payload={"before": facts(hat)})
    if hat.is_delegation:
        tell_of_its_end(hat, by)


@transaction.atomic
def move(hat, by, college):
    """To another college: the old membership ends and the new one begins at one instant."""
    if hat.college_id is None or hat.is_delegation:
        raise BrokenRule("只有填报人和院长/书记的任职可以调到另一个学院。")
    if hat.is_over():
        raise BrokenRule(f"“{hat}”已经结束，不能调动。请新增任职。")
    if hat.college_id == college.pk:
        raise BrokenRule(f"{hat.user}已经在{college}。请选择另一个学院。")
    end(hat, by)
    return begin(by, hat.user, role=hat.role, college=college)


def end_deputising(by, deputy):
    """Who is no longer of the college, or of the school, decides for nobody there."""
    held = deputy.memberships.delegations().open()
    for hat in held.select_related("user", "college", "department", "delegated_by"):
        if not Seat.of(hat).grounds().filter(user=deputy).exists():
            end(hat, by)


def end_delegations(by, giver, seat=None):
    """What somebody delegated ends with their own membership or account."""
    given = Membership.objects.delegations().open().filter(delegated_by=giver)
    if seat is not None:
        given = given.filter(**seat.unit)
    for hat in given.select_related("user", "college", "department", "delegated_by"):
        end(hat, by)


def facts(hat):
    told = {"任职": str(hat), "自": when(hat.valid_from)}
    if hat.valid_until:
        told["至"] = deadline(hat.valid_until)
    if hat.is_delegation:
        told |= {"委托人": str(hat.delegated_by), "原因": hat.reason}
    return told


def span(hat):
    return f"{when(hat.valid_from)}至{deadline(hat.valid_until)}"
