"""图集 of the public site: what is approved, and no longer than it is."""

import re

from django.urls import reverse

from activities.models import MediaItem
from tests import make, media

from .test_public_pages import PublicTestCase


class Gallery(PublicTestCase):
    def picture(self, **overrides):
        facts = {"caption": "焊花四溅", "day": self.edition.dates[1], "status": "approved"}
        return media.item(**{"college": self.jidian} | facts | overrides)

    def of_security(self, **overrides):
        by = make.of_unit(None, self.security)
        return self.picture(college=None, department=self.security, by=by, **overrides)

    def test_it_shows_what_is_approved_and_nothing_else(self):
        self.picture()
        self.picture(caption="还没审的", status="waiting")
        self.picture(caption="文稿一份", kind="document")
        said = self.said("public_gallery")
        self.assertIn("焊花四溅", said)
        for caption in ("还没审的", "文稿一份"):
            self.assertNotIn(caption, said)

    def test_filters(self):
        self.picture()
        for query, found in [
            ("?kind=photo", True),
            ("?kind=video", False),
            ("?day=2025-05-12", True),
            ("?day=2025-05-11", False),
            ("?kind=x&day=x&page=x", True),
        ]:
            with self.subTest(query):
                self.assertEqual("焊花四溅" in self.said("public_gallery", query=query), found)

    def test_of_one_activity_or_one_college(self):
        other = make.activity(college=self.jidian, title="另一项")
        make.filed(self.filing)
        self.picture(caption="焊接的", activity=self.open)
        self.picture(caption="别的", activity=other)
        for query, captions in [
            (f"?activity={self.open.pk}", ["焊接的"]),
            (f"?activity={self.open.pk}&kind=video", []),
            (f"?college={self.jidian.pk}", ["焊接的", "别的"]),
            (f"?college={self.caijing.pk}", []),
            ("?activity=x&college=x", ["焊接的", "别的"]),
        ]:
            with self.subTest(query):
                said = self.said("public_gallery", query=query)
                self.assertEqual([one for one in ("焊接的", "别的") if one in said], captions)

    def test_of_one_department(self):
        one = self.of_security(caption="平安校园")
        self.picture()
        query = f"?department={self.security.pk}"
        self.assertIn(self.at("public_gallery", query=query), self.said("public_picture", one.pk))
        said = self.said("public_gallery", query=query)
        self.assertIn(f"{self.security}的影像", said)
        self.assertIn("平安校园", said)
        self.assertNotIn("焊花四溅", said)
        self.assertIn("?college=departments", said)

    def test_a_department_that_shows_nothing_is_not_named(self):
        self.of_security(status="waiting")
        for number in (self.security.pk, 999):
            said = self.said("public_gallery", query=f"?department={number}")
            self.assertNotIn("的影像", said)

    def test_of_an_activity_nobody_may_see_it_does_not_tell_the_name(self):
        secret = make.activity(college=self.jidian, title="没报送的")
        said = self.said("public_gallery", query=f"?activity={secret.pk}")
        self.assertNotIn("没报送的", said)

    def test_no_day_and_no_kind_leads_to_an_empty_page(self):
        secret = make.activity(college=self.jidian, title="没报送的")
        self.picture(day=self.edition.dates[1])
        self.picture(day=self.edition.dates[2], activity=secret)
        self.picture(day=self.edition.dates[3], status="waiting", kind="video")
        said = self.said("public_gallery")
        self.assertEqual(re.findall(r"day=(2025-\d\d-\d\d)", said), ["2025-05-12"])
        self.assertEqual(re.findall(r"kind=(\w+)", said), ["photo"])

    def test_a_day_that_was_asked_for_and_has_none_shows_the_way_back(self):
        self.picture()
        said = self.said("public_gallery", query="?day=2025-05-11")
        self.assertIn("看全部影像", said)
        self.assertIn("5月11日", said)

    def test_the_page_of_an_activity_leads_to_all_its_pictures(self):
        for number in range(7):
            self.picture(caption=f"第{number}张", activity=self.open)
        said = self.said("public_activity", self.open.pk)
        self.assertIn("全部影像（7）", said)
        self.assertIn(self.at("public_gallery", query=f"?activity={self.open.pk}"), said)

    def test_a_picture_has_a_page_without_people(self):
        one = self.picture(people="赵老师", photographer="钱某", activity=self.open)
        said = self.said("public_picture", one.pk)
        self.assertIn(f"/w/media/{one.pk}/1600/", said)
        self.assertIn("焊接体验课", said)
        for name in ("赵老师", "钱某"):
            self.assertNotIn(name, said)

    def test_one_goes_through_the_gallery_in_its_order(self):
        old, chosen, new = self.picture(), self.picture(is_excellent=True), self.picture()
        hidden = self.picture(status="hidden")
        order = [chosen, new, old]
        for place, item in enumerate(order):
            said = self.said("public_picture", item.pk)
            for word, step in (("prev", -1), ("next", 1)):
                found = re.findall(rf'rel="{word}" href="([^"]+)"', said)
                there = order[place + step] if 0 <= place + step < len(order) else None
                self.assertEqual(found, [self.at("public_picture", there.pk)] if there else [])
        self.assertNotIn(self.at("public_picture", hidden.pk), said)

    def test_search_engines_find_it(self):
        shown, hidden = self.picture(), self.picture(status="hidden")
        found = self.stranger.get(reverse("public_sitemap")).content.decode()
        self.assertIn(self.at("public_picture", shown.pk), found)
        self.assertNotIn(self.at("public_picture", hidden.pk), found)

    def test_hidden_it_is_gone_from_every_page(self):
        one = self.picture(activity=self.open)
        pages = ("public_gallery", "public_home")
        for name in pages:
            self.assertIn("焊花四溅", self.said(name))
        self.assertIn("焊花四溅", self.said("public_activity", self.open.pk))
        MediaItem.objects.filter(pk=one.pk).update(status="hidden")
        for name in pages:
            self.assertNotIn("焊花四溅", self.said(name))
        self.assertNotIn("焊花四溅", self.said("public_activity", self.open.pk))
        self.assertEqual(self.stranger.get(self.at("public_picture", one.pk)).status_code, 404)

    def test_of_an_activity_nobody_may_see_it_is_not_shown(self):
        secret = make.activity(college=self.jidian, title="没报送的")
        one = self.picture(activity=secret)
        self.assertEqual(self.stranger.get(self.at("public_picture", one.pk)).status_code, 404)

    def test_empty_it_says_what_it_is_for(self):
        self.assertIn("照片和视频审核之后在这里公布", self.said("public_gallery"))

    def test_it_costs_the_same_for_many(self):
        self.picture()

        def grow():
            for number in range(5):
                self.picture(caption=f"第{number}张", activity=self.open)

        query = f"?activity={self.open.pk}&college={self.jidian.pk}"
        for path in (
            self.at("public_gallery"),
            self.at("public_gallery", query=query),
            self.at("public_activity", self.open.pk),
        ):
            self.assertCostStaysFlat(path, grow)
            self.assertLessEqual(len(self.queries_of(path)), 12)
