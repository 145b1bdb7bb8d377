import hashlib

from activities.models import Booth, Lot, PlanConflict
from activities.showcase.placing import draw_lot, propose, rows_of, take_proposal
from colleges.models import College
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase


class WithBooths(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.site = cls.edition.showcase.site
        cls.booths = [make.booth(cls.site, f"A0{n}") for n in range(1, 5)]
        cls.yishu = College.objects.create(code="03", name="艺术学院", position=3)

    def seats(self):
        rows = Booth.objects.placed().order_by("code").values_list("code", "college__code")
        return dict(rows)

    def version(self):
        self.site.refresh_from_db()
        return self.site.version

    def draw(self, **overrides):
        return draw_lot(self.site, self.zhou, self.now, base_version=self.version(), **overrides)


class DrawingLots(WithBooths):
    def test_every_college_gets_a_booth(self):
        lot = self.draw()
        self.assertEqual(sorted(self.seats().values()), ["01", "02", "03"])
        self.assertEqual(self.seats(), {row["booth"]: row["college"] for row in lot.result})

    def test_anyone_repeats_it_from_the_seed(self):
        lot = self.draw()
        ranked = sorted(
            ("01", "02", "03"), key=lambda c: hashlib.sha256(f"{lot.seed}:{c}".encode()).hexdigest()
        )
        self.assertEqual([row["college"] for row in lot.result], ranked)
        self.assertEqual([row["booth"] for row in lot.result], ["A01", "A02", "A03"])

    def test_pinned_ones_stay(self):
        self.booths[0].give(self.caijing, self.zhou, "手工安排")
        for _ in range(5):
            self.draw(reason="再来")
            self.assertEqual(self.seats()["A01"], "02")

    def test_a_second_draw_says_why_and_the_first_stays_on_record(self):
        self.draw()
        with self.assertRaisesMessage(BrokenRule, "再抽一次必须写明原因"):
            self.draw()
        self.draw(reason="增加了展位")
        self.assertEqual([lot.number for lot in Lot.objects.all()], [2, 1])

    def test_on_an_older_sight_of_the_plan_nothing_is_drawn(self):
        seen = self.version()
        self.booths[0].give(self.jidian, self.wu, "手工安排")
        with self.assertRaises(PlanConflict):
            draw_lot(self.site, self.zhou, self.now, base_version=seen)
        self.assertFalse(Lot.objects.exists())

    def test_the_record_shows_who_got_none(self):
        Booth.objects.filter(pk__in=[one.pk for one in self.booths[2:]]).delete()
        lot = self.draw()
        self.assertEqual([row[4] for row in rows_of(lot)], ["A01", "A02", None])

    def test_for_a_cancelled_showcase_nothing_is_drawn(self):
        type(self.edition.showcase).objects.update(is_cancelled=True)
        self.site = self.site.__class__.objects.get(pk=self.site.pk)
        with self.assertRaisesMessage(BrokenRule, "集中展示已取消"):
            self.draw()

    def test_nothing_to_draw_is_a_sentence(self):
        Booth.objects.all().delete()
        with self.assertRaisesMessage(BrokenRule, "没有可以抽签的学院或展位"):
            self.draw()


class Proposing(WithBooths):
    def take(self, seed=7):
        seen = propose(self.site, seed).seen
        return take_proposal(self.site, seed, self.zhou, base_version=self.version(), seen=seen)

    def test_what_is_taken_is_what_was_shown(self):
        shown = {booth.code: college.code for booth, college, _ in propose(self.site, 7).placements}
        self.take(7)
        self.assertEqual(self.seats(), shown)

    def test_who_needs_power_gets_it(self):
        box = make.power_box(self.site)
        Booth.objects.filter(code="A04").update(supply=box)
        make.booth_need(self.jidian, power_kw=5)
        self.take()
        self.assertEqual(self.seats()["A04"], "01")

    def test_a_hazard_keeps_to_the_reach_that_the_office_has_set(self):
        self.site.fixtures.create(kind="extinguisher", x=2, y=8, width=0.4, depth=0.4)
        Booth.objects.exclude(code="A04").delete()
        make.booth_need(self.jidian, has_hazard=True, hazard_measures="灭火毯两块")
        showcase = self.edition.showcase
        showcase.change_limits(self.zhou, {"extinguisher_reach_m": 6})
        self.site.edition.showcase = showcase
        told = dict(propose(self.site, 7).unplaced)
        self.assertIn("离灭火器都超过 6 米", told[self.jidian])

    def test_who_stands_is_not_moved(self):
        self.booths[1].give(self.caijing, self.zhou, "手工安排")
        self.take()
        self.assertEqual(self.seats()["A02"], "02")
        self.assertEqual(Booth.objects.get(code="A02").reason, "手工安排")

    def test_a_plan_changed_meanwhile_takes_nothing(self):
        seen = self.version()
        self.booths[0].give(self.jidian, self.wu, "手工安排")
        with self.assertRaises(PlanConflict):
            take_proposal(self.site, 7, self.zhou, base_version=seen, seen="")
        self.assertEqual(self.seats(), {"A01": "01"})

    def test_a_need_changed_meanwhile_takes_nothing(self):
        seen = propose(self.site, 7).seen
        make.booth_need(self.jidian, area_m2=9)
        facts = {"base_version": self.version(), "seen": seen}
        with self.assertRaises(PlanConflict):
            take_proposal(self.site, 7, self.zhou, **facts)
        self.assertEqual(self.seats(), {})
