from functools import cached_property
from itertools import count

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from ..phones import PHONE
from ..rules import BrokenRule


class CollegeQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.sees_everything:
            return self
        return self.filter(pk__in=user.college_ids)

    def active(self):
        return self.filter(is_active=True)

    def named(self, lines):
        """Add what is new of a pasted list of names, keep the rest; returns the new ones."""
        known = dict(self.values_list("name", "code"))
        names = [name for name in dict.fromkeys(" ".join(line.split()) for line in lines) if name]
        last = max((int(code) for code in known.values() if code.isdigit()), default=0)
        fresh = [name for name in names if name not in known]
        made = [
            College(name=name, code=f"{place:02d}", position=place)
            for place, name in enumerate(fresh, start=last + 1)
        ]
        try:
            with transaction.atomic():
                return self.bulk_create(made)
        except IntegrityError:
            told = "刚刚有人也在增加学院，这次没有增加。请刷新学院名单，核对后再试。"
            raise BrokenRule(told) from None


class College(models.Model):
    """二级学院: fills in, files and answers for its own week."""

    # How an organiser is named in addresses and forms, and the column it stands in.
    kind = "college"

    code = models.CharField("代码", max_length=10, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = CollegeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = "二级学院"

    def __str__(self):
        return self.name


# Shipped by a migration; the school may rename them and add its own.
SHIPPED_DEPARTMENTS = {
    "office": "教务处",
    "security": "保卫处",
    "logistics": "后勤处",
    "it": "信息中心",
    "student": "学生处、团委",
    "media": "AIGC新媒体中心",
}


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.sees_everything else self.filter(pk__in=user.department_ids)

    def shipped(self):
        """The six of the notice; makes those that are not there."""
        self.bulk_create(
            (Department(code=code, name=name) for code, name in SHIPPED_DEPARTMENTS.items()),
            ignore_conflicts=True,
        )
        return self.filter(code__in=SHIPPED_DEPARTMENTS)

    def free_code(self):
        """A code for one that the school adds itself."""
        taken = set(self.values_list("code", flat=True))
        return next(code for n in count(1) if (code := f"own{n}") not in taken)


class Department(models.Model):
    """A supporting office with its line in the notice's table of duties (一、组织领导).

    It may organise activities of its own; it files nothing.
    """

    kind = "department"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "部门"

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    COLLEGE_STAFF = "college_staff", "填报人"
    COLLEGE_LEAD = "college_lead", "院长/书记"
    OFFICE = "office", "教务处"
    DEPARTMENT = "department", "部门工作人员"
    JUDGE = "judge", "评委"
    LEADER = "leader", "校领导"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计管理员"


ADDRESS_TAKEN = "这个邮箱已经登记在另一个账号上，请换一个。"
COLLEGE_ROLES = (Role.COLLEGE_STAFF, Role.COLLEGE_LEAD)
# Who decides on outings, and may therefore let somebody stand in for a time.
APPROVING_ROLES = (Role.COLLEGE_LEAD, Role.OFFICE, Role.DEPARTMENT, Role.LEADER)


class User(AbstractUser):
    """A person. What they may do hangs on their memberships alone."""

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=20)
    phone = models.CharField("联系电话", max_length=20, blank=True, validators=[PHONE])

    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = "人员"
        constraints = [
            # A forgotten password is sent there: an address is one person's.
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="one_account_per_address"
            )
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def hats(self):
        """The memberships in force now; one query a request."""
        return list(self.memberships.current().select_related("college", "department"))

    @property
    def working_hats(self):
        """Those that open the rooms of their role.

        Who sits in for 教务处, a department or 校领导 decides on outings by that hat
        (activities' `Approver.held_by`) and does nothing else of that office: a deputy may
        come from any college, so they neither confirm filings nor move deadlines, see drafts,
        stand at the gate, delegate further or touch anybody's account.
        """
        return [hat for hat in self.hats if not hat.only_decides]

    def has_role(self, *roles):
        return any(hat.role in roles for hat in self.working_hats)

    def colleges_as(self, *roles):
        """Ids of the colleges in which this person holds one of `roles`."""
        return {hat.college_id for hat in self.hats if hat.role in roles}

    @property
    def college_ids(self):
        return self.colleges_as(*COLLEGE_ROLES)

    @property
    def department_ids(self):
        """Ids of the departments this person works for."""
        return {hat.department_id for hat in self.working_hats if hat.role == Role.DEPARTMENT}

    @property
    def department_codes(self):
        return {h.department.code for h in self.working_hats if h.role == Role.DEPARTMENT}

    @property
    def guards(self):
        """保卫处: stands at the gate."""
        return "security" in self.department_codes

    @property
    def reviews_media(self):
        """AIGC新媒体中心 and 教务处 (notice 四(二))."""
        return self.is_office or "media" in self.department_codes

    @property
    def is_judge(self):
        return self.has_role(Role.JUDGE)

    @property
    def is_office(self):
        return self.has_role(Role.OFFICE)

    @property
    def is_administrator(self):
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def sets_editions(self):
        """教务处 keeps the edition's data; an administrator helps before there is an office."""
        return self.has_role(Role.OFFICE, Role.ADMINISTRATOR)

    @property
    def reads_boards(self):
        """教务处 works with the boards, 校领导 reads them."""
        return self.has_role(Role.OFFICE, Role.LEADER)

    @property
    def sees_everything(self):
        return self.reads_boards or self.is_administrator

    @property
    def is_privileged(self):
        """Signed out after 30 idle minutes (look.md): who can change the school's data.

        A deputy of 教务处 as well: what they approve is approved in its name.
        """
        return any(hat.role in (Role.OFFICE, Role.ADMINISTRATOR) for hat in self.hats)

    def can_fill_for(self, college_id):
        return college_id in self.college_ids

    @property
    def needs_profile(self):
        """Of a college, and still called after it, or without a phone: a signature names nobody."""
        return bool(self.college_ids) and (self.has_placeholder_name or not self.phone)

    @property
    def has_placeholder_name(self):
        return self.name.endswith(tuple(role.label for role in COLLEGE_ROLES))

    def is_rival_for(self, email):
        """Is `email`, however it is written, somebody else's already?"""
        others = User.objects.exclude(pk=self.pk)
        return bool(email) and others.filter(email__iexact=email).exists()

    def require_profile(self, verb):
        if self.needs_profile:
            raise BrokenRule(
                f"还不知道您的姓名或联系电话，不能{verb}：回执要写明是谁报送的。"
                "请先在右上角姓名菜单的“我的资料”里填写，再回到这里。"
            )

    def sees_phones_of(self, college_id):
        """The own college and 教务处; to everybody else a number is 138****1234."""
        return self.is_office or self.can_fill_for(college_id)

    def can_sign_for(self, college_id):
        """The lead, or whom a lead delegated it to for a time."""
        return college_id in self.colleges_as(Role.COLLEGE_LEAD)

    def delegation_for(self, college_id):
        """The delegation by which this person signs, None if they sign as a lead themselves."""
        mine = [h for h in self.hats if h.role == Role.COLLEGE_LEAD and h.college_id == college_id]
        return mine[0] if mine and all(hat.is_delegation for hat in mine) else None


class MembershipQuerySet(models.QuerySet):
    def current(self, at=None):
        at = at or timezone.now()
        return self.filter(valid_from__lte=at).filter(Q(valid_until=None) | Q(valid_until__gt=at))

    def delegations(self):
        return self.filter(delegated_by__isnull=False)

    def own(self):
        """Held by oneself, not delegated by somebody for a time."""
        return self.filter(delegated_by=None)

    def open(self, at=None):
        """In force or yet to begin."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at or timezone.now()))

    def people(self):
        """Who holds them, each once; a disabled account holds nothing."""
        hats = self.filter(user__is_active=True).select_related("user")
        return list({hat.user_id: hat.user for hat in hats}.values())

    def of_college(self, college_id, *roles):
        return self.current().filter(college_id=college_id, role__in=roles, user__is_active=True)


class Membership(models.Model):
    """person × role × unit, from–until."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    role = models.CharField("角色", max_length=16, choices=Role)
    college = models.ForeignKey(
        College,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="二级学院",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="部门",
    )
    valid_from = models.DateTimeField("自", default=timezone.now)
    valid_until = models.DateTimeField("至", null=True, blank=True)
    # A delegation is an approver's membership for a time: who it is decided for, and why.
    delegated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="委托人"
    )
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "任职"
        constraints = [
            models.CheckConstraint(
                name="membership_college_roles_have_a_college",
                condition=(
                    Q(role__in=["college_staff", "college_lead"], college__isnull=False)
                    | (~Q(role__in=["college_staff", "college_lead"]) & Q(college__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="membership_departments_have_a_department",
                condition=~Q(role="department") | Q(department__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_delegations_are_of_approvers_and_end",
                condition=Q(delegated_by__isnull=True)
                | Q(
                    role__in=["college_lead", "office", "department", "leader"],
                    valid_until__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        unit = self.college or self.department
        sits_in = "（代审）" if self.only_decides else "（代签）" if self.is_delegation else ""
        title = f"{self.get_role_display()}{sits_in}"
        return f"{unit} {title}" if unit else title

    @property
    def is_delegation(self):
        return self.delegated_by_id is not None

    @property
    def only_decides(self):
        """A seat outside a college that somebody sits in for: outings, and nothing else."""
        return self.is_delegation and self.role != Role.COLLEGE_LEAD

    def is_over(self, at=None):
        return self.valid_until is not None and self.valid_until <= (at or timezone.now())

    def is_ahead(self, at=None):
        return self.valid_from > (at or timezone.now())


USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,29}$", "账号由小写字母、数字组成，2–30 位。")
