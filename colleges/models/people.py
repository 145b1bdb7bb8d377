from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..phones import PHONE


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
        return self.bulk_create(
            College(name=name, code=f"{place:02d}", position=place)
            for place, name in enumerate(fresh, start=last + 1)
        )


class College(models.Model):
    """二级学院: fills in, files and answers for its own week."""

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


class Department(models.Model):
    """A supporting office with its line in the notice's table of duties (一、组织领导)."""

    class Code(models.TextChoices):
        OFFICE = "office", "教务处"
        SECURITY = "security", "保卫处"
        LOGISTICS = "logistics", "后勤处"
        IT = "it", "信息中心"
        STUDENT = "student", "学生处、团委"
        MEDIA = "media", "AIGC新媒体中心"

    code = models.CharField("代码", max_length=12, choices=Code, unique=True)
    name = models.CharField("名称", max_length=40)

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


COLLEGE_ROLES = (Role.COLLEGE_STAFF, Role.COLLEGE_LEAD)


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

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def hats(self):
        """The memberships in force now; one query a request."""
        return list(self.memberships.current().select_related("college", "department"))

    def has_role(self, *roles):
        return any(hat.role in roles for hat in self.hats)

    def colleges_as(self, *roles):
        """Ids of the colleges in which this person holds one of `roles`."""
        return {hat.college_id for hat in self.hats if hat.role in roles}

    @property
    def college_ids(self):
        return self.colleges_as(*COLLEGE_ROLES)

    @property
    def is_office(self):
        return self.has_role(Role.OFFICE)

    @property
    def is_administrator(self):
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def reads_boards(self):
        """教务处 works with the boards, 校领导 reads them."""
        return self.has_role(Role.OFFICE, Role.LEADER)

    @property
    def sees_everything(self):
        return self.reads_boards or self.is_administrator

    @property
    def is_privileged(self):
        """Signed out after 30 idle minutes (look.md): who can change the school's data."""
        return self.has_role(Role.OFFICE, Role.ADMINISTRATOR)

    def can_fill_for(self, college_id):
        return college_id in self.college_ids

    def sees_phones_of(self, college_id):
        """The own college and 教务处; to everybody else a number is 138****1234."""
        return self.is_office or self.can_fill_for(college_id)

    def can_sign_for(self, college_id):
        return college_id in self.colleges_as(Role.COLLEGE_LEAD)


class MembershipQuerySet(models.QuerySet):
    def current(self, at=None):
        at = at or timezone.now()
        return self.filter(valid_from__lte=at).filter(Q(valid_until=None) | Q(valid_until__gt=at))

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
        ]

    def __str__(self):
        unit = self.college or self.department
        return f"{unit} {self.get_role_display()}" if unit else self.get_role_display()


USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,29}$", "账号由小写字母、数字组成，2–30 位。")
