"""2025 as the notice states it: its week is over, every college has filed."""

from datetime import datetime, timedelta

from django.utils import timezone

from activities.models import Edition
from colleges.models import User

from ..models import Filing
from .award import plan_award
from .documents import plan_documents
from .media import plan_past_media
from .newsroom import plan_past_newsroom
from .outings import plan_past_outings
from .present import told_before
from .results import plan_results
from .statistics import (
    plan_filings,
    plan_head_counts,
    plan_statistics,
    plan_summary_filing,
)
from .summaries import plan_summary
from .week import college_weeks

# College: handed over, signed, accepted, as day and time of May 2025.
ROADS = {
    "01": ("11 16:20", "11 20:05", "12 09:40"),
    "02": ("12 08:50", "12 10:15", "12 11:30"),
    "03": ("11 21:30", "12 08:40", "12 10:20"),
    "04": ("12 10:05", "12 11:20", "12 14:35"),
    "05": ("12 10:30", "12 11:05", "12 15:10"),
    "06": ("12 14:00", "12 15:45", "12 16:30"),
    "07": ("12 16:10", "12 17:41", "12 17:55"),
    "08": ("12 13:20", "12 14:10", "12 16:05"),
    "09": ("12 17:30", "12 19:24", "13 09:30"),
    "10": ("12 11:00", "12 15:05", "12 16:50"),
    "11": ("13 09:10", "13 10:42", "13 14:20"),
    "12": ("12 15:30", "12 17:08", "12 17:46"),
}
LATE = {
    "09": "院长带队在校外签约，返校后才能核对签发，比时限晚 1 小时 24 分。",
    "11": "12日下午教学楼检修停电，两处活动地点核实推迟，次日上午补报。",
}
SENT_BACK = "“走进装配式构件工厂”没有写明乘车方式，请在备注中补充后重新签发。"


def may(text):
    return timezone.make_aware(datetime.strptime(f"2025-05-{text}", "%Y-%m-%d %H:%M"))


def plan_past(story, stories):
    """Load the edition of 2025 and plan what every college did in those three days."""
    office = User.objects.get(username="office")
    edition = Edition.objects.load("2025", by=office)
    Filing.objects.expect(edition)
    story.date_entries(may("10 09:30"))
    weeks = list(college_weeks(edition, stories).values())
    plan_head_counts(story, edition, weeks, office, may("10 10:20"))
    for number, week in enumerate(weeks):
        rows = week.rows("both", "past")
        for place, row in enumerate(rows):
            story.plan(entered_at(number, place, len(rows)), week.enter(row))
        plan_road(story, week)
        plan_past_outings(story, week, rows, may("12 18:30") + timedelta(minutes=number * 4))
        plan_results(story, week, rows)
        plan_statistics(story, week, may("20 14:00") + timedelta(minutes=number * 11))
        plan_summary(story, week, may("20 16:10") + timedelta(minutes=number * 17))
        plan_filings(story, week, may)
        plan_summary_filing(story, week, may)
    plan_past_media(told_before(story, may("18 20:00")), edition)
    plan_past_newsroom(told_before(story, may("20 11:00")), edition)
    plan_documents(lambda act: story.plan(may("13 16:00"), act), edition)
    plan_award(story, edition, weeks, may)


def entered_at(number, place, total):
    """Half of the rows on the Saturday of the notice, half on Sunday morning."""
    second_day = place >= total // 2
    start = may("11 08:40") if second_day else may("10 14:00")
    return start + timedelta(minutes=number * 7 + place * 23 % 190 + place)


def plan_road(story, week):
    code = week.college.code
    handed_over, signed, accepted = map(may, ROADS[code])
    if code == "05":
        story.plan(may("11 17:40"), week.hand_over)
        story.plan(may("11 19:10"), week.sign())
        story.plan(may("12 09:25"), week.send_back(SENT_BACK))
        remark = "租用有营运资质的大客车两辆，统一佩戴安全帽"
        story.plan(may("12 10:10"), week.change("走进装配式构件工厂", remark=remark))
    story.plan(handed_over, week.hand_over)
    story.plan(signed, week.sign(LATE.get(code, "")))
    story.plan(accepted, week.accept)
