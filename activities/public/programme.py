"""The public programme: the filters of the one inside, over what strangers may read."""

from django.db.models import F, Q

from ..models import Activity
from ..programme import ProgrammeFilter


def entries(activities):
    """As the programme shows them: what a line says is read with it."""
    return activities.select_related("college", "department", "category", "theme_day", "edition")


class PublicProgramme(ProgrammeFilter):
    def __init__(self, query, edition):
        super().__init__(query, edition)
        # Who leaves the campus is nothing strangers sort by.
        self.only_outings = False

    @property
    def theme(self):
        """Of the day that is looked at."""
        return self.edition.theme_day_by_date.get(self.day)

    @property
    def day_is_ours(self):
        """Of the week, or the showcase day, which the weather may move out of it."""
        day, edition = self.day, self.edition
        return bool(day) and (edition.contains(day) or day == edition.showcase_on)

    @property
    def rows(self):
        activities = Activity.objects.filter(edition=self.edition)
        public = activities.public_on(self.day) if self.day else activities.public()
        return self.apply(entries(public).in_order())


def of_day(edition, day, *, after=None):
    """What may be visited on `day`, in order; with `after`, without what is over by then."""
    rows = entries(Activity.objects.filter(edition=edition).public_on(day))
    if after is not None:
        # What runs through the night ends on the next morning's clock.
        rows = rows.filter(Q(end_time__gt=after) | Q(end_time__lte=F("start_time")))
    return rows.order_by("start_time", "pk")
