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

from activities import outing_permit
from activities.models import (
    Activity,
    Category,
    Draft,
    Edition,
    EditionDocument,
    Outing,
    OutingFile,
    Participant,
)
from colleges.memberships import delegate
from colleges.models import Membership, Role, User
from reports.models import Amendment, AnnexUpload
from reports.sheet import Sheet

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
    """`deputy` signs for `lead` from today on."""
    today = timezone.localdate()
    college = lead.memberships.get(role=Role.COLLEGE_LEAD).college
    until = today + timedelta(days=days)
    return delegate(by or lead, lead, deputy, college, since=today, until=until, reason=reason)


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


def handed_over(filing, *, by=None, at=None):
    """The college's form at its lead's desk; an activity is made if there is none."""
    by = by or of_college(filing.college, Role.COLLEGE_STAFF)
    if not filing.has_activities:
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


def sent_back(filing, by, at, reason):
    filing.send_back(by, at, reason, seen=newest(filing))


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


def document(*, edition, by, name="通知.pdf", kind="notice", content=b"%PDF-1.4 %%EOF"):
    """A file that the office hands out, stored like one it uploaded."""
    path = Path(settings.TEMP_DIR) / str(uuid.uuid4())
    path.write_bytes(content)
    facts = {"edition": edition, "kind": kind, "name": name, "by": by}
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
    outing.hand_over(by or outing.created_by, at or timezone.now())
    return reloaded(outing)


def agreed(outing, *, by, at=None):
    """The step that is open now, taken by `by`."""
    outing = reloaded(outing)
    outing.step.agree(by, at or timezone.now(), seen=outing.round)
    return reloaded(outing)


def approved_outing(*, college, **overrides):
    """Signed by the college's lead, approved by the office."""
    made = asked(outing(college=college, **overrides))
    made = agreed(made, by=of_college(college, Role.COLLEGE_LEAD))
    return agreed(made, by=officer())


def gate_token(outing):
    """What a code of this outing says, were it approved as it stands."""
    if not outing.approved_fingerprint:
        outing.approved_fingerprint = outing.fingerprint()
    return outing_permit.gate_token(outing)


def reloaded(outing):
    return Outing.objects.for_list().get(pk=outing.pk)
