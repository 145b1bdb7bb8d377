from django.db import models, transaction

from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest
from colleges.phones import PHONE
from colleges.rules import BrokenRule, WrongState

from ..participants import COLUMNS
from .outing import Outing

FIELDS = [column.field for column in COLUMNS]


class ParticipantQuerySet(models.QuerySet):
    def facts(self):
        """What is known of each, by field, in the order of the list."""
        return list(self.values(*FIELDS))

    def fingerprint(self):
        """Tells two lists apart; who sends one says by it which list they saw."""
        return digest(canonical(self.facts()))

    @transaction.atomic
    def replace(self, outing, rows, by, *, seen=None):
        """The whole list anew, or not at all; `rows` are read and checked (`participants`).

        `seen` is the fingerprint of the list they replace: of two people the later one is told.
        """
        outing = Outing.objects.select_for_update().select_related("activity").get(pk=outing.pk)
        if not outing.can_be_changed:
            raise WrongState(f"{outing}正在办理或已经结束，不能改名单。可以先撤回再改。")
        listed = self.filter(outing=outing)
        before = listed.count()
        if seen is not None and seen != listed.fingerprint():
            raise BrokenRule(
                f"名单刚刚被别人改过，现在有 {before} 人，没有保存。"
                "您的内容还在文本框里，请与下面的现有名单核对后再提交。"
            )
        listed.delete()
        self.bulk_create(
            Participant(outing=outing, position=place, **row) for place, row in enumerate(rows)
        )
        # How many, never who: the log outlives the list.
        counts = {"before": {"participants": before}, "after": {"participants": len(rows)}}
        AuditEntry.objects.record(by, "更新外出名单", outing, payload=counts)

    def due_for_erasure(self, today):
        """Of editions whose lists are kept no longer (PIPL 19, 47)."""
        kept_until = "outing__activity__edition__outing_policy__participants_kept_until"
        return self.filter(**{f"{kept_until}__lt": today})

    @transaction.atomic
    def erase(self, today):
        """Delete what is kept no longer; returns how many 人."""
        count, _ = self.due_for_erasure(today).delete()
        if count:
            AuditEntry.objects.record(None, "清除外出名单", note=f"保存期已过，共 {count} 人")
        return count


class Participant(models.Model):
    """One person on the list of an outing: personal data, shown to few and erased in time."""

    class Kind(models.TextChoices):
        STUDENT = "student", "学生"
        TEACHER = "teacher", "教师"

    outing = models.ForeignKey(
        "activities.Outing", on_delete=models.CASCADE, related_name="participants"
    )
    position = models.PositiveIntegerField("序号")
    kind = models.CharField("身份", max_length=10, choices=Kind, default=Kind.STUDENT)
    name = models.CharField("姓名", max_length=20)
    number = models.CharField("学号/工号", max_length=30, blank=True)
    class_name = models.CharField("班级/部门", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True, validators=[PHONE])
    emergency_contact = models.CharField("紧急联系人", max_length=20, blank=True)
    emergency_phone = models.CharField("紧急联系电话", max_length=20, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "外出人员"

    def __str__(self):
        return self.name
