"""Who stands where on the draft, and who is still to be placed: the office's page of booths."""

from dataclasses import dataclass
from functools import cached_property

from colleges.models import College

from ..booth_facts import short, specials
from ..models import BoothNeed
from .checking import violations_of
from .lots import code_order


@dataclass(frozen=True)
class Seat:
    """One booth of the page."""

    booth: object
    need: object

    @property
    def chips(self):
        return need_chips(self.need) if self.need else []


def need_chips(need):
    """What to think of when placing a college, in two or three words each."""
    told = [f"{short(need.power_kw)} kW"] if need.power_kw else []
    told += [f"{short(need.area_m2)} ㎡"] if need.area_m2 else []
    return told + specials(need)


class BoothBoard:
    def __init__(self, showcase, site):
        self.showcase, self.site = showcase, site

    @cached_property
    def needs(self):
        rows = BoothNeed.objects.filter(edition=self.site.edition_id)
        return {need.college_id: need for need in rows}

    @cached_property
    def seats(self):
        booths = sorted(self.site.booths.for_page(), key=lambda one: code_order(one.code))
        return [Seat(booth, self.needs.get(booth.college_id)) for booth in booths]

    @cached_property
    def free(self):
        return [seat.booth for seat in self.seats if seat.booth.college_id is None]

    @cached_property
    def taken(self):
        return [seat.booth for seat in self.seats if seat.booth.college_id]

    @cached_property
    def unplaced(self):
        """(college, its chips, whether it has said what it needs)."""
        placed = {booth.college_id for booth in self.taken}
        waiting = [one for one in self.colleges if one.pk not in placed]
        return [(one, *self.told_need(one)) for one in waiting]

    @cached_property
    def colleges(self):
        return list(College.objects.active())

    def told_need(self, college):
        need = self.needs.get(college.pk)
        return (need_chips(need), True) if need else ([], False)

    @cached_property
    def violations(self):
        booths = [seat.booth for seat in self.seats]
        return violations_of(self.showcase, self.site, booths, self.needs)

    @property
    def movable(self):
        """Is there a college that a lot would place or move?"""
        return bool(self.unplaced) or any(not booth.is_pinned for booth in self.taken)

    @property
    def lacking(self):
        """How many more colleges than booths there are."""
        return max(0, len(self.colleges) - len(self.seats))
