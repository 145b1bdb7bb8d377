"""What anybody may see of the showcase: the last release of the plan in force, and no person."""

import json
import uuid
from functools import cached_property, lru_cache

from django.urls import reverse

from .drawing import plan_svg
from .lots import code_order
from .symbols import legend


def annex_title(year):
    """附件3, as the notice names it."""
    return f"{year}年职教周集中展示各学院位置分布图"


class PublicPlan:
    def __init__(self, showcase):
        self.showcase, self.edition = showcase, showcase.edition

    @property
    def title(self):
        return annex_title(self.edition.year)

    @cached_property
    def release(self):
        """None while nothing is released, and once nothing takes place."""
        return None if self.showcase.is_cancelled else self.showcase.released

    @property
    def drawn(self):
        return self.release.drawn

    @property
    def picture_key(self):
        """Of the ground behind the released plan, or None."""
        key = self.drawn["site"]["picture"] if self.release else None
        return uuid.UUID(key) if key else None

    @property
    def svg(self):
        return drawn_once(json.dumps(self.drawn, sort_keys=True), ground(self.release))

    @property
    def preview(self):
        """The same to look at: its booths lead nowhere."""
        return drawn_once(json.dumps(self.drawn, sort_keys=True), ground(self.release), links=False)

    @property
    def legend(self):
        return legend(self.drawn)

    @cached_property
    def booths(self):
        """Those with a college, by code."""
        placed = [booth for booth in self.drawn["booths"] if booth["college"]]
        return sorted(placed, key=lambda booth: code_order(booth["code"]))


def ground(release):
    """The address of the picture behind the released plan, or nothing."""
    key = release.drawn["site"]["picture"]
    # The key in the address lets a kept picture be replaced by the next release's.
    code = release.site.edition.code
    return f"{reverse('plan_backdrop', args=[code])}?{key[:8]}" if key else ""


@lru_cache(maxsize=8)
def drawn_once(drawn, picture, links=True):
    """A release never changes, and strangers may ask for it often."""
    return plan_svg(json.loads(drawn), picture=picture, links=links)
