"""The week of `school.py` is over: results of every activity, head-counts, each 附件2 filed."""

from django.utils import timezone

from activities.models import Activity, ActivityResult, CollegeProfile, Partner, ResultPart
from colleges.models import College, Role, User
from reports.annexes import BY_NUMBER, requirement_of
from reports.models import Filing, Revision
from reports.statistics import StatisticsForm

from .school import leaders_and_staff

# Enterprises that colleges share; each activity names two of them.
SHARED = 400


def book(edition):
    """Every activity held, with numbers, a room and two enterprises."""
    office = User.objects.get(username="office")
    partners = Partner.objects.bulk_create(
        Partner(
            name=f"示例企业{n:03d}", key=f"示例企业{n:03d}", kind="enterprise", created_by=office
        )
        for n in range(SHARED)
    )
    activities = Activity.objects.filter(edition=edition, result=None).order_by("pk")
    results = ActivityResult.objects.bulk_create(
        (
            ActivityResult(
                activity=one, outcome="held", session_count=1 + one.pk % 3,
                dates_held=[one.start_date.isoformat()], students=40 + one.pk % 100,
                teachers=one.pk % 9, pupils=one.pk % 70 or None, materials=one.pk % 300,
                venues=[one.venue], updated_by=office,
            )
            for one in activities.iterator()
        ),
        batch_size=500,
    )  # fmt: skip
    ResultPart.objects.bulk_create(
        (
            ResultPart(result=result, partner=partners[(7 * place + step) % SHARED], part=part)
            for place, result in enumerate(results)
            for step, part in ((0, "joined"), (1, "signed"))
        ),
        batch_size=1000,
    )
    CollegeProfile.objects.bulk_create(
        CollegeProfile(
            edition=edition, college=college, enrolled_students=900 + college.pk, staff_total=60
        )
        for college in College.objects.all()
    )


def file_statistics(edition):
    """What stands in each college's form, frozen as a signature freezes it."""
    people, today = leaders_and_staff(), timezone.localdate()
    requirement = requirement_of(edition, BY_NUMBER["2"])
    for college in College.objects.all():
        filing, _ = Filing.objects.get_or_create(
            edition=edition, college=college, requirement=requirement
        )
        filing.handed_over_by = people[college.pk, Role.COLLEGE_STAFF]
        content = StatisticsForm(edition, college, today).content() | {"form": requirement.kind}
        filing.revision = Revision.objects.freeze(
            filing,
            content,
            by=people[college.pk, Role.COLLEGE_LEAD],
            received_at=timezone.now(),
            is_late=False,
            reason="",
        )
        filing.save()
