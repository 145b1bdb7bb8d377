"""A school of any size: colleges × seven days, everything filed by the portal's own verbs; as
many as OUTINGS leave the campus, half of them approved, the others wait for the office."""

import os
from datetime import time, timedelta

from django.utils import timezone

from activities.models import Activity, Booth, BoothNeed, Edition
from colleges.models import AuditEntry, College, Membership, Role, User
from reports.models import Filing
from tests import make
from tests.base import Cast

SUMMARY = (
    "学生讲解员带领中小学生和家长参观实训室，动手完成一件作品；现场设安全员两名，备急救箱。" * 4
)

OUTINGS = int(os.environ.get("BENCH_OUTINGS", "1000"))
OUTSIDE = 40
SHOWN = 30
LOADS = (None, 0.5, 1, 2, 3, 4.5, 6)
FILERS = (Role.COLLEGE_STAFF, Role.COLLEGE_LEAD)


def found(colleges):
    """Colleges with one 填报人 and one lead each, an office, this week's edition, no activity."""
    College.objects.named([f"第{number:04d}学院" for number in range(colleges)])
    people = [("office", Role.OFFICE, None), ("auditor", Role.AUDITOR, None)]
    for college in College.objects.all():
        people.append((f"staff{college.pk}", Role.COLLEGE_STAFF, college))
        people.append((f"lead{college.pk}", Role.COLLEGE_LEAD, college))
    users = User.objects.bulk_create(
        User(username=name, name=name, phone="13800000000") for name, _, _ in people
    )
    since = timezone.now() - timedelta(days=30)
    Membership.objects.bulk_create(
        Membership(user=user, role=role, college=college, valid_from=since)
        for user, (_, role, college) in zip(users, people, strict=True)
    )
    edition = Edition.objects.load("2025", starts_on=Cast.next_sunday())
    if hasattr(edition, "opened_at") and edition.opened_at is None:
        Edition.objects.filter(pk=edition.pk).update(opened_at=since)
        edition.refresh_from_db()
    Filing.objects.expect(edition)
    return edition


def plan(edition, each, *, start=0):
    """`each` activities a college, spread over the seven days."""
    category = edition.category_set.first()
    theme_days = edition.theme_day_by_date
    staff = dict(
        Membership.objects.filter(role=Role.COLLEGE_STAFF).values_list("college_id", "user_id")
    )
    Activity.objects.bulk_create(
        (
            Activity(
                edition=edition, college_id=college, title=f"技能体验第{number:03d}场",
                category=category, theme_day=theme_days.get(edition.dates[number % 7]),
                start_date=edition.dates[number % 7], end_date=edition.dates[number % 7],
                start_time=time(9), end_time=time(11, 30), mode="on_site", venue=f"实训楼 {number}",
                audiences=["pupils", "parents"], open_to_public=True, expected_internal=40,
                expected_external=60, partners=["一家协办单位"], leader_name="负责人",
                leader_phone="13800000000", is_outing=number % 9 == 0, summary=SUMMARY,
                needs=["power", "security"], created_by_id=staff[college],
                updated_by_id=staff[college],
            )
            for college in staff
            for number in range(start, start + each)
        ),
        batch_size=500,
    )  # fmt: skip


def leave(edition):
    """Outings handed over and signed; of every two the office approves one, some have left."""
    people = leaders_and_staff()
    office = User.objects.get(username="office")
    leaving = Activity.objects.filter(edition=edition, is_outing=True).order_by("pk")[:OUTINGS]
    for number, activity in enumerate(leaving):
        staff, lead = (people[activity.college_id, role] for role in FILERS)
        outing = make.outing(activity=activity, by=staff, leader_phone=f"138{number:08d}")
        outing = make.agreed(make.asked(outing), by=lead)
        if number % 2:
            outing = make.agreed(outing, by=office)
            if number % 4 == 1 and number < 4 * OUTSIDE:
                outing.depart(staff, outing.departs_at, outing.headcount)
    while AuditEntry.objects.seal():
        pass


def show(edition):
    """A plaza of 60 booths on which 30 colleges stand, released; a hall as large to propose for."""
    colleges = list(College.objects.all()[:SHOWN])
    office = User.objects.get(username="office")
    BoothNeed.objects.bulk_create(need(edition, number, one) for number, one in enumerate(colleges))
    plaza, hall = edition.showcase.site, edition.site_plans.create(name="体育馆")
    for site, standing in ((plaza, colleges), (hall, [])):
        draw(site, standing)
    make.release(plaza, by=office)


def need(edition, number, college):
    facts = {"theme": f"匠心第{number}", "exhibits": SUMMARY[:100], "power_kw": LOADS[number % 7]}
    facts |= {"leader_name": "负责人", "leader_phone": "13800000000", "tables": 2, "chairs": 4}
    facts |= {"is_noisy": number % 3 == 0, "has_hazard": number % 10 == 0, "area_m2": 9}
    staff = User.objects.get(username=f"staff{college.pk}")
    return BoothNeed(edition=edition, college=college, updated_by=staff, **facts)


def draw(site, colleges):
    """Six rows of ten booths with a gangway and a box each; two extinguishers a row."""
    standing = dict(enumerate(colleges))
    for row in range(6):
        y = 2 + 6 * row
        site.fixtures.create(kind="gangway", x=3, y=y + 3, width=50, depth=3)
        box = make.power_box(site, f"{row + 1}号配电箱", x=1, y=y, capacity_kw=12)
        for x in (15, 40):
            site.fixtures.create(kind="extinguisher", x=x, y=y + 2, width=0.4, depth=0.4)
        site.booths.bulk_create(
            Booth(
                site=site, code=f"{'ABCDEF'[row]}{column + 1:02}", zone="ABCDEF"[row], supply=box,
                x=3 + 5 * column, y=y, width=3, depth=3, college=standing.get(10 * row + column),
            )
            for column in range(10)
        )  # fmt: skip


def leaders_and_staff():
    hats = Membership.objects.filter(role__in=FILERS).select_related("user")
    return {(hat.college_id, hat.role): hat.user for hat in hats}


def file_all(edition):
    """Every college hands over and signs its 附件1; the office has accepted every second one."""
    people = leaders_and_staff()
    office = User.objects.get(username="office")
    filings = Filing.objects.filter(edition=edition, requirement__kind="info_form")
    filings = filings.select_related("requirement", "college")
    for number, filing in enumerate(filings):
        filing.hand_over(people[filing.college_id, Role.COLLEGE_STAFF], timezone.now())
        lead = people[filing.college_id, Role.COLLEGE_LEAD]
        seen = filing.content_digest()
        filing.sign(lead, received_at=timezone.now(), declared=True, seen=seen)
        if number % 2:
            filing.accept(office, timezone.now(), seen=filing.revision.receipt_no)
    while AuditEntry.objects.seal():
        pass
