"""The facts of a college's booth need as plain values: their words, their names, what is missing.

Times are of the showcase day; an unknown number is None and told as “-”, never as 0.
"""

from datetime import time
from decimal import Decimal

from django.db import models

from colleges.phones import masked

from .facts import differing, noted


class Network(models.TextChoices):
    NONE = "none", "不需要"
    WIRELESS = "wireless", "无线"
    WIRED = "wired", "有线"


LABELS = {
    "theme": "展示主题",
    "exhibits": "展示项目",
    "area_m2": "希望面积（㎡）",
    "power_kw": "用电负荷（kW）",
    "power_from": "用电自",
    "power_until": "用电至",
    "power_use": "用电用途",
    "sockets": "插座（个）",
    "network": "网络",
    "screens": "显示屏（台）",
    "computers": "电脑（台）",
    "is_noisy": "使用音响",
    "tables": "桌（张）",
    "chairs": "椅（把）",
    "tents": "帐篷（顶）",
    "boards": "展板（块）",
    "needs_water": "需要接水",
    "has_hazard": "明火、危险品或操作性设备",
    "hazard_measures": "危险源与防护措施",
    "rain_plan": "雨天预案",
    "leader_name": "现场负责人",
    "leader_phone": "负责人手机",
    "setup_from": "布展自",
    "clear_until": "撤展至",
    "shifts": "值守班次",
    "remark": "备注",
}
# As the pages show them: blocks that belong together.
GROUPS = (
    ("展示内容", ("theme", "exhibits", "area_m2")),
    (
        "用电与设备",
        (
            *("power_kw", "power_from", "power_until", "power_use", "sockets"),
            *("network", "screens", "computers", "is_noisy"),
        ),
    ),
    ("桌椅帐篷", ("tables", "chairs", "tents", "boards")),
    ("安全", ("needs_water", "has_hazard", "hazard_measures", "rain_plan")),
    (
        "人员与时间",
        ("leader_name", "leader_phone", "setup_from", "clear_until", "shifts", "remark"),
    ),
)
POWER = ("power_from", "power_until", "power_use", "sockets")
# What the list of all colleges adds up.
SUMS = ("power_kw", "tables", "chairs", "tents", "boards", "screens", "computers")


def told(name, value):
    """One fact in words."""
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "network":
        return Network(value).label
    if name == "shifts":
        return "；".join(
            f"{one['from']}–{one['until']} {one['people'] or '（还没有定人）'}" for one in value
        )
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return short(value) if isinstance(value, Decimal) else str(value)


def short(number):
    """2.50 as 2.5, 3.00 as 3."""
    return f"{number.normalize():f}"


def compared(before, after):
    """Rows of (label, before in words, after in words) of the facts that differ."""
    return differing(LABELS, told, before, after)


def changed_facts(before, after):
    """{"before": …, "after": …} of the facts that differ, for the log."""
    return noted(LABELS, logged, before, after)


def logged(name, value):
    return told(name, value) if name == "shifts" or isinstance(value, Decimal) else value


def told_groups(need, *, sees_phone):
    """[(block, [(label, words, is phone)])] ; a block that says nothing is left out."""
    facts = need.facts()
    if not need.wants_power:
        facts |= dict.fromkeys(POWER)
    if not need.has_hazard:
        facts |= {"hazard_measures": ""}
    if not sees_phone:
        facts |= {"leader_phone": masked(need.leader_phone)}
    return [
        (title, [row(name, facts[name], sees_phone) for name in names if said(facts[name])])
        for title, names in GROUPS
        if any(said(facts[name]) for name in names)
    ]


def said(value):
    return value is not None and value not in ("", [])


def row(name, value, sees_phone):
    return LABELS[name], told(name, value), name == "leader_phone" and sees_phone


# What to think of; none of it keeps a need from being saved


def warnings_of(need, opens, closes):
    """Sentences about a need, for a showcase from `opens` until `closes` (times of the day)."""
    found = []
    if need.power_kw is None:
        found.append("没有写用不用电：后勤处会按不用电安排。")
    if need.wants_power and not (need.power_from and need.power_until):
        found.append("写了用电负荷，没有写用电时间：后勤处按小时安排回路，请补上。")
    if not need.rain_plan:
        found.append("没有写雨天预案：下雨时怎样收、搬到哪里，请想好再补上。")
    if need.setup_from and need.setup_from > opens:
        found.append(f"布展从 {need.setup_from:%H:%M} 开始，晚于展示开始 {opens:%H:%M}。")
    if need.clear_until and need.clear_until < closes:
        found.append(f"{need.clear_until:%H:%M} 就撤展，早于展示结束 {closes:%H:%M}。")
    gaps = "、".join(
        f"{first:%H:%M}–{last:%H:%M}" for first, last in unwatched(need, opens, closes)
    )
    if gaps:
        found.append(f"展示时间里 {gaps} 没有人值守，请排上班次。")
    return found


def unwatched(need, opens, closes):
    """[(from, until)] of the showcase in which no shift is on duty."""
    gaps, covered = [], opens
    spans = [(one["from"], one["until"]) for one in need.shifts if one["people"]]
    for begins, ends in sorted(tuple(map(time.fromisoformat, span)) for span in spans):
        if begins > covered:
            gaps.append((covered, min(begins, closes)))
        covered = max(covered, ends)
        if covered >= closes:
            break
    if covered < closes:
        gaps.append((covered, closes))
    return [(first, last) for first, last in gaps if first < last]


def specials(need):
    """明火、音响、接水… in a few words, for lists."""
    words = (
        ("明火等危险源", need.has_hazard),
        ("音响", need.is_noisy),
        ("接水", need.needs_water),
        ("有线网络", need.network == Network.WIRED),
    )
    return [word for word, is_so in words if is_so]
