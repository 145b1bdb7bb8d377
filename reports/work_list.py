"""保障清单 of one supporting office: its items, what it said of each, what changed since."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from colleges.models import State
from colleges.phones import masked

from .models import WorkMark
from .work_sources import WorkSources
from .worklists import clashes, power
from .worklists.items import COMMON, changed, total
from .worklists.offices import OFFICES

WAITING = State("waiting", "待确认", "draft", "circle-dashed")
CONFIRMED = State("confirmed", "已确认", "done", "circle-check")
ASKED = State("asked", "有疑问", "warning", "help-circle")
DONE = State("done", "已完成", "filed", "checks")
CHANGED = State("changed", "确认后有变", "changed", "alert-triangle")
GONE = State("gone", "已取消", "muted", "x")
STATES = (WAITING, CHANGED, ASKED, CONFIRMED, DONE, GONE)
BY_STATUS = {state.code: state for state in (WAITING, CONFIRMED, ASKED, DONE)}


@dataclass(frozen=True)
class Row:
    """One line: an item as it stands, or one that was confirmed and is there no more."""

    item: object
    mark: object
    state: State
    phone: str = ""
    link: str = ""
    changes: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    @property
    def key(self):
        return self.item.key if self.item else self.mark.key

    @property
    def title(self):
        return self.item.title if self.item else self.mark.title

    @property
    def wants(self):
        """[(label, words)] of what is asked of the office."""
        return [pair for pair in self.facts.items() if pair[0] not in COMMON]

    @property
    def shows_phone(self):
        """Whole, so that it can be called."""
        return bool(self.item) and self.phone == self.item.phone

    @property
    def is_settled(self):
        return self.state in (CONFIRMED, DONE, GONE)

    @property
    def can_be_asked(self):
        return bool(self.item and (self.item.college or self.item.department))

    @property
    def was_answered(self):
        return self.state == WAITING and any(one.is_answer for one in self.remarks)

    @property
    def remarks(self):
        return list(self.mark.remarks.all()) if self.mark else []


def lost(mark):
    """What was said of something that is not on the list any more."""
    return Row(None, mark, GONE, facts=mark.facts)


def state_of(item, mark):
    if mark is None:
        return WAITING
    if mark.is_settled and mark.digest != item.digest:
        return CHANGED
    return BY_STATUS[mark.status]


class WorkList:
    """What `reader` finds on the list of `department` at `now`; `day` None is the whole week."""

    def __init__(self, edition, department, reader, now, day=None):
        self.edition, self.department, self.reader = edition, department, reader
        self.now, self.day = now, day
        self.office = OFFICES[department.code]
        self.sources = WorkSources(edition, self.office)

    @property
    def is_own(self):
        """Only the office itself says anything of its items; others read along."""
        return self.department.pk in self.reader.department_ids

    @cached_property
    def items(self):
        return self.sources.items(self.day)

    @property
    def address(self):
        return f"{reverse('work_list', args=[self.edition.code])}?department={self.department.code}"

    # Marks

    @cached_property
    def marks(self):
        """{key: mark} of what is shown, and of what is gone."""
        marks = WorkMark.objects.of(self.edition, self.department).for_list()
        if self.day is not None:
            of_activity = Q(kind=WorkMark.Kind.ACTIVITY)
            shown = self.sources.activities.touching(self.day).values("pk")
            wanted = ~of_activity | Q(number__in=shown)
            marks = marks.filter(wanted | ~Q(number__in=self.sources.activities.values("pk")))
        return {mark.key: mark for mark in marks}

    @cached_property
    def rows(self):
        """In order of time, what is gone at the end."""
        found = [self.row(item, self.marks.get(item.key)) for item in self.items]
        return found + self.gone

    def row(self, item, mark):
        state = state_of(item, mark)
        changes = changed(mark.facts, item.facts) if state == CHANGED else []
        phone, link = self.phone_of(item), self.link_of(item)
        return Row(item, mark, state, phone, link, changes, item.facts)

    @property
    def gone(self):
        """Confirmed, done or asked about, and not on the list of the week any more."""
        there = {item.key for item in self.items}
        if self.day is not None and self.day != self.edition.showcase_on:
            there |= {item.key for item in self.sources.showcase_items()}
        marks = [mark for key, mark in self.marks.items() if key not in there]
        said = [mark for mark in marks if mark.status != WorkMark.Status.WAITING]
        return [lost(mark) for mark in said]

    def phone_of(self, item):
        """教务处 and, until the day after, the office whose item it is; others 138****1234."""
        if not item.phone:
            return ""
        until = item.last + timedelta(days=1)
        mine = self.is_own and timezone.localdate(self.now) <= until
        return item.phone if self.reader.is_office or mine else masked(item.phone)

    def link_of(self, item):
        """(kind, id) of the page behind it, for who may open it."""
        own = item.department in self.reader.department_ids if item.department else False
        if item.kind == "fixture" or not (self.reader.sees_everything or own):
            return ""
        return item.kind

    def chosen(self, code):
        """The rows of one state; all of them for nonsense."""
        if code not in {state.code for state in STATES}:
            return self.rows
        return [row for row in self.rows if row.state.code == code]

    @cached_property
    def counts(self):
        """[(state, how many rows)] of the states there are."""
        return [
            (state, number)
            for state in STATES
            if (number := sum(row.state == state for row in self.rows))
        ]

    # What is added up

    @property
    def shows_showcase(self):
        return not self.sources.is_off and self.day in (None, self.edition.showcase_on)

    @cached_property
    def loads(self):
        """Power by box and hour, for 后勤处."""
        if self.office.code != "logistics" or not self.shows_showcase:
            return []
        boxes = list(self.sources.boxes.values())
        return power.loads(self.sources.booths, boxes, self.sources.setting, self.sources.unheard)

    @cached_property
    def totals(self):
        """[(name, number or None, measure, how many colleges did not say)] of the booths."""
        asked = TOTALS.get(self.office.code, ())
        if not self.shows_showcase or not self.sources.booths:
            return []
        needs = [booth.need for booth in self.sources.booths]
        return [
            (
                name,
                total(need[column] for need in needs),
                measure,
                sum(need[column] is None for need in needs) + len(self.sources.unheard),
            )
            for name, column, measure in asked
        ]

    @cached_property
    def crowds(self):
        return self.sources.crowds() if self.office.crowds else []

    @cached_property
    def shoots(self):
        return clashes.Shoots(self.items)

    def clash_of(self, item):
        if self.office.code != "media" or item is None:
            return ""
        places = self.shoots.others(item)
        return clashes.told(places) if places else ""

    @property
    def slots(self):
        """The shooting plan of the chosen day, hour by hour."""
        if self.office.code != "media" or self.day is None:
            return []
        return clashes.by_hour(self.items, self.day)


TOTALS = {
    "logistics": (
        ("桌", "tables", "张"),
        ("椅", "chairs", "把"),
        ("帐篷", "tents", "顶"),
        ("展板", "boards", "块"),
        ("插座", "sockets", "个"),
    ),
    "it": (("显示屏", "screens", "台"), ("电脑", "computers", "台")),
}
