"""Does what was approved still agree with what stands beside it: its activity, its list, itself?

None of it closes the gate: it is said where it is read, with both values and the way out.
"""

from .facts import LABELS as ACTIVITY_LABELS
from .facts import told as told_of_activity
from .outing_status import Status

# Of an activity what its outing rests on.
SHARED = ("venue", "start_date", "end_date", "start_time", "end_time")
STANDING = (Status.APPROVED, Status.OUT)


def activity_facts(activity):
    return {name: told_of_activity(name, getattr(activity, name)) for name in SHARED}


def activity_changes(outing, version):
    """Sentences “活动地点：实训楼 → 广场” of what the activity says otherwise since `version`."""
    if version is None or outing.status not in STANDING or not version.activity_facts:
        return []
    now = activity_facts(outing.activity)
    return [
        f"{ACTIVITY_LABELS[name]}：{version.activity_facts[name]} → {now[name]}"
        for name in SHARED
        if version.activity_facts.get(name, now[name]) != now[name]
    ]


def approved_version(outing):
    if outing.approved_round is None:
        return None
    return next((one for one in outing.versions.all() if one.number == outing.approved_round), None)


def list_differs(outing, counts):
    """One sentence when the list (students, teachers) is not who was approved; "" without one."""
    if not any(counts) or counts == (outing.student_count or 0, outing.teacher_count or 0):
        return ""
    students, teachers = counts
    return (
        f"名单 {students + teachers} 人（学生 {students}、教师 {teachers}），"
        f"批准 {outing.headcount} 人（学生 {outing.student_count or 0}、"
        f"教师 {outing.teacher_count or 0}）。"
    )
