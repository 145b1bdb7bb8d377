"""What happened at every activity of a bench school: results, partners and tags, as many and as
different as a real week has them."""

from activities.models import (
    Activity,
    ActivityResult,
    CollegeProfile,
    Partner,
    ResultPart,
    Tag,
)
from activities.result_facts import COUNTS, Outcome, Part
from colleges.models import College, User
from reports.models import StatisticsEntry

BATCH = 500
PARTNERS = 300
KINDS = ("enterprise", "enterprise", "community", "village", "institute")
MODES = ("on_site", "on_site", "on_site", "online", "mixed")


def book(edition):
    """A result for nineteen activities of twenty, one of nineteen was not held; as if nothing had
    been booked before."""
    ActivityResult.objects.filter(activity__edition=edition).delete()
    StatisticsEntry.objects.filter(edition=edition).delete()
    spread(edition)
    office = User.objects.get(username="office")
    activities = list(Activity.objects.filter(edition=edition).order_by("pk"))
    made = [result_of(one, place, office) for place, one in enumerate(activities) if place % 20]
    ActivityResult.objects.bulk_create(made, batch_size=BATCH)
    link_partners(made, office)
    link_tags(edition, activities)
    state(edition, office)


def spread(edition):
    """Every category and mode is met."""
    kinds = list(edition.category_set.order_by("position"))
    activities = list(Activity.objects.filter(edition=edition).order_by("pk"))
    for place, one in enumerate(activities):
        one.category, one.mode = kinds[place * 7 % len(kinds)], MODES[place % len(MODES)]
    Activity.objects.bulk_update(activities, ["category", "mode"], batch_size=BATCH)


def result_of(activity, place, by):
    held = place % 19 != 0
    facts = {"session_count": 1 + place % 3, "dates_held": [activity.start_date.isoformat()]}
    if held:
        facts |= {"students": place % 200, "teachers": place % 23, "residents": place % 71}
        facts |= {name: place % 37 for number, name in enumerate(COUNTS) if place % 7 == number}
        facts["fair_students"] = facts["job_intents"] = None
        if place % 6 == 0:
            facts["venues"] = [f"{place % 90}号实训室"]
    facts = facts if held else {"session_count": None}
    outcome = Outcome.HELD if held else Outcome.NOT_HELD
    return ActivityResult(activity=activity, outcome=outcome, updated_by=by, **facts)


def link_partners(results, by):
    partners = Partner.objects.bulk_create(
        Partner(
            name=f"示例单位{number}",
            key=f"示例单位{number}",
            kind=KINDS[number % 5],
            created_by=by,
        )
        for number in range(PARTNERS)
    )
    held = [one for one in results if one.took_place]
    ResultPart.objects.bulk_create(
        (
            ResultPart(
                result=one,
                partner=partners[(place * 11 + more * 97) % PARTNERS],
                part=Part.values[(place + more) % 5],
            )
            for place, one in enumerate(held)
            for more in range(place % 3)
        ),
        batch_size=BATCH,
    )


def link_tags(edition, activities):
    tags, through = list(Tag.objects.filter(edition=edition)), Activity.tags.through
    through.objects.bulk_create(
        (
            through(activity=one, tag=tags[(place + more * 3) % len(tags)])
            for place, one in enumerate(activities)
            for more in range(place % 3)
        ),
        batch_size=BATCH,
    )


def state(edition, by):
    """Every college knows its head-counts, and states what it alone can know."""
    colleges = list(College.objects.active())
    CollegeProfile.objects.filter(edition=edition).delete()
    CollegeProfile.objects.bulk_create(
        CollegeProfile(edition=edition, college=one, enrolled_students=1200, staff_total=70)
        for one in colleges
    )
    StatisticsEntry.objects.bulk_create(
        StatisticsEntry(
            edition=edition,
            college=one,
            updated_by=by,
            stated={"D1": 800, "D2": 60, "H3": 0, "A6": 2} | ({"B1": 4} if place % 5 == 0 else {}),
        )
        for place, one in enumerate(colleges)
    )
