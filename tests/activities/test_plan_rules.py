"""What a save of the drawing does to a plan, and what it refuses."""

from decimal import Decimal
from unittest.mock import ANY

from activities.forms.plan import DrawingForm, read_json
from activities.models import PlanConflict, SitePlan
from activities.showcase.editing import as_sent
from colleges.files import stored
from colleges.models import AuditEntry
from colleges.rules import BrokenRule
from reports.demo.plaza import draw_hall, draw_plaza
from tests import make
from tests.base import PortalTestCase


def rect(x=5, y=5, width=3, depth=3, angle=0):
    return {"x": x, "y": y, "width": width, "depth": depth, "angle": angle}


def booth(code="A01", key="n1", **overrides):
    facts = {"key": key, "kind": "booth", "code": code, "zone": "A", "supply": None}
    return facts | rect() | overrides


def box(key="n9", **overrides):
    facts = {"key": key, "kind": "power_box", "label": "1号配电箱", "capacity_kw": 20}
    return facts | rect(x=30, width=1, depth=1) | overrides


class OfPlan(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.site = cls.edition.showcase.site

    def form(self, *pieces, **site):
        sent = as_sent(self.site)
        return DrawingForm(
            self.site,
            {"base": self.site.version, "site": sent["site"] | site, "pieces": list(pieces)},
        )

    def save(self, *pieces, **site):
        form = self.form(*pieces, **site)
        self.assertTrue(form.is_valid(), form.faults)
        return form.save(self.zhou)

    def assertFault(self, sentence, *pieces, **site):
        form = self.form(*pieces, **site)
        self.assertFalse(form.is_valid(), sentence)
        told = "".join(text for text, _ in form.faults)
        self.assertIn(sentence, told)


class Redrawing(OfPlan):
    def test_new_pieces_are_stored_with_their_supply(self):
        ids = self.save(booth(supply="n9"), box())
        stored = self.site.booths.get()
        self.assertEqual((stored.pk, stored.supply_id), (ids["n1"], ids["n9"]))
        self.assertEqual(stored.supply.capacity_kw, 20)

    def test_what_is_not_sent_is_gone_and_the_rest_keeps_its_row(self):
        first, second = make.booth(self.site, "A01"), make.booth(self.site, "A02")
        self.save(booth("A01", id=first.pk, key="b1", x=20))
        stored = self.site.booths.get()
        self.assertEqual((stored.pk, stored.x, stored.token), (first.pk, 20, first.token))
        self.assertNotEqual(stored.pk, second.pk)

    def test_a_college_and_its_pin_stay(self):
        one = make.booth(self.site, "A01")
        one.give(self.jidian, self.zhou, "手工安排")
        self.site.refresh_from_db()
        self.save(booth("B07", id=one.pk, key="b1", x=30))
        one.refresh_from_db()
        self.assertEqual((one.college, one.is_pinned, one.code), (self.jidian, True, "B07"))

    def test_a_booth_with_a_college_is_not_deleted(self):
        one = make.booth(self.site, "A01")
        one.give(self.jidian, self.zhou, "手工安排")
        self.site.refresh_from_db()
        with self.assertRaisesMessage(BrokenRule, "A01（机电学院）已安排学院，不能删除"):
            self.save()
        self.assertTrue(self.site.booths.filter(pk=one.pk).exists())
        self.assertEqual(SitePlan.objects.get().version, self.site.version - 1)

    def test_two_booths_exchange_their_codes(self):
        first, second = make.booth(self.site, "A01"), make.booth(self.site, "A02")
        self.save(
            booth("A02", id=first.pk, key="b1", x=2), booth("A01", id=second.pk, key="b2", x=8)
        )
        self.assertEqual(self.site.booths.get(code="A02").pk, first.pk)

    def test_a_box_that_goes_leaves_its_booths_without_power(self):
        supply = make.power_box(self.site)
        one = make.booth(self.site, "A01", supply=supply)
        self.save(booth("A01", id=one.pk, key="b1"))
        one.refresh_from_db()
        self.assertIsNone(one.supply)

    def test_a_row_of_another_plan_is_not_taken_over(self):
        other = SitePlan.objects.create(edition=self.edition, name="体育馆")
        theirs = make.booth(other, "Z01")
        with self.assertRaisesMessage(BrokenRule, "不属于这张图"):
            self.save(booth("A01", id=theirs.pk))
        theirs.refresh_from_db()
        self.assertEqual((theirs.site, theirs.code), (other, "Z01"))

    def test_who_saves_on_an_older_version_is_told(self):
        self.site.touch()
        stale = SitePlan.objects.get()
        stale.version -= 1
        form = DrawingForm(stale, as_sent(stale) | {"base": stale.version, "pieces": [booth()]})
        form.is_valid()
        with self.assertRaises(PlanConflict):
            form.save(self.zhou)
        self.assertFalse(self.site.booths.exists())

    def test_the_log_says_how_much(self):
        one = make.booth(self.site, "A01")
        self.save(booth("A02"), box(), booth("A01", id=one.pk, key="b1", x=40), width_m=70)
        entry = AuditEntry.objects.filter(verb="修改展位图").get()
        self.assertEqual(entry.note, "新增 2 件、修改 1 件")
        self.assertEqual(entry.payload, {"after": {"宽（米）": ANY}})
        self.site.refresh_from_db()
        self.assertEqual(self.site.width_m, 70)

    def test_a_save_without_a_change_writes_no_entry(self):
        one = make.booth(self.site, "A01")
        self.save(booth("A01", id=one.pk, key="b1", zone="", x=2, y=2))
        self.assertFalse(AuditEntry.objects.filter(verb="修改展位图").exists())

    def test_a_long_one_turned_beside_an_edge(self):
        way = {"key": "n2", "kind": "gangway", "label": ""} | rect(-7, 15, 20, 2, 90)
        self.save(booth(), way)
        self.assertEqual(self.site.fixtures.get().x, Decimal("-7"))


class WhatIsRefused(OfPlan):
    def test_numbers_that_are_none(self):
        for value in ("3", None, True, [3], {}, 10**400, float("inf"), float("nan"), -1e9):
            with self.subTest(value=value):
                self.assertFault("左（米）要填", booth(x=value))

    def test_nan_is_no_json(self):
        self.assertIsNone(read_json(b'{"base": NaN}'))
        self.assertIsNone(read_json(b'{"base": 1'))
        self.assertIsNone(read_json(b"[" * 100_000))

    def test_what_is_no_drawing(self):
        for sent in (None, [], "x", {"pieces": []}, {"pieces": {}, "site": {}}):
            with self.subTest(sent=sent):
                form = DrawingForm(self.site, sent)
                self.assertFalse(form.is_valid())
                self.assertIn("没有收到完整的图", form.faults[0][0])

    def test_negative_and_empty_sizes(self):
        self.assertFault("画不出来", booth(width=-3))
        self.assertFault("画不出来", booth(depth=0))

    def test_outside_the_place(self):
        self.assertFault("超出场地", booth(x=59))
        self.assertFault("超出场地", booth(x=-1))

    def test_a_code_twice(self):
        self.assertFault("A01", booth(), booth(key="n2", x=20))
        self.assertFault("请填写展位号", booth(""))

    def test_a_supply_that_is_no_box_of_the_plan(self):
        self.assertFault("所接的配电箱不在图上", booth(supply="n9"))
        desk = box(kind="service_desk", capacity_kw=None)
        self.assertFault("所接的配电箱不在图上", booth(supply="n9"), desk)

    def test_too_many(self):
        crowd = [booth(f"A{n}", f"n{n}") for n in range(401)]
        self.assertFault("最多 400 件", *crowd)

    def test_one_piece_twice(self):
        self.assertFault("出现了两次", booth(), booth("A02"))
        one = make.booth(self.site, "A01")
        twins = booth(id=one.pk, key="b1"), booth("A02", id=one.pk, key="b2", x=20)
        self.assertFault("出现了两次", *twins)

    def test_unknown_kinds_and_odd_words(self):
        self.assertFault("不是能画的图形", booth(kind="castle"))
        self.assertFault("不是能画的图形", ["booth"])
        self.assertFault("不是能画的图形", booth(kind=["booth"]))
        self.assertFault("不能显示的字符", booth("A\x0001"))
        self.assertFault("不能显示的字符", booth("\ud800"))
        self.assertFault("最多 10 字", booth("A" * 11))

    def test_the_place_itself(self):
        self.assertFault("场地的宽", booth(), width_m=0)
        self.assertFault("场地的深", booth(), depth_m=501)
        self.assertFault("请填写地点", booth(), name=" ")
        self.assertFault("指北角度", booth(), north=360)

    def test_an_overlap_is_told_and_may_be_saved(self):
        form = self.form(booth(), booth("A02", key="n2", x=6))
        self.assertTrue(form.is_valid())
        self.assertIn("overlap", [one.rule for one in form.violations])


class Pictures(OfPlan):
    def test_a_picture_that_a_release_shows_is_kept(self):
        make.booth(self.site, "A01")
        make.backdrop(self.site)
        first = self.site.picture_key
        make.release(self.site)
        with self.captureOnCommitCallbacks(execute=True):
            make.backdrop(self.site)
        second = self.site.picture_key
        with self.captureOnCommitCallbacks(execute=True):
            make.backdrop(self.site)
        self.assertTrue(stored(first).exists())
        self.assertFalse(stored(second).exists())

    def test_a_plan_in_force_is_not_deleted(self):
        with self.assertRaisesMessage(BrokenRule, "正在使用、发布过、抽过签"):
            self.site.remove(self.zhou)


class TheDemo(OfPlan):
    def test_its_plans_keep_every_rule(self):
        sites = [draw_plaza(self.edition, self.zhou), draw_hall(self.edition, self.zhou)]
        for site in sites:
            with self.subTest(site=site.name):
                form = DrawingForm(site, as_sent(site) | {"base": site.version})
                self.assertTrue(form.is_valid(), form.faults)
                self.assertEqual([one.sentence for one in form.violations], [])
                self.assertGreaterEqual(site.booths.count(), 14)
