"""Who organises: a college, or a department of the school (design §2).

What a department organises counts for the school and for everybody's programme. It is no
college's obligation: nothing of it is filed, compiled, owed or reminded of.
"""

from django.db import models
from django.db.models import Q

from colleges.models import College, Department

from .stand_in import may_enter


def column_of(organiser):
    """The fields of a row that is `organiser`'s: a college (or its id), or a department."""
    kind = getattr(organiser, "kind", College.kind)
    return {kind: organiser}


def both_columns(organiser):
    """The same, with the other one empty: what a row is given."""
    return {College.kind: None, Department.kind: None} | column_of(organiser)


def may_organise(user, edition_id, organiser):
    """Who writes its activities: the own people, for a college also an officer who stands in."""
    if organiser.kind == Department.kind:
        return organiser.pk in user.department_ids
    return may_enter(user, edition_id, organiser.pk)


class OrganisedQuerySet(models.QuerySet):
    def of(self, edition, organiser):
        return self.filter(edition=edition, **column_of(organiser))

    def of_units_of(self, user):
        """What the own colleges and departments of `user` organise."""
        own_departments = Q(department_id__in=user.department_ids)
        return self.filter(Q(college_id__in=user.college_ids) | own_departments)


class Organised(models.Model):
    """What belongs to exactly one organiser."""

    college = models.ForeignKey(
        College,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填报单位",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主办部门",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_one_organiser",
                condition=Q(college__isnull=False, department__isnull=True)
                | Q(college__isnull=True, department__isnull=False),
            )
        ]

    @property
    def organiser(self):
        return self.department if self.department_id else self.college

    def is_of_units_of(self, user):
        return self.college_id in user.college_ids or self.department_id in user.department_ids

    def can_be_seen_by(self, user):
        return user.sees_everything or self.is_of_units_of(user)

    def shows_phone_to(self, user):
        """The own unit and 教务处; to everybody else a number is 138****1234."""
        return user.is_office or self.is_of_units_of(user)
