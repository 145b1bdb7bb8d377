"""News and cases of the public site: what went through three reviews, and what of it is shown."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from ..models import Activity, NewsItem
from ..newsroom.article import rendered
from ..newsroom.reading import public_pictures
from .site import absolute


def news(edition):
    texts = NewsItem.objects.filter(edition=edition).public()
    return texts.select_related("college", "department").newest_first()


def told_of(activity):
    """What is published about one activity."""
    return news(activity.edition).filter(activity=activity)


class Article(NamedTuple):
    text: SafeString
    cover: str  # in full, for those who show a link to the page elsewhere; "" without a picture
    activity: Activity | None  # where strangers may read of it themselves


def article(item):
    """The text; of its pictures those alone that strangers may see, of its activity the same."""
    pictures = public_pictures(item)
    first = next(iter(pictures.values()), None)
    activity = Activity.objects.public().filter(pk=item.activity_id).first()
    return Article(rendered(item.body, pictures), absolute(first.url) if first else "", activity)
