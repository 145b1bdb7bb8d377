from collections import Counter

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest
from colleges.phones import PHONE
from colleges.rules import BrokenRule, WrongState

from ..outing_agreement import list_differs
from ..outing_notices import tell_list
from ..participants import COLUMNS
from .outing import Outing
from .outing_draft import OutingDraft
from .outing_file import OutingFile
from .outing_policy import KEPT_FOR
from .outing_ready import LISTS_ANEW
from .outing_version import OutingVersion
from .people_draft import PeopleDraft

FIELDS = [column.field for column in COLUMNS]


def kept_until_before(today):
    return {"outing__activity__edition__outing_policy__participants_kept_until__lt": today}


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
        outing.hold()
        if not outing.can_be_changed:
            raise WrongState(f"{outing}正在办理或已经结束，不能改名单。可以先撤回再改。")
        listed = self.filter(outing=outing)
        before = listed.count()
        if seen is not None and seen != listed.fingerprint():
            raise BrokenRule(
                f"名单刚刚被别人改过，现在有 {before} 人，没有保存。"
                "您的内容还在文本框里，请与下面的现有名单核对后再提交。"
            )
        if outing.has_passed and len(rows) > outing.headcount:
            raise BrokenRule(
                f"名单有 {len(rows)} 人，人数超过批准的 {outing.headcount} 人，没有保存。"
                "请先在“修改外出”里改人数、重新报批，再改名单。"
            )
        listed.delete()
        self.bulk_create(
            Participant(outing=outing, position=place, **row) for place, row in enumerate(rows)
        )
        outing.writers.add(by)
        # How many, never who: the log outlives the list.
        counts = {"before": {"participants": before}, "after": {"participants": len(rows)}}
        AuditEntry.objects.record(by, LISTS_ANEW, outing, payload=counts)
        if outing.has_passed and (told := list_differs(outing, listed.by_kind())):
            tell_list(outing, by, told)

    def by_kind(self):
        """(students, teachers), 人."""
        kinds = Counter(self.order_by().values_list("kind", flat=True))
        return kinds[Participant.Kind.STUDENT], kinds[Participant.Kind.TEACHER]

    def due_for_erasure(self, today):
        """Of editions whose lists are kept no longer (PIPL 19, 47)."""
        return self.filter(**kept_until_before(today))

    @transaction.atomic
    def erase(self, today):
        """Delete what is kept no longer, and what else tells of people; returns how many 人."""
        PeopleDraft.objects.filter(**kept_until_before(today)).delete()
        count, _ = self.due_for_erasure(today).delete()
        due = Outing.objects.kept_until_before(today)
        OutingDraft.objects.filter(outing__in=due).delete()
        files = OutingFile.every.filter(outing__in=due).erase_lists()
        told = due.erase_people()
        told += OutingVersion.objects.filter(outing__in=due).erase_people()
        told += entries_of(due, today).blank()
        if count or files or told:
            note = f"保存期已过，共 {count} 人、{files} 个文件"
            AuditEntry.objects.record(None, "清除外出名单", note=note)
        return count


def entries_of(due, today):
    """What the log tells of these outings, and of those deleted longer ago than lists are kept."""
    entries = AuditEntry.objects.filter(object_type=Outing._meta.label_lower)
    ids = due.order_by().annotate(told_id=Cast("pk", models.CharField())).values("told_id")
    gone = entries.order_by().filter(verb="删除外出", at__date__lt=today - KEPT_FOR)
    return entries.filter(Q(object_id__in=ids) | Q(object_id__in=gone.values("object_id")))


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
