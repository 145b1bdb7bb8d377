from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from colleges.models import College
from colleges.rules import BrokenRule, WrongState, within

from .edition import Edition


class StandInQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def of(self, edition_id, college_id):
        return self.filter(edition=edition_id, college=college_id)

    def allows(self, user, edition_id, college_id):
        """Does this officer stand in for the college now? Nobody else costs a query."""
        return (
            user.is_office
            and self.standing().of(edition_id, college_id).filter(officer=user).exists()
        )

    def begin(self, edition, college, by, at, reason):
        reason = within(reason, 300)
        if not reason:
            raise BrokenRule("代填必须写明原因，例如“学院电话委托”，学院会看到。")
        try:
            with transaction.atomic():
                return self.create(
                    edition=edition, college=college, officer=by, began_at=at, reason=reason
                )
        except IntegrityError:
            raise WrongState("您已经在代这个学院填报，直接填写即可。") from None

    def end(self, at):
        """Returns those it ended."""
        standing = list(self.standing().select_related("officer"))
        return [one for one in standing if one.end(at)]


class StandIn(models.Model):
    """代填: an officer enters on a college's behalf, openly and for a stated reason.

    Whoever did so may not accept what came of it, and the college's lead still signs
    (design §4.3).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="stand_ins")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="stand_ins")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="代填人"
    )
    reason = models.CharField("原因", max_length=300)
    began_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = "代填"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "college", "officer"],
                condition=Q(ended_at=None),
                name="one_standing_stand_in_per_officer",
            )
        ]

    def __str__(self):
        return f"{self.officer}代{self.college}填报"

    def end(self, at):
        """Of two who end it at the same moment, the second finds nothing standing."""
        return StandIn.objects.standing().filter(pk=self.pk).update(ended_at=at)


def may_enter(user, edition_id, college_id):
    """Who writes a college's activities: its own people, or an officer who stands in."""
    return user.can_fill_for(college_id) or StandIn.objects.allows(user, edition_id, college_id)
