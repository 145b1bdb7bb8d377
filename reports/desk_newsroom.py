"""What the newsroom asks of a college, for its desk: read with the filings, no query of its own."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from activities.models import MediaMention, NewsItem


def with_newsroom(filings, user):
    """Filings that know of their edition and college how many texts and reports wait."""
    of_college = {"college": OuterRef("college"), "edition": OuterRef("requirement__edition")}
    texts = NewsItem.objects.filter(**of_college)
    returned = MediaMention.objects.filter(
        story__college=OuterRef("college"),
        edition=OuterRef("requirement__edition"),
        status=MediaMention.Status.RETURNED,
    )
    first = texts.awaiting(user).filter(status=NewsItem.Status.FIRST)
    return filings.annotate(
        news_returned=counted(texts.filter(status=NewsItem.Status.RETURNED), "college"),
        news_to_review=counted(first, "college"),
        mentions_returned=counted(returned, "story__college"),
    )


def counted(rows, column):
    counts = rows.order_by().values(column).annotate(count=Count("pk", distinct=True))
    return Coalesce(Subquery(counts.values("count")), 0)


class DeskNewsroom:
    """`filings` are the college's own of this edition, with what `with_newsroom` gave them."""

    def __init__(self, filings):
        known = filings[0] if filings else None
        self.returned = known.news_returned if known else 0
        self.to_review = known.news_to_review if known else 0
        self.mentions = known.mentions_returned if known else 0

    @property
    def waits(self):
        return bool(self.returned or self.to_review or self.mentions)
