"""Pictures of the public site: what `public()` lets out, and nothing beside it."""

from functools import cached_property

from django.db.models import Q

from colleges.models import College, Department
from colleges.rules import id_in

from ..models import Activity, MediaItem

KINDS = {"photo": "照片", "video": "视频"}


def pictures(edition):
    """The chosen ones first, then the newest."""
    shown = MediaItem.objects.filter(edition=edition).public().pictures()
    related = ("college", "department", "activity__edition")
    return shown.select_related(*related).order_by("-is_excellent", "-pk")


def pictures_of(activity):
    return pictures(activity.edition).filter(activity=activity)


def neighbours(shown, item):
    """(the one before, the one after) as `pictures` orders them; None at either end."""
    same = Q(is_excellent=item.is_excellent)
    before, after = same & Q(pk__gt=item.pk), same & Q(pk__lt=item.pk)
    if item.is_excellent:
        after |= Q(is_excellent=False)
    else:
        before |= Q(is_excellent=True)
    return shown.filter(before).reverse().first(), shown.filter(after).first()


class Gallery:
    """The filters of the gallery, kept in the address: kind, day, activity and unit."""

    def __init__(self, query, edition):
        self.edition = edition
        self.kind = query.get("kind", "") if query.get("kind") in KINDS else ""
        day = edition.day_from_text(query.get("day", ""))
        self.day = day if day and edition.contains(day) else None
        self.activity_id = id_in(query.get("activity", ""))
        self.college_id = id_in(query.get("college", ""))
        self.department_id = id_in(query.get("department", ""))

    @cached_property
    def activity(self):
        """Where strangers may read of it; any other filters nothing."""
        ours = Activity.objects.filter(edition=self.edition, pk=self.activity_id)
        return ours.public().first() if self.activity_id else None

    @cached_property
    def college(self):
        return College.objects.filter(pk=self.college_id).first() if self.college_id else None

    @cached_property
    def department(self):
        """One that has something to show; which departments there are is told nobody."""
        if not self.department_id:
            return None
        shown = pictures(self.edition).filter(department=self.department_id)
        return Department.objects.filter(pk=self.department_id).first() if shown.exists() else None

    @property
    def units(self):
        return [one for one in (self.college, self.department) if one]

    @cached_property
    def offered(self):
        """{(kind, day)} of what there is to see."""
        return set(self.told_of.order_by().values_list("kind", "day").distinct())

    @property
    def kinds(self):
        """Those that lead to a picture; the chosen one stays, to be seen."""
        there = {kind for kind, day in self.offered if self.day in (None, day)} | {self.kind}
        return [("", "全部"), *((kind, name) for kind, name in KINDS.items() if kind in there)]

    @property
    def days(self):
        there = {day for kind, day in self.offered if self.kind in ("", kind)} | {self.day}
        return [day for day in self.edition.dates if day in there]

    @property
    def is_set(self):
        return bool(self.kind or self.day or self.activity or self.units)

    @property
    def told_of(self):
        """Of the activity and the unit that were asked for."""
        asked = {"activity": self.activity, "college": self.college}
        asked["department"] = self.department
        return pictures(self.edition).filter(**{name: one for name, one in asked.items() if one})

    @property
    def rows(self):
        asked = {"kind": self.kind, "day": self.day}
        return self.told_of.filter(**{name: value for name, value in asked.items() if value})
