"""学院工作台: what is due, what was returned and why, the week, what to do next."""

from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils import timezone

from activities.coverage import gaps
from activities.models import Activity, ActivityResult, Draft, Requirement
from activities.week import empty_days, tiles, waiting_days

from .desk_media import with_media
from .desk_newsroom import DeskNewsroom, with_newsroom
from .desk_outings import DeskOutings
from .desk_showcase import DeskShowcase, with_showcase
from .honours.todo import college_lines, with_award
from .models import Filing, WorkMark


class Desk:
    """One college in one edition, as `user` finds it at the instant `now`."""

    def __init__(self, edition, college, user, now):
        self.edition, self.college, self.user, self.now = edition, college, user, now

    @cached_property
    def filings(self):
        """The college's, of every edition: the frame around the page asks for them as well."""
        filings = Filing.objects.filter(college=self.college).for_cards()
        asked = WorkMark.objects.asking_beside("college", "edition")
        filings = with_showcase(filings.with_reader(self.user))
        filings = with_newsroom(filings, self.user)
        return list(with_award(with_media(filings)).annotate(work_questions=asked))

    @property
    def can_edit(self):
        if self.user.can_fill_for(self.college.pk):
            return True
        return any(one.reader_enters for one in self.filings if one.edition_id == self.edition.pk)

    @property
    def today(self):
        return timezone.localdate(self.now)

    @cached_property
    def activities(self):
        """Each knows whether its result is booked: one query for all of the desk."""
        own = Activity.objects.of(self.edition, self.college).for_list().in_order()
        booked = ActivityResult.objects.filter(activity=OuterRef("pk"))
        return list(own.annotate(is_booked=Exists(booked)))

    @cached_property
    def unbooked(self):
        """What is over and nobody has said how it went."""
        return [
            one
            for one in self.activities
            if one.end_date < self.today and not one.is_cancelled and not one.is_booked
        ]

    @cached_property
    def cards(self):
        if not self.college.is_active:
            return []
        return [self.card(one) for one in self.filings if one.edition_id == self.edition.pk]

    def card(self, filing):
        # Filed, it is compared with what was filed.
        draft = filing.content(self.read(filing)) if filing.revision_id else None
        way = filing.way_out(self.now, draft)
        return {
            "filing": filing,
            "state": filing.state(self.now),
            "steps": filing.steps(),
            "way": way,
            "next": filing.next_step(self.user, way),
            "changed": filing.is_filed() and filing.has_changes(draft),
            "is_closed": filing.is_closed(self.now),
            "is_late": filing.is_late(self.now),
        }

    def read(self, filing):
        """The activities are read once for all of the desk."""
        is_form = filing.requirement.kind == Requirement.Kind.INFO_FORM
        return self.activities if is_form else None

    @property
    def plans(self):
        """附件1's card alone: what is planned on which day is filed there."""
        kind = Requirement.Kind.INFO_FORM
        return [card for card in self.cards if card["filing"].requirement.kind == kind]

    @property
    def asks_for_days(self):
        """Not of who owes nothing, nor once it is closed: then a new activity files nothing."""
        return not self.plans or any(
            card["filing"].is_required and not card["is_closed"] for card in self.plans
        )

    @property
    def excused(self):
        """The 附件1 that this college does not owe: then nobody nags for empty days."""
        filings = [card["filing"] for card in self.plans]
        return [] if any(one.is_required for one in filings) else filings

    @cached_property
    def by_mail(self):
        """What the notice asks for and this portal does not collect."""
        return list(self.edition.requirements.filter(in_portal=False))

    @cached_property
    def days(self):
        return tiles(self.edition, self.activities, self.outings.newest)

    @cached_property
    def gaps(self):
        return gaps(self.edition.dates, self.activities) if self.asks_for_days else []

    @property
    def empty(self):
        return empty_days(self.days) if self.asks_for_days else []

    @property
    def waiting(self):
        """The days that have something once an outing is approved."""
        return waiting_days(self.days) if self.asks_for_days else []

    @property
    def held_up(self):
        """What is not told of its day already."""
        told = {activity.pk for tile in self.waiting for activity, _ in tile["waiting"]}
        return [row for row in self.outings.held_up if row["activity"].pk not in told]

    @cached_property
    def outings(self):
        return DeskOutings(self.edition, self.college, self.activities, self.user, self.now)

    @cached_property
    def showcase(self):
        mine = [one for one in self.filings if one.edition_id == self.edition.pk]
        return DeskShowcase(self.edition, self.college, mine, self.now)

    @cached_property
    def honours(self):
        """The 公示 that runs, the certificate that waits to be downloaded."""
        mine = [one for one in self.filings if one.edition_id == self.edition.pk]
        return college_lines(mine, self.now)

    @cached_property
    def newsroom(self):
        return DeskNewsroom([one for one in self.filings if one.edition_id == self.edition.pk])

    @property
    def is_idle(self):
        """Nothing waits here for anybody of the college."""
        waits = any(
            card["filing"].is_owed() or card["filing"].handed_over_at or card["changed"]
            for card in self.cards
        )
        return not (
            waits
            or self.drafts
            or self.unbooked
            or self.work_questions
            or self.gaps
            or self.excused
            or self.outings.held_up
            or self.outings.awaiting
            or self.showcase.asks_need
            or self.showcase.is_today
            or self.newsroom.waits
            or any(self.media)
        )

    @cached_property
    def drafts(self):
        return list(Draft.objects.unsent(self.edition, self.college).select_related("owner"))

    @property
    def media(self):
        """(how many were sent back, of how many it is not said whether minors are on them)."""
        mine = [one for one in self.filings if one.edition_id == self.edition.pk][:1]
        return next(((one.media_asked, one.media_unsaid) for one in mine), (0, 0))

    @property
    def work_questions(self):
        """How many questions of supporting offices wait for an answer; read with the filings."""
        counts = [one.work_questions for one in self.filings if one.edition_id == self.edition.pk]
        return max(counts, default=0)
