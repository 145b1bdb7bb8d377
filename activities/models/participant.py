from django.db import models, transaction

from colleges.models import AuditEntry
from colleges.phones import PHONE
from colleges.rules import WrongState


class ParticipantQuerySet(models.QuerySet):
    @transaction.atomic
    def replace(self, outing, rows, by):
        """The whole list anew, or not at all; `rows` are read and checked (`participants`)."""
        if not outing.can_be_changed:
            raise WrongState(f"{outing}正在办理或已经结束，不能改名单。可以先撤回再改。")
        before = self.filter(outing=outing).count()
        self.filter(outing=outing).delete()
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
