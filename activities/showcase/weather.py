"""What a weather switch would move, told before anybody presses it (notice 五(三)).

Booths, lists of power and devices, the filming plan and the public page are computed from what is
moved here, so they follow by themselves; `follows` says so.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cached_property

from colleges.dates import day as day_of_year
from colleges.models.audit import canonical, digest

from ..models import Activity, BoothNeed, Category

TIMES = ("power_from", "power_until", "setup_from", "clear_until")
ENDS = ("from", "until")  # of a duty shift


@dataclass(frozen=True)
class Moved:
    """One stored thing; `before` and `after` hold only the fields that change, as plain data."""

    kind: str
    id: int
    name: str
    before: dict
    after: dict
    # Of an activity that stood as its college filed it: the version that was filed.
    filed_version: int | None = None


def plain(value):
    """As JSON keeps it, so that what is stored can be compared with what is there."""
    return value.isoformat() if isinstance(value, date | time) else value


def changes(thing, wanted):
    """(before, after) of the fields that `wanted` changes."""
    differing = {name for name, value in wanted.items() if getattr(thing, name) != value}
    before = {name: plain(getattr(thing, name)) for name in sorted(differing)}
    return before, {name: plain(wanted[name]) for name in sorted(differing)}


def moved_thing(kind, thing, name, wanted):
    before, after = changes(thing, wanted)
    return [Moved(kind, thing.pk, name, before, after, as_filed(thing))] if after else []


def as_filed(thing):
    filed = getattr(thing, "filed_version", None)
    return filed if filed is not None and filed == thing.version else None


class Preview:
    """Everything that `backup` moves and what it cannot, for the page and for the act."""

    def __init__(self, showcase, backup, reason=""):
        self.showcase, self.backup, self.edition = showcase, backup, backup.edition
        self.reason = reason
        self.site = backup.site or showcase.site

    @property
    def shift(self):
        """How much later the day opens by the clock."""
        opens, was = self.backup.opens_at, self.edition.showcase_from
        today = date.min
        return datetime.combine(today, opens) - datetime.combine(today, was)

    @cached_property
    def told(self):
        """What stands on top of every page about it."""
        why = f"因{self.reason}，" if self.reason else ""
        if self.backup.calls_off:
            return f"{why}集中展示取消。{self.backup.what_to_do}"
        where = f"地点{self.backup.place}。{self.backup.what_to_do}"
        return f"{why}集中展示改为{self.backup.when}，{where}"

    @cached_property
    def moved(self):
        """Every stored thing that moves, in the order in which it is done."""
        return [
            *self.moved_edition(),
            *moved_thing("showcase", self.showcase, "集中展示", self.showcase_facts()),
            *(row for one in self.movable for row in self.moved_activity(one)),
            *(row for need in self.movable_needs for row in self.moved_need(need)),
        ]

    @property
    def shown(self):
        """What moves, by its own name; of the showcase itself the page speaks above."""
        return [row for row in self.moved if row.kind != "showcase"]

    def showcase_facts(self):
        return {
            "site_id": self.site.pk,
            "is_cancelled": self.backup.calls_off,
            "told": self.told,
        }

    def moved_edition(self):
        if self.backup.calls_off:
            return []
        facts = {
            "showcase_on": self.backup.day,
            "showcase_from": self.backup.opens_at,
            "showcase_until": self.backup.closes_at,
            "showcase_place": self.backup.place,
        }
        return moved_thing("edition", self.edition, "日期、时间和地点", facts)

    @cached_property
    def exhibitions(self):
        """集中展示 activities of that day."""
        rows = Activity.objects.filter(edition=self.edition, category__code=Category.EXHIBITION)
        rows = rows.planned().touching(self.edition.showcase_on)
        return list(rows.for_list().in_order())

    @cached_property
    def movable(self):
        return [one for one in self.exhibitions if not self.obstacle(one)]

    def obstacle(self, activity):
        """Why this one cannot move by itself, or an empty string."""
        if activity.is_outing:
            return "已标为外出，改动要重新审批，请学院自己改"
        if activity.start_date != activity.end_date:
            return "跨了几天，请学院自己改"
        if self.backup.calls_off:
            return ""
        if self.new_times(activity) is None:
            return "按新的时间放不下，请学院自己改时间"
        if Activity.objects.twins_of(activity, self.backup.day).exists():
            return f"{day_of_year(self.backup.day)}已有同名活动，请学院自己处理"
        return ""

    def new_times(self, activity):
        """(start, end) by the new clock, None when it does not fit into the day."""
        start = later(activity.start_time, self.shift)
        end = later(activity.end_time, self.shift)
        if activity.end_time == self.edition.showcase_until:
            end = self.backup.closes_at
        return (start, end) if start and end and start < end else None

    def moved_activity(self, activity):
        name = f"{activity.organiser}{activity}"
        if self.backup.calls_off:
            before, after = {"status": "planned"}, {"status": "cancelled"}
            return [Moved("called_off", activity.pk, name, before, after, as_filed(activity))]
        start, end = self.new_times(activity)
        facts = {"start_date": self.backup.day, "end_date": self.backup.day}
        facts |= {"start_time": start, "end_time": end}
        if self.edition.showcase_place in activity.venue:
            facts["venue"] = self.backup.place
        return moved_thing("activity", activity, name, facts)

    @cached_property
    def needs(self):
        """Those whose times move, and those whose new times do not fit into the day."""
        rows = BoothNeed.objects.filter(edition=self.edition).for_list()
        return [] if self.backup.calls_off or not self.shift else list(rows)

    @cached_property
    def movable_needs(self):
        return [need for need in self.needs if self.fits(need)]

    def fits(self, need):
        return all(later(clock, self.shift) is not None for clock in clocks_of(need))

    def moved_need(self, need):
        """Duty shifts, power and set-up hours keep their distance to the opening."""
        facts = {name: later(getattr(need, name), self.shift) for name in TIMES}
        facts["shifts"] = [self.moved_shift(shift) for shift in need.shifts]
        return moved_thing("need", need, times_of(need), facts)

    def moved_shift(self, shift):
        return shift | {
            name: f"{later(time.fromisoformat(shift[name]), self.shift):%H:%M}" for name in ENDS
        }

    @cached_property
    def cannot(self):
        """Sentences: what stays and why."""
        told = [
            f"{one.organiser}{one}：{why}。"
            for one in self.exhibitions
            if (why := self.obstacle(one))
        ]
        told += [
            f"{times_of(need)}：按新的时间放不下，请学院自己改。"
            for need in self.needs
            if not self.fits(need)
        ]
        if not self.backup.calls_off and not self.site.releases.exists():
            told.append(f"“{self.site.name}”还没有发布展位图，学院切换后看不到新展位。")
        told.append("已经打印的展位牌、附件3和已经导出的表不会自己改，请重新打印。")
        return told

    @property
    def follows(self):
        """Sentences: what is computed and so moves by itself."""
        if self.backup.calls_off:
            return [
                "保障清单里当天展位的项目不再列出",
                "展位签到、现场评分和提醒停止",
                "公众页面顶部显示已取消",
            ]
        booths = (
            f"展位改用“{self.site.name}”的图" if self.site != self.showcase.site else "展位不变"
        )
        return [
            booths,
            "用电、设备、桌椅、值守、拍摄等保障清单按新时间重排，已确认的会标“确认后有变”",
            "前一天和开始前的提醒按新时间发出",
            "公众页面顶部和展位图显示新的安排",
        ]

    @property
    def seen(self):
        """Of what was shown: the act refuses when it has become something else."""
        return digest(canonical([asdict(one) for one in self.moved]))


def times_of(need):
    """What a college's need is called where only its times are meant."""
    return f"{need.college}的用电与值守时间"


def clocks_of(need):
    """Every time of day that the need names."""
    stated = [clock for name in TIMES if (clock := getattr(need, name)) is not None]
    return stated + [time.fromisoformat(shift[name]) for shift in need.shifts for name in ENDS]


def later(clock, shift):
    """A time of day moved by `shift`, None when unknown or beyond midnight."""
    if clock is None:
        return None
    base = datetime.combine(date(2000, 1, 2), clock)
    moved = base + shift
    return moved.time() if moved.date() == base.date() else None
