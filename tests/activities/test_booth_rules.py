from django.db import IntegrityError, transaction

from activities.models import Booth, BoothNeed, NeedConflict, PlanConflict
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase


class OnPlan(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.site = cls.edition.showcase.site
        cls.first = make.booth(cls.site, "A01")
        cls.second = make.booth(cls.site, "A02")

    def placed(self):
        rows = Booth.objects.placed().order_by("code").select_related("college")
        return [(booth.code, booth.college.name) for booth in rows]


class GivingABooth(OnPlan):
    def test_a_college_stands_on_it_and_is_pinned(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.assertEqual(self.placed(), [("A01", "机电学院")])
        self.assertTrue(Booth.objects.get(pk=self.first.pk).is_pinned)

    def test_the_second_of_two_officers_is_told_who_stands_there(self):
        seen_by_wu = Booth.objects.get(pk=self.first.pk)
        self.first.give(self.jidian, self.zhou, "手工安排")
        with self.assertRaisesMessage(WrongState, "展位 A01刚刚安排给了机电学院"):
            seen_by_wu.give(self.caijing, self.wu, "手工安排")
        self.assertEqual(self.placed(), [("A01", "机电学院")])

    def test_a_refused_college_keeps_the_booth_it_had(self):
        self.second.give(self.caijing, self.zhou, "手工安排")
        self.first.give(self.jidian, self.zhou, "手工安排")
        with self.assertRaises(WrongState):
            self.first.give(self.caijing, self.wu, "手工安排")
        self.assertEqual(self.placed(), [("A01", "机电学院"), ("A02", "财经学院")])

    def test_from_another_booth_it_moves_over(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        facts = {"moved_from": self.first.pk}
        self.second.give(self.jidian, self.zhou, "手工安排", **facts)
        self.assertEqual(self.placed(), [("A02", "机电学院")])

    def test_a_college_that_a_colleague_just_placed_is_not_moved_away(self):
        self.first.give(self.jidian, self.wu, "手工安排")
        with self.assertRaisesMessage(WrongState, "机电学院刚刚安排在 A01，没有移动"):
            self.second.give(self.jidian, self.zhou, "手工安排")
        self.assertEqual(self.placed(), [("A01", "机电学院")])

    def test_clearing_and_pinning_spare_whom_nobody_saw_there(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        seen = Booth.objects.get(pk=self.first.pk)
        self.first.clear(self.wu)
        Booth.objects.get(pk=self.first.pk).give(self.caijing, self.wu, "手工安排")
        for act in (lambda: seen.clear(self.zhou), lambda: seen.pin(self.zhou, False)):
            with self.assertRaisesMessage(WrongState, "刚刚安排给了财经学院，没有执行"):
                act()
        self.assertEqual(self.placed(), [("A01", "财经学院")])

    def test_a_booth_that_is_gone_is_a_sentence(self):
        gone = Booth.objects.get(pk=self.first.pk)
        self.first.delete()
        with self.assertRaisesMessage(WrongState, "刚刚被删除"):
            gone.give(self.jidian, self.zhou, "手工安排")

    def test_the_database_keeps_a_college_off_two_booths(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Booth.objects.filter(pk=self.second.pk).update(college=self.jidian)

    def test_clearing_twice_is_refused(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.first.clear(self.zhou)
        with self.assertRaisesMessage(WrongState, "已经空着"):
            self.first.clear(self.wu)

    def test_a_cancelled_showcase_places_and_swaps_nobody(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.second.give(self.caijing, self.zhou, "手工安排")
        type(self.edition.showcase).objects.update(is_cancelled=True)
        self.edition.showcase.refresh_from_db()
        first, second = Booth.objects.order_by("code")
        for act in (
            lambda: first.swap(second, self.zhou, "两学院商定"),
            lambda: make.booth(self.site, "A03").give(self.jidian, self.zhou, "手工安排"),
        ):
            with self.assertRaisesMessage(BrokenRule, "集中展示已取消"):
                act()


class Swapping(OnPlan):
    def test_both_change_places(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.second.give(self.caijing, self.zhou, "手工安排")
        self.first.swap(self.second, self.zhou, "两学院商定")
        self.assertEqual(self.placed(), [("A01", "财经学院"), ("A02", "机电学院")])

    def test_an_empty_one_is_not_swapped(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        with self.assertRaisesMessage(BrokenRule, "空展位请直接安排"):
            self.first.swap(self.second, self.zhou, "两学院商定")

    def test_what_changed_meanwhile_is_not_swapped(self):
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.second.give(self.caijing, self.zhou, "手工安排")
        seen = [Booth.objects.get(pk=one.pk) for one in (self.first, self.second)]
        self.second.clear(self.wu)
        with self.assertRaisesMessage(WrongState, "展位 A02已经空着，没有执行"):
            seen[0].swap(seen[1], self.zhou, "两学院商定")


class DrawingAPlan(OnPlan):
    def test_who_saves_on_an_older_version_is_not_believed(self):
        self.site.claim(1)
        with self.assertRaises(PlanConflict):
            self.site.claim(1)

    def test_a_copy_carries_the_drawing_and_nobody_on_it(self):
        box = make.power_box(self.site)
        make.booth(self.site, "B01", supply=box)
        self.first.give(self.jidian, self.zhou, "手工安排")
        copy = type(self.edition).objects.copy(
            self.edition, starts_on=self.next_sunday, by=self.zhou
        )
        booths = copy.showcase.site.booths
        self.assertEqual([one.code for one in booths.all()], ["A01", "A02", "B01"])
        self.assertEqual(booths.get(code="B01").supply.label, box.label)
        self.assertFalse(booths.placed().exists())

    @property
    def next_sunday(self):
        return self.edition.starts_on.replace(year=2026, month=5, day=10)


class WritingANeed(PortalTestCase):
    def test_a_second_first_version_is_a_conflict(self):
        make.booth_need(self.jidian)
        with self.assertRaises(NeedConflict):
            make.booth_need(self.jidian, by=self.sun)

    def test_who_saved_in_between_is_not_overwritten(self):
        need = make.booth_need(self.jidian)
        theirs = BoothNeed.objects.of(self.edition, self.jidian)
        need.tables = 5
        need.keep(self.chen, self.now, base_version=1)
        with self.assertRaises(NeedConflict):
            theirs.keep(self.sun, self.now, base_version=1)
        self.assertEqual(BoothNeed.objects.of(self.edition, self.jidian).tables, 5)
