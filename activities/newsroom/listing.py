"""The filters of the list of texts, kept in the address."""

from django.db.models import Q

from .status import STATES, Kind, Status

AWAITING = "mine"


class NewsFilter:
    """kind, state, words and day of theme, from a query string."""

    def __init__(self, query, edition):
        self.edition = edition
        self.words = query.get("q", "").strip()[:60]
        kind, state = query.get("kind", ""), query.get("state", "")
        self.kind = kind if kind in Kind.values else ""
        self.chosen = state if state in (AWAITING, *Status.values) else ""
        self.college = query.get("college", "") if query.get("college", "").isdecimal() else ""

    def rows(self, items, user):
        """Of what this person sees; drafts of other units when they are asked for by name."""
        rows = items.visible_to(user).filter(edition=self.edition)
        if self.chosen == AWAITING:
            rows = rows.awaiting(user).order_by("held_since", "pk")
        elif self.chosen:
            rows = rows.filter(status=self.chosen).latest_first()
        else:
            own = Q(college__in=user.college_ids) | Q(department__in=user.department_ids)
            rows = rows.filter(own | ~Q(status=Status.DRAFT) | Q(writers=user)).distinct()
            rows = rows.latest_first()
        return self.narrowed(rows).for_list()

    def narrowed(self, rows):
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.college:
            rows = rows.filter(college=self.college[:18])
        if self.words:
            fields = ("title", "summary", "author_name", "college__name", "department__name")
            found = Q()
            for field in fields:
                found |= Q(**{f"{field}__icontains": self.words})
            rows = rows.filter(found)
        return rows

    @property
    def states(self):
        return [STATES[status] for status in Status]

    @property
    def kinds(self):
        return Kind.choices

    @property
    def set_count(self):
        return sum(map(bool, (self.words, self.kind, self.chosen, self.college)))

    @property
    def is_set(self):
        return self.set_count > 0
