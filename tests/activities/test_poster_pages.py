"""Posters for everybody, of what is public; 宣传物料 for those who print them."""

from contextlib import ExitStack
from io import BytesIO
from unittest import mock

import zxingcpp
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from activities.models import Activity, Edition
from activities.poster import asked, kept
from activities.poster.press import PHONE
from tests import make
from tests.base import PortalTestCase


class PosterTestCase(PortalTestCase):
    def setUp(self):
        kept.FOLDER.mkdir(exist_ok=True)
        for path in kept.FOLDER.glob("*"):
            path.unlink()
        self.activity = make.activity(college=self.jidian, title="焊接体验课")
        make.filed(self.filing)
        self.url = reverse("activity_poster", args=[self.activity.pk])

    def get(self, url=None, **headers):
        return Client().get(url or self.url, headers=headers)

    def status(self, url=None):
        return self.get(url).status_code

    def kept_files(self):
        return [path for path in kept.FOLDER.iterdir() if path.suffix != ".lock"]


class ActivityPoster(PosterTestCase):
    def test_comes_in_its_sizes(self):
        for size, pixels in (("phone", (1080, 1920)), ("a3", (1754, 2480)), ("x", (1080, 1920))):
            answer = self.get(f"{self.url}?size={size}")
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            self.assertEqual(Image.open(BytesIO(answer.content)).size, pixels)
        answer = self.get(f"{self.url}?size=pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))

    def test_card_is_what_open_graph_wants(self):
        for name, *args in (
            ("activity_card", self.activity.pk),
            ("day_card", "2025", "2025-05-12"),
            ("week_card", "2025"),
        ):
            answer = self.get(reverse(name, args=args))
            self.assertEqual(Image.open(BytesIO(answer.content)).size, (1200, 630))
        self.assertEqual(self.status(reverse("day_card", args=["2025", "2030-01-01"])), 404)

    def test_only_of_what_is_public(self):
        outing = make.outing_activity(college=self.jidian)
        unfiled = make.activity(college=self.caijing)
        make.filed(self.filing)
        for activity in (outing, unfiled):
            for name in ("activity_poster", "activity_card", "activity_qr"):
                self.assertEqual(self.status(reverse(name, args=[activity.pk])), 404)
        Activity.objects.get(pk=self.activity.pk).cancel(self.chen, "不办了")
        self.assertEqual(self.status(), 404)

    def test_nothing_of_an_edition_that_is_being_prepared(self):
        Edition.objects.update(opened_at=None)
        urls = [reverse(name, args=["2025"]) for name in ("week_poster", "week_qr")]
        urls += [reverse(name, args=["2025", "2025-05-12"]) for name in ("day_poster", "day_qr")]
        self.assertEqual({self.status(url) for url in [self.url, *urls]}, {404})

    def test_says_no_phone_number(self):
        Activity.objects.update(title="报名13800000001", venue="一楼，028-12345678", partners=[])
        told = repr(asked.facts_of_activity(self.activity.pk))
        self.assertIn("报名138****0001", told)
        for number in ("13800000001", "028-12345678", "赵老师"):
            self.assertNotIn(number, told)

    def test_may_be_kept_a_minute_and_sets_no_cookie(self):
        answer = self.get()
        self.assertEqual(answer.headers["Cache-Control"], "public, max-age=60")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertFalse(answer.cookies)
        self.assertNotIn("Cookie", answer.headers.get("Vary", ""))

    def test_unchanged_it_is_not_sent_again(self):
        seen = self.get().headers["ETag"]
        again = self.get(**{"If-None-Match": seen})
        self.assertEqual((again.status_code, again.headers["ETag"]), (304, seen))
        Activity.objects.update(venue="实训楼 202")
        self.assertEqual(self.get(**{"If-None-Match": seen}).status_code, 200)


class DayAndWeek(PosterTestCase):
    def test_a_day_lists_what_is_public_on_it(self):
        make.outing_activity(college=self.jidian, start_date=self.monday)
        make.activity(college=self.jidian, title="跨三天", end_date=self.edition.dates[3])
        make.filed(self.filing)
        facts = asked.facts_of_day("2025", "2025-05-12")
        self.assertEqual([row.title for row in facts.rows], ["焊接体验课", "跨三天"])
        self.assertEqual(facts.count, 2)
        self.assertEqual(asked.facts_of_day("2025", "2025-05-13").count, 1)

    def test_the_showcase_follows_the_weather(self):
        first = asked.facts_of_day("2025", "2025-05-14")
        self.assertEqual(first.rows[0].title, "各学院集中展示")
        make.weather_switch(make.backup_plan(self.edition))
        self.assertEqual(asked.facts_of_day("2025", "2025-05-14").rows, ())
        moved = asked.facts_of_day("2025", "2025-05-15")
        self.assertEqual(moved.rows[0].more, "体育馆")
        self.assertIn("5.15 周四 10:00–17:00，体育馆", asked.facts_of_week("2025").showcase)

    def test_a_week_counts_each_activity_once(self):
        make.activity(college=self.jidian, end_date=self.edition.dates[3])
        make.filed(self.filing)
        facts = asked.facts_of_week("2025")
        self.assertEqual([row.more for row in facts.rows[:4]], ["", "2 项", "1 项", "1 项"])
        self.assertEqual(facts.count, 2)

    def test_both_are_drawn(self):
        for url in (
            reverse("week_poster", args=["2025"]),
            reverse("day_poster", args=["2025", "2025-05-12"]),
        ):
            answer = self.get(url)
            self.assertEqual(Image.open(BytesIO(answer.content)).size, (1080, 1920))

    def test_of_another_day_there_is_none(self):
        for day in ("2025-06-01", "morgen"):
            self.assertEqual(self.status(reverse("day_poster", args=["2025", day])), 404)

    def test_few_queries_however_many_activities(self):
        week = reverse("week_poster", args=["2025"])
        self.assertLessEqual(len(self.queries_of(week)), 12)

        def grow():
            for _ in range(3):
                make.activity(college=self.jidian)
            make.filed(self.filing)

        self.assertCostStaysFlat(reverse("day_poster", args=["2025", "2025-05-12"]), grow)


class Kept(PosterTestCase):
    def facts(self):
        return asked.facts_of_activity(self.activity.pk)

    def test_is_drawn_once(self):
        drawn = kept.poster(self.facts(), PHONE)
        (path,) = self.kept_files()
        path.write_bytes(b"as it was")
        self.assertEqual(kept.poster(self.facts(), PHONE), b"as it was")
        Activity.objects.update(venue="别处")
        self.assertNotEqual(kept.poster(self.facts(), PHONE), drawn)
        self.assertEqual(len(self.kept_files()), 2)

    def test_whoever_waits_too_long_is_told_and_nothing_keeps_that_answer(self):
        with kept.turn(), mock.patch.object(kept, "LONGEST_WAIT", 0):
            answer = self.get()
        self.assertEqual(answer.status_code, 503)
        self.assertIn("请过几秒再打开", answer.content.decode())
        self.assertEqual(answer.headers["Cache-Control"], "no-store, private")
        self.assertEqual(self.status(), 200)

    def test_who_asks_for_everything_leaves_threads_for_pages(self):
        with ExitStack() as asking:
            for _ in range(4):
                asking.enter_context(kept.one_of_few())
            answer = self.get()
            self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "5"))
        self.assertEqual(self.status(), 200)

    def test_a_full_disk_costs_the_copy_alone(self):
        with mock.patch.object(kept, "LEAST_FREE", 10**18):
            self.assertEqual(self.status(), 200)
        self.assertEqual(self.kept_files(), [])

    def test_the_oldest_go_first(self):
        for n, name in enumerate(("old", "young")):
            (kept.FOLDER / name).write_bytes(b"x" * 10)
            kept.os.utime(kept.FOLDER / name, (n, n))
        kept.purge(most=10)
        self.assertEqual([path.name for path in self.kept_files()], ["young"])

    def test_half_a_file_goes_when_nobody_writes_it_any_more(self):
        for name in ("left.part", "written.part"):
            (kept.FOLDER / name).write_bytes(b"x")
        kept.os.utime(kept.FOLDER / "left.part", (0, 0))
        kept.purge()
        self.assertEqual([path.name for path in self.kept_files()], ["written.part"])


class Codes(PosterTestCase):
    def test_lead_to_the_public_pages(self):
        url = reverse("activity_qr", args=[self.activity.pk])
        picture = Image.open(BytesIO(self.get(f"{url}?as=png").content))
        (code,) = zxingcpp.read_barcodes(picture)
        path = reverse("public_activity", args=["2025", self.activity.pk])
        self.assertEqual(code.text, f"{settings.SITE_URL}{path}")
        self.assertEqual(self.status(path), 200)

    def test_are_drawings_unless_a_picture_is_asked_for(self):
        answer = self.get(reverse("day_qr", args=["2025", "2025-05-12"]))
        self.assertEqual(answer.headers["Content-Type"], "image/svg+xml")
        self.assertTrue(answer.content.startswith(b"<?xml"))


class PosterList(PosterTestCase):
    def page(self, user, **query):
        self.sign_in(user)
        return self.client.get(reverse("poster_list", args=["2025"]), query)

    def test_offers_the_own_posters_and_those_of_the_days(self):
        page = self.page(self.chen)
        self.assertContains(page, self.url)
        self.assertContains(page, reverse("day_poster", args=["2025", "2025-05-17"]))
        self.assertContains(page, "webcal://127.0.0.1")

    def test_says_why_there_is_none_yet(self):
        make.outing_activity(college=self.jidian)
        make.filed(self.filing)
        make.activity(college=self.jidian)
        make.activity(college=self.jidian, title="另一项没报送的")
        page = self.page(self.chen)
        self.assertContains(page, "另一项没报送的")
        self.assertContains(page, "2 项还没有报送，院长/书记签发附件1之后才有海报", count=1)
        self.assertContains(page, "审批通过后才有海报")

    def test_the_newsroom_leads_to_it(self):
        self.sign_in(self.zhou)
        page = self.client.get(reverse("news_list", args=["2025"]))
        self.assertContains(page, f'href="{reverse("poster_list", args=["2025"])}"')

    def test_whoever_organises_nothing_has_those_of_the_days(self):
        page = self.page(self.jiang)
        self.assertContains(page, reverse("week_poster", args=["2025"]))
        self.assertNotContains(page, self.url)

    def test_another_college_is_not_shown(self):
        page = self.page(self.lin, college=self.jidian.pk)
        self.assertEqual(page.status_code, 404)
        self.assertContains(self.page(self.zhou, college=self.jidian.pk), self.url)

    def test_costs_the_same_however_many(self):
        self.sign_in(self.chen)

        def grow():
            make.activity(college=self.jidian)
            make.outing_activity(college=self.jidian)
            make.filed(self.filing)

        self.assertCostStaysFlat(reverse("poster_list", args=["2025"]), grow)

    def test_activity_page_has_its_poster_once_it_is_public(self):
        self.sign_in(self.chen)
        self.assertContains(self.client.get(self.activity.get_absolute_url()), self.url)
        unfiled = make.activity(college=self.jidian)
        self.assertNotContains(self.client.get(unfiled.get_absolute_url()), "posters/activities")
