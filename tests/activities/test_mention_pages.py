"""The pages of the push ledger: registering, confirming, the list and what it adds up."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import MediaMention, Story
from tests import make, newsroom
from tests.base import PortalTestCase


class LedgerPages(PortalTestCase):
    def setUp(self):
        self.qian = newsroom.media_person()
        self.sign_in(self.chen)

    def register(self, **overrides):
        sent = {"level": "city", "outlet": "某市日报", "title": "焊花里的职业梦"}
        sent |= {"published_on": "2025-05-12", "url": "https://news.example/1.html"} | overrides
        return self.client.post(reverse("mention_new", args=["2025"]), sent)

    def at(self, name, mention):
        return reverse(name, args=[mention.pk])

    def picture(self, content=None, name="截图.png"):
        return SimpleUploadedFile(name, content or make.picture(kind="PNG"))


class Registering(LedgerPages):
    def test_a_new_story_with_its_first_outlet(self):
        answer = self.register()
        mention = MediaMention.objects.get()
        self.assertRedirects(answer, mention.get_absolute_url())
        self.assertEqual((mention.story.title, mention.status), ("焊花里的职业梦", "claimed"))

    def test_a_second_outlet_of_the_same_story(self):
        story = newsroom.story(college=self.jidian)
        self.register(story=f"story-{story.pk}", title="")
        self.register(title="焊花里的职业梦", outlet="某省报", url="https://b.example/1")
        self.assertEqual((Story.objects.count(), story.mentions.count()), (1, 2))

    def test_from_a_published_text(self):
        news = newsroom.published(newsroom.news_item(college=self.jidian))
        page = self.client.get(reverse("mention_new", args=["2025"]), {"news": news.pk})
        self.assertContains(page, f'<option value="news-{news.pk}" selected>')
        self.register(story=f"news-{news.pk}", title="")
        self.assertEqual(Story.objects.get().news, news)

    def test_the_media_centre_registers_a_college_s_text(self):
        news = newsroom.published(newsroom.news_item(college=self.jidian))
        self.sign_in(self.qian)
        self.register(news=news.pk, story=f"news-{news.pk}", title="")
        self.assertEqual(Story.objects.get().college, self.jidian)

    def test_faults_are_told_at_their_fields_and_nothing_is_kept(self):
        for sent, sentence in [
            ({"title": ""}, "请选择一个选题，或写一个新的。"),
            ({"url": ""}, "市级媒体刊发的要有网址或截图"),
            ({"published_on": "2025-05-13"}, "刊发日期不对：不能晚于今天。"),
            ({"sent_on": "2025-05-12", "published_on": "2025-05-10"}, "刊发不能早于推送。"),
            ({"url": "javascript:alert(1)"}, "输入一个有效的 URL"),
            ({"url": "https://news.example:99999/1"}, "端口号不对"),
            ({"level": "galaxy"}, "galaxy"),
            ({"story": "story-999999"}, "story-999999"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.register(**sent), sentence, status_code=422)
        self.assertFalse(MediaMention.objects.exists())

    def test_a_story_of_another_college_is_none_to_choose(self):
        theirs = newsroom.story(college=self.caijing)
        self.assertEqual(self.register(story=f"story-{theirs.pk}", title="").status_code, 422)

    def test_a_screenshot_is_judged_by_its_content(self):
        answer = self.register(url="", file=self.picture(b"<svg onload=alert(1)>"))
        self.assertContains(answer, "文件内容不是 PNG", status_code=422)
        answer = self.register(url="", file=self.picture(b"PK\3\4", "台账.xlsx"))
        self.assertEqual(answer.status_code, 422)
        self.register(url="", file=self.picture())
        shown = self.client.get(self.at("mention_shot", MediaMention.objects.get()))
        self.assertIn("attachment", shown["Content-Disposition"])
        self.assertIn("sandbox", shown["Content-Security-Policy"])


class Deciding(LedgerPages):
    def setUp(self):
        super().setUp()
        self.register()
        self.mention = MediaMention.objects.get()

    def test_confirmed_it_counts_on_the_page(self):
        self.sign_in(self.qian)
        self.client.post(self.at("mention_confirm", self.mention))
        page = self.client.get(reverse("mention_list", args=["2025"]))
        self.assertContains(page, "已采用 1 个选题")

    def test_a_college_confirms_nothing(self):
        answer = self.client.post(self.at("mention_confirm", self.mention))
        self.assertEqual(answer.status_code, 403)

    def test_sent_back_it_is_mended_and_goes_in_again(self):
        self.sign_in(self.qian)
        self.client.post(self.at("mention_send_back", self.mention), {"reason": "网址打不开"})
        self.sign_in(self.chen)
        address = self.at("mention_edit", self.mention)
        self.assertContains(self.client.get(address), "网址打不开")
        sent = {"level": "city", "outlet": "某市日报", "published_on": "2025-05-12"}
        sent |= {"url": "https://news.example/2.html", "base_version": "1"}
        self.client.post(address, sent)
        self.mention.refresh_from_db()
        self.assertEqual(
            (self.mention.status, self.mention.url_key), ("claimed", "news.example/2.html")
        )

    def test_two_who_mend_it_the_second_is_asked_once_more(self):
        MediaMention.objects.update(status="sent", version=2)
        sent = {"level": "city", "outlet": "甲报", "base_version": "1", "url": "https://a.example/"}
        answer = self.client.post(self.at("mention_edit", self.mention), sent)
        self.assertContains(answer, "刚刚被同事改过。您填的还在", status_code=422)
        self.assertContains(answer, "甲报", status_code=422)
        self.client.post(self.at("mention_edit", self.mention), sent | {"base_version": "2"})
        self.mention.refresh_from_db()
        self.assertEqual(self.mention.outlet, "甲报")

    def test_the_same_address_elsewhere_is_shown_to_who_confirms(self):
        newsroom.mention(newsroom.story(college=self.caijing), url="http://news.example/1.html")
        self.sign_in(self.qian)
        page = self.client.get(self.mention.get_absolute_url())
        self.assertContains(page, "财经学院“焊花里的职业梦”")


class Ledger(LedgerPages):
    def test_a_college_reads_its_own_alone(self):
        mention = newsroom.mention(newsroom.story(college=self.caijing))
        mention.confirm(self.zhou)
        page = self.client.get(reverse("mention_list", args=["2025"]))
        self.assertNotContains(page, "财经学院")
        self.sign_in(self.chu)
        page = self.client.get(reverse("mention_list", args=["2025"]))
        self.assertContains(page, "财经学院")

    def test_filters(self):
        newsroom.mention(newsroom.story(college=self.jidian))
        for query, found in [
            ({"q": "焊花"}, 1), ({"q": "日报"}, 1), ({"level": "national"}, 0),
            ({"state": "claimed"}, 1), ({"college": self.caijing.pk}, 0), ({"state": "x"}, 1),
        ]:  # fmt: skip
            page = self.client.get(reverse("mention_list", args=["2025"]), query)
            with self.subTest(query):
                self.assertEqual(len(page.context["page"].object_list), found)

    def test_costs_the_same_whatever_its_length(self):
        story = newsroom.story(college=self.jidian)
        newsroom.mention(story).confirm(self.qian)

        def grow():
            for place in range(3):
                told = newsroom.story(college=self.jidian, title=f"选题{place}")
                newsroom.mention(told).confirm(self.qian)

        self.sign_in(self.zhou)
        address = reverse("mention_list", args=["2025"])
        self.assertCostStaysFlat(address, grow)
        self.assertLessEqual(len(self.queries_of(address)), 12)
