from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Booth, BoothArrival, BoothScore, Showcase
from colleges.models import Role
from tests import make
from tests.base import PortalTestCase

POINTS = {"theme": "8", "exhibits": "9", "interaction": "7", "order": "10"}


class OnTheDay(PortalTestCase):
    def setUp(self):
        self.site = self.edition.showcase.site
        self.first = make.booth(self.site, "A01")
        self.second = make.booth(self.site, "A02")
        self.first.give(self.jidian, self.zhou, "手工安排")
        self.second.give(self.caijing, self.zhou, "手工安排")
        make.release(self.site, by=self.zhou)
        self.enterContext(self.clock_at("2025-05-14T09:40"))

    def check_in(self, user, booth=None):
        self.sign_in(user)
        return self.client.post(reverse("booth_checkin", args=[(booth or self.first).token]))

    def score(self, college, user=None, **sent):
        self.sign_in(user or self.jiang)
        address = reverse("booth_score", args=["2025", college.pk])
        return self.client.post(address, POINTS | sent)


class CheckingIn(OnTheDay):
    def test_the_college_books_itself_by_its_card(self):
        self.check_in(self.chen)
        self.assertEqual(BoothArrival.objects.get().college, self.jidian)

    def test_who_may(self):
        for user, expected in [
            (self.lin, 403),
            (self.jiang, 403),
            (self.wei, 403),
            (self.sun, 302),
        ]:
            with self.subTest(user=user):
                self.assertEqual(self.check_in(user).status_code, expected)

    def test_a_visitor_reads_whose_booth_it_is(self):
        page = self.client.get(reverse("booth_checkin", args=[self.first.token]))
        self.assertContains(page, "机电学院")
        self.assertContains(page, reverse("showcase_plan", args=["2025"]))
        self.assertContains(page, reverse("public_college", args=["2025", self.jidian.pk]))
        self.client.post(reverse("booth_checkin", args=[self.first.token]))
        self.assertFalse(BoothArrival.objects.exists())

    def test_twice_tells_who_was_first(self):
        self.check_in(self.chen)
        self.assertRefused(self.check_in(self.sun), "机电学院已于 09:40 签到（陈）")

    def test_another_day_is_refused(self):
        with self.clock_at("2025-05-13T23:59:59"):
            self.assertRefused(self.check_in(self.chen), "集中展示在5月14日（周三），当天才能签到")

    def test_the_released_plan_decides_whose_booth_it_is(self):
        self.first.swap(self.second, self.zhou, "草稿里对调")
        self.check_in(self.chen, self.first)
        self.assertEqual(BoothArrival.objects.get().college, self.jidian)

    def test_codes_exchanged_in_the_draft_exchange_no_cards(self):
        for booth, code in [(self.first, "~"), (self.second, "A01"), (self.first, "A02")]:
            Booth.objects.filter(pk=booth.pk).update(code=code)
        self.check_in(self.chen, self.first)
        self.assertEqual(BoothArrival.objects.get().college, self.jidian)

    def test_a_day_called_off_books_nobody(self):
        Showcase.objects.update(is_cancelled=True)
        self.assertRefused(self.check_in(self.chen), "集中展示已取消")
        self.sign_in(self.zhou)
        address = reverse("booth_arrive", args=["2025"])
        response = self.client.post(address, {"college": self.caijing.pk})
        self.assertRefused(response, "集中展示已取消")
        board = self.client.get(reverse("showcase_board", args=["2025"]))
        self.assertNotContains(board, "代签")

    def test_a_card_of_the_place_left_behind_says_so(self):
        hall = self.edition.site_plans.create(name="体育馆")
        type(self.edition.showcase).objects.update(site=hall)
        self.sign_in(self.chen)
        page = self.client.get(reverse("booth_checkin", args=[self.first.token]))
        self.assertContains(page, "现在用的是“体育馆”的图")

    def test_the_board_shows_who_is_missing(self):
        self.check_in(self.chen)
        self.sign_in(self.zhou)
        today = self.client.get(reverse("showcase_board", args=["2025"])).context["today"]
        self.assertEqual([stand.code for stand in today.here], ["A01"])
        self.assertEqual([stand.code for stand in today.missing], ["A02"])

    def test_the_office_books_for_them_and_takes_it_back(self):
        self.sign_in(self.zhou)
        self.client.post(reverse("booth_arrive", args=["2025"]), {"college": self.caijing.pk})
        arrival = BoothArrival.objects.get(college=self.caijing)
        self.client.post(reverse("arrival_delete", args=[arrival.pk]))
        self.assertFalse(BoothArrival.objects.exists())


class Scoring(OnTheDay):
    def test_a_sheet_is_kept(self):
        self.score(self.jidian, comment="讲解清楚")
        self.assertEqual(BoothScore.objects.get().total, 34)

    def test_written_again_it_is_corrected(self):
        self.score(self.jidian)
        self.score(self.jidian, theme="0")
        self.assertEqual(BoothScore.objects.get().total, 26)

    def test_abstaining_is_not_nought(self):
        self.score(self.jidian, abstains="on")
        self.assertIsNone(BoothScore.objects.get().total)

    def test_an_unfinished_sheet_is_shown_again_with_what_was_typed(self):
        page = self.score(self.jidian, theme="", comment="讲解清楚")
        self.assertContains(page, "请打分", status_code=422)
        self.assertContains(page, "讲解清楚", status_code=422)
        self.assertFalse(BoothScore.objects.exists())

    def test_points_out_of_range_are_refused(self):
        for points in ("11", "-1", "八", "5.5"):
            with self.subTest(points=points):
                self.assertEqual(self.score(self.jidian, theme=points).status_code, 422)

    def test_never_the_own_college(self):
        make.hat(self.jiang, Role.COLLEGE_STAFF, college=self.jidian)
        self.assertRefused(self.score(self.jidian), "不给本学院评分")
        self.assertFalse(BoothScore.objects.exists())

    def test_before_it_opens_and_after_the_next_day_nothing_is_scored(self):
        for instant in ("2025-05-14T09:29:59", "2025-05-16T00:00"):
            with self.subTest(instant=instant), self.clock_at(instant):
                self.assertRefused(self.score(self.jidian), "现在不能评分")

    def test_a_day_called_off_is_not_scored(self):
        Showcase.objects.update(is_cancelled=True)
        self.assertRefused(self.score(self.jidian), "集中展示已取消")
        self.assertFalse(BoothScore.objects.exists())
        page = self.client.get(reverse("booth_score_list", args=["2025"]))
        self.assertContains(page, "不签到，不评分")

    def test_the_sheet_says_so_before_anybody_fills_it(self):
        self.sign_in(self.jiang)
        address, told = reverse("booth_score", args=["2025", self.jidian.pk]), "现在填了不能保存"
        self.assertNotContains(self.client.get(address), told)
        with self.clock_at("2025-05-13T12:00"):
            self.assertContains(self.client.get(address), told)

    def test_a_judge_sees_the_own_ones_alone(self):
        other = make.person("韩", Role.JUDGE, username="han")
        self.score(self.jidian, other)
        self.sign_in(self.jiang)
        page = self.client.get(reverse("booth_score_list", args=["2025"]))
        self.assertEqual(page.context["today"].scored, [])

    def test_the_office_sees_who_is_behind_and_no_points(self):
        self.score(self.jidian)
        self.sign_in(self.zhou)
        page = self.client.get(reverse("booth_score_list", args=["2025"]))
        self.assertEqual(page.context["today"].progress, [(self.jiang, 1, 0)])
        self.assertNotContains(page, "34 分")

    def test_the_database_keeps_one_sheet_a_judge_and_college(self):
        self.score(self.jidian)
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.edition.booth_scores.create(judge=self.jiang, college=self.jidian)
