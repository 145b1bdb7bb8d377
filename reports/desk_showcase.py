"""What the showcase asks of a college, for its desk."""

from django.db.models import Exists, OuterRef

from activities.models import BoothNeed, PlanRelease, Showcase


def with_showcase(filings):
    """Filings that know of their edition and college what the desk asks: no query of its own."""
    edition = OuterRef("requirement__edition")
    stated = BoothNeed.objects.filter(edition=edition, college=OuterRef("college"))
    cancelled = Showcase.objects.filter(edition=edition, is_cancelled=True)
    return filings.annotate(need_stated=Exists(stated), showcase_cancelled=Exists(cancelled))


class DeskShowcase:
    """Of one college at the instant `now`; `filings` are its own of this edition."""

    def __init__(self, edition, college, filings, now):
        self.edition, self.college, self.now = edition, college, now
        # Who is asked for no form is asked for no booth either.
        self.filing = filings[0] if filings else None

    @property
    def is_ahead(self):
        """From the day the edition opens until the showcase is over."""
        if self.filing is None or self.filing.showcase_cancelled or not self.college.is_active:
            return False
        return self.edition.is_open and self.now < self.edition.showcase_closes_at

    @property
    def asks_need(self):
        """展位需求未填."""
        return self.is_ahead and not self.filing.need_stated

    @property
    def is_today(self):
        return self.is_ahead and self.edition.is_showcase_day(self.now)

    def booth(self):
        """As released, or None."""
        site = Showcase.objects.filter(edition=self.edition).values("site")
        release = PlanRelease.objects.filter(site__in=site).first()
        booths = release.drawn["booths"] if release else []
        mine = [one for one in booths if (one["college"] or {}).get("code") == self.college.code]
        return mine[0] if mine else None
