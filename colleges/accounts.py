"""Accounts: opening, ending and giving back; every step is in the audit log."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from .memberships import end_delegations, require_another_administrator
from .models import AuditEntry, College, Invitation, Membership, Role, User
from .models.people import ADDRESS_TAKEN, COLLEGE_ROLES
from .rules import BrokenRule


def people(*, words="", college=None, department=""):
    """The list of people, filtered, with what its rows show."""
    found = User.objects.prefetch_related("memberships__college", "memberships__department")
    if words:
        found = found.filter(Q(username__icontains=words) | Q(name__icontains=words))
    if college:
        found = found.filter(memberships__college_id=college)
    if department:
        found = found.filter(memberships__department__code=department)
    return found.distinct().order_by("username")


def with_account_counts(colleges):
    """How many people hold each role of a college now; shown in the list of colleges."""
    held = Membership.objects.own().current().filter(user__is_active=True)
    return colleges.annotate(
        staff_count=Count("memberships", filter=holding(held, Role.COLLEGE_STAFF)),
        lead_count=Count("memberships", filter=holding(held, Role.COLLEGE_LEAD)),
    ).order_by("position", "code")


def colleges_without_people():
    """Those for which nobody fills in, or nobody signs."""
    return with_account_counts(College.objects.active()).filter(Q(staff_count=0) | Q(lead_count=0))


def holding(memberships, role):
    return Q(memberships__in=memberships.filter(role=role))


@transaction.atomic
def open_account(by, *, username, name, role, phone="", college=None, department=None):
    """A person without a password; the one-time link gives them the first."""
    user = User(username=username, name=name, phone=phone)
    user.set_unusable_password()
    user.save()
    hat = Membership.objects.create(user=user, role=role, college=college, department=department)
    facts = {"账号": username, "姓名": name, "任职": str(hat)}
    AuditEntry.objects.record(by, "建立账号", user, payload={"after": facts})
    return user


@transaction.atomic
def correct(user, by, **facts):
    """Name, phone and mail address, as the school knows the person."""
    before = {name: getattr(user, name) for name in facts}
    changed = [name for name, value in facts.items() if before[name] != value]
    if not changed:
        return False
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**{name: facts[name] for name in changed})
    except IntegrityError:
        raise BrokenRule(ADDRESS_TAKEN) from None
    AuditEntry.objects.record(
        by,
        "修改人员",
        user,
        payload={
            "before": {name: before[name] for name in changed},
            "after": {name: facts[name] for name in changed},
        },
    )
    return True


@transaction.atomic
def disable(user, by):
    if user == by:
        raise BrokenRule("不能停用自己的账号。请另一位系统管理员来做。")
    require_another_administrator(user)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise BrokenRule(f"{user}的账号已经停用。")
    Invitation.objects.filter(user=user).revoke()
    end_delegations(by, user)
    end_sessions(user)
    AuditEntry.objects.record(by, "停用账号", user)


@transaction.atomic
def enable(user, by):
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise BrokenRule(f"{user}的账号没有停用。")
    AuditEntry.objects.record(by, "启用账号", user)


def end_sessions(user, keep=""):
    """A disabled account is out at once anyway; this keeps old sessions out after 启用, too."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.session_key == keep:
            continue
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


COLLEGE_ACCOUNTS = [
    ("college", Role.COLLEGE_STAFF, "填报人"),
    ("lead", Role.COLLEGE_LEAD, "院长/书记"),
]


@transaction.atomic
def open_college_accounts(by, *, replace=False):
    """One 填报人 and one 院长/书记 for every college that has none.

    Returns (slips, names already taken by somebody else, names whose link is on its way).
    Accounts of an earlier time whose password was never set get a fresh slip; one that may be
    in somebody's hand is only replaced when the administrator says so.
    """
    slips, taken, waiting = [], [], []
    on_its_way = set(Invitation.objects.open().values_list("user_id", flat=True))
    for college in College.objects.active():
        held = {
            hat.role: hat.user
            for hat in Membership.objects.own().of_college(college.pk, *COLLEGE_ROLES)
        }
        for prefix, role, title in COLLEGE_ACCOUNTS:
            username, user = f"{prefix}{college.code}", held.get(role)
            if user is None and User.objects.filter(username=username).exists():
                taken.append(username)
                continue
            if user is None:
                name = f"{college.name[: 20 - len(title)]}{title}"
                user = open_account(by, username=username, name=name, role=role, college=college)
            if user.has_usable_password():
                continue
            if user.pk in on_its_way and not replace:
                waiting.append(user.username)
            else:
                slips.append((user, college, title, Invitation.objects.issue(user, by=by)))
    return slips, taken, waiting
