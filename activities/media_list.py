"""The filters of the media pages, kept in the address."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, Q

from colleges.models import College
from colleges.rules import id_in

from .models import MediaItem
from .models.media import STATES
from .models.media_rows import MediaItemQuerySet

ITEMS_A_PAGE = 48
EXCELLENT = "excellent"
# Both of what its unit has to do something about; the desk leads there.
ASKING = "asking"


class MediaFilter:
    """state, day, college, kind and words, from a query string; `user` is who reads."""

    def __init__(self, query, edition, user, state=""):
        self.query, self.edition, self.user = query, edition, user
        self.words = query.get("q", "").strip()[:60]
        self.day = edition.day_from_text(query.get("day", ""))
        kind, asked = query.get("kind", ""), query.get("state", state)
        self.kind = kind if kind in MediaItem.Kind.values else ""
        offered = {*STATES, EXCELLENT, ASKING} - {MediaItem.Status.PROCESSING}
        self.state = asked if asked in offered else ""
        self.college_id = id_in(query.get("college", "")) if self.sees_all else 0

    @property
    def sees_all(self):
        return self.user.sees_everything or self.user.reviews_media

    @property
    def mine(self):
        """Everything of the edition this person may see; what is processed stands apart."""
        items = MediaItem.objects.visible_to(self.user).filter(edition=self.edition)
        return items.exclude(status=MediaItem.Status.PROCESSING)

    def rows(self):
        chosen = self.apply(self.chosen_state(self.mine))
        return chosen.with_activity_shown().for_list().order_by("-pk")

    def page(self, number):
        paginator = Paginator(self.rows(), ITEMS_A_PAGE)
        # The chips have counted them already.
        paginator.count = self.total
        return paginator.get_page(number)

    @property
    def total(self):
        return next(count for _, _, count, chosen in self.chips if chosen)

    def apply(self, items):
        """Every filter but the state's, whose chips count what is left."""
        if self.day:
            items = items.filter(day=self.day)
        if self.kind:
            items = items.filter(kind=self.kind)
        if self.college_id:
            items = items.filter(college=self.college_id)
        if self.words:
            items = items.filter(
                Q(caption__icontains=self.words)
                | Q(name__icontains=self.words)
                | Q(people__icontains=self.words)
                | Q(place__icontains=self.words)
                | Q(activity__title__icontains=self.words)
            )
        return items

    def chosen_state(self, items):
        if self.state == EXCELLENT:
            return items.filter(is_excellent=True)
        if self.state == ASKING:
            return items.asking()
        return items.filter(status=self.state) if self.state else items

    @cached_property
    def counts(self):
        """How many there are of what, in one query."""
        counts = {f"n_{code}": Count("pk", filter=Q(status=code)) for code in STATES}
        counts["n_excellent"] = Count("pk", filter=Q(is_excellent=True))
        counts["n_asking"] = Count("pk", filter=Q(status__in=MediaItem.ASKED))
        counts["n_repeated"] = Count("pk", filter=MediaItemQuerySet.is_repeated())
        return self.apply(self.mine).order_by().aggregate(n_all=Count("pk"), **counts)

    @property
    def chips(self):
        """[(code, name, count, is chosen)]"""
        found = self.counts
        names = [("", "全部", "n_all")]
        names += [(code, one.name, f"n_{code}") for code, one in STATES.items()]
        names += [(EXCELLENT, "优秀", "n_excellent")]
        names += [(ASKING, "要补授权或修改", "n_asking")] if self.state == ASKING else []
        return [
            (code, name, found[count], code == self.state)
            for code, name, count in names
            if code != "processing" and (found[count] or code in ("", self.state))
        ]

    @cached_property
    def colleges(self):
        return list(College.objects.active()) if self.sees_all else []

    @property
    def kinds(self):
        return MediaItem.Kind.choices

    @property
    def set_count(self):
        """How many are in use; the state has chips of its own."""
        return sum(map(bool, (self.words, self.day, self.kind, self.college_id)))

    @property
    def is_set(self):
        return bool(self.set_count or self.state)
