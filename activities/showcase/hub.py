"""集中展示 on one page: when and where it is, and what each person has to do with it."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from colleges.dates import time_left, when
from colleges.models import College, Role, State

from ..booth_facts import warnings_of
from ..models import BackupPlan, BoothArrival, BoothNeed, Showcase
from .needs import NOT_STATED, STATED

DONE = State("done", "完成", "done", "circle-check")
UNDER_WAY = State("under_way", "进行中", "pending", "progress")
AHEAD = State("ahead", "未开始", "draft", "circle-dashed")


@dataclass(frozen=True)
class Step:
    """One of the office's steps: how far it is, in words, and the page where it is done."""

    name: str
    state: State
    told: str
    icon: str
    url: str


class Hub:
    """The showcase of `edition` as `user` finds it at the instant `now`."""

    def __init__(self, edition, user, now):
        self.edition, self.user, self.now = edition, user, now

    @cached_property
    def showcase(self):
        return Showcase.objects.for_page().get(edition=self.edition)

    # When

    @property
    def hours(self):
        return self.edition.showcase_from, self.edition.showcase_until

    @property
    def is_cancelled(self):
        return self.showcase.is_cancelled

    @property
    def is_today(self):
        return self.edition.is_showcase_day(self.now)

    @property
    def is_over(self):
        return self.now >= self.edition.showcase_closes_at

    @property
    def countdown(self):
        """“距开始 2 天 3 小时”, “正在进行”, “已结束”."""
        if self.is_cancelled:
            return "已取消"
        if self.is_over:
            return "已结束"
        opens, closes = self.edition.showcase_opens_at, self.edition.showcase_closes_at
        if self.now >= opens:
            return f"正在进行，还有 {time_left(closes, self.now)}结束"
        return f"距开始还有 {time_left(opens, self.now)}"

    # The plan that everybody sees

    @cached_property
    def release(self):
        return self.showcase.released

    @cached_property
    def booth_by_college(self):
        """{college code: its booth as released}."""
        booths = self.release.drawn["booths"] if self.release else []
        return {one["college"]["code"]: one for one in booths if one["college"]}

    # A college's own

    @cached_property
    def colleges(self):
        """[what concerns each college this person works for], in the order of the hats."""
        mine = {}
        for hat in self.user.hats:
            if hat.college_id in self.user.college_ids:
                mine.setdefault(hat.college_id, hat.college)
        stored = BoothNeed.objects.filter(edition=self.edition, college__in=mine)
        needs = {need.college_id: need for need in stored}
        return [self.own(college, needs.get(pk)) for pk, college in mine.items()]

    def own(self, college, need):
        return {
            "college": college,
            "booth": self.booth_by_college.get(college.code),
            "need": need,
            "state": STATED if need else NOT_STATED,
            "warnings": warnings_of(need, *self.hours) if need else [],
        }

    # Others

    @property
    def is_judge(self):
        return self.user.has_role(Role.JUDGE)

    @property
    def departments(self):
        return [hat.department for hat in self.user.hats if hat.role == Role.DEPARTMENT]

    # The office's steps

    @cached_property
    def college_count(self):
        return College.objects.active().count()

    @cached_property
    def steps(self):
        if not self.user.is_office:
            return []
        make = (self.needs, self.drawing, self.placing, self.releasing, self.weather, self.day)
        return [step() for step in make]

    def needs(self):
        stated = BoothNeed.objects.filter(edition=self.edition, college__is_active=True).count()
        told = f"{stated}/{self.college_count} 个学院已填写展位需求"
        state = how_far(stated, self.college_count)
        return Step("收集展位需求", state, told, "clipboard-list", self.address("booth_need_list"))

    def drawing(self):
        booths, boxes = self.booth_count, self.fixture_count
        told = f"已画 {booths} 个展位、{boxes} 处通道和设施" if booths else "还没有画展位"
        state = how_far(booths, self.college_count)
        return Step("画展位图", state, told, "map-pin", self.address("plan_list"))

    @cached_property
    def booth_count(self):
        return self.showcase.site.booths.count()

    @cached_property
    def fixture_count(self):
        return self.showcase.site.fixtures.count()

    def placing(self):
        placed = self.showcase.site.booths.placed().count()
        told = f"{placed}/{self.college_count} 个学院有展位"
        state = how_far(placed, self.college_count)
        return Step("安排展位", state, told, "arrows-exchange", self.of_site("booth_board"))

    def releasing(self):
        one = self.release
        told = f"第 {one.number} 版，{when(one.released_at)}发布" if one else "学院还看不到展位图"
        url = self.of_site("plan_release")
        return Step("发布", DONE if one else AHEAD, told, "speakerphone", url)

    def weather(self):
        count = BackupPlan.objects.filter(edition=self.edition).count()
        told = f"备有 {count} 套预案" if count else "还没有预案：下雨时改到哪天、搬到哪里"
        url = self.address("backup_plan_list")
        return Step("天气预案", DONE if count else AHEAD, told, "cloud-off", url)

    def day(self):
        arrived = BoothArrival.objects.of(self.edition).count()
        told = f"{arrived}/{len(self.booth_by_college)} 个展位已到位签到"
        state = how_far(arrived, len(self.booth_by_college))
        return Step("当天", state, told, "users-group", self.address("showcase_board"))

    def of_site(self, name):
        return reverse(name, args=[self.showcase.site_id])

    def address(self, name):
        return reverse(name, args=[self.edition.code])


def how_far(done, wanted):
    if not done:
        return AHEAD
    return DONE if done >= wanted else UNDER_WAY
