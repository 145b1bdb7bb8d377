"""What the award is computed from, read off the portal's records (notice 七).

A filed 附件2 speaks for its college; where none is filed the records as they stand do, and that is
said. Everything is read twice: two equal readings in a row are one consistent instant.
"""

from decimal import Decimal
from functools import cached_property
from math import ceil

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from activities.models import BoothArrival, BoothScore, MediaMention, Requirement
from activities.models.booth_day import CRITERIA, MOST_POINTS
from colleges.dates import when
from colleges.models import College, Membership
from colleges.rules import BrokenRule

from .award.inputs import Delivery, Entry, Fact, Inputs, Sheet
from .award.rubric import COLLECTED_KINDS, SIZES
from .indicators import INDICATORS, figures
from .models import AwardSheet, Filing, Revision
from .statistics import school

MOVING = "此刻有人正在修改数据，读到的前后不一致，没有结束。请过一分钟再试。"
READINGS = 4
DAY = 24 * 3600
OWN = "评委在评分期间在本学院任职"
LIVE = "系统实时数据（没有报送统计表）"


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


class Records:
    """One reading of all that counts in one edition, in a number of queries that does not grow."""

    def __init__(self, award, at):
        self.award, self.edition, self.at = award, award.edition, at

    def inputs(self):
        entries = tuple(self.entry(college) for college in self.colleges)
        return Inputs(entries, most_booth=MOST_POINTS * len(CRITERIA))

    @cached_property
    def colleges(self):
        return list(College.objects.active())

    def entry(self, college):
        unit = self.units[college.pk]
        return Entry(
            code=college.code,
            name=college.name,
            figures=self.figures(college, unit),
            sizes={name: getattr(unit, name) for name in SIZES},
            deliveries=self.deliveries(college),
            stories=self.stories.get(college.pk, {}),
            sheets=tuple(self.sheets.get(college.pk, ())),
            booth_sheets=tuple(self.booth_sheets.get(college.pk, ())),
        )

    # Figures

    @cached_property
    def units(self):
        rows = school(self.edition, timezone.localdate(self.at))
        return {pk: unit for (kind, pk), unit in rows if kind == College.kind}

    def figures(self, college, unit):
        filed = self.filed.get((college.pk, Requirement.Kind.STATISTICS_FORM))
        if filed is not None and filed.is_filed():
            found = filed_facts(filed.revision)
        else:
            found = live_facts(unit)
        return found | {
            "service_points": self.service_points(unit),
            "booth_arrivals": self.booth_arrivals(college),
        }

    def service_points(self, unit):
        known = [row.number("service_points") for row in unit.happened]
        known = [number for number in known if number is not None]
        if not known:
            return Fact(None, "无法计算：没有登记服务点位", "活动结果")
        return Fact(Decimal(sum(known)), "", "活动结果")

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
        """{(college, kind): filing with its newest revision and when it first came}"""
        filings = Filing.objects.filter(
            edition=self.edition,
            requirement__in_portal=True,
            requirement__kind__in=COLLECTED_KINDS,
        ).select_related("requirement", "extension", "revision")
        own = Revision.objects.filter(filing=OuterRef("pk")).order_by("received_at")
        filings = filings.annotate(first_came=Subquery(own.values("received_at")[:1]))
        return {(one.college_id, one.requirement.kind): one for one in filings}

    def deliveries(self, college):
        kinds = {kind for _, kind in self.filed}
        return {kind: self.delivery(college, kind) for kind in sorted(kinds)}

    def delivery(self, college, kind):
        title = f"《{COLLECTED_KINDS[kind]}》"
        filing = self.filed.get((college.pk, kind))
        if filing is None or (filing.is_required and filing.revision is None):
            return Delivery(title, None, "没有报送")
        if not filing.is_required:
            return Delivery(title, None, "无需报送", is_required=False)
        receipt = filing.revision.receipt_no
        if not filing.is_filed():
            return Delivery(title, None, "已退回，没有重新报送", receipt=receipt)
        late = (filing.first_came - filing.due_at).total_seconds()
        # Due is exclusive: at the very line the first day of delay has begun.
        days = 0 if late < 0 else max(1, ceil(late / DAY))
        told = f"{when(filing.first_came)}报送，{f'迟 {days} 天' if days else '按时'}"
        return Delivery(title, days, told, receipt=receipt)

    # What judges wrote

    @cached_property
    def aliases(self):
        """{judge: 评委1 …}: bundles and colleges read numbers, not names."""
        wrote = AwardSheet.objects.filter(award=self.award).values_list("judge", "judge__username")
        on_site = BoothScore.objects.of(self.edition).values_list("judge", "judge__username")
        judges = sorted({*wrote, *on_site}, key=lambda row: row[1])
        return {pk: f"评委{n}" for n, (pk, _) in enumerate(judges, start=1)}

    @property
    def judged_until(self):
        """Read anew, the judges' part is what it was when scoring closed."""
        return self.award.closed_at or self.at

    @cached_property
    def sheets(self):
        own = belongings(self.award.started_at or self.at, self.judged_until)
        rows = AwardSheet.objects.submitted().filter(award=self.award)
        return self.by_college(rows, "marks", own)

    @cached_property
    def booth_sheets(self):
        since = min(self.edition.showcase_opens_at, self.award.started_at or self.at)
        own = belongings(since, self.judged_until)
        return self.by_college(BoothScore.objects.of(self.edition), "points", own)

    def by_college(self, rows, marks, own):
        found = {}
        for judge, college, given, abstains in rows.order_by("pk").values_list(
            "judge", "college", marks, "abstains"
        ):
            void = OWN if (judge, college) in own else ""
            sheet = Sheet(self.aliases[judge], given, abstains, void)
            found.setdefault(college, []).append(sheet)
        return {pk: sorted(sheets, key=lambda one: one.judge) for pk, sheets in found.items()}


def filed_facts(revision):
    """Of the form as it was signed; what it leaves open stays open."""
    source = f"统计表 {revision.receipt_no}"
    rows = {row["code"]: row for row in revision.full_content()["rows"]}
    found = {}
    for indicator in INDICATORS:
        row = rows.get(indicator.code)
        if row is None or indicator.is_text:
            continue
        value, text = row["value"], row["text"]
        why = text if value is None and text != "-" else ""
        found[indicator.code] = Fact(None if value is None else Decimal(value), why, source)
    return found


def live_facts(unit):
    return {
        code: Fact(None if one.value is None else Decimal(one.value), one.why, LIVE)
        for code, one in figures(unit).items()
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
