from activities.models import Booth, PlanConflict, PlanRelease
from activities.showcase.changes import affected, moves, redrawn
from activities.showcase.drawn import drawn_now
from activities.showcase.release import Release, restore
from colleges.files import stored
from colleges.models import Notice, Role
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase


class WithPlan(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.showcase = cls.edition.showcase
        cls.site = cls.showcase.site
        cls.first = make.booth(cls.site, "A01")
        cls.second = make.booth(cls.site, "A02")
        cls.first.give(cls.jidian, cls.zhou, "手工安排")
        cls.second.give(cls.caijing, cls.zhou, "手工安排")

    def release(self, **overrides):
        self.site.refresh_from_db()
        showcase = type(self.showcase).objects.get(pk=self.showcase.pk)
        facts = {"base_version": self.site.version, "warned": True} | overrides
        return Release(showcase, showcase.site).make(self.zhou, self.now, **facts)

    def told(self, user):
        return list(
            Notice.objects.filter(user=user, kind="showcase").values_list("body", flat=True)
        )


class Releasing(WithPlan):
    def test_it_freezes_who_stands_where(self):
        self.release()
        self.second.clear(self.zhou)
        self.assertEqual(self.showcase.released.booth_of(self.caijing)["code"], "A02")

    def test_what_nobody_changed_is_not_released_again(self):
        self.release()
        with self.assertRaisesMessage(BrokenRule, "和第 1 版完全一样"):
            self.release()

    def test_an_older_sight_of_the_plan_releases_nothing(self):
        seen = self.site.version
        self.first.pin(self.wu, False)
        with self.assertRaises(PlanConflict):
            self.release(base_version=seen)
        self.assertFalse(PlanRelease.objects.exists())

    def test_warnings_have_to_be_confirmed(self):
        self.second.clear(self.zhou)
        with self.assertRaisesMessage(BrokenRule, "还有提醒没有确认"):
            self.release(warned=False)

    def test_a_cancelled_showcase_is_not_released(self):
        type(self.showcase).objects.update(is_cancelled=True)
        with self.assertRaisesMessage(BrokenRule, "集中展示已取消"):
            self.release()

    def test_an_unplaced_college_is_a_warning(self):
        self.second.clear(self.zhou)
        warnings = Release(self.showcase, self.site).warnings
        self.assertIn("还有 1 个学院没有展位：财经学院。", warnings)

    def test_a_plan_without_booths_cannot_be_released(self):
        Booth.objects.all().delete()
        with self.assertRaisesMessage(BrokenRule, "展位图还不能发布"):
            self.release()

    def test_only_whose_booth_changed_is_told(self):
        self.release()
        third = make.booth(self.site, "A03")
        third.give(self.jidian, self.zhou, "手工安排", moved_from=self.first.pk)
        Notice.objects.all().delete()
        self.release()
        self.assertIn("机电学院：A01 → A03", self.told(self.chen)[0])
        self.assertEqual(self.told(self.lin), [])

    def test_what_was_looked_at_is_what_is_released(self):
        seen = Release(self.showcase, self.site).seen
        make.booth_need(self.jidian, theme="换了主题")
        with self.assertRaises(PlanConflict):
            self.release(seen=seen)
        self.assertFalse(PlanRelease.objects.exists())

    def test_who_releases_is_not_told_of_it(self):
        make.hat(self.zhou, Role.COLLEGE_STAFF, college=self.jidian)
        self.release()
        self.assertEqual((self.told(self.zhou), len(self.told(self.chen))), ([], 1))

    def test_a_plan_for_the_rain_is_released_silently(self):
        rain = self.edition.site_plans.create(name="体育馆")
        make.booth(rain, "B01").give(self.jidian, self.zhou, "手工安排")
        rain.refresh_from_db()
        release = Release(self.showcase, rain)
        release.make(self.zhou, self.now, base_version=rain.version, warned=True)
        self.assertEqual(self.told(self.chen), [])


class Restoring(WithPlan):
    def restored(self, release):
        self.site.refresh_from_db()
        release = PlanRelease.objects.get(pk=release.pk)
        restore(release, self.zhou, base_version=self.site.version)
        self.site.refresh_from_db()
        return drawn_now(self.site)

    def test_the_draft_is_what_was_released(self):
        box = make.power_box(self.site)
        Booth.objects.filter(pk=self.first.pk).update(supply=box)
        release = self.release()
        self.first.clear(self.zhou)
        self.second.delete()
        make.booth(self.site, "C09")
        self.assertEqual(moves(release.drawn, self.restored(release)), [])
        self.assertEqual(list(redrawn(release.drawn, drawn_now(self.site))), [])
        self.assertEqual(Booth.objects.get(code="A01").supply.label, box.label)

    def test_printed_cards_stay_valid_whatever_the_draft_called_the_booth(self):
        release = self.release()
        token = self.first.token
        Booth.objects.filter(pk=self.first.pk).update(code="B77")
        make.booth(self.site, "A01")
        self.restored(release)
        self.assertEqual(Booth.objects.get(code="A01").token, token)

    def test_what_the_offices_confirmed_stays_the_same_thing(self):
        desk = self.site.fixtures.create(kind="service_desk", x=1, y=1, width=2, depth=2)
        release = self.release()
        self.site.fixtures.update(x=9)
        self.restored(release)
        self.assertEqual(self.site.fixtures.get().pk, desk.pk)
        self.assertEqual(self.site.fixtures.get().x, 1)

    def test_the_last_one_restored_is_no_new_plan(self):
        make.power_box(self.site, capacity_kw="20.30", angle=15)
        release = self.release()
        self.first.clear(self.zhou)
        self.restored(release)
        self.assertFalse(Release(self.showcase, self.site).is_new)

    def test_the_picture_behind_it_comes_back(self):
        make.backdrop(self.site)
        shown = self.site.picture_key
        release = self.release()
        make.backdrop(self.site)
        with self.captureOnCommitCallbacks(execute=True):
            restored = self.restored(release)
        self.assertEqual(restored["site"]["picture"], str(shown))
        self.assertTrue(stored(shown).exists())

    def test_one_without_a_picture_takes_it_away(self):
        release = self.release()
        make.backdrop(self.site)
        unreleased = self.site.picture_key
        with self.captureOnCommitCallbacks(execute=True):
            self.assertIsNone(self.restored(release)["site"]["picture"])
        self.assertFalse(stored(unreleased).exists())

    def test_what_is_shown_stays_the_last_release(self):
        first = self.release()
        self.second.clear(self.zhou)
        second = self.release()
        self.restored(first)
        self.assertEqual(self.showcase.released, second)


class Changes(PortalTestCase):
    def plan(self, *booths):
        return {"booths": [self.booth(*one) for one in booths], "fixtures": []}

    def booth(self, code, college, x=0, theme=""):
        named = {"code": college, "name": f"{college}学院"} if college else None
        rect = {"x": x, "y": 0, "width": 3, "depth": 3, "angle": 0}
        return rect | {"code": code, "college": named, "theme": theme}

    def test_nobody_moved(self):
        plan = self.plan(("A01", "01"), ("A02", None))
        self.assertEqual(moves(plan, plan), [])

    def test_moved_placed_and_removed(self):
        before = self.plan(("A01", "01"), ("A02", "02"), ("A03", None))
        after = self.plan(("A01", None), ("A02", "03"), ("A03", "01"))
        told = [move.sentence for move in moves(before, after)]
        self.assertEqual(
            told,
            ["01学院：A01 → A03", "02学院：不再占用 A02，暂无展位", "03学院：安排在 A02"],
        )

    def test_a_booth_that_shifts_under_a_college_tells_it(self):
        before, after = self.plan(("A01", "01")), self.plan(("A01", "01", 5))
        self.assertEqual(affected(before, after), {"01": "01学院：展位 A01 的位置或大小有变"})

    def test_a_new_theme_is_told_of_the_drawing_and_moves_nobody(self):
        before, after = self.plan(("A01", "01", 0, "旧")), self.plan(("A01", "01", 0, "新"))
        self.assertEqual(affected(before, after), {})
        self.assertEqual(list(redrawn(before, after)), ["01学院的展示主题改为“新”"])
