from django.urls import reverse

from activities.models import Booth, Lot, SitePlan
from activities.showcase.lots import digest
from colleges.models import College, Notice
from tests import make
from tests.base import PortalTestCase


class BoothPages(PortalTestCase):
    def setUp(self):
        self.site = self.edition.showcase.site
        self.first = make.booth(self.site, "A01")
        self.second = make.booth(self.site, "A02")
        self.sign_in(self.zhou)

    def page(self, name, pk=None):
        return self.client.get(reverse(name, args=[pk or self.site.pk]))

    def press(self, name, thing, **sent):
        return self.client.post(reverse(name, args=[thing.pk]), sent)

    def college_on(self, code):
        return Booth.objects.get(site=self.site, code=code).college


class BoothBoard(BoothPages):
    def test_it_lists_who_is_still_to_be_placed_with_what_they_need(self):
        make.booth_need(self.jidian, power_kw=3, is_noisy=True)
        page = self.page("booth_board").content.decode()
        self.assertIn("3 kW", page)
        self.assertIn("音响", page)
        self.assertIn("未填需求", page)

    def test_more_colleges_than_booths_is_said(self):
        College.objects.create(code="03", name="艺术学院", position=3)
        self.assertContains(self.page("booth_board"), "学院比展位多 1 个")

    def test_a_plan_without_booths_leads_to_the_drawing(self):
        Booth.objects.all().delete()
        self.assertContains(self.page("booth_board"), "图上还没有展位")

    def test_the_cost_is_flat(self):
        def grow():
            for number in range(30):
                college = College.objects.create(code=f"x{number}", name=f"学院{number}")
                make.booth(self.site, f"B{number}").give(college, self.zhou, "手工安排")

        address = reverse("booth_board", args=[self.site.pk])
        self.assertCostStaysFlat(address, grow)
        self.assertLessEqual(len(self.queries_of(address)), 12)


class GivingByHand(BoothPages):
    def test_the_college_stands_there(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        self.assertEqual(self.college_on("A01"), self.jidian)

    def test_nobody_chosen_is_a_sentence(self):
        self.assertRefused(self.press("booth_give", self.first), "还没有选择学院")

    def test_a_college_that_is_closed_is_not_placed(self):
        College.objects.filter(pk=self.jidian.pk).update(is_active=False)
        response = self.press("booth_give", self.first, college=self.jidian.pk)
        self.assertRefused(response, "还没有选择学院")

    def test_the_slower_officer_is_told(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        response = self.press("booth_give", self.first, college=self.caijing.pk)
        self.assertRefused(response, "刚刚安排给了机电学院")

    def test_swapping_tells_both_colleges(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        self.press("booth_give", self.second, college=self.caijing.pk)
        self.swap(self.second, self.caijing, reason="两院商定")
        self.assertEqual(self.college_on("A01"), self.caijing)
        for user in (self.chen, self.lin):
            with self.subTest(user=user):
                told = Notice.objects.get(user=user, key__startswith="swap:")
                self.assertIn("两院商定", told.body)

    def swap(self, other, college, **sent):
        """机电's first booth with `other`, on which `college` was seen."""
        pair = {"college": self.jidian.pk, "other": f"{other.pk}.{college.pk}"}
        return self.press("booth_swap", self.first, **pair, **sent)

    def test_a_reason_that_is_too_long_swaps_nothing_and_is_not_cut(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        self.press("booth_give", self.second, college=self.caijing.pk)
        response = self.swap(self.second, self.caijing, reason="商" * 201)
        self.assertRefused(response, "最多写 200 字")
        self.assertEqual(self.college_on("A01"), self.jidian)

    def test_from_another_booth_it_moves_only_where_that_was_chosen(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        response = self.press("booth_give", self.second, college=self.jidian.pk)
        self.assertRefused(response, "机电学院刚刚安排在 A01")
        self.press("booth_give", self.second, college=f"{self.jidian.pk}.{self.first.pk}")
        self.assertEqual(self.college_on("A02"), self.jidian)

    def test_a_page_from_before_takes_nobody_out(self):
        self.press("booth_give", self.first, college=self.caijing.pk)
        response = self.press("booth_clear", self.first, college=self.jidian.pk)
        self.assertRefused(response, "刚刚安排给了财经学院，没有执行")
        self.press("booth_clear", self.first, college=self.caijing.pk)
        self.assertIsNone(self.college_on("A01"))

    def test_a_booth_of_another_plan_is_no_partner(self):
        self.press("booth_give", self.first, college=self.jidian.pk)
        other = make.booth(self.edition.site_plans.create(name="体育馆"), "C01")
        other.give(self.caijing, self.zhou, "手工安排")
        response = self.swap(other, self.caijing)
        self.assertRefused(response, "还没有选择和哪个展位对调")

    def test_a_cancelled_showcase_takes_nobody(self):
        type(self.edition.showcase).objects.update(is_cancelled=True)
        response = self.press("booth_give", self.first, college=self.jidian.pk)
        self.assertRefused(response, "集中展示已取消")


class LotsAndProposals(BoothPages):
    def version(self):
        self.site.refresh_from_db()
        return self.site.version

    def test_everybody_can_read_and_repeat_a_lot(self):
        self.press("lot_draw", self.site, version=self.version())
        lot = Lot.objects.get()
        self.client.logout()
        page = self.page("lot_detail", lot.pk).content.decode()
        self.assertIn(lot.seed, page)
        self.assertIn(digest(lot.seed, "01")[:16], page)

    def test_who_drew_the_lot_finds_the_way_back_and_strangers_none(self):
        self.press("lot_draw", self.site, version=self.version())
        back, lot = reverse("booth_board", args=[self.site.pk]), Lot.objects.get()
        self.assertContains(self.page("lot_detail", lot.pk), back)
        self.client.logout()
        self.assertNotContains(self.page("lot_detail", lot.pk), back)

    def test_a_plan_changed_meanwhile_draws_nothing(self):
        seen = self.version()
        self.press("booth_give", self.first, college=self.jidian.pk)
        response = self.press("lot_draw", self.site, version=seen)
        self.assertRefused(response, "这次没有执行")
        self.assertFalse(Lot.objects.exists())

    def test_a_proposal_is_taken_as_shown(self):
        page = self.client.get(reverse("booth_propose", args=[self.site.pk]), {"seed": "5"})
        proposed = page.context["proposed"]
        shown = {b.code: c for b, c, _ in proposed.placements}
        sent = {"seed": "5", "version": self.version(), "seen": proposed.seen}
        self.press("booth_propose", self.site, **sent)
        self.assertEqual({code: self.college_on(code) for code in shown}, shown)

    def test_nonsense_as_a_seed_is_another_proposal_or_no_page(self):
        address = reverse("booth_propose", args=[self.site.pk])
        for seed, expected in [("x", 200), ("-1", 200), ("9" * 18, 404)]:
            with self.subTest(seed=seed):
                self.assertEqual(self.client.get(address, {"seed": seed}).status_code, expected)


class ReleasePages(BoothPages):
    def setUp(self):
        super().setUp()
        self.press("booth_give", self.first, college=self.jidian.pk)

    def version(self):
        self.site.refresh_from_db()
        return self.site.version

    def test_the_page_says_who_will_be_told_and_what_is_wrong(self):
        page = self.page("plan_release").content.decode()
        self.assertIn("机电学院：安排在 A01", page)
        self.assertIn("还有 1 个学院没有展位：财经学院", page)

    def test_a_spare_plan_is_released_for_nobody_to_be_told(self):
        spare = SitePlan.objects.create(edition=self.edition, name="体育馆")
        make.booth(spare, "A01").give(self.jidian, self.zhou, "手工安排")
        page = self.page("plan_release", spare.pk)
        self.assertContains(page, "不公开、不通知学院")
        self.assertContains(page, "展位有变的学院（1）")
        self.assertNotContains(page, "会通知的学院")
        self.assertNotContains(page, "现在看不到展位图")

    def test_whose_booth_shifts_stands_among_those_told(self):
        make.release(self.site, by=self.zhou)
        Booth.objects.filter(pk=self.first.pk).update(x=30)
        told = "机电学院：展位 A01 的位置或大小有变"
        self.assertContains(self.page("plan_release"), f"<li>{told}</li>")

    def test_a_theme_changed_meanwhile_is_shown_before_it_is_released(self):
        seen = self.page("plan_release").context["release"].seen
        make.booth_need(self.jidian, theme="换了主题")
        sent = {"version": self.version(), "seen": seen, "warned": "1"}
        response = self.press("plan_release", self.site, **sent)
        self.assertRefused(response, "这次没有执行")
        self.assertFalse(self.site.releases.exists())

    def test_a_spare_place_is_not_what_is_public(self):
        spare = self.edition.site_plans.create(name="体育馆")
        make.booth(spare, "B01").give(self.caijing, self.zhou, "手工安排")
        make.release(spare, by=self.zhou)
        self.assertNotContains(self.page("release_list", spare.pk), "现在公开的")

    def test_colleges_see_the_release_and_not_the_draft(self):
        seen = self.page("plan_release").context["release"].seen
        sent = {"version": self.version(), "seen": seen, "warned": "1"}
        self.press("plan_release", self.site, **sent)
        self.press("booth_clear", self.first, college=self.jidian.pk)
        release = self.site.releases.get()
        self.sign_in(self.chen)
        self.assertContains(self.page("release_detail", release.pk), "您学院的展位是 <strong>A01")

    def test_an_earlier_release_is_the_offices_paper(self):
        first = make.release(self.site, by=self.zhou)
        self.press("booth_give", self.second, college=self.caijing.pk)
        make.release(self.site, by=self.zhou)
        self.sign_in(self.chen)
        self.assertEqual(self.page("release_detail", first.pk).status_code, 403)

    def test_restoring_leads_to_the_next_release(self):
        first = make.release(self.site, by=self.zhou)
        self.press("booth_clear", self.first, college=self.jidian.pk)
        self.press("release_restore", first, version=self.version())
        self.assertEqual(self.college_on("A01"), self.jidian)

    def test_restoring_on_an_older_sight_restores_nothing(self):
        first = make.release(self.site, by=self.zhou)
        seen = self.version()
        self.press("booth_clear", self.first, college=self.jidian.pk)
        response = self.press("release_restore", first, version=seen)
        self.assertRefused(response, "这次没有执行")
        self.assertIsNone(self.college_on("A01"))
