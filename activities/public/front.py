"""The front page: today's programme first; before the week its first day, afterwards a review."""

from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from colleges.dates import day as told_day

from ..showcase.public import PublicPlan
from .numbers import numbers_of
from .programme import of_day
from .stories import pictures
from .texts import news

FIRST_ROWS, ENOUGH = 8, 3
MOST_COLLEGES, FEW_TEXTS = 60, 4
LATER = "活动正在陆续公布，过两天再来看看。"
ELSEWHERE = "这一天没有公布的活动，看看其他几天的安排。"


class Section(NamedTuple):
    """The first activities of a day; `nothing` stands in their place when there are none."""

    heading: str
    day: object
    rows: list
    nothing: str = ELSEWHERE
    told: str = ""


class Front:
    def __init__(self, site):
        self.site, self.edition = site, site.edition

    @cached_property
    def numbers(self):
        return numbers_of(self.edition)

    @cached_property
    def programme(self):
        """[Section]; none once the week is over."""
        if self.site.is_over:
            return []
        if not self.numbers.total:
            return [Section("活动安排", self.edition.starts_on, [], LATER)]
        if self.site.is_before:
            return [self.section("开幕日活动", self.edition.starts_on)]
        if self.site.waits_for_showcase:
            return [self.of_showcase]
        left = self.section("今日活动", self.site.today, after=timezone.localtime().time())
        # In the evening little is left of today.
        if len(left.rows) >= ENOUGH:
            return [left]
        if self.site.today == self.edition.ends_on:
            return [left._replace(nothing=self.last_told)]
        tomorrow = self.section("明日活动", self.site.today + timedelta(days=1))
        return [left, tomorrow] if left.rows else [tomorrow._replace(told=self.today_told)]

    @property
    def of_showcase(self):
        """The week is over, and the showcase that the weather has moved is not."""
        edition = self.edition
        hours = f"{edition.showcase_from:%H:%M}–{edition.showcase_until:%H:%M}"
        held = f"集中展示 {hours} 在{edition.showcase_place}举行，欢迎来看。"
        return self.section("集中展示日", edition.showcase_on)._replace(nothing=held)

    @property
    def today_told(self):
        """Of a day on which nothing is left to come."""
        had = self.numbers.by_day.get(self.site.today)
        return "今天的活动都已结束" if had else "今天没有安排活动"

    @property
    def last_told(self):
        """In the last evening; the weather may have moved the showcase behind it."""
        if self.site.last_day > self.site.today:
            day = told_day(self.edition.showcase_on)
            return f"今天没有后面的活动了，集中展示改在{day}举行。"
        return "本届的活动都已结束，影像和新闻还在更新。"

    def section(self, heading, day, after=None):
        return Section(heading, day, list(of_day(self.edition, day, after=after)[:FIRST_ROWS]))

    @cached_property
    def plan(self):
        return PublicPlan(self.site.showcase)

    @cached_property
    def pictures(self):
        return list(pictures(self.edition)[:FIRST_ROWS])

    @cached_property
    def news(self):
        return list(news(self.edition)[:FEW_TEXTS])

    @property
    def colleges(self):
        """For the list of links; of more than fit there the programme's search finds one."""
        found = self.numbers.by_college
        return found if len(found) <= MOST_COLLEGES else []

    @property
    def span(self):
        return f"{told_day(self.edition.starts_on)}—{told_day(self.edition.ends_on)}"
