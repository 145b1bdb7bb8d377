"""Makes things for tests: keyword overrides, the same verbs people use, nothing surprising."""

import uuid
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from activities import outing_permit
from activities.models import (
    Activity,
    ActivityResult,
    BoothNeed,
    Category,
    Draft,
    Edition,
    EditionDocument,
    Outing,
    OutingFile,
    Participant,
    Partner,
    Showcase,
    SitePlan,
)
from activities.result_facts import LABELS
from activities.showcase.placing import draw_lot
from activities.showcase.release import Release
from activities.showcase.switching import switch
from activities.showcase.weather import Preview
from colleges.delegations import delegate
from colleges.models import Membership, Role, User
from colleges.seats import own_seats
from reports.award_closing import close, disqualify
from reports.models import (
    Amendment,
    AnnexUpload,
    Award,
    AwardSheet,
    Filing,
    StatisticsEntry,
    WorkMark,
)
from reports.sheet import Sheet
from reports.work_list import WorkList

PASSWORD = "juhua-52-qiao-liang"
PHONE = "028-00000009"
# Everybody's memberships began before the week of 2025.
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
numbers = count(1)


def person(name, role=None, *, username=None, college=None, department=None, **overrides):
    """A person with one hat (or none), who can sign in with PASSWORD."""
    fields = {"name": name, "username": username or f"person{next(numbers)}", "phone": PHONE}
    user = User.objects.create(password=make_password(PASSWORD), **fields | overrides)
    if role:
        hat(user, role, college=college, department=department)
    return user


def hat(user, role, **overrides):
    return Membership.objects.create(user=user, role=role, **{"valid_from": LONG_AGO} | overrides)


def delegation(lead, deputy, *, days=3, reason="出差", by=None):
    """`deputy` decides for `lead`, who may be any approver, from today on."""
    today = timezone.localdate()
    seat, until = own_seats(User.objects.get(pk=lead.pk))[0], today + timedelta(days=days)
    return delegate(by or lead, lead, deputy, seat, since=today, until=until, reason=reason)


def of_college(college, role):
    return User.objects.filter(memberships__college=college, memberships__role=role).first()


def activity(*, college=None, department=None, by=None, edition=None, tags=(), **overrides):
    """A planned activity on the second day of the week, saved by somebody of the unit."""
    edition = edition or Edition.objects.current()
    fields = activity_fields(edition) | overrides
    fields.setdefault("end_date", fields["start_date"])
    made = Activity(edition=edition, college=college, department=department, **fields)
    made.add(by or of_unit(college, department), tags)
    return made


def of_unit(college, department):
    if college:
        return of_college(college, Role.COLLEGE_STAFF)
    return User.objects.filter(memberships__department=department).first()


def activity_fields(edition):
    return {
        "title": f"焊接体验课{next(numbers)}",
        "category": category("campus_open", edition),
        "start_date": edition.dates[1],
        "start_time": time(9, 0),
        "end_time": time(11, 30),
        "mode": Activity.Mode.ON_SITE,
        "venue": "实训楼 101",
        "audiences": ["pupils", "public"],
        "open_to_public": True,
        "expected_internal": 40,
        "expected_external": None,
        "leader_name": "赵老师",
        "leader_phone": "13800000001",
        "is_outing": False,
        "summary": "中小学生在师傅带领下体验焊接。",
    }


def typed(edition=None, /, **overrides):
    """The activity form as a browser sends it; None leaves a field out."""
    edition = edition or Edition.objects.current()
    sent = {
        "token": str(uuid.uuid4()),
        "title": "焊接体验课",
        "category": category("campus_open", edition).pk,
        "start_date": "2025-05-12",
        "start_time": "09:00",
        "end_time": "11:30",
        "mode": "on_site",
        "venue": "实训楼 101",
        "audiences": ["pupils", "public"],
        "open_to_public": "True",
        "leader_name": "赵老师",
        "leader_phone": "13800000001",
        "is_outing": "False",
        "summary": "中小学生在师傅带领下体验焊接。",
    }
    return {name: value for name, value in (sent | overrides).items() if value is not None}


def category(code, edition=None):
    return Category.objects.get(edition=edition or Edition.objects.current(), code=code)


def draft(*, owner, college, edition=None, **overrides):
    fields = {"token": uuid.uuid4(), "activity": None, "data": {"title": ["写了一半"]}}
    edition = edition or Edition.objects.current()
    return Draft.objects.keep(owner=owner, organiser=college, edition=edition, **fields | overrides)


def collects_info_form_alone(edition):
    """A portal that takes 附件1; the rest goes by mail."""
    edition.requirements.exclude(kind="info_form").update(in_portal=False)


def collects(edition, college, kind):
    """The portal collects this kind from now on: what `college` owes of it."""
    edition.requirements.filter(kind=kind).update(in_portal=True)
    Filing.objects.expect(edition)
    return Filing.objects.get(edition=edition, college=college, requirement__kind=kind)


def figures(college, *, by=None, activity=None, **stated):
    """附件2 of a college ready to be handed over: a result, own figures, a word on warnings."""
    edition, by = Edition.objects.current(), by or of_college(college, Role.COLLEGE_STAFF)
    activity = activity or globals()["activity"](college=college, by=by, edition=edition)
    result(activity, by=by)
    entry = StatisticsEntry.objects.of(edition, college)
    comments = dict.fromkeys(("A1", "A5", "I1"), "其余场次因天气取消。")
    facts = {"stated": {"D1": 30, "D2": 2, "H3": 0} | stated, "overrides": {}, "notes": {}}
    entry.state(by, timezone.now(), facts | {"comments": comments}, base_version=entry.version)
    return activity


def handed_over(filing, *, by=None, at=None):
    """The college's form at its lead's desk; an activity is made if there is none."""
    by = by or of_college(filing.college, Role.COLLEGE_STAFF)
    if filing.requirement.kind == "info_form" and not filing.is_begun:
        activity(college=filing.college, by=by, edition=filing.edition)
    filing.hand_over(by, at or timezone.now())
    return filing


def signed(filing, *, by=None, at=None, reason=""):
    """The lead signs what was handed over, having seen what stands there now."""
    by = by or of_college(filing.college, Role.COLLEGE_LEAD)
    seen = filing.content_digest()
    return filing.sign(
        by, received_at=at or timezone.now(), declared=True, seen=seen, reason=reason
    )


def filed(filing, *, staff=None, lead=None, at=None, reason=""):
    """Handed over and signed; returns the revision."""
    handed_over(filing, by=staff, at=at)
    return signed(filing, by=lead, at=at, reason=reason)


def accepted(filing, by, at):
    """教务处 confirms what this copy of the row shows."""
    filing.accept(by, at, seen=newest(filing))


def sent_back(filing, by, at, reason, **facts):
    filing.send_back(by, at, reason, seen=newest(filing), **facts)


def newest(filing):
    return filing.revision.receipt_no if filing.revision else ""


def extension(filing, *, until=None, at=None, reason="系统培训与校外签约冲突"):
    """The office lets this college file for three more days after its line closes."""
    until = until or filing.requirement.closes_at + timedelta(days=3)
    return filing.extend(officer(), at or timezone.now(), until, reason)


def amendment(filing, *, by=None, at=None, reason="合作企业改期"):
    """A change that a college asks for once its line has closed; one is made if there is none."""
    by = by or of_college(filing.college, Role.COLLEGE_STAFF)
    if not filing.has_changes():
        activity(college=filing.college, by=by, edition=filing.edition)
    at, seen = at or filing.closes_at, filing.content_digest()
    return Amendment.objects.ask(filing, by, at, reason, seen)


def officer():
    return User.objects.filter(memberships__role=Role.OFFICE).order_by("pk").first()


def document(
    *, edition, by, name="通知.pdf", kind="notice", content=b"%PDF-1.4 %%EOF", is_public=False
):
    """A file that the office hands out, stored like one it uploaded."""
    path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
    path.write_bytes(content)
    facts = {"edition": edition, "kind": kind, "name": name, "by": by, "is_public": is_public}
    return EditionDocument.objects.publish(path, content_type="application/pdf", **facts)


def annex_upload(filing, *, by=None, change=lambda sheet: None):
    """The college's own sheet sent back; `change` edits it as an openpyxl worksheet first."""
    by = by or of_college(filing.college, Role.COLLEGE_STAFF)
    book = load_workbook(Sheet(filing.content(), filing, reader=by).workbook())
    change(book.active)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return AnnexUpload.objects.take_in(filing, file, "附件1.xlsx", by)


def outing(*, college=None, by=None, activity=None, **overrides):
    """A draft with everything a hand-over asks for, leaving two days later at 08:30."""
    by = by or of_college(college, Role.COLLEGE_STAFF)
    activity = activity or outing_activity(college=college, by=by)
    return Outing.objects.begin(activity, by, outing_facts(activity) | overrides)


def outing_file(outing, *, by=None, name="安全预案.pdf", kind="safety_plan"):
    """A 材料 of an outing, stored like one its college uploaded."""
    path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
    path.write_bytes(b"%PDF-1.4 %%EOF")
    facts = {"outing": outing, "kind": kind, "name": name, "by": by or outing.created_by}
    return OutingFile.objects.attach(path, content_type="application/pdf", **facts)


def listed(outing, *rows, by=None):
    """The list of an outing; each row overrides what is known of one 学生."""
    usual = {"kind": "student", "number": "", "class_name": "机电2301班", "phone": "13800000004"}
    usual |= {"emergency_contact": "某家长", "emergency_phone": "13800000005"}
    people = [
        usual | {"name": f"学生{'一二三四五六七八九'[place]}"} | row
        for place, row in enumerate(rows or [{}])
    ]
    Participant.objects.replace(outing, people, by or outing.created_by)
    return outing


def outing_activity(*, college, by=None, **overrides):
    """社会服务 off campus on the fourth day of the week."""
    edition = Edition.objects.current()
    fields = {
        "title": f"社区家电维修{next(numbers)}",
        "category": category("social_service", edition),
        "start_date": edition.dates[3],
        "venue": "锦绣社区广场",
        "is_outing": True,
    }
    return activity(college=college, by=by, **fields | overrides)


def outing_facts(activity):
    leaves = timezone.make_aware(datetime.combine(activity.start_date, time(8, 30)))
    return {
        "destination": "锦绣社区广场",
        "route": "学校—锦绣路—锦绣社区",
        "departs_at": leaves,
        "returns_at": leaves + timedelta(hours=8),
        "student_count": 40,
        "teacher_count": 2,
        "leader_name": "钱老师",
        "leader_phone": "13800000002",
        "transport": Outing.Transport.PUBLIC,
        "takes_class_time": True,
        "class_arrangement": "周四补课",
        "emergency_contact": "赵老师",
        "emergency_phone": "13800000003",
        "safety_plan": "两名教师全程带队，走散即在社区服务站集合。",
        "briefing": "出发前一天 16:00 班会",
        "insurance": Outing.Insurance.BOUGHT,
        "warning_reason": "活动周时间紧，名单出发前补齐。",
    }


def asked(outing, *, by=None, at=None):
    """Handed over: it waits for its college's lead."""
    outing.hand_over(by or outing.created_by, at or in_time(outing))
    return reloaded(outing)


def agreed(outing, *, by, at=None):
    """The step that is open now, taken by `by`."""
    outing = reloaded(outing)
    outing.step.agree(by, at or in_time(outing), seen=outing.round)
    return reloaded(outing)


def in_time(outing):
    """Now, or early enough for an outing that should have left by now."""
    return min(timezone.now(), outing.departs_at - timedelta(hours=3))


def approved_outing(*, college, **overrides):
    """Signed by the college's lead, approved by the office, in time if need be."""
    made = asked(outing(college=college, **overrides))
    made = agreed(made, by=of_college(college, Role.COLLEGE_LEAD))
    return agreed(made, by=officer())


def mended(outing, **facts):
    """What was sent back, changed in something and saved."""
    outing = reloaded(outing)
    facts = facts or {"remark": "按意见改过"}
    outing.revise(outing.created_by, facts, base_version=outing.version, at=timezone.now())
    return reloaded(outing)


def gate_token(outing):
    """What a code of this outing says, were it approved as it stands."""
    if not outing.approved_fingerprint:
        outing.approved_fingerprint = outing.fingerprint()
    return outing_permit.gate_token(outing)


def reloaded(outing):
    return Outing.objects.for_list().get(pk=outing.pk)


def booth(site, code="A01", **overrides):
    """A booth of 3 m × 3 m; each next one of a plan stands to the right of the last."""
    place = site.booths.count()
    fields = {"x": 2 + 4 * (place % 12), "y": 2 + 8 * (place // 12), "width": 3, "depth": 3}
    return site.booths.create(code=code, **fields | overrides)


def power_box(site, label="1号配电箱", **overrides):
    fields = {"x": 1, "y": 30, "width": 1, "depth": 1, "capacity_kw": 20} | overrides
    return site.fixtures.create(kind="power_box", label=label, **fields)


def backdrop(site, *, by=None):
    """A picture of the place behind its plan."""
    path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
    path.write_bytes(picture())
    site.set_picture(path, by or officer())
    return site


def picture(size=(600, 400), kind="JPEG", **options):
    """The bytes of a picture of the place."""
    file = BytesIO()
    Image.new("RGB", size, "#dde5ee").save(file, kind, **options)
    return file.getvalue()


def booth_need(college, *, edition=None, by=None, **overrides):
    """What a college says of its booth, saved by its own people."""
    edition = edition or Edition.objects.current()
    fields = {
        "theme": "智能制造与匠心",
        "exhibits": "机械臂写字，学生作品",
        "leader_name": "赵老师",
        "leader_phone": "13800000001",
        "power_kw": 2,
        "power_from": time(9, 30),
        "power_until": time(17, 0),
        "tables": 2,
        "chairs": 4,
    }
    need = BoothNeed(edition=edition, college=college, **fields | overrides)
    need.keep(by or of_college(college, Role.COLLEGE_STAFF), timezone.now(), base_version=0)
    return need


def partner(name="", *, by, kind="enterprise"):
    """One of the shared list."""
    name = name or f"示例机电有限公司{next(numbers)}"
    return Partner.objects.named([name], kind, by)[name]


def result(activity, *, by=None, base_version=0, **overrides):
    """What happened, booked by somebody of the unit on the day after it was to end."""
    facts = dict.fromkeys(LABELS) | {
        "outcome": "held",
        "reason": "",
        "dates_held": [activity.start_date.isoformat()],
        "session_count": 1,
        "students": 40,
        "venues": [],
        "partners": [],
        "remark": "",
    }
    booked = ActivityResult.objects.of(activity)
    evening = timezone.make_aware(datetime.combine(activity.end_date, time(20, 0)))
    booked.book(
        by or of_unit(activity.college, activity.department),
        evening,
        facts | overrides,
        base_version=base_version or booked.version,
    )
    return ActivityResult.objects.for_list().get(activity=activity)


def took_part(name, *parts, kind="enterprise"):
    return {"name": name, "kind": kind, "parts": sorted(parts or ("joined",))}


def release(site, *, by=None, at=None, note=""):
    """The draft as it stands, released; whatever the rules warn of is confirmed."""
    showcase = Showcase.objects.for_page().get(edition=site.edition)
    site = SitePlan.objects.get(pk=site.pk)
    facts = {"base_version": site.version, "note": note, "warned": True}
    return Release(showcase, site).make(by or officer(), at or timezone.now(), **facts)


def lot(site, *, by, reason=""):
    version = SitePlan.objects.get(pk=site.pk).version
    return draw_lot(site, by, timezone.now(), base_version=version, reason=reason)


def backup_plan(edition, *, name="雨天方案", **overrides):
    """The next day, half an hour later, in the gymnasium."""
    fields = {
        "day": edition.showcase_on + timedelta(days=1),
        "opens_at": time(10, 0),
        "closes_at": time(17, 0),
        "place": "体育馆",
    }
    fields = overrides if overrides.get("calls_off") else fields | overrides
    return edition.backup_plans.create(name=name, **fields)


def weather_switch(backup, *, by=None, reason="暴雨橙色预警"):
    by = by or User.objects.filter(memberships__role=Role.OFFICE).first()
    showcase = Showcase.objects.for_page().get(edition=backup.edition)
    seen = Preview(showcase, backup).seen
    return switch(showcase, backup, by, timezone.now(), reason=reason, seen=seen)


def work(user, *, edition=None, at=None, day=None):
    """The work list of the office that `user` works for."""
    hat = user.memberships.current().get(role=Role.DEPARTMENT)
    edition = edition or Edition.objects.current()
    reader = User.objects.get(pk=user.pk)
    return WorkList(edition, hat.department, reader, at or timezone.now(), day)


def work_item(user, thing, **facts):
    """The item of an activity, or of the booth of a college, on the list of `user`."""
    kind = "activity" if isinstance(thing, Activity) else "booth"
    key = f"{kind}-{thing.pk}"
    return work(user, **facts).sources.named_items([key])[key]


def work_mark(user, thing):
    view = work(user)
    return WorkMark.objects.for_item(view.edition, view.department, work_item(user, thing))


def work_question(user, thing, text="请说明要几名保安，从哪个门进。"):
    """What the office of `user` asks whoever organises it."""
    mark = work_mark(user, thing)
    mark.ask(work_item(user, thing), user, timezone.now(), text)
    return mark


def award(edition=None, *, by):
    """Its rubric is there, scoring has not begun."""
    return Award.objects.prepare(edition or Edition.objects.current(), by)


def scoring_award(edition=None, *, by):
    made = award(edition, by=by)
    made.start_scoring(by, timezone.now(), judge_count=1)
    return made


def closed_award(edition=None, *, by):
    """Closed on the records as they are, without a single sheet."""
    made = scoring_award(edition, by=by)
    close(made, by, timezone.now(), anyway=True)
    return made


def award_sheet(award, judge, college, **overrides):
    """Submitted, seven points for everything."""
    sheet = AwardSheet.objects.of(award, judge, college)
    marks = dict.fromkeys([one.code for one in award.rules.judged], 7)
    sheet.submit(timezone.now(), **{"marks": marks, "comment": "", "abstains": False} | overrides)
    return sheet


def veto(award, college, *, by, kind="unapproved", reason="学生外出未报备"):
    return disqualify(award, college, by, kind=kind, reason=reason)
