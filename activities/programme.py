"""The filters of the programme page, kept in the address."""

from functools import cached_property

from django.db.models import Q

from colleges.models import College
from colleges.rules import id_in

from .models import Activity

MOST_OFFERED = 80
# Stands in the place of a college in the address.
DEPARTMENTS = "departments"


class ProgrammeFilter:
    """day, category, unit, words and “open to the public”, from a query string."""

    def __init__(self, query, edition):
        self.edition = edition
        self.words = query.get("q", "").strip()[:60]
        self.day = edition.day_from_text(query.get("day", ""))
        code, college = query.get("category", ""), id_in(query.get("college", ""))
        self.category = edition.category_set.filter(code=code).first() if code else None
        self.college = College.objects.filter(pk=college).first() if college else None
        self.only_departments = query.get("college") == DEPARTMENTS
        self.only_public = query.get("public") == "1"
        self.only_outings = query.get("outing") == "1"

    @property
    def rows(self):
        """What is announced, in order.

        The edition is known and not joined: SQLite would start from it and sort the whole school.
        """
        announced = Activity.objects.filter(edition=self.edition).announced().with_gate()
        joined = announced.select_related("college", "department", "category", "theme_day")
        return self.apply(joined.in_order())

    def apply(self, activities):
        if self.day:
            activities = activities.touching(self.day)
        if self.category:
            activities = activities.filter(category=self.category)
        if self.college:
            activities = activities.filter(college=self.college)
        if self.only_departments:
            activities = activities.filter(college=None)
        if self.only_public:
            activities = activities.filter(open_to_public=True)
        if self.only_outings:
            activities = activities.filter(is_outing=True)
        if self.words:
            activities = activities.filter(
                Q(title__icontains=self.words)
                | Q(venue__icontains=self.words)
                | Q(college__name__icontains=self.words)
                | Q(department__name__icontains=self.words)
            )
        return activities

    @property
    def categories(self):
        return self.edition.category_set.filter(in_use=True)

    @cached_property
    def colleges(self):
        """What the list of colleges offers; more than a list can hold are found by their name."""
        few = list(College.objects.active()[: MOST_OFFERED + 1])
        if len(few) <= MOST_OFFERED:
            return few
        return [self.college] if self.college else []

    @property
    def is_set(self):
        chosen = (self.words, self.day, self.category, self.college)
        ticked = (self.only_departments, self.only_public, self.only_outings)
        return any((*chosen, *ticked))
