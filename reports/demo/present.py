"""The current edition: its week is now, 附件1 is due in six hours, every state is to be seen."""

from datetime import timedelta

from django.utils import timezone

from activities.models import Edition
from colleges.dates import deadline
from colleges.models import AuditEntry, User

from ..models import Filing
from .booths import plan_needs
from .documents import plan_documents
from .gate import plan_gate
from .media import plan_media
from .newsroom import plan_newsroom
from .outings import plan_present_outings
from .plaza import draw_hall, draw_plaza
from .school import department_story
from .showcase import plan_showcase
from .week import college_weeks, department_week
from .work import plan_work

MORNING, NIGHT = {"hour": 8, "minute": 0}, {"hour": 22, "minute": 0}
TEN_MINUTES = timedelta(minutes=10)
SENT_BACK = {
    "04": "“健康小屋进桂湖社区”需要外出，请在备注中写明带队教师和学生人数；"
    "“家庭照护者减压工作坊”与招生宣讲同用一间实训室，请核实地点后重新签发。",
    "09": "“周末故事会进社区”结束时间与社区给出的场地时间不一致，请核对后重新签发。",
    "10": "“田间问诊：农技服务进村”没有写明天气预案，请在备注中补充后重新签发。",
}
CALLED_OFF = {
    "07": ("乡村农产品集市快闪", "与合作社改期，暂不举办。"),
    "08": ("乡村民宿服务结对帮扶", "气象部门发布大雨预报，进村道路存在风险，取消本次外出。"),
}


def first_day(now):
    """The Sunday on or before today, in Shanghai."""
    today = timezone.localtime(now).date()
    return today - timedelta(days=(today.weekday() + 1) % 7)


def due_at(now):
    """The next full ten minutes that are at least six hours away."""
    earliest = now + timedelta(hours=6)
    past = timedelta(
        minutes=earliest.minute % 10, seconds=earliest.second, microseconds=earliest.microsecond
    )
    return earliest - past + TEN_MINUTES if past else earliest


def before(now, hours):
    """So many waking hours before `now`: the time between 22:00 and 8:00 does not count."""
    local, left = timezone.localtime(now), timedelta(hours=hours)
    while True:
        morning, evening = local.replace(**MORNING), min(local, local.replace(**NIGHT))
        if evening - morning >= left:
            return evening - left
        left -= max(evening - morning, timedelta())
        local = (local - timedelta(days=1)).replace(**NIGHT)


def plan_present(story, stories, now):
    edition = load_edition(now)
    Filing.objects.expect(edition)
    move_deadline(edition, now)
    story.date_entries(before(now, 108))
    weeks = college_weeks(edition, stories)
    ago = told_before(story, now)
    for number, (code, week) in enumerate(weeks.items()):
        if code not in ("06", "12"):
            plan_rows(ago, week, 100 - number * 0.15)
    plan_unfinished(ago, weeks)
    plan_handed_over(ago, weeks)
    plan_sent_back(ago, weeks)
    plan_changed(ago, weeks["08"])
    plan_outings(story, ago, weeks, now)
    plan_needs(ago, weeks)
    plan_rows(ago, department_week(edition, department_story()), 31)
    office = User.objects.get(username="office")
    ago(60, lambda at: draw_plaza(edition, office))
    ago(59, lambda at: draw_hall(edition, office))
    plan_showcase(ago, edition, office)
    plan_media(ago, edition)
    plan_newsroom(ago, edition)
    plan_work(ago, edition)
    # The colleges that have filed by then stand on the poster.
    plan_documents(lambda act: ago(1, act), edition)


def plan_outings(story, ago, weeks, now):
    entered = [week for code, week in weeks.items() if code not in ("06", "12")]
    called_off = {title for title, _ in CALLED_OFF.values()}
    plan_present_outings(story, ago, entered, now, called_off)
    plan_gate(story, ago, weeks, now)


def load_edition(now):
    office = User.objects.get(username="office")
    starts_on = first_day(now)
    code = str(starts_on.year)
    if Edition.objects.filter(code=code).exists():
        code = f"{code}-now"
    return Edition.objects.load("2025", starts_on=starts_on, code=code, by=office)


def move_deadline(edition, now):
    requirement = edition.requirements.get(kind="info_form")
    requirement.due_at = due_at(now)
    requirement.closes_at = max(requirement.closes_at, requirement.due_at + timedelta(days=2))
    requirement.save(update_fields=["due_at", "closes_at"])
    office = User.objects.get(username="office")
    note = f"{deadline(requirement.due_at)}前报送"
    AuditEntry.objects.record(office, "调整时限", requirement, note)


def told_before(story, now):
    """`ago(hours, act)` plans an act so many waking hours before now."""
    return lambda hours, act: story.plan(before(now, hours), act)


def plan_rows(ago, week, start):
    for place, row in enumerate(week.rows("both", "current")):
        ago(start - place * 0.3, week.enter(row))


def plan_unfinished(ago, weeks):
    """填写中 and 未开始: drafts, gaps, one activity called off before it was filed."""
    one, seven, twelve = weeks["01"], weeks["07"], weeks["12"]
    ago(3, one.draft(*one.rows("draft"), empty=["leader_phone", "expected_external"]))
    ago(9, seven.draft(*seven.rows("draft"), empty=["summary", "mode", "leader_name", "end_time"]))
    ago(5, twelve.draft(*twelve.rows("draft"), empty=["venue", "summary", "leader_phone"]))
    ago(20, seven.call_off(*CALLED_OFF["07"]))


def plan_handed_over(ago, weeks):
    """待签发 (05), 已报送 (02, 11), 已确认 (03)."""
    ago(2.4, weeks["05"].hand_over)
    file_at(ago, weeks["02"], 8, 6.5)
    file_at(ago, weeks["11"], 4, 1.6)
    file_at(ago, weeks["03"], 26, 24)
    ago(21, weeks["03"].accept)


def plan_sent_back(ago, weeks):
    """已退回 (04), 已确认 the second time (09), returned and handed over again (10)."""
    file_at(ago, weeks["04"], 22, 20)
    ago(4.2, weeks["04"].send_back(SENT_BACK["04"]))

    file_at(ago, weeks["09"], 30, 28)
    ago(23, weeks["09"].send_back(SENT_BACK["09"]))
    ago(22.5, weeks["09"].change("周末故事会进社区", remark="场地使用至11:00，10:50前清场"))
    file_at(ago, weeks["09"], 22, 18)
    ago(7, weeks["09"].accept)

    file_at(ago, weeks["10"], 27, 25)
    ago(19, weeks["10"].send_back(SENT_BACK["10"]))
    ago(5.5, weeks["10"].change("田间问诊：农技服务进村", remark="遇雨改为室内土样检测"))
    ago(3.5, weeks["10"].hand_over)


def plan_changed(ago, week):
    """已报送, then changed: one activity moved to another room, one called off."""
    file_at(ago, week, 29, 27)
    ago(6, week.change("茶艺与咖啡技能公开赛", venue="南区学生活动中心多功能厅"))
    ago(5.8, week.call_off(*CALLED_OFF["08"]))


def file_at(ago, week, handed_over, signed):
    ago(handed_over, week.hand_over)
    ago(signed, week.sign())
