"""A school of any size: colleges × seven days, everything filed by the portal's own verbs."""

from datetime import time, timedelta

from django.utils import timezone

from activities.models import Activity, Edition
from colleges.models import AuditEntry, College, Membership, Role, User
from reports.models import Filing
from tests.base import Cast

SUMMARY = (
    "学生讲解员带领中小学生和家长参观实训室，动手完成一件作品；现场设安全员两名，备急救箱。" * 4
)


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


def file_all(edition):
    """Every college hands over and signs; the office has accepted every second one."""
    hats = Membership.objects.filter(role__in=[Role.COLLEGE_STAFF, Role.COLLEGE_LEAD])
    people = {(hat.college_id, hat.role): hat.user for hat in hats.select_related("user")}
    office = User.objects.get(username="office")
    filings = Filing.objects.filter(edition=edition).select_related("requirement", "college")
    for number, filing in enumerate(filings):
        filing.hand_over(people[filing.college_id, Role.COLLEGE_STAFF], timezone.now())
        lead = people[filing.college_id, Role.COLLEGE_LEAD]
        seen = filing.content_digest()
        filing.sign(lead, received_at=timezone.now(), declared=True, seen=seen)
        if number % 2:
            filing.accept(office, timezone.now(), seen=filing.revision.receipt_no)
    while AuditEntry.objects.seal():
        pass
