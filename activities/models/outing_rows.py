from functools import reduce
from operator import or_

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from colleges.models import AuditEntry

from ..outing_facts import PERSONAL
from ..outing_status import OVER, PASSED, Status
from ..spans import Spans
from .activity import Activity
from .outing_step import OutingStep, seats_of

# A draft that was given up has never been handed over either.
HANDED_OVER = Q(round__gt=0)
SUBMITTED = HANDED_OVER & ~Q(status=Status.DRAFT)
# What an outing itself tells of people: erased with its list.
TELLING = (*PERSONAL, "unusual", "feedback")


def own(user):
    return Q(activity__in=Activity.objects.of_units_of(user))


class OutingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own people and 教务处; 保卫处 what was handed over, 学生处 and deputies what is asked."""
        if user.sees_everything:
            return self
        mine = own(user)
        if user.guards:
            mine |= SUBMITTED
        if seats := seats_of(user):
            asked = OutingStep.objects.filter(approver__in=seats).values("outing")
            mine |= Q(pk__in=asked) & ~Q(status=Status.DRAFT)
        return self.filter(mine)

    def known_to(self, reader):
        """With `is_known`: may this person see the row? Nobody's eyes see none."""
        if reader is None:
            return self.annotate(is_known=Value(False))
        seen = self.model.objects.visible_to(reader).filter(pk=OuterRef("pk"))
        return self.annotate(is_known=Exists(seen))

    def listed_for(self, user, *, drafts=False):
        """What lists and counts tell: drafts of others only where they are asked for."""
        seen = self.visible_to(user)
        return seen if drafts else seen.filter(own(user) | SUBMITTED)

    def of(self, edition):
        return self.filter(activity__edition=edition)

    def for_list(self):
        steps = OutingStep.objects.select_related("decided_by", "on_behalf_of")
        return (
            self.select_related(
                "activity__college", "activity__department", "activity__edition__outing_policy"
            )
            .prefetch_related(Prefetch("steps", steps))
            .with_writers()
        )

    def with_writers(self):
        """With the ids of who typed of each, read along: see `Outing.writer_ids`."""
        rows = self.model.writers.through.objects.filter(outing=OuterRef("pk")).order_by()
        ids = rows.values("outing").annotate(ids=Spans(Cast("user_id", TextField())))
        return self.annotate(
            writers_told=Coalesce(Subquery(ids.values("ids")), Value("", TextField()))
        )

    def standing(self):
        """Neither closed nor given up."""
        return self.exclude(status__in=OVER)

    def under_way(self):
        """Handed over and not at its end: a draft says nothing of where a teacher will be."""
        return self.standing().exclude(status__in=(Status.DRAFT, Status.BACK))

    def meant(self):
        """Handed over and not given up: 外出批次, of which `passed` are 已审批 (附件2 H1, H2)."""
        return self.exclude(status__in=(Status.DRAFT, Status.CANCELLED, Status.REFUSED))

    def passed(self):
        return self.filter(status__in=PASSED)

    def waiting(self):
        return self.filter(status=Status.WAITING)

    def outside(self):
        """现在谁在外面."""
        return self.filter(status=Status.OUT)

    def kept_until_before(self, today):
        """Of editions whose people are kept no longer."""
        kept = "activity__edition__outing_policy__participants_kept_until__lt"
        return self.filter(**{kept: today})

    def erase_people(self):
        """Blank who drove, who was to be called and what happened to whom."""
        told = reduce(or_, [~Q(**{name: ""}) for name in TELLING])
        return self.filter(told).update(**dict.fromkeys(TELLING, ""))

    def on(self, day):
        """Away at some time of `day` (a date of Shanghai)."""
        return self.filter(departs_at__date__lte=day, returns_at__date__gte=day)

    def by_departure(self):
        return self.order_by(F("departs_at").asc(nulls_last=True), "pk")

    @transaction.atomic
    def begin(self, activity, by, facts):
        """A draft filled with what the activity already says; nothing is asked twice."""
        activity.refuse_to_leave()
        outing = self.create(activity=activity, created_by=by, updated_by=by, **facts)
        outing.writers.add(by)
        AuditEntry.objects.record(by, "新建外出申请", outing)
        return outing
