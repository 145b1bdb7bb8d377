"""The filters of the programme page, kept in the address."""

from django.db.models import Q

from colleges.models import College
from colleges.rules import id_in


class ProgrammeFilter:
    """day, category, college, words and “open to the public”, from a query string."""

    def __init__(self, query, edition):
        self.edition = edition
        self.words = query.get("q", "").strip()[:60]
        self.day = edition.day_from_text(query.get("day", ""))
        code, college = query.get("category", ""), id_in(query.get("college", ""))
        self.category = edition.category_set.filter(code=code).first() if code else None
        self.college = College.objects.filter(pk=college).first() if college else None
        self.only_public = query.get("public") == "1"
        self.only_outings = query.get("outing") == "1"

    def apply(self, activities):
        if self.day:
            activities = activities.touching(self.day)
        if self.category:
            activities = activities.filter(category=self.category)
        if self.college:
            activities = activities.filter(college=self.college)
        if self.only_public:
            activities = activities.filter(open_to_public=True)
        if self.only_outings:
            activities = activities.filter(is_outing=True)
        if self.words:
            activities = activities.filter(
                Q(title__icontains=self.words)
                | Q(venue__icontains=self.words)
                | Q(college__name__icontains=self.words)
            )
        return activities

    @property
    def categories(self):
        return self.edition.category_set.filter(in_use=True)

    @property
    def colleges(self):
        return College.objects.active()

    @property
    def is_set(self):
        chosen = (self.words, self.day, self.category, self.college)
        return any(chosen) or self.only_public or self.only_outings
