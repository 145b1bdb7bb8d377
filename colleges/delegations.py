"""Standing in for an absent approver: who, for which seat, from day to day; it ends by itself."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from .delegation_notices import tell_of_delegation
from .lines import in_one_line
from .memberships import begin_of, end_of, facts, span
from .models import AuditEntry, Membership, User
from .rules import BrokenRule, within
from .seats import Seat, own_seats

LONGEST_DELEGATION = timedelta(days=92)


@transaction.atomic
def delegate(by, giver, deputy, seat, *, since, until, reason):
    """`deputy` decides for `giver` from day to day, both included."""
    reason = within(in_one_line(reason), 200)
    if not reason:
        raise BrokenRule("委托必须写明原因，例如“出差”。")
    User.objects.select_for_update(no_key=True).get(pk=deputy.pk)
    require_giver(by, giver, seat)
    require_deputy(by, giver, deputy, seat)
    hat = Membership(user=deputy, delegated_by=giver, reason=reason, **seat.unit)
    hat.valid_from, hat.valid_until = begin_of(since), end_of(until)
    require_span(hat)
    require_lasting(hat, seat)
    twins = deputy.memberships.delegations().open(hat.valid_from).filter(**seat.unit)
    if twin := twins.filter(valid_from__lt=hat.valid_until).first():
        raise BrokenRule(f"{deputy}在这段时间已有委托（{span(twin)}）。请先撤销那一项。")
    hat.save()
    note = f"{seat.college or seat}，{span(hat)}，受{giver}委托：{reason}"
    verb = "委托代审" if hat.only_decides else "委托代签"
    AuditEntry.objects.record(by, verb, deputy, note=note, payload={"after": facts(hat)})
    tell_of_delegation(hat, by)
    return hat


def require_giver(by, giver, seat):
    """Only what one holds oneself, now; 教务处 does it for an absent lead as well."""
    if not seat.held().filter(user=giver).exists():
        raise BrokenRule(f"{giver}现在不是{seat}，没有{seat.power}可以委托。")
    if by != giver and not (seat.college and by.is_office):
        raise BrokenRule(f"{seat}的{seat.power}只能由本人委托。")


def require_deputy(by, giver, deputy, seat):
    if deputy == giver:
        raise BrokenRule("不能委托给本人。请选择另一位同事。")
    if deputy == by:
        raise BrokenRule("不能把签发权委托给自己。请院长/书记本人委托，或请教务处另一位老师代办。")
    if seat.held().filter(user=deputy).exists():
        verb = "签发" if seat.college else "审批"
        raise BrokenRule(f"{deputy}本人就是{seat}，可以直接{verb}，不用委托。")
    if not seat.candidates().filter(pk=deputy.pk).exists():
        raise BrokenRule(not_to_be_asked(deputy, seat))
    if not seat.college and deputy.has_placeholder_name:
        raise BrokenRule(
            f"“{deputy}”还没有填写真实姓名，审批单上要写明是谁批的。"
            "请对方先在“我的资料”里填写，或选择另一位同事。"
        )


def not_to_be_asked(deputy, seat):
    if seat.college:
        return f"{deputy}不是{seat.college}的人员，只能委托给本学院的同事。"
    return f"{deputy}不能代审：只能委托给学院或部门的在职同事。请选择另一位。"


def require_span(hat):
    if hat.valid_until <= hat.valid_from:
        raise BrokenRule("委托的结束日期不能早于开始日期，也不能早于今天。")
    if hat.valid_until - hat.valid_from > LONGEST_DELEGATION:
        raise BrokenRule("一次委托最长三个月。更长的，请由系统管理员调整任职。")


def require_lasting(hat, seat):
    """Nobody decides for one whose own time is over, nor after they have left themselves."""
    lasting = Q(valid_until=None) | Q(valid_until__gte=hat.valid_until)
    for person, rows in ((hat.delegated_by, seat.held()), (hat.user, seat.grounds())):
        if not rows.filter(lasting, user=person).exists():
            raise BrokenRule(f"{person}的任职在委托结束之前就到期。请把结束日期改早。")


def delegations_of(college):
    """In force or yet to begin, with whom they name."""
    given = Membership.objects.delegations().open().filter(college=college)
    return given.select_related("user", "delegated_by", "college").order_by("valid_from")


def seen_by(user):
    """Open delegations of the own seats, those held or given; who sees to all sees all."""
    given = Membership.objects.delegations().open().order_by("valid_from", "pk")
    given = given.select_related("user", "delegated_by", "college", "department")
    if user.is_office or user.is_administrator:
        return given
    mine = Q(user=user) | Q(delegated_by=user) | Q(college__in=user.college_ids)
    for seat in own_seats(user):
        mine |= Q(**seat.unit)
    return given.filter(mine)


def can_be_revoked_by(hat, user):
    """Who gave it, or an administrator; of a college its leads and 教务处 as well."""
    if hat.delegated_by_id == user.pk or user.is_administrator:
        return True
    return hat.college_id is not None and (user.is_office or Seat.of(hat) in own_seats(user))
