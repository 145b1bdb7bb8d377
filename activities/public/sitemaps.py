"""What search engines may list: the pages of the open editions, and what `public()` lets out."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from ..models import Activity, Edition, MediaItem, NewsItem
from .site import NAV


class PublicMap(Sitemap):
    """At the address of the site, whatever name the request came by."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class Pages(PublicMap):
    changefreq = "hourly"

    def items(self):
        codes = Edition.objects.opened().values_list("code", flat=True)
        return [(name, code) for code in codes for name, _ in NAV]

    def location(self, item):
        name, code = item
        return reverse(name, args=[code])


class Activities(PublicMap):
    changefreq = "daily"

    def items(self):
        rows = Activity.objects.public().order_by("-pk")
        return rows.values_list("edition__code", "pk", "updated_at")

    def location(self, row):
        return reverse("public_activity", args=row[:2])

    def lastmod(self, row):
        return row[2]


class Texts(PublicMap):
    changefreq = "weekly"

    def items(self):
        rows = NewsItem.objects.public().order_by("-pk")
        return rows.values_list("edition__code", "pk", "published_at")

    def location(self, row):
        return reverse("public_article", args=row[:2])

    def lastmod(self, row):
        return row[2]


class Colleges(PublicMap):
    changefreq = "daily"

    def items(self):
        rows = (
            Activity.objects.public().filter(college__isnull=False).order_by("edition", "college")
        )
        return rows.values_list("edition__code", "college").distinct()

    def location(self, row):
        return reverse("public_college", args=row)


class Pictures(PublicMap):
    changefreq = "weekly"

    def items(self):
        rows = MediaItem.objects.public().pictures().order_by("-pk")
        return rows.values_list("edition__code", "pk", "uploaded_at")

    def location(self, row):
        return reverse("public_picture", args=row[:2])

    def lastmod(self, row):
        return row[2]


SITEMAPS = {
    "pages": Pages,
    "activities": Activities,
    "colleges": Colleges,
    "news": Texts,
    "pictures": Pictures,
}
