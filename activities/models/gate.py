"""The gate: an activity that leaves the campus needs an outing that has passed.

审批通过后方可外出 (notice 五(六)). Whether an activity is public, counts for a day and can have
been held follows from here, and nowhere else (design §4.16).
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from ..outing_facts import noted
from ..outing_status import PASSED, Status
from ..spans import Spans, touch

LONGEST_REASON = 200


class GatedQuerySet(models.QuerySet):
    """Of activities; `outings` are asked through the model, which knows them by name only."""

    def outings_that_passed(self):
        outings = self.model._meta.get_field("outings").related_model._base_manager
        return outings.filter(activity=OuterRef("pk"), status__in=PASSED)

    def passed_outing(self, day=None):
        """One that is away on `day`, else on any day the activity has now: an approval for
        another date opens nothing."""
        first = OuterRef("start_date") if day is None else day
        last = OuterRef("end_date") if day is None else day
        away = {"departs_at__date__lte": last, "returns_at__date__gte": first}
        return Exists(self.outings_that_passed().filter(**away))

    def with_gate(self):
        """With `outing_days`, so that a list asks once for all its rows."""
        days = Concat(
            Cast(TruncDate("departs_at"), TextField()), Cast(TruncDate("returns_at"), TextField())
        )
        outings = self.outings_that_passed().order_by().values("activity")
        spans = outings.annotate(spans=Spans(days)).values("spans")
        return self.annotate(outing_days=Coalesce(Subquery(spans), Value("", TextField())))

    def held_up(self):
        """Planned, to leave the campus, and not approved: it does not count and is not shown."""
        return self.planned().filter(~self.passed_outing(), is_outing=True)

    def held_up_on(self, day):
        """The same of one day: of several each needs an approved outing of its own."""
        leaves = self.planned().filter(start_date__lte=day, end_date__gte=day, is_outing=True)
        return leaves.filter(~self.passed_outing(day))

    def counting(self):
        """Planned and free to happen, on some day at least."""
        return self.planned().filter(self.open_gate())

    def counting_on(self, day):
        """What covers `day`: of what leaves only where an approved outing is away on it."""
        planned = self.planned().filter(start_date__lte=day, end_date__gte=day)
        return planned.filter(Q(is_outing=False) | Q(self.passed_outing(day)))

    def public(self):
        """What strangers may read: announced, its edition open, no outing without approval."""
        return self.announced().filter(self.open_gate(), edition__opened_at__isnull=False)

    def once_public(self):
        """Called off after strangers had read of it: whoever keeps it in a calendar is told."""
        outings = self.model._meta.get_field("outings").related_model._base_manager
        approved = outings.filter(activity=OuterRef("pk")).exclude(approved_fingerprint="")
        told = Q(filed_version__isnull=False) | Q(department__isnull=False)
        allowed = Q(is_outing=False) | Q(Exists(approved))
        off = self.filter(status="cancelled", edition__opened_at__isnull=False)
        return off.filter(told, allowed)

    def for_calendar(self):
        """What is public, and what was until it was called off."""
        public, off = (rows.order_by().values("pk") for rows in (self.public(), self.once_public()))
        told = self.filter(Q(pk__in=public) | Q(pk__in=off)).with_gate()
        return told.select_related("edition", "college", "department", "category")

    def public_on(self, day):
        """What strangers may come to on `day`: of what leaves only where an outing is away."""
        covering = self.public().filter(start_date__lte=day, end_date__gte=day)
        return covering.filter(Q(is_outing=False) | Q(self.passed_outing(day)))

    def open_gate(self):
        # Only what leaves asks for its outing: on SQLite a quarter quicker than NOT IN, by ids.
        return Q(is_outing=False) | Q(self.passed_outing())


class Gated(models.Model):
    """The questions and verbs of an activity that concern its outings."""

    class Meta:
        abstract = True

    # Questions

    @property
    def has_passed_outing(self):
        away = {"departs_at__date__lte": self.end_date, "returns_at__date__gte": self.start_date}
        return self.outings.passed().filter(**away).exists()

    @property
    def approved_spans(self):
        """[(first day, last day)] in ISO of the outings that passed, as `with_gate` read them."""
        if (told := getattr(self, "outing_days", None)) is None:
            passed = self.outings.passed()
            return [(f"{one.first_day}", f"{one.last_day}") for one in passed]
        return [(span[:10], span[10:]) for span in told.split(",") if span]

    @property
    def is_public(self):
        """As `public()` asks the database: for rows that `with_gate` read, and their edition."""
        return self.is_announced and self.edition.is_open and not self.needs_outing_approval

    def may_leave_between(self, first, last):
        return touch(self.approved_spans, first.isoformat(), last.isoformat())

    @property
    def needs_outing_approval(self):
        """未审批外出, for lists: as it was when `with_gate` read the row."""
        if not self.is_outing or self.is_cancelled:
            return False
        return not self.may_leave_between(self.start_date, self.end_date)

    @property
    def days(self):
        """Its dates within the week: of others nothing is counted."""
        return [day for day in self.edition.dates if self.start_date <= day <= self.end_date]

    def is_held_up_on(self, day):
        """Not free to happen on this day of it: no approved outing is away on it."""
        if not self.is_outing or self.is_cancelled or not self.start_date <= day <= self.end_date:
            return False
        return not self.may_leave_between(day, day)

    def can_be_held(self):
        """May it be marked as held? Asked of the database each time: it decides."""
        if self.is_cancelled:
            return False
        return not self.is_outing or self.has_passed_outing

    def refuse_to_leave(self):
        """Asked before anybody asks, or asks again, to leave for it."""
        if self.is_cancelled:
            raise BrokenRule("活动已取消，不能外出。请先恢复活动。")
        if not self.is_outing:
            raise BrokenRule(f"{self}没有标为外出。请先在活动里把“是否外出”改为“是”。")

    # Verbs, inside the transactions of `revise`, `cancel` and `remove`

    def refuse_to_stay(self):
        """“是否外出” is not unticked under an outing that somebody decides on or has left for."""
        asked = self.outings.filter(status__in=(Status.WAITING, *PASSED))
        if (standing := asked.first()) is None:
            return
        if standing.status in (Status.BACK, Status.CLOSED):
            raise WrongState(f"{standing}已经成行，“是否外出”不能改为“否”。请保留“是”。")
        if standing.status == Status.OUT:
            raise WrongState(f"{standing}还没有归校，“是否外出”不能改为“否”。请先登记归校。")
        raise WrongState(
            f"{standing}已经提交审批或已批准，“是否外出”不能改为“否”。请先撤回或取消外出，再修改。"
        )

    def refuse_while_outside(self):
        if outside := self.outings.outside().first():
            raise BrokenRule(f"{outside}还没有归校，不能取消活动。请先请带队教师登记归校，再取消。")

    def cancel_outings(self, by, reason):
        """What was planned to leave for it stays; who has come back is left alone.

        Their rows are held before it is asked again: of a departure at this moment one side
        finds the other done.
        """
        self.outings.update(round=F("round"))
        self.refuse_while_outside()
        for outing in self.outings.exclude(status__in=(Status.BACK, Status.OUT)).standing():
            outing.cancel(by, f"活动已取消：{reason}"[:LONGEST_REASON])

    def remove_outings(self, by):
        """Only what nobody was ever asked about goes with the activity."""
        if self.outings.exclude(status=Status.DRAFT, round=0).exists():
            raise BrokenRule(
                f"{self}的外出提交过审批或已经取消，要留下记录，不能删除。"
                "请用“取消”，并写明原因，没有出发的外出会一并取消。"
            )
        for outing in self.outings.all():
            AuditEntry.objects.record(
                by, "删除外出", outing, payload={"before": noted(outing.facts())}
            )
            for file in outing.files.all():
                file.remove(by)
            outing.delete()
