"""集中展示 of the fictitious school: booths by lot, the plan released twice, rain prepared for."""

from datetime import time, timedelta

from activities.models import Booth, Showcase, SitePlan
from activities.showcase.notices import tell_swapped
from activities.showcase.placing import draw_lot, propose, take_proposal
from activities.showcase.release import Release
from colleges.models import College

SEED = 20


def plan_showcase(ago, edition, office):
    """By lot first; a swap that two colleges agreed on; the hall as the rain would have it."""
    ago(30, lambda at: by_lot(edition, office, at))
    ago(28, lambda at: release(edition.showcase.site, office, at, "按抽签结果"))
    ago(10, lambda at: swap(edition, office))
    ago(9.8, lambda at: release(edition.showcase.site, office, at, "两学院商定对调"))
    ago(8, lambda at: place_in_hall(edition, office, at))
    ago(7, lambda at: prepare_for_rain(edition))


def fresh(site):
    return SitePlan.objects.get(pk=site.pk)


def by_lot(edition, office, at):
    site = fresh(edition.showcase.site)
    draw_lot(site, office, at, base_version=site.version)


def release(site, office, at, note):
    site = fresh(site)
    showcase = Showcase.objects.for_page().get(edition=site.edition)
    facts = {"base_version": site.version, "note": note, "warned": True}
    Release(showcase, site).make(office, at, **facts)


def swap(edition, office):
    first, second = Booth.objects.for_page().filter(
        site=edition.showcase.site, college__in=College.objects.active()[:2]
    )
    first.swap(second, office, "两学院商定", tell=tell_swapped)


def place_in_hall(edition, office, at):
    site = edition.site_plans.exclude(pk=edition.showcase.site_id).get()
    seen = propose(site, SEED).seen
    take_proposal(site, SEED, office, base_version=site.version, seen=seen)
    release(site, office, at, "雨天备用")


def prepare_for_rain(edition):
    hall = edition.site_plans.exclude(pk=edition.showcase.site_id).get()
    edition.backup_plans.create(
        name="雨天改体育馆",
        day=edition.showcase_on,
        opens_at=time(10, 0),
        closes_at=time(16, 30),
        place=hall.name,
        site=hall,
        what_to_do="展板和设备搬到体育馆，从东门进；电源只在展位后侧。",
    )
    edition.backup_plans.create(
        name="暴雨顺延一天",
        day=edition.showcase_on + timedelta(days=1),
        opens_at=edition.showcase_from,
        closes_at=edition.showcase_until,
        place=edition.showcase_place,
        what_to_do="当天不要布展，第二天 8:30 起布展。",
    )
    edition.backup_plans.create(name="取消集中展示", calls_off=True)
