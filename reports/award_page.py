"""What the pages of the award say: where it stands, the ranking, what waits for a decision."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityResult, Outing
from activities.outing_status import PASSED
from activities.result_facts import TOOK_PLACE
from colleges.dates import day, deadline

from .award.inputs import from_data
from .award.ranking import ranking
from .award.scoring import score
from .award_closing import equals, reasons_out
from .award_inputs import Records, tells_nothing
from .award_judges import Judging
from .gathering import counted_of
from .indicators import BY_CODE, RATES
from .models import Announcement, Veto

ROAD = (
    ("draft", "制定细则", "定好各项分值，合计 100 分"),
    ("scoring", "评委评分", "细则冻结，评委各自打分，互不可见"),
    ("closed", "排名", "数据冻结，按细则算出名次，处理同分和取消资格"),
    ("confirmed", "确定", "教务处确定获奖单位"),
    ("publicised", "公示", "公示 3–5 个工作日，答复异议"),
    ("final", "公布", "颁发荣誉证书"),
)


class AwardPage:
    """One award as 教务处 and 校领导 see it at the instant `at`."""

    def __init__(self, award, at):
        self.award, self.edition, self.at = award, award.edition, at

    @property
    def road(self):
        """[(name, what happens, "done" | "here" | "ahead")]"""
        codes = [code for code, _, _ in ROAD]
        here = codes.index(self.award.status)
        states = ["done"] * here + ["here"] + ["ahead"] * (len(codes) - here - 1)
        return [(name, told, state) for (_, name, told), state in zip(ROAD, states, strict=True)]

    @cached_property
    def rubric(self):
        return self.award.rules

    @property
    def standards(self):
        """[(standard, its criteria, its points)]"""
        rubric = self.rubric
        return [
            (one, rubric.of_standard(one.number), rubric.points_of(one.number))
            for one in rubric.standards
        ]

    @cached_property
    def faults(self):
        return self.rubric.faults() if self.award.is_draft else []

    @cached_property
    def judging(self):
        return Judging(self.award, self.at)

    @cached_property
    def places(self):
        places = list(self.award.places.select_related("college").in_order())
        for place in places:
            place.entry = self.entries.get(place.college.code)
        return places

    @property
    def winners_lacking(self):
        """Who would be named, or is, although something of theirs never came."""
        return [one for one in self.winning if one.entry and (one.entry.lacks or one.entry.awaits)]

    @cached_property
    def entries(self):
        """{code: what a college is scored by}: as frozen, before that as it stands now."""
        if self.award.is_ranked:
            found = from_data(self.award.inputs)
        else:
            found = Records(self.award, self.at, counted_of).inputs()
        return {one.code: one for one in found.entries}

    @property
    def owing(self):
        """What is not filed although its line has passed, or was sent back; it earns nothing as
        long as it stays so."""
        return [one for one in self.entries.values() if one.lacks]

    @property
    def awaited(self):
        return [one for one in self.entries.values() if one.awaits]

    @cached_property
    def doubted(self):
        """Colleges that take part with figures that nobody signed, or that cannot be right: also
        who does not win may be the best that all are measured by."""
        out = reasons_out(self.award)
        return [one for one in self.entries.values() if one.doubts and one.code not in out]

    @cached_property
    def early(self):
        """Sentences, without their stop, about what is not over at the instant that counts."""
        if self.award.is_decided:
            return []
        at = self.award.frozen_at if self.award.is_ranked else self.at
        lead = "数据冻结时" if self.award.is_ranked else ""
        told = []
        if timezone.localdate(at) <= self.edition.ends_on:
            told.append(f"{lead}活动周还没有结束（{day(self.edition.ends_on)}结束）")
        asked = [form for one in self.entries.values() for form in one.deliveries.values()]
        open_ones = [form for form in asked if form.due_at and form.due_at > at]
        if open_ones:
            number = len({form.title for form in open_ones})
            last = deadline(max(form.due_at for form in open_ones))
            told.append(f"{lead}{number} 项材料的报送时限还没到（最晚 {last}）")
        return told

    @property
    def warned(self):
        """What whoever presses a button is told once more."""
        doubted = defaultdict(list)
        for one in self.doubted:
            for sentence in one.doubts:
                doubted[sentence].append(one.name)
        return self.early + [f"{'、'.join(names)}：{told}" for told, names in doubted.items()]

    @cached_property
    def equals(self):
        """[(group, its last rank)] for whose order the committee is asked, or was."""
        return [(group, group[0].rank + len(group) - 1) for group in equals(self.award)]

    @property
    def contested(self):
        """Who holds up the naming of winners until the committee has decided."""
        return [one.college_name for one in self.places if one.is_contested]

    @property
    def winning(self):
        """Who would be named now, or is."""
        wins = "slot" if self.award.is_decided else "is_within"
        return [one for one in self.places if getattr(one, wins)]

    @property
    def winner_names(self):
        return [one.college_name for one in self.winning]

    @cached_property
    def is_contested(self):
        """Does a list stand on display of which an objection was found right?"""
        shown = self.award.announcements.filter(status=Announcement.Status.PUBLISHED).first()
        return shown is not None and shown.is_published and shown.is_contested

    @cached_property
    def vetoes(self):
        return list(self.award.vetoes.select_related("college", "decided_by", "withdrawn_by"))

    @cached_property
    def decisions(self):
        return list(self.award.decisions.select_related("decided_by"))

    @property
    def veto_kinds(self):
        return Veto.Kind.choices

    @property
    def colleges(self):
        return self.judging.colleges

    @property
    def suggestions(self):
        """[(college, titles)]: what looks like 未批先外出 and is not laid down as such."""
        laid = {
            one.college_id
            for one in self.vetoes
            if one.kind == Veto.Kind.UNAPPROVED and one.withdrawn_at is None
        }
        found = went_unapproved(self.edition, timezone.localdate(self.at))
        return [(one, found[one.pk]) for one in self.colleges if one.pk in found.keys() - laid]


def went_unapproved(edition, today):
    """{college id: titles}: outings whose day has passed without an approval, and of which nobody
    has said that they did not take place (notice 五(六))."""
    passed = Outing.objects.filter(activity=OuterRef("pk"), status__in=PASSED)
    stayed = ActivityResult.objects.filter(activity=OuterRef("pk")).exclude(outcome__in=TOOK_PLACE)
    rows = Activity.objects.filter(
        edition=edition,
        college__isnull=False,
        is_outing=True,
        status=Activity.Status.PLANNED,
        end_date__lt=today,
    ).exclude(Exists(passed) | Exists(stayed))
    found = {}
    for college, title in rows.order_by("pk").values_list("college", "title"):
        found.setdefault(college, []).append(title)
    return found


class WhatIf:
    """The ranking as it would be with other points, from the records as they stand; no writes."""

    def __init__(self, award, at, changed):
        self.award, self.at, self.changed = award, at, changed

    @cached_property
    def inputs(self):
        return Records(self.award, self.at, counted_of).inputs()

    @cached_property
    def out(self):
        return reasons_out(self.award)

    def ranks(self, rubric):
        scores = score(rubric, self.inputs, frozenset(self.out))
        slots = self.award.slot_count
        places = ranking(rubric, self.inputs, scores, slots=slots, out=self.out)
        return {one.code: one for one in places}

    @cached_property
    def rows(self):
        """[(name, place as the rubric stands, place as asked, how many ranks it rises)]; who is
        disqualified has no rank and does not rise."""
        now, then = self.ranks(self.award.rules), self.ranks(self.changed)
        rows = [(now[code], place) for code, place in then.items()]
        return [(new.name, old, new, (old.rank or 0) - (new.rank or 0)) for old, new in rows]

    @property
    def silent(self):
        return tells_nothing(self.changed, self.inputs)


class Breakdown:
    """One college's points item by item, with the rows behind each number."""

    def __init__(self, place, edition):
        self.place, self.edition = place, edition

    @property
    def standards(self):
        """[(standard, points, full, its criteria)]"""
        rubric = self.place.award.rules
        criteria = [one | {"parts": self.parts(one)} for one in self.place.breakdown]
        found = []
        for standard in rubric.standards:
            own = [one for one in criteria if one["standard"] == standard.number]
            points = sum((part["worth"] for one in own for part in one["parts"]), Decimal(0))
            found.append((standard, points, rubric.points_of(standard.number), own))
        return found

    def parts(self, criterion):
        return [
            part
            | {"links": self.links(part["source"]), "worth": Decimal(part["points"])}
            | self.marks(part["source"])
            for part in criterion["parts"]
        ]

    @cached_property
    def entry(self):
        """What the college was scored by; None where a record of old does not know it."""
        entries = from_data(self.place.award.inputs).entries
        return next((one for one in entries if one.code == self.place.college.code), None)

    def marks(self, source):
        """Whether the number was never filed, and whether it cannot be right."""
        kind, _, code = source.partition(":")
        if kind != "figure" or self.entry is None:
            return {}
        made_of = {code, *RATES.get(code, ())[:1]}
        is_wrong = not made_of.isdisjoint(wrong for wrong, _ in self.entry.faults)
        return {"is_live": self.entry.unfiled and self.entry.is_live(code), "is_wrong": is_wrong}

    def links(self, source):
        """[(words, address)] of what a number comes from."""
        kind, _, rest = source.partition(":")
        query = f"?college={self.place.college_id}"
        if kind == "figure" and rest in BY_CODE:
            address = reverse("statistics_rows", args=[self.edition.code, rest])
            return [("看来源", address + query)]
        if kind == "media":
            return [("看推送台账", reverse("mention_list", args=[self.edition.code]) + query)]
        if kind == "receipts":
            return [(one, reverse("receipt_detail", args=[one])) for one in rest.split(",")]
        return []
