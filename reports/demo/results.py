"""What happened in the fictitious school's past week: booked on the evening of each activity.

The numbers are invented around what was expected, the same ones at every seeding.
"""

import re
from datetime import datetime, time, timedelta
from zlib import crc32

from django.utils import timezone

from activities.forms.result import kind_of, parts_of
from activities.models import ActivityResult, Partner
from activities.result_facts import ATTENDANCE, LABELS, Outcome, Part

EVENING = time(19, 10)
# Whom an audience of the plan is counted as afterwards.
COUNTED = {
    "students": "students",
    "teachers": "teachers",
    "pupils": "pupils",
    "parents": "parents",
    "residents": "residents",
    "public": "residents",
    "enterprises": "enterprise_people",
    "alumni": "alumni",
}
INSIDE = ("students", "teachers")
MOVED = {("08", 4): (1, "当天暴雨，改到第二天举办。")}
NOT_HELD = {("11", 5): "合作单位临时有任务，没有成行。"}
# Nobody asked the platform: the office sends 附件2 back for it.
UNCOUNTED = ("05",)
# Left for whoever tries it: the newest one of these colleges is not booked yet.
LEFT_OPEN = ("01",)
MORE_PARTS = {
    "enterprise_signing": Part.SIGNED,
    "alumni_visit": Part.VISITED,
    "open_enterprise": Part.OPENED,
}
PLACES = {
    "into_community": Partner.Kind.COMMUNITY,
    "into_village": Partner.Kind.VILLAGE,
}
WORKSHOPS = ("智能制造实训中心", "焊接实训室", "财税综合实训室", "护理模拟病房", "烹饪演示厅")


def plan_results(story, week, rows):
    """`rows` of the data file as results; what the college cancelled has none."""
    code = week.college.code
    planned = [row for place, row in enumerate(rows) if not open_one(code, place, rows)]
    for place, row in enumerate(planned):
        day = week.edition.starts_on + timedelta(days=row["last_day"])
        evening = timezone.make_aware(datetime.combine(day, EVENING)) + timedelta(minutes=place)
        moved_by, reason = MOVED.get((code, place), (0, ""))
        not_held = NOT_HELD.get((code, place), "")
        act = book(week, row, moved_by, reason or not_held, bool(not_held))
        story.plan(evening + timedelta(days=moved_by), act)


def open_one(code, place, rows):
    return code in LEFT_OPEN and place == len(rows) - 1


def book(week, row, moved_by, reason, not_held):
    def act(instant):
        activity = week.activity(row["title"])
        if activity.is_cancelled or (not not_held and not activity.can_be_held()):
            return
        result = ActivityResult.objects.of(activity)
        facts = nothing(reason) if not_held else happened(activity, moved_by, reason)
        result.book(week.staff, instant, facts, base_version=0)

    return act


def nothing(reason):
    blank = dict.fromkeys(LABELS) | {"venues": [], "partners": [], "dates_held": [], "remark": ""}
    return blank | {"outcome": Outcome.NOT_HELD, "reason": reason}


def happened(activity, moved_by, reason):
    days = [day for day in activity.edition.dates if activity.covers(day)] or [activity.start_date]
    days = [day + timedelta(days=0 if activity.is_outing else moved_by) for day in days]
    moved = moved_by and not activity.is_outing
    facts = nothing(reason if moved else "") | {
        "outcome": Outcome.MOVED if moved else Outcome.HELD,
        "dates_held": [day.isoformat() for day in days],
        "session_count": len(days),
        "partners": partners_of(activity),
    }
    return facts | attendance(activity) | by_kind(activity)


def attendance(activity):
    """Shares of what was expected, a little more or less; who was not asked for is unknown."""
    found = dict.fromkeys(ATTENDANCE)
    names = list(dict.fromkeys(COUNTED[one] for one in activity.audiences))
    inside = [name for name in names if name in INSIDE]
    outside = [name for name in names if name not in INSIDE]
    for group, expected in (
        (inside, activity.expected_internal),
        (outside, activity.expected_external),
    ):
        for place, name in enumerate(group):
            share = (expected or 20) / (len(group) + place)
            found[name] = max(1, round(share * luck(activity, name)))
    return found


def luck(activity, word):
    """Between 0.8 and 1.2, the same for the same title."""
    return 0.8 + crc32(f"{activity.title}{word}".encode()) % 41 / 100


def about(activity, word, least, most):
    return least + crc32(f"{activity.title}{word}".encode()) % (most - least + 1)


def by_kind(activity):
    code, found = activity.category.code, {}
    if code == "job_fair":
        visitors = about(activity, "进场", 300, 700)
        found = {
            "fair_enterprises": about(activity, "参会", 18, 46),
            "job_openings": about(activity, "岗位", 240, 900),
            "fair_students": visitors,
            "job_intents": visitors // 4,
        }
    if code == "enterprise_signing":
        found = {"signed_projects": about(activity, "签约", 2, 5)}
    if code == "alumni_visit":
        found = {"visited_alumni": about(activity, "寻访", 3, 9)}
    if code == "alumni_return_craftsman":
        found = {
            "returned_alumni": about(activity, "返校", 2, 8),
            "craftsmen": about(activity, "工匠", 1, 4),
        }
    if code in ("social_service", "into_community", "into_village", "exhibition"):
        found |= {
            "served_people": about(activity, "服务", 60, 320),
            "service_points": about(activity, "点位", 1, 4),
            "materials": about(activity, "资料", 100, 600),
        }
    if code == "campus_open":
        place = crc32(activity.title.encode()) % len(WORKSHOPS)
        found |= {"venues": [WORKSHOPS[place]], "materials": about(activity, "资料", 50, 200)}
    if activity.mode != activity.Mode.ON_SITE and activity.college.code not in UNCOUNTED:
        found |= {"online_views": about(activity, "观看", 800, 5200)}
    return found


def partners_of(activity):
    found = []
    marks = {activity.category.code, *activity.tags.values_list("code", flat=True)}
    for name in activity.partners:
        kind = kind_of(name)
        # Of 竹园社区居民委员会 the place is 竹园社区, and counts once.
        kind = Partner.Kind.OTHER if kind in PLACES.values() else kind
        parts = [*parts_of(kind), *more_parts(marks, kind)]
        found.append({"name": name, "kind": str(kind), "parts": sorted(map(str, parts))})
    found += [place_named(name, kind) for name, kind in places_of(activity, marks)]
    return sorted(found, key=lambda one: one["name"])


def more_parts(marks, kind):
    """A cooperative may sign; only an enterprise is opened or visited."""
    if kind != Partner.Kind.ENTERPRISE:
        return []
    return [part for code, part in MORE_PARTS.items() if code in marks]


def places_of(activity, marks):
    """(name, kind) of where it went, as its venue tells: “清溪社区文化广场” is in 清溪社区."""
    for code, kind in PLACES.items():
        if code in marks and (found := re.match(r"^.{1,4}?(社区|老街|步道|村)", activity.venue)):
            yield found[0], kind
    if "open_institute" in marks:
        yield activity.venue, Partner.Kind.INSTITUTE


def place_named(name, kind):
    part = Part.OPENED if kind == Partner.Kind.INSTITUTE else Part.PLACE
    return {"name": name, "kind": str(kind), "parts": [str(part)]}
