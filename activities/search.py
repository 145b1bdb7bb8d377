"""Search over activities, colleges and people, each only as far as the person may see.

What the programme shows everybody finds, by the words that stand there.

Phone numbers are neither searched nor shown: a number is no name to look somebody up by.
"""

import re

from django.db.models import Exists, OuterRef, Prefetch, Q

from colleges.models import College, Membership, User

from .models import Activity, Edition, NewsItem, Outing

LONGEST, MOST_WORDS = 60, 5
PROGRAMME_FIELDS = ("title", "venue", "college__name", "department__name", "category__name")
ACTIVITY_FIELDS = (*PROGRAMME_FIELDS, "leader_name", "summary")
OUTING_FIELDS = ("activity__title", "destination", "serial")
NEWS_FIELDS = ("title", "summary", "author_name", "college__name", "department__name")
PERSON_FIELDS = ("name", "memberships__college__name", "memberships__department__name")


class Search:
    """What `text` finds for `user`; every group is a queryset, nothing is read before it is shown.

    Several words must all be found, in whatever fields.
    """

    def __init__(self, text, user):
        self.user = user
        # No character the database would refuse; a `%` is a percent sign, not a wildcard.
        self.text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST]
        self.words = self.text.split()[:MOST_WORDS]

    def matching(self, rows, fields):
        if not self.words:
            return rows.none()
        for word in self.words:
            found = Q()
            for field in fields:
                found |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(found)
        return rows

    @property
    def activities(self):
        """`can_open` says whether its own page may be read, or only the programme's line."""
        mine = Activity.objects.visible_to(self.user)
        announced = Activity.objects.announced()
        found = self.matching(mine, ACTIVITY_FIELDS) | self.matching(announced, PROGRAMME_FIELDS)
        rows = found.filter(edition__in=Edition.objects.visible_to(self.user))
        rows = rows.annotate(can_open=Exists(mine.filter(pk=OuterRef("pk")).order_by()))
        related = ("college", "department", "category", "edition")
        return rows.select_related(*related).order_by("-start_date", "-pk")

    @property
    def outings(self):
        outings = Outing.objects.listed_for(self.user)
        outings = outings.filter(activity__edition__in=Edition.objects.visible_to(self.user))
        return self.matching(outings.for_list(), OUTING_FIELDS).order_by("-departs_at", "-pk")

    @property
    def news(self):
        news = NewsItem.objects.visible_to(self.user)
        news = news.filter(edition__in=Edition.objects.visible_to(self.user))
        return self.matching(news.for_list(), NEWS_FIELDS).newest_first()

    @property
    def colleges(self):
        return self.matching(College.objects.visible_to(self.user), ("name", "code"))

    @property
    def people(self):
        fields = PERSON_FIELDS
        if self.user.is_administrator:
            fields = ("username", *fields)
        hats = Membership.objects.current().select_related("college", "department")
        found = self.matching(User.objects.filter(pk__in=people_seen_by(self.user)), fields)
        return found.distinct().prefetch_related(Prefetch("memberships", hats, "current_hats"))

    def groups(self):
        """{code: (name, rows)} in the order they are shown."""
        return {
            "activities": ("活动", self.activities),
            "outings": ("外出", self.outings),
            "news": ("稿件", self.news),
            "colleges": ("学院", self.colleges),
            "people": ("人员", self.people),
        }


def people_seen_by(user):
    """教务处 and the administrator know everybody, a college its own people, others nobody."""
    people = User.objects.all() if user.is_administrator else User.objects.filter(is_active=True)
    if user.is_office or user.is_administrator:
        return people.values("pk")
    own = Membership.objects.current().filter(college__in=user.college_ids)
    return people.filter(memberships__in=own).values("pk")
