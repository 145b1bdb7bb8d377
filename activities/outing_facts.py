"""The facts of an outing as plain values: their words, their names, which of them are approved.

The approval is bound to the material ones (date, times, destination, route, leader, head-count,
vehicle): a change of one of these re-opens it, a typo in the remark does not.
"""

from datetime import UTC, datetime

from django.db import models

from colleges.dates import when
from colleges.models.audit import canonical, digest
from colleges.phones import masked


class Transport(models.TextChoices):
    WALK = "walk", "步行"
    PUBLIC = "public", "公交、地铁"
    SCHOOL_BUS = "school_bus", "校车"
    HIRED = "hired", "租车"
    OWN_CAR = "own_car", "自驾"
    OTHER = "other", "其他"


class Insurance(models.TextChoices):
    BOUGHT = "bought", "已购买"
    NOT_BOUGHT = "not_bought", "未购买"


LABELS = {
    "destination": "目的地",
    "route": "路线",
    "is_out_of_town": "是否出市",
    "departs_at": "出发时间",
    "returns_at": "返回时间",
    "lodging": "住宿安排",
    "student_count": "学生人数",
    "teacher_count": "教师人数",
    "leader_name": "带队教师",
    "leader_phone": "带队教师电话",
    "other_teachers": "其他教师",
    "transport": "交通方式",
    "carrier": "承运单位",
    "carrier_licensed": "营运资质",
    "plate": "车牌号",
    "seats": "核载人数",
    "driver_name": "驾驶员",
    "driver_phone": "驾驶员电话",
    "driver_licence": "准驾车型",
    "takes_class_time": "是否占用上课时间",
    "class_arrangement": "调课安排",
    "safety_officer": "安全负责人",
    "safety_phone": "安全负责人电话",
    "emergency_contact": "校内应急联系人",
    "emergency_phone": "校内应急电话",
    "safety_plan": "安全预案要点",
    "briefing": "行前安全教育",
    "stop_conditions": "天气与停止条件",
    "medical_point": "应急医疗点",
    "insurance": "保险",
    "insurance_kind": "险种",
    "policy_number": "保单号",
    "host": "接待单位与联系人",
    "remark": "备注",
    "warning_reason": "对提醒的说明",
}
LONGEST_TOLD = 80
PHONES = ("leader_phone", "driver_phone", "safety_phone", "emergency_phone")
# What the approval is bound to.
MATERIAL = (
    "destination",
    "route",
    "is_out_of_town",
    "departs_at",
    "returns_at",
    "student_count",
    "teacher_count",
    "leader_name",
    "leader_phone",
    "transport",
    "carrier",
    "carrier_licensed",
    "plate",
    "seats",
    "driver_name",
    "driver_phone",
    "driver_licence",
)
# What the approval is not bound to and the office must hear of all the same.
SAFETY = (
    "lodging",
    "safety_officer",
    "safety_phone",
    "emergency_contact",
    "emergency_phone",
    "safety_plan",
    "briefing",
    "stop_conditions",
    "medical_point",
    "insurance",
    "insurance_kind",
    "policy_number",
)
# Of people, kept no longer than the lists (PIPL 19, 47): who drove and who was to be called.
PERSONAL = ("driver_name", "driver_phone", "emergency_contact", "emergency_phone")
CHOICES = {"transport": Transport, "insurance": Insurance}


def plain(value):
    """As it is kept in a version: instants as ISO text of UTC, the rest as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def fingerprint(facts: dict) -> str:
    """SHA-256 (64 hex digits) of the material facts, however the rest reads."""
    return digest(canonical({name: plain(facts[name]) for name in MATERIAL}))


def told(name, value):
    """One fact in words; what is not known is “-”."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in CHOICES:
        return CHOICES[name](value).label
    if name in ("departs_at", "returns_at"):
        return when(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return str(value)


def compared(before, after):
    """Rows of (label, before in words, after in words, is material) of the facts that differ."""
    return [
        (label, told(name, before[name]), told(name, after[name]), name in MATERIAL)
        for name, label in LABELS.items()
        if plain(before[name]) != plain(after[name])
    ]


def safety_changes(before, after):
    """Sentences “保险：已购买 → 未购买” of the safety facts that differ, phones masked."""
    labels = {LABELS[name]: name for name in SAFETY}
    return [
        f"{label}：{brief(labels[label], old)} → {brief(labels[label], new)}"
        for label, old, new, _ in compared(before, after)
        if label in labels
    ]


def brief(name, text):
    """For a notice, which travels by mail and group chat."""
    text = masked(text) if name in PHONES else " ".join(text.split())
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"


def changed_facts(before, after):
    """{"before": …, "after": …} of the facts that differ, for the log."""
    names = [name for name in LABELS if plain(before[name]) != plain(after[name])]
    return {
        "before": noted({name: before[name] for name in names}),
        "after": noted({name: after[name] for name in names}),
    }


def noted(facts):
    """Facts as the log keeps them: no full phone (security.md B-66)."""
    return {
        name: masked(value) if name in PHONES else plain(value) for name, value in facts.items()
    }


# As the page shows them: blocks that belong together.
GROUPS = (
    (
        "去哪里、何时",
        ("destination", "route", "is_out_of_town", "departs_at", "returns_at", "lodging"),
    ),
    (
        "人员",
        ("student_count", "teacher_count", "leader_name", "leader_phone", "other_teachers"),
    ),
    (
        "交通",
        (
            "transport",
            "carrier",
            "carrier_licensed",
            "plate",
            "seats",
            "driver_name",
            "driver_phone",
            "driver_licence",
        ),
    ),
    (
        "安全",
        (
            "safety_officer",
            "safety_phone",
            "emergency_contact",
            "emergency_phone",
            "safety_plan",
            "briefing",
            "stop_conditions",
            "medical_point",
            "insurance",
            "insurance_kind",
            "policy_number",
        ),
    ),
    ("其他", ("takes_class_time", "class_arrangement", "host", "remark", "warning_reason")),
)
VEHICLE = GROUPS[2][1][1:]
# The plan may stand in a file instead.
PRECAUTIONS = [name for name in GROUPS[3][1] if name != "safety_plan"]


def told_groups(plan, *, sees_phones):
    """[(block, [(label, words, is phone)])] of the facts that say something."""
    facts = plan.facts()
    found = []
    for title, names in GROUPS:
        rows = [
            (LABELS[name], shown(name, facts[name], sees_phones), name in PHONES and sees_phones)
            for name in names
            if facts[name] not in (None, "") and (plan.is_hired or name not in VEHICLE)
        ]
        found.append((title, rows))
    return found


def shown(name, value, sees_phones):
    return masked(value) if name in PHONES and not sees_phones else told(name, value)
