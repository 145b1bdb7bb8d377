"""Every date of an edition in one order, each with the page on which it is set."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from activities.models import Extension
from colleges.dates import day, deadline, when

from .reminders import offset_in_words

# The drawn line, in units of its view box.
WIDTH, MARGIN = 1000, 20


@dataclass(frozen=True)
class Moment:
    at: datetime
    when: str
    text: str
    icon: str
    kind: str
    url: str
    # Along the drawn line, 0 … WIDTH.
    x: int = 0


class Timeline:
    """`user` decides which extensions are on it, and whether entries lead to their settings."""

    def __init__(self, edition, user, at):
        self.edition, self.user, self.at = edition, user, at
        found = [*self.days(), *self.lines(), *self.reminders(), *self.extensions()]
        found.sort(key=lambda moment: moment.at)
        self.first, self.last = found[0].at, max(found[-1].at, found[0].at + timedelta(days=1))
        self.moments = [self.placed(moment) for moment in found]

    def placed(self, moment):
        return Moment(**{**vars(moment), "x": self.x_of(moment.at)})

    def x_of(self, instant):
        share = (instant - self.first) / (self.last - self.first)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN))

    @property
    def today(self):
        """Where now is on the line; None before and after it."""
        return self.x_of(self.at) if self.first <= self.at <= self.last else None

    @property
    def ahead(self):
        """How many moments are over: the list draws “now” before the next."""
        return sum(moment.at <= self.at for moment in self.moments)

    def page(self, name):
        return reverse(name, args=[self.edition.code]) if self.user.sets_editions else ""

    def page_of(self, requirement):
        """Its place on the page of deadlines."""
        page = self.page("edition_requirements")
        return f"{page}#r{requirement.pk}" if page else ""

    @cached_property
    def requirements(self):
        return list(self.edition.requirements.all())

    def on(self, date, clock=time(0)):
        return timezone.make_aware(datetime.combine(date, clock))

    def days(self):
        edition, themes = self.edition, self.edition.theme_day_by_date
        for date in edition.dates:
            theme = f"：{themes[date]}" if date in themes else "：还没有主题"
            place = {edition.starts_on: "活动周开始", edition.ends_on: "活动周最后一天"}
            text = f"{place.get(date, '活动周')}{theme}"
            page = self.page("edition_days")
            yield Moment(self.on(date), day(date), text, "calendar-event", "day", page)
        shown = f"{edition.showcase_from:%H:%M}–{edition.showcase_until:%H:%M}"
        yield Moment(
            self.on(edition.showcase_on, edition.showcase_from),
            f"{day(edition.showcase_on)}{shown}",
            f"集中展示：{edition.showcase_place}",
            "map-pin",
            "showcase",
            self.page("edition_basics"),
        )

    def lines(self):
        for one in self.requirements:
            page = self.page_of(one)
            due, closes = deadline(one.due_at), deadline(one.closes_at)
            yield Moment(one.due_at, due, f"{one}逾期线", "clock", "due", page)
            yield Moment(one.closes_at, closes, f"{one}关闭线", "lock", "closes", page)

    def reminders(self):
        for one in self.requirements:
            page = self.page_of(one)
            for offset in one.reminder_offsets if one.in_portal else ():
                instant = one.due_at + timedelta(minutes=offset)
                text = f"{one}自动提醒（{offset_in_words(offset)}）：未报送的填报人和负责人"
                yield Moment(instant, when(instant), text, "bell", "reminder", page)

    def extensions(self):
        found = Extension.objects.visible_to(self.user).standing()
        found = found.filter(requirement__edition=self.edition).select_related(
            "college", "requirement"
        )
        page = self.page("board")
        for one in found:
            text = f"{one.college}的{one.requirement}延期到此为止"
            yield Moment(one.until, deadline(one.until), text, "calendar-plus", "extension", page)
