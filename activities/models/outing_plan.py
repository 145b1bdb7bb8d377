from datetime import datetime, time, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from colleges.dates import day, time_left, when
from colleges.phones import PHONE

from ..outing_facts import LABELS, Insurance, Transport, fingerprint

# Without these nobody signs (domain.md §3): field, what is missing.
NEEDED = (
    ("destination", "目的地"),
    ("departs_at", "出发时间"),
    ("returns_at", "返回时间"),
    ("leader_name", "带队教师"),
    ("leader_phone", "带队教师电话"),
    ("transport", "交通方式"),
    ("emergency_contact", "校内应急联系人"),
    ("emergency_phone", "校内应急电话"),
)
HIRED = (
    ("carrier", "承运单位"),
    ("plate", "车牌号"),
    ("seats", "核载人数"),
    ("driver_name", "驾驶员"),
    ("driver_phone", "驾驶员电话"),
)
LONG_TEXT = 500


def words(label, most=60):
    return models.CharField(label, max_length=most, blank=True)


def phone(label):
    return models.CharField(label, max_length=20, blank=True, validators=[PHONE])


def prose(label):
    return models.TextField(label, max_length=LONG_TEXT, blank=True)


def people(label):
    most = [MaxValueValidator(9999)]
    return models.PositiveIntegerField(label, null=True, blank=True, validators=most)


class OutingPlan(models.Model):
    """Where, when, who and how: the facts of an outing, what is missing and what gives pause.

    Nothing is required to be kept as a draft; what is missing is told when it is handed over.
    """

    Transport = Transport
    Insurance = Insurance

    destination = words("目的地", 120)
    route = words("路线", 200)
    is_out_of_town = models.BooleanField("是否出市", default=False)
    departs_at = models.DateTimeField("出发时间", null=True, blank=True)
    returns_at = models.DateTimeField("返回时间", null=True, blank=True)
    lodging = words("住宿安排", 200)
    student_count = people("学生人数")
    teacher_count = people("教师人数")
    leader_name = words("带队教师", 20)
    leader_phone = phone("带队教师电话")
    other_teachers = words("其他教师", 200)
    transport = models.CharField("交通方式", max_length=10, choices=Transport, blank=True)
    carrier = words("承运单位")
    carrier_licensed = models.BooleanField("营运资质", null=True, blank=True)
    plate = words("车牌号", 20)
    seats = people("核载人数")
    driver_name = words("驾驶员", 20)
    driver_phone = phone("驾驶员电话")
    driver_licence = words("准驾车型", 10)
    takes_class_time = models.BooleanField("是否占用上课时间", default=False)
    class_arrangement = words("调课安排", 200)
    safety_officer = words("安全负责人", 20)
    safety_phone = phone("安全负责人电话")
    emergency_contact = words("校内应急联系人", 20)
    emergency_phone = phone("校内应急电话")
    safety_plan = prose("安全预案要点")
    briefing = words("行前安全教育", 200)
    stop_conditions = words("天气与停止条件", 200)
    medical_point = words("应急医疗点", 120)
    insurance = models.CharField("保险", max_length=10, choices=Insurance, blank=True)
    insurance_kind = words("险种")
    policy_number = words("保单号")
    host = words("接待单位与联系人", 120)
    remark = words("备注", 200)
    warning_reason = prose("对提醒的说明")

    class Meta:
        abstract = True

    def facts(self):
        """Every fact a person may change, by name."""
        return {name: getattr(self, name) for name in LABELS}

    def fingerprint(self):
        return fingerprint(self.facts())

    # Questions

    @property
    def headcount(self):
        """人 that leave, 0 while nobody has been counted."""
        return (self.student_count or 0) + (self.teacher_count or 0)

    @property
    def headcount_told(self):
        return f"{self.headcount} 人" if self.headcount else "人数未填"

    @property
    def departure_told(self):
        return f"{when(self.departs_at)}出发" if self.departs_at else "出发时间未填"

    @property
    def return_told(self):
        return f"{when(self.returns_at)}返回" if self.returns_at else "返回时间未填"

    @property
    def times_told(self):
        known = self.departs_at or self.returns_at
        return f"{self.departure_told}，{self.return_told}" if known else "时间未填"

    @property
    def is_overnight(self):
        if not (self.departs_at and self.returns_at):
            return False
        return self.last_day > self.first_day

    @property
    def first_day(self):
        return timezone.localdate(self.departs_at)

    @property
    def last_day(self):
        return timezone.localdate(self.returns_at)

    @property
    def is_hired(self):
        return self.transport == Transport.HIRED

    def missing(self):
        """Names of what has to be filled in before anybody signs."""
        asked = NEEDED + (HIRED if self.is_hired else ())
        names = [label for name, label in asked if getattr(self, name) in ("", None)]
        if not self.headcount:
            names.append("人数")
        elif not self.teacher_count:
            names.append("带队教师人数（教师必须全程带队）")
        if self.is_overnight and not self.lodging:
            names.append("住宿安排")
        if not (self.safety_plan or self.has_file("safety_plan")):
            names.append("安全预案（写要点或上传文件）")
        return names

    def contradictions(self):
        """Sentences about facts that cannot both be true."""
        if self.departs_at and self.returns_at and self.returns_at <= self.departs_at:
            yield "returns_at", "返回时间要晚于出发时间。"
        if self.is_hired and self.seats is not None and self.headcount > self.seats:
            yield (
                "seats",
                f"乘车 {self.headcount} 人，核载 {self.seats} 人，超载不能出发。"
                "请改人数或换车；多辆车请填各车核载人数之和。",
            )

    def warnings(self, at):
        """Sentences that ask for a reason, not dead ends: the notice left two days."""
        # What is still being written is asked for at this moment.
        asked_at = at if self.is_being_written else self.handed_over_at
        return self.warnings_asked_at(asked_at)

    def warnings_asked_at(self, asked_at):
        """The same for a hand-over at `asked_at`, whatever was handed over before."""
        return [*self.people_warnings(), *self.time_warnings(asked_at), *self.safety_warnings()]

    def people_warnings(self):
        most = self.policy.students_per_teacher
        if self.teacher_count and (self.student_count or 0) > most * self.teacher_count:
            yield (
                f"学生 {self.student_count} 人、教师 {self.teacher_count} 人："
                f"每位教师带的学生超过 {most} 人。"
            )
        listed = self.participant_count
        # Once approved the page compares the list by students and teachers.
        if listed != self.headcount and not (listed and self.has_passed):
            yield f"名单上有 {listed} 人，人数填的是 {self.headcount} 人，请核对。"

    def time_warnings(self, asked_at):
        if not (self.departs_at and self.returns_at):
            return
        hours = self.policy.notice_hours
        if (self.departs_at - asked_at).total_seconds() < hours * 3600:
            left = time_left(self.departs_at, asked_at)
            early = "已过出发时间" if self.departs_at <= asked_at else f"只提前了 {left}"
            yield f"{early}（一般应提前 {hours} 小时）。"
        met = None if self.takes_class_time else self.class_day()
        if met:
            yield f"{day(met)}与上课时间重叠，请确认是否占用上课时间。"
        if self.takes_class_time and not self.class_arrangement:
            yield "占用上课时间，没有写调课安排。"
        if not self.matches_activity():
            yield f"外出日期不在活动日期（{self.activity.start_date:%m-%d} 起）之内。"
        elif not self.meets_activity():
            hours = f"{self.activity.start_time:%H:%M}–{self.activity.end_time:%H:%M}"
            yield f"外出时间和活动时间（{hours}）没有重叠，请核对上午、下午。"

    def safety_warnings(self):
        if self.insurance == Insurance.NOT_BOUGHT:
            yield "还没有购买人身意外伤害保险。"
        elif not self.insurance:
            yield "没有填写是否购买了人身意外伤害保险。"
        if self.is_hired and not self.carrier_licensed:
            yield "租用车辆没有确认营运资质。"
        if not self.briefing:
            yield "没有写行前安全教育。"
        for other in self.clashing():
            yield self.clash_told(other)

    def clash_told(self, other):
        """Of another unit's plans a reader learns no more than that there are some (B-02)."""
        if other.is_known:
            return f"{self.leader_name}同一时间还带队{other}，请核对。"
        return "该教师同一时间另有外出（其他单位），请与带队教师核对。"

    def class_day(self):
        """The first working day whose class hours it touches, or None."""
        policy = self.policy
        # Within any eight days lies a whole working day: a year typed wrong costs no more.
        for number in range(min((self.last_day - self.first_day).days, 8) + 1):
            one = self.first_day + timedelta(days=number)
            begins, ends = moment(one, policy.class_from), moment(one, policy.class_until)
            if one.weekday() < 5 and self.departs_at < ends and self.returns_at > begins:
                return one
        return None

    def matches_activity(self):
        first, last = self.activity.start_date, self.activity.end_date
        return self.first_day <= last and self.last_day >= first

    def meets_activity(self):
        """Is anybody away while it is held, on any of its days?"""
        one = self.activity
        return any(
            self.departs_at < moment(date, one.end_time)
            and self.returns_at > moment(date, one.start_time)
            for date in one.days
        )


def moment(date, clock: time):
    return timezone.make_aware(datetime.combine(date, clock))
