"""What photos and videos ask of a college, for its desk: read with the filings."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from activities.models import MediaItem


def with_media(filings):
    """Filings that know how much of their college was sent back, and how much says nothing of
    minors: no query of its own."""
    items = MediaItem.objects.filter(
        college=OuterRef("college"), edition=OuterRef("requirement__edition")
    )
    unsaid = items.waiting().filter(has_minors=MediaItem.Minors.UNKNOWN)
    return filings.annotate(media_asked=counted(items.asking()), media_unsaid=counted(unsaid))


def counted(items):
    counts = items.order_by().values("college").annotate(count=Count("pk"))
    return Coalesce(Subquery(counts.values("count")), 0)
