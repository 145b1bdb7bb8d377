"""What waits for a reviewer's verdict, for the pages they land on."""

from functools import cached_property

from django.db.models import CharField, Count, Value

from activities.models import MediaItem, MediaMention, NewsItem


class Waiting:
    """A part of the frame, which knows `user` and `edition`."""

    @cached_property
    def waits(self):
        """{what: how many}, counted in one query; what is not in it waits for nobody."""
        if not self.user.reviews_media or self.edition is None:
            return {}
        items = MediaItem.objects.filter(edition=self.edition).reviewable_by(self.user)
        texts = NewsItem.objects.filter(edition=self.edition).awaiting(self.user)
        claims = MediaMention.objects.to_be_checked_by(self.user, self.edition)
        media = counted("media", items.waiting())
        return dict(media.union(counted("news", texts), counted("mentions", claims), all=True))

    @property
    def media_waiting(self):
        """How many pictures this person may review."""
        return self.waits.get("media", 0)

    @property
    def news_waiting(self):
        """Texts whose next review is this person's."""
        return self.waits.get("news", 0)

    @property
    def mentions_waiting(self):
        """Rows of the push ledger that say an outlet has taken it, and nobody has looked."""
        return self.waits.get("mentions", 0)


def counted(what, rows):
    named = rows.order_by().annotate(what=Value(what, output_field=CharField())).values("what")
    return named.annotate(number=Count("pk")).values_list("what", "number")
