"""Where the items of a work list come from: activities, booths and the released plan.

Departments read what everybody inside the school may read: what is announced and free to happen,
and of the plan the last release, never the draft.
"""

from decimal import Decimal
from functools import cached_property
from itertools import count

from django.db.models import IntegerField, JSONField, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from activities.booth_facts import LABELS as BOOTH_FACTS
from activities.models import Activity, BoothNeed, PlanRelease, Showcase

from .worklists.crowds import CLOSER_LOOK, Crowd
from .worklists.offices import Booth, Setting
from .worklists.power import Box

ACTIVITY_COLUMNS = (
    *("pk", "title", "start_date", "end_date", "start_time", "end_time", "mode", "venue"),
    *("needs", "expected_internal", "expected_external", "open_to_public", "remark"),
    *("leader_name", "leader_phone", "college", "department"),
)
NAMES = ("college__name", "department__name", "category__name")
NEED_COLUMNS = (*BOOTH_FACTS, "college")


class WorkSources:
    """What concerns `office` in `edition`."""

    def __init__(self, edition, office):
        self.edition, self.office = edition, office

    # Activities

    @cached_property
    def activities(self):
        """All of the edition that concern the office, as a query."""
        rows = Activity.objects.filter(edition=self.edition).announced().counting()
        rows = rows.annotate(needs_text=Cast("needs", TextField()))
        wanted = Q(pk__in=[])
        for need in self.office.needs:
            wanted |= Q(needs_text__contains=f'"{need}"')
        if self.office.categories:
            wanted |= Q(category__code__in=self.office.categories)
        if self.office.crowds:
            people = Coalesce("expected_internal", 0) + Coalesce("expected_external", 0)
            rows = rows.annotate(people=Cast(people, IntegerField()))
            wanted |= Q(people__gt=CLOSER_LOOK)
        return rows.filter(wanted)

    def activity_items(self, day=None, numbers=None):
        rows = self.activities if day is None else self.activities.touching(day)
        if numbers is not None:
            rows = rows.filter(pk__in=numbers)
        found = rows.order_by().values(*ACTIVITY_COLUMNS, *NAMES)
        return [self.office.activity(self.named(row)) for row in found]

    @staticmethod
    def named(row):
        unit = row["college__name"] or row["department__name"]
        return row | {"unit": unit, "category": row["category__name"]}

    def crowds(self):
        """What all activities of the school expect, day by day; one query."""
        rows = Activity.objects.filter(edition=self.edition).announced().counting().order_by()
        sums = {}
        for place, day in enumerate(self.edition.dates):
            on = Q(start_date__lte=day, end_date__gte=day)
            sums[f"internal{place}"] = Sum("expected_internal", filter=on)
            sums[f"external{place}"] = Sum("expected_external", filter=on)
        found = rows.aggregate(**sums)
        return [
            Crowd(day, found[f"internal{place}"], found[f"external{place}"])
            for place, day in enumerate(self.edition.dates)
        ]

    # The showcase

    @cached_property
    def showcase(self):
        newest = PlanRelease.objects.filter(site=OuterRef("site")).order_by("-number")
        drawn = Subquery(newest.values("drawn")[:1], output_field=JSONField())
        return Showcase.objects.annotate(drawn=drawn).get(edition=self.edition)

    @property
    def is_off(self):
        return self.showcase.is_cancelled

    @property
    def plan(self):
        return self.showcase.drawn or {"booths": [], "fixtures": []}

    @property
    def setting(self):
        edition = self.edition
        opens, closes = edition.showcase_from, edition.showcase_until
        return Setting(edition.showcase_on, opens, closes, edition.showcase_place)

    @cached_property
    def boxes(self):
        """{id of the plan: Box}, each under a name of its own: loads are added up by it."""
        drawn = [one for one in self.plan["fixtures"] if one["kind"] == "power_box"]
        names = told_apart([one["label"] or "配电箱" for one in drawn])
        return {
            one["id"]: Box(name, capacity_of(one)) for one, name in zip(drawn, names, strict=True)
        }

    @property
    def placed(self):
        """{code of a college: where it stands}"""
        return {one["college"]["code"]: one for one in self.plan["booths"] if one["college"]}

    @cached_property
    def booths(self):
        """Of every college that said what its booth needs; where it stands, once released."""
        if self.is_off:
            return []
        placed = self.placed
        needs = BoothNeed.objects.filter(edition=self.edition, college__is_active=True)
        rows = needs.values(*NEED_COLUMNS, "college__name", "college__code")
        return [self.booth(row, placed.get(row["college__code"])) for row in rows]

    def booth(self, row, place):
        box = self.boxes.get(place["supply"]) if place else None
        return Booth(
            college=row["college"],
            unit=row["college__name"],
            code=place["code"] if place else "",
            box=box.name if box else "",
            need=row,
        )

    @cached_property
    def unheard(self):
        """[(booth, its box)] by name, of colleges that stand on the plan and said no need at all.

        What is added up does not know them; whoever reads the sums has to."""
        told = {booth.code for booth in self.booths}
        places = [] if self.is_off else self.placed.values()
        silent = [place for place in places if place["code"] not in told]
        return [
            (place["code"], box.name if (box := self.boxes.get(place["supply"])) else "")
            for place in silent
        ]

    def showcase_items(self):
        if self.is_off:
            return []
        items = [self.office.booth(one, self.setting) for one in self.booths]
        things = [one for one in self.plan["fixtures"] if one["kind"] in self.office.fixtures]
        items += [self.office.fixture(one, self.setting) for one in things]
        return [item for item in items if item]

    # Items

    def items(self, day=None):
        """In order of time; a day's are chosen in the database."""
        found = self.activity_items(day)
        if day is None or day == self.edition.showcase_on:
            found += self.showcase_items()
        return sorted(found, key=lambda item: item.order)

    def named_items(self, keys):
        """{key: item} of those that are on the list now."""
        pairs = [key.partition("-") for key in keys]
        numbers = [int(n) for kind, _, n in pairs if kind == "activity" and is_number(n)]
        found = self.activity_items(numbers=numbers) if numbers else []
        if any(kind != "activity" for kind, _, _ in pairs):
            found += self.showcase_items()
        by_key = {item.key: item for item in found}
        return {key: by_key[key] for key in keys if key in by_key}


def capacity_of(box):
    return None if box["capacity_kw"] is None else Decimal(str(box["capacity_kw"]))


def told_apart(names):
    """“配电箱 1”, “配电箱 2” where several bear one name."""
    found = []
    for name in names:
        numbered = (f"{name} {number}" for number in count(1))
        alone = names.count(name) == 1
        taken = {*names, *found}
        found.append(name if alone else next(one for one in numbered if one not in taken))
    return found


def is_number(text):
    return text.isdecimal() and len(text) < 19
