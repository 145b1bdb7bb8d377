"""外出 of the fictitious school: asked for, decided and made through the portal's own verbs.

Past weeks are whole: all went and came back. In the current one every state is to be seen.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from activities.models import Outing
from colleges.models import User

from .school import phone

# In the current week, by departure of what is still ahead; what is left over stays unasked.
AHEAD = ("approved", "office", "approved", "college", "returned", "draft", "approved", "office")
SENT_BACK = "请补充往返乘车安排和应急联系人，并写明天气变化时怎样停止，再重新提交。"
COUNTS = ((38, 2), (26, 2), (45, 3), (30, 2))
LEAD = timedelta(minutes=40)  # on the way before it begins
FEWEST = 6


def clock(day, text):
    return timezone.make_aware(datetime.combine(day, datetime.strptime(text, "%H:%M").time()))


class Leaving:
    """One outing of `week`'s activity `title`, its verbs as planned acts."""

    def __init__(self, week, title, number):
        self.week, self.title, self.number = week, title, number
        self.students, self.teachers = COUNTS[number % len(COUNTS)]
        self.office = User.objects.get(username="office")
        self.day = None  # another day than the activity's

    @property
    def outing(self):
        return Outing.objects.for_list().get(activity=self.week.activity(self.title))

    @property
    def people(self):
        return self.students + self.teachers

    def facts(self, activity):
        leaves = clock(self.day or activity.start_date, f"{activity.start_time:%H:%M}")
        returns = clock(self.day or activity.end_date, f"{activity.end_time:%H:%M}")
        place = activity.venue or "校外实践点"
        return {
            "destination": place,
            "route": f"学校东门—{place}—学校东门",
            "departs_at": leaves - LEAD,
            "returns_at": returns + LEAD,
            "student_count": self.students,
            "teacher_count": self.teachers,
            "leader_name": activity.leader_name,
            "leader_phone": activity.leader_phone,
            "transport": Outing.Transport.PUBLIC,
            "takes_class_time": True,
            "class_arrangement": "已与任课教师商定，下周同一时间补课",
            "safety_officer": self.week.staff.name,
            "safety_phone": self.week.staff.phone,
            "emergency_contact": self.week.staff.name,
            "emergency_phone": phone(self.week.phones, 1),
            "safety_plan": "教师全程带队，分组行动，走散即到出发点集合；每小时清点一次人数。",
            "briefing": "出发前一天召开班会，讲清纪律、路线和求助电话。",
            "stop_conditions": "遇暴雨、雷电或高温预警停止活动，就近避险。",
            "medical_point": "目的地社区卫生服务中心",
            "insurance": Outing.Insurance.BOUGHT,
            "insurance_kind": "校方责任险附加实习实践险",
            "warning_reason": "活动周时间紧，名单在出发前补齐；路途近，教师全程在场。",
        }

    def begin(self, instant):
        activity = self.week.activity(self.title)
        outing = Outing.objects.begin(activity, self.week.staff, self.facts(activity))
        Outing.objects.filter(pk=outing.pk).update(created_at=instant, updated_at=instant)

    def hand_over(self, instant):
        self.outing.hand_over(self.week.staff, instant)

    def sign(self, instant):
        outing = self.outing
        outing.step.agree(self.week.lead, instant, seen=outing.round)

    def approve(self, instant):
        outing = self.outing
        outing.step.agree(self.office, instant, seen=outing.round, opinion="同意，注意安全。")

    def send_back(self, instant):
        outing = self.outing
        outing.step.send_back(self.office, instant, seen=outing.round, opinion=SENT_BACK)

    def depart(self, instant):
        self.outing.depart(self.week.staff, instant, self.people)

    def come_back(self, instant):
        self.outing.come_back(self.week.staff, instant, self.people)

    def close(self, instant):
        self.outing.close(
            self.week.staff, instant, "一切顺利，服务对象反映很好，学生全部平安返校。"
        )


def plan_past_outings(story, week, rows, asked_at):
    """Everybody asked in time, went and came back the same day."""
    for number, row in enumerate(row for row in rows if row["is_outing"]):
        leaving, day = Leaving(week, row["title"], number), week.facts(row)["start_date"]
        asked = min(asked_at, clock(day, row["start_time"]) - timedelta(hours=18))
        plan_approval(story, leaving, asked + timedelta(minutes=number), timedelta(minutes=50))
        plan_trip(story, leaving, row, week)


def plan_approval(story, leaving, asked_at, pause):
    story.plan(asked_at, leaving.begin)
    story.plan(asked_at + pause / 5, leaving.hand_over)
    story.plan(asked_at + pause, leaving.sign)
    story.plan(asked_at + pause * 2, leaving.approve)


def plan_trip(story, leaving, row, week, until=None):
    """Out and back as planned, as far as it has come by `until`."""
    facts = week.facts(row)
    leaves = clock(facts["start_date"], f"{facts['start_time']:%H:%M}") - timedelta(minutes=35)
    back = clock(facts["end_date"], f"{facts['end_time']:%H:%M}") + timedelta(minutes=30)
    acts = [
        (leaves, leaving.depart),
        (back, leaving.come_back),
        (clock(facts["end_date"] + timedelta(days=1), "09:20"), leaving.close),
    ]
    for instant, act in acts:
        if until is None or instant < until:
            story.plan(instant, act)


def plan_present_outings(story, ago, weeks, now, called_off):
    """What should have left by now went in time; what is ahead stands in every state."""
    rows = [
        (week.facts(row)["start_date"], row["start_time"], week, row)
        for week in weeks
        for row in week.rows("both", "current")
        if row["is_outing"] and row["title"] not in called_off and not row.get("unasked")
    ]
    rows.sort(key=lambda found: found[:2])
    gone = [found for found in rows if clock(*found[:2]) - LEAD <= now]
    ahead = [found for found in rows if found not in gone]
    # At the end of the week little is ahead: the last ones were put off until tomorrow.
    put_off = gone[len(gone) - max(0, FEWEST - len(ahead)) :]
    for number, (day, begins, week, row) in enumerate(gone):
        if (day, begins, week, row) not in put_off:
            leaving = Leaving(week, row["title"], number)
            asked_at = clock(day - timedelta(days=1), "10:00")
            plan_approval(story, leaving, asked_at, timedelta(hours=2))
            plan_trip(story, leaving, row, week, until=now)
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    for number, (state, found) in enumerate(zip(AHEAD, put_off + ahead, strict=False)):
        day, _, week, row = found
        leaving = Leaving(week, row["title"], number)
        if found in put_off or (number == 0 and day > tomorrow):
            leaving.day = tomorrow
        plan_state(ago, leaving, state, 26 - number * 0.4)


def plan_state(ago, leaving, state, start):
    ago(start, leaving.begin)
    if state == "draft":
        return
    ago(start - 1.5, leaving.hand_over)
    if state == "college":
        return
    ago(start - 4, leaving.sign)
    if state == "approved":
        ago(start - 9, leaving.approve)
    elif state == "returned":
        ago(start - 12, leaving.send_back)
