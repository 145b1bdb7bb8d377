"""A seat from which outings are decided: a role and its unit, and who may sit there."""

from dataclasses import dataclass

from django.db.models import Prefetch

from .models import College, Department, Membership, Role, User
from .models.people import APPROVING_ROLES, COLLEGE_ROLES

# The departments that an outing can be asked of; a seat of another one decides nothing.
DECIDING_DEPARTMENTS = ("security", "student")
# Whoever keeps the system, reads its log or judges the awards does not work with outings.
STAFF_ROLES = (*COLLEGE_ROLES, Role.OFFICE, Role.DEPARTMENT, Role.LEADER)


@dataclass(frozen=True)
class Seat:
    role: str
    college: College | None = None
    department: Department | None = None

    @classmethod
    def of(cls, hat):
        return cls(hat.role, hat.college, hat.department)

    def __str__(self):
        unit = self.college or self.department
        if unit is None:
            return Role(self.role).label
        return f"{unit}的{Role(self.role).label}" if self.college else str(unit)

    @property
    def key(self):
        """How it is named in an address."""
        unit = self.college or self.department
        return f"{unit.kind}-{unit.pk}" if unit else str(self.role)

    @property
    def unit(self):
        return {"role": self.role, "college": self.college, "department": self.department}

    @property
    def power(self):
        return "签发权" if self.college else "审批权"

    def held(self):
        """The memberships of those who sit here in their own right."""
        own = Membership.objects.own().current()
        return own.filter(**self.unit, user__is_active=True)

    def holders(self):
        return User.objects.filter(is_active=True, memberships__in=self.held()).distinct()

    def grounds(self):
        """What a deputy must hold themself: of a college its own people, else any of the staff."""
        own = Membership.objects.own().current()
        if self.college:
            return own.filter(college=self.college, role=Role.COLLEGE_STAFF)
        return own.filter(role__in=STAFF_ROLES)

    def candidates(self):
        """Whom it may be handed to. Who reads the log does not make its entries."""
        reviewers = Membership.objects.current().filter(role=Role.AUDITOR)
        found = User.objects.filter(is_active=True, memberships__in=self.grounds())
        found = found.exclude(pk__in=self.holders().values("pk"))
        return found.exclude(pk__in=reviewers.values("user")).distinct().order_by("name", "pk")


def own_seats(user):
    """Where this person decides in their own right; a deputy passes nothing on."""
    return [Seat.of(hat) for hat in user.hats if not hat.is_delegation and decides(hat)]


def decides(hat):
    if hat.role == Role.DEPARTMENT:
        return hat.department.code in DECIDING_DEPARTMENTS
    return hat.role in APPROVING_ROLES


def seats_open_to(user):
    """Those this person may hand over: the own ones, 教务处 those of absent leads as well."""
    seats = own_seats(user)
    if user.is_office:
        seats += [Seat(Role.COLLEGE_LEAD, college=each) for each in College.objects.active()]
    return list(dict.fromkeys(seats))


def with_units(people):
    """Each with `staff_hats`, by which colleagues of one name are told apart."""
    held = Membership.objects.own().current().filter(role__in=STAFF_ROLES)
    hats = held.select_related("college", "department")
    return people.prefetch_related(Prefetch("memberships", hats, to_attr="staff_hats"))
