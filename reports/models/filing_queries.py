from django.db import models, transaction
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from activities.models import Activity, StandIn
from colleges.models import College, Membership

from ..papers import has_begun
from .amendment import OPEN
from .revision import Revision


class FilingQuerySet(models.QuerySet):
    def excused_colleges(self, edition):
        """The ids of those whose 信息表 is 无需报送: an empty day of theirs is no gap."""
        excused = self.filter(requirement__kind="info_form", not_required_at__isnull=False)
        return set(excused.filter(edition=edition).values_list("college_id", flat=True))

    def visible_to(self, user):
        if user.sees_everything:
            return self
        return self.filter(college_id__in=user.college_ids)

    @transaction.atomic
    def expect(self, edition):
        """Make the explicit expected set whole: every active college × portal requirement.

        Nobody owes anything to an edition that is still being prepared.
        """
        if not edition.is_open:
            return []
        return self.bulk_create(
            (
                self.model(edition=edition, college=college, requirement=requirement)
                for requirement in edition.requirements.filter(in_portal=True)
                for college in College.objects.active()
            ),
            ignore_conflicts=True,
        )

    def with_progress(self):
        """Each with how far its college has got, and whether it ever came in time."""
        # Counted aside: grouping a thousand wide rows costs more than showing them.
        planned = Activity.objects.of(OuterRef("edition"), OuterRef("college")).planned()
        planned = planned.order_by().values("college").values(count=Count("pk"))
        return self.annotate(
            planned_count=Coalesce(Subquery(planned), 0),
            begun=has_begun(),
            in_time_once=Exists(Revision.objects.in_time().filter(filing=OuterRef("pk"))),
        )

    def with_amendment(self):
        """Each with its 变更单 that is not done with; the database allows one at most."""
        is_open = Q(amendments__status__in=OPEN, amendments__revision=None)
        return (
            self.annotate(open_amendment=FilteredRelation("amendments", condition=is_open))
            # Says of those without one that there is none.
            .annotate(open_amendment_id=F("open_amendment__pk"))
            .select_related("open_amendment__asked_by")
            .defer("open_amendment__content", "open_amendment__personal")
        )

    def with_reader(self, user):
        """Each with what it needs to know of who looks at it and of who stands in for whom."""
        rows = StandIn.objects.of(OuterRef("edition"), OuterRef("college"))
        mine = rows.filter(officer=user) if user.is_office else rows.none()
        given = Membership.objects.delegations().open().filter(college=OuterRef("college"))
        return self.annotate(
            reader_enters=Exists(mine.standing()),
            reader_entered=Exists(mine),
            has_stand_ins=Exists(rows.standing()),
            has_delegations=Exists(given),
        )

    def beside(self, pk):
        """This one and the other filings of its college, by deadline."""
        college = self.model.objects.filter(pk=pk).values("college")
        return self.filter(college=college[:1]).order_by("requirement__due_at")

    def in_force(self):
        """Filed, and neither sent back nor excused since: what others may be held against."""
        return self.filter(revision__isnull=False, returned_at=None, not_required_at=None)

    def owed(self):
        """As `Filing.is_owed` has it."""
        return self.filter(Q(revision=None) | Q(returned_at__isnull=False), not_required_at=None)

    def collected(self, edition, kinds):
        """What the portal collects of these kinds."""
        wanted = {"requirement__in_portal": True, "requirement__kind__in": kinds}
        return self.filter(edition=edition, **wanted)

    def for_board(self, edition):
        return self.filter(edition=edition, college__is_active=True).for_cards()

    def of_college(self, college):
        """What it owes, in every edition, by deadline."""
        return self.filter(college=college).for_cards().order_by("requirement__due_at")

    def for_cards(self):
        return (
            self.with_progress()
            .with_amendment()
            .select_related(
                "edition",
                "college",
                "requirement",
                "extension",
                "revision",
                "handed_over_by",
                "returned_by",
                "accepted_by",
                "not_required_by",
            )
            .order_by("college__position", "college__code", "requirement__due_at")
        )

    def for_page(self, user):
        """With all that the page of one filing tells to `user`."""
        facts = ("extension__granted_by", "revision__prepared_by", "revision__extension")
        facts += ("accepted_revision",)
        return self.for_cards().with_reader(user).select_related(*facts)
