"""新闻 of the public site: what went through three reviews, no longer than it stands."""

from activities.models import NewsItem
from tests import make, media, newsroom

from .test_public_pages import PublicTestCase


class News(PublicTestCase):
    def setUp(self):
        super().setUp()
        draft = newsroom.news_item(college=self.jidian, title="焊花里的梦")
        self.item = newsroom.published(draft)

    def test_what_is_published_is_listed_and_read(self):
        newsroom.news_item(college=self.jidian, title="还没审的")
        said = self.said("public_news")
        self.assertIn("焊花里的梦", said)
        self.assertNotIn("还没审的", said)
        self.assertIn("焊花里的梦", self.said("public_home"))
        self.assertIn("作者：", self.said("public_article", self.item.pk))

    def test_a_draft_is_not_there(self):
        draft = newsroom.news_item(college=self.jidian)
        self.assertEqual(self.stranger.get(self.at("public_article", draft.pk)).status_code, 404)

    def test_taken_down_it_is_gone_and_says_so(self):
        NewsItem.objects.filter(pk=self.item.pk).update(status="withdrawn")
        answer = self.stranger.get(self.at("public_article", self.item.pk))
        self.assertContains(answer, "已经撤下", status_code=410)
        self.assertNotIn("焊花里的梦", self.said("public_news"))

    def test_hostile_marks_are_harmless(self):
        body = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/y.png)"
        NewsItem.objects.filter(pk=self.item.pk).update(body=body)
        said = self.said("public_article", self.item.pk)
        for words in ("<script>alert", 'href="javascript', 'src="https://evil'):
            self.assertNotIn(words, said)

    def test_of_its_pictures_the_approved_ones_are_shown(self):
        seen = media.item(college=self.jidian, status="approved")
        waiting = media.item(college=self.jidian)
        body = f"![甲](media:{seen.pk}) ![乙](media:{waiting.pk})"
        NewsItem.objects.filter(pk=self.item.pk).update(body=body)
        said = self.said("public_article", self.item.pk)
        self.assertIn(f"/w/media/{seen.pk}/800/", said)
        self.assertNotIn(f"/w/media/{waiting.pk}/", said)

    def about(self, activity):
        NewsItem.objects.filter(pk=self.item.pk).update(activity=activity)

    def test_the_activity_and_its_text_lead_to_each_other(self):
        self.about(self.open)
        self.assertIn(
            self.at("public_article", self.item.pk), self.said("public_activity", self.open.pk)
        )
        self.assertIn(
            self.at("public_activity", self.open.pk), self.said("public_article", self.item.pk)
        )

    def test_on_the_page_of_an_activity_no_text_stands_that_is_not_published(self):
        newsroom.news_item(college=self.jidian, title="还没审的", activity=self.open)
        self.assertNotIn("还没审的", self.said("public_activity", self.open.pk))

    def test_an_activity_nobody_may_see_is_not_named(self):
        self.about(make.activity(college=self.jidian, title="没报送的"))
        self.assertNotIn("没报送的", self.said("public_article", self.item.pk))

    def test_shown_elsewhere_it_has_its_own_picture(self):
        waiting = media.item(college=self.jidian)
        seen = media.item(college=self.jidian, status="approved")
        body = f"![甲](media:{waiting.pk}) ![乙](media:{seen.pk})"
        NewsItem.objects.filter(pk=self.item.pk).update(body=body)
        said = self.said("public_article", self.item.pk)
        self.assertRegex(said, rf'og:image" content="https?://[^"]+/w/media/{seen.pk}/800/"')
        self.assertEqual(said.count('property="og:image"'), 1)
        self.assertIn('og:type" content="article"', said)

    def test_without_a_picture_it_has_that_of_the_week(self):
        said = self.said("public_article", self.item.pk)
        self.assertEqual(said.count('property="og:image"'), 1)
        self.assertIn('og:type" content="website"', self.said("public_news"))

    def test_it_costs_the_same_for_many(self):
        def grow():
            for number in range(3):
                more = newsroom.news_item(college=self.jidian, title=f"第{number}篇")
                newsroom.published(more)

        self.assertCostStaysFlat(self.at("public_news"), grow)
