from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from activities.models import Edition
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule

from ..indicators import BY_CODE, TYPED, Indicator

UNTOUCHED = {"stated": {}, "overrides": {}, "notes": {}, "comments": {}, "answered": {}}


class StatisticsConflict(Exception):
    """A colleague saved these figures after the person opened them; `entry` is theirs."""

    def __init__(self, entry):
        self.entry = entry
        super().__init__("已被他人修改")


class StatisticsEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.sees_everything else self.filter(college__in=user.college_ids)

    def of(self, edition, college):
        """The college's own figures; not stored until somebody states one."""
        found = self.select_related("updated_by").filter(edition=edition, college=college).first()
        return found or StatisticsEntry(edition=edition, college=college, version=0)


class StatisticsEntry(models.Model):
    """What a college reports itself for its 附件2, and where it knows better than the portal.

    The computed figure stays beside the stated one: `overrides` keeps what it was then, and why
    the college says otherwise.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="statistics")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="statistics")
    # {code: number or text}
    stated = models.JSONField("自报指标", default=dict, blank=True)
    # {code: {"computed": number, "reason": text}}
    overrides = models.JSONField("更正", default=dict, blank=True)
    # {code: text}
    notes = models.JSONField("说明", default=dict, blank=True)
    # {code: text} on warnings of the checks: what fits although it looks wrong
    comments = models.JSONField("提醒的说明", default=dict, blank=True)
    # {code: sentence} that such a comment answers, with its numbers
    answered = models.JSONField("所说明的提醒", default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = StatisticsEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "统计表自报"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "college"], name="one_statistics_entry_per_college"
            )
        ]

    def __str__(self):
        return f"{self.college}的情况统计表"

    @property
    def edit_address(self):
        address = reverse("statistics_entry", args=[self.edition.code])
        return f"{address}?college={self.college_id}"

    @property
    def token(self):
        """Under which a browser keeps what was typed and not saved."""
        return f"statistics-{self.edition.code}-{self.college_id}"

    # Questions

    @property
    def is_stored(self):
        return self.pk is not None

    @property
    def facts(self):
        return {name: getattr(self, name) for name in UNTOUCHED}

    def answers(self, code, sentence):
        """Does the college's word on this warning speak of what it says now? Of words from before
        the portal kept their sentences nobody knows: they stand."""
        return code in self.comments and self.answered.get(code, sentence) == sentence

    # Verbs

    @transaction.atomic
    def state(self, by, at, facts, *, base_version):
        """Write down what the college reports; True when anything changed."""
        refuse_unreasoned(facts)
        before, is_claimed = self.claim(base_version)
        facts = (before.facts if before else UNTOUCHED) | facts
        changes = changed(before.facts if before else UNTOUCHED, facts)
        if not changes["after"]:
            # Saved as it stood, or the same form sent twice: nobody else's edit in conflict.
            if is_claimed:
                StatisticsEntry.objects.filter(pk=before.pk).update(version=base_version)
            return False
        if before and not is_claimed:
            raise StatisticsConflict(before)
        for name in UNTOUCHED:
            setattr(self, name, facts[name])
        self.pk = before.pk if before else None
        self.version, self.updated_by, self.updated_at = base_version + 1, by, at
        self.store()
        verb = "修改统计表自报" if before else "填写统计表自报"
        AuditEntry.objects.record(by, verb, self, payload=changes)
        return True

    def claim(self, base_version):
        """(what stood there, None the first time; may this saver replace it)"""
        mine = StatisticsEntry.objects.filter(edition=self.edition_id, college=self.college_id)
        claimed = mine.filter(version=base_version).update(version=F("version") + 1)
        return mine.select_related("updated_by").first(), bool(claimed)

    def store(self):
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            # A colleague's first figures were saved at this very moment.
            found = StatisticsEntry.objects.of(self.edition, self.college)
            if found.pk == self.pk:
                raise
            raise StatisticsConflict(found) from None


def refuse_unreasoned(facts):
    """Whoever says otherwise than the records says why."""
    for code, override in facts["overrides"].items():
        if not override["reason"]:
            name, number = BY_CODE[code].name, override["computed"]
            raise BrokenRule(f"“{name}”系统算得 {number}，填别的数请写明原因。")


def told(indicator: Indicator, facts):
    """One figure in words, for the log and for two versions side by side; “-” when unsaid."""
    code = indicator.code
    value = facts["stated"].get(code)
    words = "-" if value is None else str(value)
    if override := facts["overrides"].get(code):
        words += f"（系统算得 {override['computed']}；{override['reason']}）"
    if note := facts["notes"].get(code):
        words += f"（{note}）"
    return words


def commented(code, facts):
    """A comment with the warning that it answers."""
    words = facts.get("comments", {}).get(code, "-")
    sentence = facts.get("answered", {}).get(code)
    return f"{words}（提醒：{sentence}）" if sentence else words


def compared(before, after):
    """[(name, before in words, after in words)] of the figures that differ."""
    rows = [(one.name, told(one, before), told(one, after)) for one in TYPED]
    rows += [
        (f"{one.name}：提醒的说明", *(commented(code, facts) for facts in pair))
        for pair in [(before, after)]
        for code, one in BY_CODE.items()
    ]
    return [row for row in rows if row[1] != row[2]]


def changed(before, after):
    rows = compared(before, after)
    return {
        "before": {name: old for name, old, _ in rows},
        "after": {name: new for name, _, new in rows},
    }
