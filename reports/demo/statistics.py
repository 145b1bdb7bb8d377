"""附件2 of the fictitious school's past week: head-counts, and what colleges report themselves."""

from datetime import timedelta
from zlib import crc32

from django.utils import timezone

from activities.models import CollegeProfile, Requirement

from ..statistics import StatisticsForm
from .summaries import AS_DRAFTED, HALF_DONE, MISCOUNTED, WRITTEN

STATISTICS, MEDIA = Requirement.Kind.STATISTICS_FORM, Requirement.Kind.MEDIA_PACKAGE
SUMMARY = Requirement.Kind.SUMMARY_REPORT
# Those whose report is finished and tells the right numbers.
SUMMARISED = {*WRITTEN, *AS_DRAFTED} - {*MISCOUNTED, *HALF_DONE}
# Left for whoever tries it: it has stated nothing yet.
LEFT_OPEN = ("01",)
# Typed one figure too much, as people do: the form says so.
MISTAKEN = ("06",)
OVERRIDES = {
    "03": ("G6", 320, "另有社区志愿者代发的一批，没有登记在活动里。"),
    "08": ("B5", 2, "开放周内另开放了两间没有排活动的展厅。"),
}
COMMENTS = {
    "A1": "没有成行的已在活动里写明原因，不计入。",
    "A5": "其余日期按教学安排没有举办活动。",
    "I1": "总结报告另行报送。",
    "F3": "部分企业只参会交流，没有发布岗位。",
}
# College: 附件2 handed over, signed, accepted, as day and time of May 2025. 01 has not begun,
# 06 has a figure to mend first; both are named on the board.
ROADS = {
    "02": ("21 09:10", "21 10:30", "22 09:20"),
    "03": ("21 10:20", "21 15:40", "22 09:35"),
    "04": ("20 20:10", "21 08:50", "22 09:50"),
    "05": ("21 11:00", "21 14:25", "22 11:20"),
    "07": ("22 08:40", "22 10:16", "22 15:30"),
    "08": ("21 14:30", "21 16:05", "22 10:05"),
    "09": ("21 16:40", "21 19:12", "22 10:20"),
    "10": ("21 09:50", "21 11:15", "22 10:35"),
    "11": ("21 20:10", "21 22:38", "22 16:00"),
    "12": ("21 13:15", "21 17:20", "22 11:00"),
}
WAITING = ("11",)
# There was no place for them in the portal in 2025.
NO_MEDIA = "2025年的照片和视频当时用移动硬盘交教务处，没有传到本系统。"
LATE = {"07": "书记在外培训，次日返校后核对签发，比时限晚 10 小时 16 分。"}
LATE_REPORT = "书记在外培训，次日返校后与统计表一并核对签发。"
SENT_BACK = {"05": "线上观看人次没有填：直播那一场请向平台要数字，补上后重新签发。"}
GIFTS = {
    "02": "合作企业捐赠教学软件一套，折算 12 万元。",
    "04": "合作企业设立技能奖学金，每年 5 万元。",
    "07": "合作企业提供实训设备三台，折算 38 万元。",
}


def head_counts(college):
    students = 640 + crc32(f"{college.name}在校生".encode()) % 1300
    return students, students // 17


def plan_head_counts(story, edition, weeks, office, instant):
    """The office imports the school's numbers before anybody needs them."""

    def act(_):
        counts = {week.college: head_counts(week.college) for week in weeks}
        CollegeProfile.objects.set_headcounts(edition, counts, by=office)

    story.plan(instant, act)


def plan_statistics(story, week, instant):
    code = week.college.code
    if code in LEFT_OPEN:
        return

    def act(at):
        form = StatisticsForm(week.edition, week.college, timezone.localdate(at))
        form.entry.state(week.staff, at, stated(form, code), base_version=0)
        comment(week, at)

    story.plan(instant, act)


def comment(week, at):
    """On what looks unusual once the figures are in, as the form asks for it."""
    form = StatisticsForm(week.edition, week.college, timezone.localdate(at))
    comments = {one.code: COMMENTS.get(one.code, "已核对，情况属实。") for one in form.asked}
    answered = {one.code: one.sentence for one in form.asked}
    facts = {**form.entry.facts, "comments": comments, "answered": answered}
    form.entry.state(week.staff, at, facts, base_version=form.entry.version)


def plan_filings(story, week, may):
    """Handed over, signed, looked at by the office; `may` tells an instant of that month."""
    code = week.college.code
    if code not in ROADS:
        return
    for road in (week.on(STATISTICS), week.on(MEDIA, NO_MEDIA)):
        handed_over, signed, accepted = map(may, ROADS[code])
        story.plan(handed_over, road.hand_over)
        story.plan(signed, road.sign(LATE.get(code, "")))
        if road.kind == STATISTICS and code in SENT_BACK:
            story.plan(accepted, road.send_back(SENT_BACK[code]))
        elif code not in WAITING:
            story.plan(accepted, road.accept)


def plan_summary_filing(story, week, may):
    """The report goes the same road, a little after the numbers that it tells."""
    code = week.college.code
    if code not in ROADS or code not in SUMMARISED:
        return
    road, later = week.on(SUMMARY), timedelta(hours=1)
    _, signed, accepted = (may(text) + later for text in ROADS[code])
    story.plan(signed - timedelta(minutes=20), road.hand_over)
    story.plan(signed, road.sign(LATE_REPORT if code in LATE else ""))
    story.plan(accepted, road.accept)


def stated(form, code):
    """Fewer persons than visits, as it is: many came twice."""
    shown = {one: figure.value or 0 for one, figure in form.figures.items()}
    students = min(shown["D3"] * 7 // 10, form.unit.enrolled_students)
    staff = min(shown["D4"] * 6 // 10, form.unit.staff_total * 9 // 10)
    found = {
        "A6": min(2, shown["A1"]),
        "D1": students,
        "D2": staff,
        "H3": 0,
        "G5": 3 + students % 6,
    }
    if code in MISTAKEN:
        found["D1"] = shown["D3"] + 40
    if code in GIFTS:
        found["E4"] = GIFTS[code]
    overrides = {}
    if code in OVERRIDES:
        name, more, reason = OVERRIDES[code]
        found[name] = shown[name] + more
        if (known := form.figures[name].computed) is not None:
            overrides[name] = {"computed": known, "reason": reason}
    return {"stated": found, "overrides": overrides, "notes": {}}
