from django.db import models, transaction
from django.db.models import Q

from colleges.models import AuditEntry
from colleges.models.people import Role
from colleges.rules import BrokenRule


class Approver(models.TextChoices):
    """Who may stand in an outing's chain (domain.md §3: 学院 → [会签] → 教务处 → [校领导])."""

    COLLEGE = "college", "学院负责人"
    SECURITY = "security", "保卫处"
    STUDENT = "student", "学生处、团委"
    OFFICE = "office", "教务处"
    LEADER = "leader", "校领导"

    @property
    def verb(self):
        return {"college": "签发", "security": "会签", "student": "会签"}.get(self.value, "审批")

    @property
    def waiting(self):
        """The state's word (look.md): 待学院签发、待教务处审批."""
        return f"待{self.label.replace('负责人', '')}{self.verb}"

    @property
    def role(self):
        return ROLES[self]

    def held_by(self, hat, college_id):
        """Does this membership decide at this step, for an outing of that college?"""
        if hat.role != self.role:
            return False
        if self.role == Role.DEPARTMENT:
            return hat.department.code == self.value
        return self != Approver.COLLEGE or hat.college_id == college_id

    def seats(self, college_id=None):
        """The same, as a condition on memberships."""
        unit = {Role.COLLEGE_LEAD: {"college": college_id}}
        unit[Role.DEPARTMENT] = {"department__code": self.value}
        return Q(role=self.role, **unit.get(self.role, {}))


# Whose membership takes which step; a department's step is named by its code.
ROLES = {
    Approver.COLLEGE: Role.COLLEGE_LEAD,
    Approver.SECURITY: Role.DEPARTMENT,
    Approver.STUDENT: Role.DEPARTMENT,
    Approver.OFFICE: Role.OFFICE,
    Approver.LEADER: Role.LEADER,
}
# 学院负责人 → 教务处 is what the notice asks (五(六)); the rest is for the school to switch on.
USUAL_CHAIN = (
    {"approver": "college"},
    {"approver": "security", "in_use": False},
    {"approver": "student", "in_use": False},
    {"approver": "office"},
    {
        "approver": "leader",
        "in_use": False,
        "when_overnight": True,
        "when_out_of_town": True,
        "from_headcount": 200,
    },
)


CONDITIONS = ("when_overnight", "when_out_of_town", "from_headcount")


class ApprovalStepQuerySet(models.QuerySet):
    def start(self, edition, chain):
        self.bulk_create(
            ApprovalStep(edition=edition, position=place, **step)
            for place, step in enumerate(chain, start=1)
        )

    def as_data(self):
        return list(self.order_by("position").values("approver", "in_use", *CONDITIONS))

    def asked_of(self, outing):
        """The steps this outing has to take, in order."""
        steps = self.filter(edition=outing.edition, in_use=True).order_by("position")
        return [step for step in steps if step.applies_to(outing)]

    @transaction.atomic
    def change(self, edition, steps, by):
        """The office's edit; outings under way keep the steps they were handed over with."""
        if not any(step.approver == Approver.OFFICE and step.in_use for step in steps):
            raise BrokenRule("教务处审批不能停用：通知要求外出前在教务处报备，审批通过后方可外出。")
        before = self.in_words(edition)
        for step in steps:
            step.save()
        changes = {"before": {"chain": before}, "after": {"chain": self.in_words(edition)}}
        AuditEntry.objects.record(by, "修改审批流程", edition, payload=changes)

    def in_words(self, edition):
        steps = self.filter(edition=edition, in_use=True).order_by("position")
        return [f"{step}（{step.condition}）" for step in steps]


class ApprovalStep(models.Model):
    """One link of an edition's approval chain: data, changed by the office in the browser.

    Without a condition every outing takes the step; with some, those that meet any of them.
    """

    edition = models.ForeignKey(
        "activities.Edition", on_delete=models.CASCADE, related_name="approval_steps"
    )
    position = models.PositiveSmallIntegerField("顺序")
    approver = models.CharField("审批人", max_length=10, choices=Approver)
    in_use = models.BooleanField("启用", default=True)
    when_overnight = models.BooleanField("过夜时", default=False)
    when_out_of_town = models.BooleanField("出市时", default=False)
    from_headcount = models.PositiveIntegerField("人数达到（人）", null=True, blank=True)

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "审批环节"
        constraints = [
            models.UniqueConstraint(fields=["edition", "approver"], name="one_step_per_approver"),
            # 审批通过后方可外出 (notice 五(六)): the office's step is never switched off.
            models.CheckConstraint(
                name="the_office_always_approves",
                condition=~Q(approver="office")
                | Q(
                    in_use=True,
                    when_overnight=False,
                    when_out_of_town=False,
                    from_headcount__isnull=True,
                ),
            ),
        ]

    def __str__(self):
        return self.get_approver_display()

    @property
    def is_conditional(self):
        return self.when_overnight or self.when_out_of_town or self.from_headcount is not None

    @property
    def condition(self):
        """When it is taken, in words."""
        told = ["过夜"] if self.when_overnight else []
        told += ["出市"] if self.when_out_of_town else []
        told += [f"人数达到 {self.from_headcount} 人"] if self.from_headcount is not None else []
        return "或".join(told) or "每次外出"

    def applies_to(self, outing):
        if self.approver == Approver.COLLEGE and outing.college_id is None:
            return False
        if not self.is_conditional:
            return True
        many = self.from_headcount is not None and outing.headcount >= self.from_headcount
        away = self.when_out_of_town and outing.is_out_of_town
        return bool(many or away or (self.when_overnight and outing.is_overnight))
