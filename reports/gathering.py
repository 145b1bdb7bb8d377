"""Puts what the database added up together: rows of `counting` become `Counted`, per edition."""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache

from django.core.cache import caches

from activities.facts import Mode
from activities.models.partner import key_of
from activities.result_facts import ATTENDANCE, TOOK_PLACE
from colleges.models import AuditEntry, College

from . import counting
from .counted import Counted, CountedUnit, Line, known_sum
from .indicator_rows import NAMINGS
from .statistics import key_of_unit

# 0 as soon as the unit has booked anything.
COUNTS = ("A1", *counting.IN_MODE, *counting.MARKED, *counting.IN_CATEGORY)
# {(kind of an organisation, its part): the indicators that count it}
COUNTED_IN = defaultdict(list)
for _code, (_kind, _parts) in counting.ORGANISATIONS.items():
    for _part in _parts:
        COUNTED_IN[_kind, _part].append(_code)
KEPT_FOR = 600  # seconds; what is written down in the log makes it anew at once


def counted_of(editions, today, organiser=None):
    """{edition id: Counted}, remembered until anything is written into the log.

    Every change of state is recorded in its own transaction (see `AuditEntry`), so whoever finds
    the log as it was finds the figures as they were. It is read first: what changes in between
    is added up anew by the next one.
    """
    state = AuditEntry.objects.state()
    whose = f"{organiser.kind}-{organiser.pk}" if organiser else "school"
    keys = {edition.pk: f"{edition.pk}-{whose}-{today}-{state}" for edition in editions}
    found = caches["figures"].get_many(keys.values())
    left = [edition for edition in editions if keys[edition.pk] not in found]
    made = {}
    if left:
        made = counted(left, today, organiser)
        caches["figures"].set_many({keys[pk]: one for pk, one in made.items()}, KEPT_FOR)
    return {pk: made[pk] if pk in made else found[key] for pk, key in keys.items()}


def counted(editions, today, organiser=None):
    """{edition id: Counted}, added up now."""
    asked = counting.Asked(tuple(editions), organiser)
    found = {edition.pk: Gathered(edition) for edition in editions}
    for row in counting.units(asked, today):
        found[row["edition"]].add_unit(row)
    for edition, college, department, *row in counting.days(asked):
        found[edition].add_days(key_of_unit(college, department), *row)
    for edition, college, department, *row in counting.organisations(asked):
        found[edition].add_organisation(key_of_unit(college, department), *row)
    for edition, college, department, *row in counting.smaller(asked):
        key = key_of_unit(college, department) if college or department else None
        found[edition].add_small(key, *row)
    colleges = list(counting.colleges(asked))
    return {pk: one.counted(colleges, organiser) for pk, one in found.items()}


class Gathered:
    """One edition, row by row."""

    def __init__(self, edition):
        self.edition = edition
        self.week = tuple(day.isoformat() for day in edition.dates)
        self.week_days = frozenset(self.week)
        self.names, self.booked, self.lacking = {}, Counter(), Counter()
        self.values = defaultdict(dict)
        self.unnamed = defaultdict(Counter)
        self.things = defaultdict(lambda: defaultdict(set))
        self.units = defaultdict(lambda: Line("", ""))
        self.kinds, self.tags, self.tag_names = {}, {}, {}
        self.modes = {mode.value: Line(mode.value, mode.label) for mode in Mode}
        self.days = {day: Line(day, day) for day in self.week}
        self.spread = Counted.spread
        self.audiences = dict.fromkeys(ATTENDANCE, (None, 0))

    def plus(self, key, code, number):
        before = self.values[key].get(code)
        self.values[key][code] = known_sum([before, number])

    def add_unit(self, row):
        key = key_of_unit(row["college"], row["department"])
        self.names[key] = row["organiser"]
        self.lacking[key] += row["lacking"]
        if row["outcome"] is None:
            return
        self.booked[key] += row["activities"]
        if row["outcome"] in TOOK_PLACE:
            self.add_counts(key, row)

    def add_counts(self, key, row):
        for code in COUNTS:
            self.plus(key, code, row[code] or 0)
        for code, name in counting.SUMMED.items():
            self.plus(key, code, row[name])
        self.unnamed[key].update({code: row[f"unnamed_{code}"] for code in NAMINGS})
        visits = known_sum(row[name] for name in ATTENDANCE)
        told = (row["activities"], row["A1"], visits, row["unknown"])
        self.units[key] = self.units[key].plus(*told)
        for name, (before, unsaid) in self.audiences.items():
            unsaid += row["activities"] - row[f"known_{name}"]
            self.audiences[name] = (known_sum([before, row[name]]), unsaid)

    def add_days(self, key, dates, venues, activities, sessions, visits, unknown):
        days = in_words(dates)
        self.things[key]["A5"] |= days & self.week_days
        self.things[key]["B5"] |= keys_in(venues)
        known = None if unknown == activities else visits
        if len(days) > 1:
            self.spread = self.spread.plus(activities, sessions, known, unknown)
        for day in days:
            line = self.days.get(day) or Line(day, day)
            # Of several days nobody knows how the visits fall on them.
            alone = (sessions, known, unknown) if len(days) == 1 else (0, None, 0)
            self.days[day] = line.plus(activities, *alone)

    def add_organisation(self, key, counted_as, kind, part):
        for code in COUNTED_IN.get((kind, part), ()):
            self.things[key][code].add(counted_as)

    def add_small(self, key, what, *numbers):
        kind, *words = what.split(counting.MARK, 3)
        if words:
            self.add_line(kind, words, *numbers)
        elif what == "H":
            self.plus(key, "H1", numbers[0])
            self.plus(key, "H2", numbers[1])
        else:
            self.plus(key, what, numbers[0])

    def add_line(self, kind, words, activities, sessions, visits, unknown):
        if kind == "name":
            self.tag_names[words[0]] = (activities, words[1])
            return
        told = (activities, sessions, None if unknown == activities else visits, unknown)
        if kind == "tag":
            (code,) = words
            self.tags[code] = (self.tags.get(code) or Line(code, code)).plus(*told)
            return
        code, mode, name = words
        self.kinds[code] = (self.kinds.get(code) or Line(code, name)).plus(*told)
        self.modes[mode] = self.modes[mode].plus(*told)

    def counted(self, colleges, organiser):
        return Counted(
            units=tuple(self.counted_units(colleges, organiser)),
            days=self.days,
            tags=dict(self.named_tags()),
            kinds=self.kinds,
            modes=self.modes,
            audiences=self.audiences,
            spread=self.spread,
        )

    def named_tags(self):
        """In the edition's order, also those that nothing bears."""
        for code, (_, name) in sorted(self.tag_names.items(), key=lambda pair: pair[1]):
            yield code, replace(self.tags.get(code, Line(code, name)), name=name)

    def counted_units(self, colleges, organiser):
        """Every college in use, then whoever else has organised, as `statistics.school` has it."""
        stated = {(College.kind, one["pk"]): one for one in colleges}
        names = {key: one["name"] for key, one in stated.items() if one["is_active"] or organiser}
        names |= {key: self.names[key] for key in sorted(self.names) if key not in names}
        if organiser:
            names = {(organiser.kind, organiser.pk): organiser.name}
        for key, name in names.items():
            yield key, self.unit(key, name, stated.get(key, {}))

    def unit(self, key, name, college):
        values = dict.fromkeys(COUNTS, 0) if self.booked[key] else {}
        values |= dict.fromkeys(counting.KEPT, 0) | self.values[key]
        values["D10"] = known_sum(values.get(f"D{place}") for place in range(3, 10))
        said = {
            what: college.get(f"{what}_{self.edition.pk}")
            for what in ("enrolled_students", "staff_total", "stated", "notes")
        }
        return CountedUnit(
            name=name,
            week=self.week,
            booked=self.booked[key],
            lacking=self.lacking[key],
            enrolled_students=said["enrolled_students"],
            staff_total=said["staff_total"],
            stated=said["stated"] or {},
            notes=said["notes"] or {},
            is_college=key[0] == College.kind,
            values=values,
            things={code: frozenset(found) for code, found in self.things[key].items()},
            unnamed=dict(self.unnamed[key]),
            line=self.units[key],
        )


@lru_cache(4096)
def in_words(text):
    """A list of texts as the database keeps it: a thousand results share a few of them."""
    return frozenset(json.loads(text))


@lru_cache(4096)
def keys_in(text):
    return frozenset(map(key_of, in_words(text)))
