"""The five supporting offices: which activities and booths concern each, and what it reads there.

A row of an activity is a dict of its columns; `Booth` is what a college wrote about its booth with
where it stands by the released plan.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from activities.facts import LABELS, Mode, Need, labels
from activities.showcase.words import kw

from .crowds import alarm_of
from .items import Item, Wants, pieces

Row = dict
SERVICE = ("social_service", "into_community", "into_village")
NETWORKS = {"wired": "有线", "wireless": "无线"}
NO_BOOTH = "展位待定"


@dataclass(frozen=True)
class Booth:
    """One college on the showcase; `code` and `box` are empty while no released plan has them."""

    college: int
    unit: str
    code: str
    box: str
    need: Row


@dataclass(frozen=True)
class Setting:
    """Day, hours and place of the showcase in force."""

    day: date
    opens: time
    closes: time
    place: str


@dataclass(frozen=True)
class Office:
    """`needs`: the 所需保障 that concern it; `categories`: of activities it attends whatever they
    need; `crowds`: it also looks at whatever draws many people."""

    code: str
    needs: tuple[Need, ...]
    of_activity: Callable[[Row], Wants]
    of_booth: Callable[[Booth], Wants]
    fixtures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    crowds: bool = False
    told: str = ""

    def activity(self, row: Row) -> Item:
        return Item(
            kind="activity",
            number=row["pk"],
            title=row["title"],
            unit=row["unit"],
            first=row["start_date"],
            last=row["end_date"],
            begins=row["start_time"],
            ends=row["end_time"],
            place=row["venue"] or "线上",
            wants=self.of_activity(row),
            leader=row["leader_name"],
            phone=row["leader_phone"],
            college=row["college"],
            department=row["department"],
            alarms=alarm_of(row) if self.crowds else (),
        )

    def booth(self, booth: Booth, setting: Setting) -> Item | None:
        """None when the college asks nothing of this office."""
        if not (wants := self.of_booth(booth)):
            return None
        where = f"展位 {booth.code}" if booth.code else NO_BOOTH
        hazard = self.code == "security" and booth.need["has_hazard"]
        return Item(
            kind="booth",
            number=booth.college,
            title=f"展位：{booth.need['theme']}",
            unit=booth.unit,
            first=setting.day,
            last=setting.day,
            begins=setting.opens,
            ends=setting.closes,
            place=f"{setting.place} {where}",
            wants=wants,
            leader=booth.need["leader_name"],
            phone=booth.need["leader_phone"],
            college=booth.college,
            alarms=("明火、危险品或操作性设备",) if hazard else (),
        )

    def fixture(self, one: Row, setting: Setting) -> Item:
        """Of the plan itself: who stands at the service desk answers to 教务处."""
        name = one["label"] or FIXTURES[one["kind"]][0]
        return Item(
            kind="fixture",
            number=one["id"],
            title=name,
            unit="教务处",
            first=setting.day,
            last=setting.day,
            begins=setting.opens,
            ends=setting.closes,
            place=setting.place,
            wants=(("需要", FIXTURES[one["kind"]][1]),),
        )


FIXTURES = {
    "service_desk": ("服务台", "志愿者咨询、引导"),
    "medical": ("医疗点", "志愿者协助"),
    "entrance": ("出入口", "值守、疏导"),
}


def only_said(*pairs: tuple[str, object]) -> Wants:
    return tuple((label, str(words)) for label, words in pairs if words not in (None, "", []))


def asked_for(row: Row, *needs: Need) -> str:
    return "、".join(labels(Need, [need for need in row["needs"] if need in needs]))


def people(row: Row) -> str:
    """人数 as expected; what nobody knows is left out, not 0."""
    parts = ((row["expected_internal"], "校内"), (row["expected_external"], "校外"))
    return "、".join(f"{name} {number} 人" for number, name in parts if number is not None)


# What each office reads of an activity


def power_and_furniture(row: Row) -> Wants:
    asked = asked_for(row, Need.POWER, Need.FURNITURE, Need.VENUE)
    return only_said(("需要", asked), ("预计人数", people(row)), ("备注", row["remark"]))


def devices(row: Row) -> Wants:
    mode = "" if row["mode"] == Mode.ON_SITE else Mode(row["mode"]).label
    asked = asked_for(row, Need.DEVICES)
    return only_said(("需要", asked), (LABELS["mode"], mode), ("备注", row["remark"]))


def guarding(row: Row) -> Wants:
    public = "是" if row["open_to_public"] else ""
    asked = asked_for(row, Need.SECURITY)
    return only_said(
        ("需要", asked),
        ("预计人数", people(row)),
        (LABELS["open_to_public"], public),
        ("备注", row["remark"]),
    )


def serving(row: Row) -> Wants:
    return only_said(
        ("服务活动", row["category"]), ("预计人数", people(row)), ("备注", row["remark"])
    )


def filming(row: Row) -> Wants:
    public = "是" if row["open_to_public"] else ""
    return only_said(
        ("需要", asked_for(row, Need.FILMING)),
        ("预计人数", people(row)),
        (LABELS["open_to_public"], public),
    )


# What each office reads of a booth


def power_line(booth: Booth) -> str:
    """“2 kW，09:30–17:00，插座 3 个，接1号配电箱，咖啡机”."""
    need = booth.need
    if not (need["power_kw"] or need["sockets"]):
        return ""
    hours = ""
    if need["power_from"] and need["power_until"]:
        hours = f"{need['power_from']:%H:%M}–{need['power_until']:%H:%M}"
    parts = [
        kw(Decimal(need["power_kw"])) if need["power_kw"] else "负荷没有填写",
        hours,
        f"插座 {need['sockets']} 个" if need["sockets"] else "",
        f"接{booth.box}" if booth.box else "还没有接配电箱",
        need["power_use"],
    ]
    return "，".join(filter(None, parts))


def furniture(need: Row) -> str:
    return pieces(
        (
            ("桌", need["tables"], "张"),
            ("椅", need["chairs"], "把"),
            ("帐篷", need["tents"], "顶"),
            ("展板", need["boards"], "块"),
        )
    )


def booth_supplies(booth: Booth) -> Wants:
    water = "需要" if booth.need["needs_water"] else ""
    return only_said(
        ("用电", power_line(booth)), ("桌椅帐篷展板", furniture(booth.need)), ("接水", water)
    )


def booth_devices(booth: Booth) -> Wants:
    need = booth.need
    asked = pieces((("显示屏", need["screens"], "台"), ("电脑", need["computers"], "台")))
    sound = "使用" if need["is_noisy"] else ""
    wants = only_said(("网络", NETWORKS.get(need["network"], "")), ("设备", asked), ("音响", sound))
    return wants


def shifts(need: Row) -> str:
    return "；".join(f"{one['from']}–{one['until']} {one['people']}" for one in need["shifts"])


def booth_posts(booth: Booth) -> Wants:
    need = booth.need
    hazard = (need["hazard_measures"] or "没有写防护措施") if need["has_hazard"] else ""
    return only_said(("值守", shifts(need)), ("危险源与措施", hazard))


def booth_helpers(booth: Booth) -> Wants:
    return only_said(("值守", shifts(booth.need)))


def booth_filming(booth: Booth) -> Wants:
    return only_said(("拍摄", "展位"), ("展示项目", booth.need["exhibits"]))


OFFICES = {
    one.code: one
    for one in (
        Office(
            "logistics",
            (Need.POWER, Need.FURNITURE, Need.VENUE),
            power_and_furniture,
            booth_supplies,
            told="用电、桌椅、场地",
        ),
        Office("it", (Need.DEVICES,), devices, booth_devices, told="信息设备、网络"),
        Office(
            "security",
            (Need.SECURITY,),
            guarding,
            booth_posts,
            fixtures=("entrance",),
            crowds=True,
            told="安保、值守、人流、危险源",
        ),
        Office(
            "student",
            (),
            serving,
            booth_helpers,
            fixtures=("service_desk", "medical"),
            categories=SERVICE,
            told="志愿者、服务台、社会服务",
        ),
        Office("media", (Need.FILMING,), filming, booth_filming, told="拍摄计划"),
    )
}
