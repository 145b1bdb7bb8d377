"""What the award is computed from, read off the portal's records (notice 七).

A filed 附件2 speaks for its college; where none is filed the records as they stand do, and that is
said. Everything is read twice: two equal readings in a row are one consistent instant.
"""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, Sum
from django.utils import timezone

from activities.models import (
    ActivityResult,
    BoothArrival,
    BoothScore,
    MediaMention,
    Requirement,
)
from activities.models.booth_day import CRITERIA, MOST_POINTS
from activities.result_facts import TOOK_PLACE
from colleges.dates import deadline
from colleges.models import College, Membership, Role
from colleges.rules import BrokenRule

from .award import punctual
from .award.inputs import LIVE, Delivery, Entry, Fact, Inputs, Sheet
from .award.rubric import COLLECTED_KINDS, SIZES
from .counted import unit_figures
from .gathering import counted
from .indicator_checks import errors
from .indicators import INDICATORS
from .models import AwardSheet, Filing, Revision

MOVING = "此刻有人正在修改数据，读到的前后不一致，没有结束。请过一分钟再试。"
READINGS = 4
OWN = "评委在评分期间在本学院任职"
FORMER = "评分结束时已不担任评委"


def gather_steadily(award, at):
    """The inputs of one consistent instant, on any database."""
    before = Records(award, at).inputs()
    for _ in range(READINGS):
        now = Records(award, at).inputs()
        if now == before:
            return now
        before = now
    raise BrokenRule(MOVING)


def belongings(since, until):
    """{(user, college)}: who belonged to which college at any time between; delegated as well."""
    held = Membership.objects.filter(college__isnull=False, valid_from__lt=until)
    held = held.filter(Q(valid_until=None) | Q(valid_until__gt=since))
    return set(held.values_list("user", "college"))


class Judged:
    """What of the judges' sheets counts for nothing, from the beginning of scoring to its end.

    Who wrote a sheet has to be a judge when scoring closes; what was seen on the plaza was seen
    that day, whoever is a judge later.
    """

    def __init__(self, award, at, since=None):
        self.award = award
        self.since = since or award.started_at or at
        # Read anew, the judges' part is what it was when scoring closed.
        self.until = award.closed_at or at

    @cached_property
    def own(self):
        return belongings(self.since, self.until)

    @cached_property
    def judges(self):
        hats = Membership.objects.current(self.until).filter(role=Role.JUDGE)
        return set(hats.filter(user__is_active=True).values_list("user", flat=True))

    def why_void(self, sheet):
        """A sentence without its stop, empty while the sheet counts; said for good at closing."""
        if self.award.is_ranked:
            return sheet.void_reason
        if (sheet.judge_id, sheet.college_id) in self.own:
            return OWN
        return "" if sheet.judge_id in self.judges else FORMER


class Records:
    """One reading of all that counts in one edition, in a number of queries that does not grow.

    `count` adds the figures up: anew where something is to be frozen, as remembered since the
    last change (`counted_of`) where one only looks.
    """

    def __init__(self, award, at, count=counted):
        self.award, self.edition, self.at, self.count = award, award.edition, at, count

    def inputs(self):
        entries = tuple(self.entry(college) for college in self.colleges)
        return Inputs(entries, most_booth=MOST_POINTS * len(CRITERIA))

    @cached_property
    def colleges(self):
        return list(College.objects.active())

    def entry(self, college):
        unit = self.units[college.pk]
        figures, faults = self.figures(college, unit)
        return Entry(
            code=college.code,
            name=college.name,
            figures=figures,
            sizes={name: getattr(unit, name) for name in SIZES},
            deliveries=self.deliveries(college),
            stories=self.stories.get(college.pk, {}),
            sheets=tuple(self.sheets.get(college.pk, ())),
            booth_sheets=tuple(self.booth_sheets.get(college.pk, ())),
            faults=tuple(faults),
        )

    # Figures

    @cached_property
    def units(self):
        found = self.count([self.edition], timezone.localdate(self.at))[self.edition.pk]
        return {pk: unit for (kind, pk), unit in found.units if kind == College.kind}

    def figures(self, college, unit):
        """(figures, what does not fit together in them)"""
        filed = self.filed.get((college.pk, Requirement.Kind.STATISTICS_FORM))
        if filed is not None and filed.is_filed():
            content = filed.revision.full_content()
            found = filed_facts(content, filed.revision.receipt_no)
            faults = [(code, told) for code, told, is_error in content["checks"] if is_error]
        else:
            shown = unit_figures(unit)
            found = live_facts(shown)
            faults = [(one.code, one.sentence) for one in errors(unit, shown)]
        found["service_points"] = self.service_points(college)
        found["booth_arrivals"] = self.booth_arrivals(college)
        return found, faults

    @cached_property
    def points_of_service(self):
        """{college: points}; None where those that took place name none."""
        rows = ActivityResult.objects.filter(activity__edition=self.edition, outcome__in=TOOK_PLACE)
        rows = rows.order_by().values("activity__college")
        return dict(rows.annotate(n=Sum("service_points")).values_list("activity__college", "n"))

    def service_points(self, college):
        known = self.points_of_service.get(college.pk)
        if known is None:
            return Fact(None, "无法计算：没有登记服务点位", "活动结果")
        return Fact(Decimal(known), "", "活动结果")

    @cached_property
    def arrived(self):
        return set(BoothArrival.objects.of(self.edition).values_list("college", flat=True))

    def booth_arrivals(self, college):
        if not self.arrived:
            return Fact(None, "无法计算：集中展示日没有签到记录", "展位签到")
        return Fact(Decimal(college.pk in self.arrived), "", "展位签到")

    @cached_property
    def stories(self):
        """One story once, at the highest level (activities.newsroom.counting)."""
        counted = MediaMention.objects.counted(self.edition)
        return {
            college: {str(level): number for level, number in levels.items()}
            for college, levels in counted.items()
        }

    # What was due

    @cached_property
    def filed(self):
        """{(college, kind): filing with its newest revision}"""
        filings = Filing.objects.collected(self.edition, COLLECTED_KINDS)
        filings = filings.select_related("requirement", "extension", "revision")
        return {(one.college_id, one.requirement.kind): one for one in filings}

    @cached_property
    def roads(self):
        """{filing: its filings as they came, the first one first}"""
        rows = Revision.objects.filter(filing__in=[one.pk for one in self.filed.values()])
        found = defaultdict(list)
        fields = ("filing", "received_at", "returned_at", "refile_by")
        for filing, *instants in rows.order_by("number").values_list(*fields):
            local = (one and timezone.localtime(one) for one in instants)
            found[filing].append(punctual.Came(*local))
        return found

    def deliveries(self, college):
        kinds = {kind for _, kind in self.filed}
        return {kind: self.delivery(college, kind) for kind in sorted(kinds)}

    def delivery(self, college, kind):
        title = f"《{COLLECTED_KINDS[kind]}》"
        filing = self.filed.get((college.pk, kind))
        road = tuple(self.roads.get(filing and filing.pk, ()))
        if filing is None:
            return Delivery(title, None, "没有报送")
        if not filing.is_required:
            return Delivery(title, None, "无需报送", is_required=False)
        due_at = timezone.localtime(filing.due_at)
        line = max(due_at, filing.refile_by or due_at)
        when = {"due_at": due_at, "is_due": line <= self.at}
        if not road:
            told = "没有报送" if when["is_due"] else f"未到时限（{deadline(line)}）"
            return Delivery(title, None, told, **when)
        return Delivery(
            title,
            punctual.days_late(due_at, road),
            punctual.told(due_at, road),
            receipt=filing.revision.receipt_no,
            road=road,
            **when,
        )

    # What judges wrote

    @cached_property
    def aliases(self):
        """{judge: 评委1 …}: bundles and colleges read numbers, not names."""
        wrote = AwardSheet.objects.filter(award=self.award).values_list("judge", "judge__username")
        on_site = BoothScore.objects.of(self.edition).values_list("judge", "judge__username")
        judges = sorted({*wrote, *on_site}, key=lambda row: row[1])
        return {pk: f"评委{n}" for n, (pk, _) in enumerate(judges, start=1)}

    @cached_property
    def sheets(self):
        judged = Judged(self.award, self.at)
        rows = AwardSheet.objects.submitted().filter(award=self.award)
        return self.by_college(rows, "marks", judged.why_void)

    @cached_property
    def booth_sheets(self):
        since = min(self.edition.showcase_opens_at, self.award.started_at or self.at)
        own = Judged(self.award, self.at, since).own
        rows = BoothScore.objects.of(self.edition)
        return self.by_college(
            rows, "points", lambda one: OWN if (one.judge_id, one.college_id) in own else ""
        )

    def by_college(self, rows, marks, why_void):
        found = {}
        for row in rows.order_by("pk"):
            alias, given = self.aliases[row.judge_id], getattr(row, marks)
            sheet = Sheet(alias, given, row.abstains, why_void(row))
            found.setdefault(row.college_id, []).append(sheet)
        return {pk: sorted(sheets, key=lambda one: one.judge) for pk, sheets in found.items()}


def filed_facts(content, receipt):
    """Of the form as it was signed; what it leaves open stays open."""
    source = f"统计表 {receipt}"
    rows = {row["code"]: row for row in content["rows"]}
    found = {}
    for indicator in INDICATORS:
        row = rows.get(indicator.code)
        if row is None or indicator.is_text:
            continue
        value, text = row["value"], row["text"]
        why = text if value is None and text != "-" else ""
        found[indicator.code] = Fact(None if value is None else Decimal(value), why, source)
    return found


def live_facts(shown):
    return {
        code: Fact(None if one.value is None else Decimal(one.value), one.why, LIVE)
        for code, one in shown.items()
        if not isinstance(one.value, str)
    }


def tells_nothing(rubric, inputs):
    """Parts that nobody can have points for: (part, why), so that the office hears it early."""
    found = []
    for part in rubric.parts:
        if part.source == "timely" and not any(
            kind in one.deliveries for one in inputs.entries for kind in part.kinds
        ):
            found.append((part, "本届没有在系统里收这些材料"))
        if part.source == "booth" and not any(one.booth_sheets for one in inputs.entries):
            found.append((part, "没有评委在集中展示日现场打分，可以把来源改为“评委打分”"))
    return found
