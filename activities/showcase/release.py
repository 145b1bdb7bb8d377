"""发布 of the plan: what it would change, the act itself, and going back to an earlier one."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import transaction

from colleges.files import stored
from colleges.models import AuditEntry, College
from colleges.models.audit import canonical
from colleges.models.audit import digest as digest_of
from colleges.rules import BrokenRule

from ..models import PlanConflict, PlanRelease
from ..models.booth import NOBODY
from ..models.plan_release import NOTHING
from .changes import RECT, affected, redrawn
from .checking import violations_of
from .drawn import digest, drawn_now
from .notices import tell_moved


@dataclass
class Release:
    """The draft of a plan beside its last release."""

    showcase: object
    site: object

    @cached_property
    def drawn(self):
        return drawn_now(self.site)

    @cached_property
    def last(self):
        return self.site.releases.select_related("released_by").first()

    @property
    def before(self):
        return self.last.drawn if self.last else NOTHING

    @cached_property
    def affected(self):
        """{college code: what changes for it}: whom a release tells, nobody else."""
        return affected(self.before, self.drawn)

    @property
    def seen(self):
        """Of what is shown: the act refuses when it has become something else."""
        return digest_of(canonical([self.drawn, self.warnings]))

    @cached_property
    def redrawn(self):
        return list(redrawn(self.before, self.drawn)) if self.last else []

    @property
    def is_in_use(self):
        """Whether it is shown once released; a spare one waits for its weather switch."""
        return self.showcase.site_id == self.site.pk

    @property
    def is_new(self):
        return self.last is None or self.last.sha256 != digest(self.drawn)

    @cached_property
    def violations(self):
        return violations_of(self.showcase, self.site)

    @cached_property
    def unplaced(self):
        placed = self.site.booths.placed().values("college")
        return list(College.objects.active().exclude(pk__in=placed))

    @property
    def blockers(self):
        return [one for one in self.violations if one.is_blocking]

    @property
    def warnings(self):
        """Sentences: what the office answers for when it releases all the same."""
        told = [one.sentence for one in self.violations if not one.is_blocking]
        if self.unplaced:
            names = "、".join(college.name for college in self.unplaced)
            told.append(f"还有 {len(self.unplaced)} 个学院没有展位：{names}。")
        return told

    @transaction.atomic
    def make(self, by, at, *, base_version, note="", warned=False, seen=None):
        """Freeze it and tell whose booth changed, nobody else. `seen`: of the page looked at."""
        self.refuse(warned)
        if seen not in (None, self.seen):
            raise PlanConflict(self.site)
        told = self.affected  # before this one is the last
        release = PlanRelease.objects.freeze(
            self.site, self.drawn, digest(self.drawn), by, at, base_version=base_version, note=note
        )
        if self.is_in_use:
            tell_moved(release, told, by)
        return release

    def refuse(self, warned):
        if self.is_in_use:
            self.showcase.refuse_if_cancelled()
        if self.blockers:
            told = "".join(one.sentence for one in self.blockers[:3])
            raise BrokenRule(f"展位图还不能发布：{told}请先在画图页改好。")
        if self.warnings and not warned:
            raise BrokenRule("还有提醒没有确认。请逐条看过，勾选“提醒已逐条核对，仍要发布”再发布。")


@transaction.atomic
def restore(release, by, *, base_version):
    """The draft becomes what was released then; nothing is shown until it is released again.

    What still stands on the plan keeps its id: printed cards and confirmed work stay valid.
    """
    site, drawn = release.site, release.drawn
    site.claim(base_version)
    site.booths.update(**NOBODY)
    ids = site.redraw(by, site.version, place_facts(drawn["site"]), pieces_of(site, drawn))
    site.stand_on(stored_picture(drawn["site"]["picture"]))
    colleges = {college.code: college for college in College.objects.active()}
    for row in drawn["booths"]:
        if row["college"] and (college := colleges.get(row["college"]["code"])):
            seat = site.booths.filter(pk=ids[f"b{row['id']}"])
            seat.update(college=college, is_pinned=True, reason=f"恢复第 {release.number} 版")
    AuditEntry.objects.record(by, "恢复展位图", site.edition, note=str(release))


def place_facts(data):
    sizes = {name: metres(data[name]) for name in ("width_m", "depth_m")}
    return {"name": data["name"], "north": data["north"]} | sizes


def pieces_of(site, drawn):
    """The release as `SitePlan.redraw` takes it; what was deleted since is drawn anew."""
    fixtures = set(site.fixtures.values_list("pk", flat=True))
    booths = set(site.booths.values_list("pk", flat=True))
    found = {}
    for row in drawn["fixtures"]:
        capacity = row["capacity_kw"] and metres(row["capacity_kw"])
        facts = row | measured(row) | {"capacity_kw": capacity}
        found[f"f{row['id']}"] = (kept(row, fixtures), facts)
    for row in drawn["booths"]:
        supply = None if row["supply"] is None else f"f{row['supply']}"
        own = {"kind": "booth", "code": row["code"], "zone": row["zone"], "supply": supply}
        found[f"b{row['id']}"] = (kept(row, booths), own | measured(row))
    return found


def kept(row, pks):
    return row["id"] if row["id"] in pks else None


def measured(row):
    return {name: metres(row[name]) for name in RECT[:4]} | {"angle": row["angle"]}


def metres(number):
    """As the database keeps it, so that what has not moved is not written again."""
    return Decimal(str(round(number, 2)))


def stored_picture(key):
    """A picture is kept as long as a release shows it."""
    key = uuid.UUID(key) if key else None
    return key if key and stored(key).exists() else None
