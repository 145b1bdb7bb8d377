"""The day on the plaza: who is set up, who is missing, what a judge has still to see."""

from dataclasses import dataclass
from functools import cached_property

from colleges.dates import day
from colleges.models import College, Membership, Role
from colleges.rules import BrokenRule

from ..models import BoothArrival, BoothScore
from .lots import code_order


@dataclass(frozen=True)
class Stand:
    """One booth of the released plan and whether its college is there."""

    code: str
    zone: str
    theme: str
    college: object
    arrival: object = None
    score: object = None


def reads_the_day(user):
    """Who has a part in the day beyond the own booth."""
    return user.reads_boards or bool(user.department_ids) or user.is_judge


def books_in(user, college):
    """The college itself, or 教务处 for it."""
    return user.is_office or bool(college and user.can_fill_for(college.pk))


def check_in(booth, by, at, note=""):
    """到位签到 of the college that the released plan puts onto this booth."""
    college = college_on(booth)
    if college is None:
        raise BrokenRule("发布的展位图上，这个展位没有学院。请联系教务处。")
    return arrive(booth.site.edition, college, by, at, note)


def arrive(edition, college, by, at, note=""):
    """Who is set up is booked on the day itself, from midnight on."""
    edition.showcase.refuse_if_cancelled()
    if not edition.is_showcase_day(at):
        raise BrokenRule(f"集中展示在{day(edition.showcase_on)}，当天才能签到。")
    return BoothArrival.objects.book(edition, college, by, at, note)


def college_on(booth):
    """By the released plan in force, whatever the draft calls the booth; None when nobody is."""
    showcase = booth.site.edition.showcase
    release = showcase.released if showcase.site_id == booth.site_id else None
    drawn = release.drawn["booths"] if release else []
    found = next((one for one in drawn if one["id"] == booth.pk and one["college"]), None)
    return found and College.objects.filter(code=found["college"]["code"]).first()


class Today:
    """Every placed booth, in the order of the codes, with `by_judge`'s scores if one is named."""

    def __init__(self, edition, by_judge=None):
        self.edition, self.judge = edition, by_judge

    @cached_property
    def release(self):
        return self.edition.showcase.released

    @cached_property
    def stands(self):
        drawn = (
            [one for one in self.release.drawn["booths"] if one["college"]] if self.release else []
        )
        colleges = {one.code: one for one in College.objects.all()}
        drawn.sort(key=lambda one: code_order(one["code"]))
        known = (one for one in drawn if one["college"]["code"] in colleges)
        return [self.stand(one, colleges[one["college"]["code"]]) for one in known]

    def stand(self, drawn, college):
        arrival, score = self.arrivals.get(college.pk), self.scores.get(college.pk)
        return Stand(drawn["code"], drawn["zone"], drawn["theme"], college, arrival, score)

    @cached_property
    def arrivals(self):
        rows = BoothArrival.objects.of(self.edition).select_related("by")
        return {one.college_id: one for one in rows}

    @cached_property
    def scores(self):
        if self.judge is None:
            return {}
        rows = BoothScore.objects.of(self.edition).by(self.judge)
        return {one.college_id: one for one in rows}

    @property
    def here(self):
        return [stand for stand in self.stands if stand.arrival]

    @property
    def missing(self):
        return [stand for stand in self.stands if not stand.arrival]

    @property
    def scored(self):
        return [stand for stand in self.stands if stand.score]

    @cached_property
    def progress(self):
        """(judge, sheets written, abstentions) for the office: who is behind, never the points."""
        hats = Membership.objects.current().filter(role=Role.JUDGE, user__is_active=True)
        judges = {hat.user_id: hat.user for hat in hats.select_related("user")}
        rows = list(BoothScore.objects.of(self.edition).values_list("judge", "abstains"))
        return [
            (
                judge,
                sum(1 for pk, abstains in rows if pk == judge.pk and not abstains),
                sum(1 for pk, abstains in rows if pk == judge.pk and abstains),
            )
            for judge in judges.values()
        ]
