"""The facts of what really happened, as plain values: their names, their units, how they are told.

人次 counts visits, 人 counts persons; an unknown number is None and told as “-”, never as 0
(design §4.10). The indicators of 附件2 are computed from these (domain.md §2).
"""

from datetime import date

from django.db import models

from .facts import differing


class Outcome(models.TextChoices):
    HELD = "held", "如期举办"
    MOVED = "moved", "改期举办"
    NOT_HELD = "not_held", "没有举办"


class Part(models.TextChoices):
    """What a partner had to do with an activity."""

    JOINED = "joined", "参与合作"
    SIGNED = "signed", "签约"
    VISITED = "visited", "走访"
    OPENED = "opened", "开放参观"
    PLACE = "place", "走进"


TOOK_PLACE = (Outcome.HELD, Outcome.MOVED)
# 人次 of the seven audiences (domain.md D3–D9), in the order of the sheet.
ATTENDANCE = {
    "students": "本校学生（人次）",
    "teachers": "教职工（人次）",
    "pupils": "中小学生（人次）",
    "parents": "家长（人次）",
    "residents": "社区居民、社会公众（人次）",
    "enterprise_people": "企业人员（人次）",
    "alumni": "校友（人次）",
}
COUNTS = {
    "online_views": "线上观看（人次）",
    "served_people": "服务群众（人次）",
    "service_points": "设服务点位（个）",
    "materials": "发放宣传资料（份）",
    "signed_projects": "签约项目（项）",
    "visited_alumni": "寻访校友（人）",
    "returned_alumni": "返校校友（人）",
    "craftsmen": "进校园工匠（人）",
    "fair_enterprises": "参会企业（家）",
    "job_openings": "岗位数（个）",
    "fair_students": "进场学生（人次）",
    "job_intents": "达成意向（人）",
}
NUMBERS = ATTENDANCE | COUNTS
LABELS = {
    "outcome": "举办情况",
    "reason": "说明",
    "dates_held": "实际举办日期",
    "session_count": "场次",
    **NUMBERS,
    "venues": "开放的实训室、场馆",
    "partners": "合作单位",
    "remark": "备注",
}
GROUPS = (
    ("举办", ("outcome", "reason", "dates_held", "session_count")),
    ("参加", tuple(ATTENDANCE)),
    ("线上与服务", ("online_views", "served_people", "service_points", "materials")),
    ("合作", ("partners", "signed_projects", "venues")),
    ("校友与工匠", ("visited_alumni", "returned_alumni", "craftsmen")),
    ("招聘", ("fair_enterprises", "job_openings", "fair_students", "job_intents")),
    ("备注", ("remark",)),
)


def told(name, value):
    """One fact in words."""
    if value is None or value in ("", []):
        return "-"
    if name == "outcome":
        return Outcome(value).label
    if name == "dates_held":
        return "、".join(day_told(date.fromisoformat(day)) for day in value)
    if name == "partners":
        return "；".join(f"{one['name']}（{'、'.join(parts_told(one))}）" for one in value)
    return "、".join(value) if isinstance(value, list) else str(value)


def day_told(day):
    return f"{day.month}月{day.day}日"


def parts_told(partner):
    return [Part(part).label for part in partner["parts"]]


def told_groups(facts):
    """[(block, [(label, words)])]; a block that says nothing is left out, attendance never."""
    found = []
    for title, names in GROUPS:
        always = title in ("举办", "参加") and facts["outcome"] in TOOK_PLACE
        said = [name for name in names if facts[name] not in (None, "", [])]
        shown = [name for name in names if name != "reason"] if always else said
        if shown:
            rows = [(LABELS[name], told(name, facts[name])) for name in shown]
            found.append((title, rows))
    return found


def compared(before, after):
    """Rows of (label, before in words, after in words) of the facts that differ."""
    return differing(LABELS, told, before, after)


def changed_facts(before, after):
    """{"before": …, "after": …} of the facts that differ, in words, for the log."""
    rows = compared(before, after)
    return {
        "before": {label: old for label, old, _ in rows},
        "after": {label: new for label, _, new in rows},
    }


def attendance_of(facts):
    """参与总人次 of one activity: what is known of the seven audiences; None if nothing is."""
    known = [facts[name] for name in ATTENDANCE if facts[name] is not None]
    return sum(known) if known else None
