"""What the newsroom asks of a college stands on its desk."""

from django.urls import reverse

from tests import media, newsroom
from tests.base import PortalTestCase


class DeskOfTheNewsroom(PortalTestCase):
    def desk(self, user):
        self.sign_in(user)
        return self.client.get(reverse("desk", args=["2025"]))

    def test_a_lead_reads_how_many_wait_for_the_first_review(self):
        newsroom.handed_in(newsroom.news_item(college=self.jidian))
        newsroom.handed_in(newsroom.news_item(college=self.jidian, title="又一篇"))
        self.assertContains(self.desk(self.sun), "2 篇稿件等您一审")
        self.assertNotContains(self.desk(self.chen), "等您一审")
        self.assertNotContains(self.desk(self.he), "等您一审")

    def test_what_came_back(self):
        item = newsroom.handed_in(newsroom.news_item(college=self.jidian))
        item.send_back(self.sun, "再核实人数", seen="1")
        mention = newsroom.mention(newsroom.story(college=self.jidian))
        mention.send_back(self.zhou, "补截图")
        page = self.desk(self.chen)
        self.assertContains(page, "1 篇稿件被退回")
        self.assertContains(page, "1 条推送被退回")
        self.assertNotContains(self.desk(self.lin), "被退回")

    def test_pictures_sent_back_are_linked_where_they_alone_are(self):
        media.item(college=self.jidian, status="returned")
        media.item(college=self.jidian, status="consent")
        media.item(college=self.jidian)
        there = reverse("media_list", args=["2025"]) + "?state=asking"
        self.assertContains(
            self.desk(self.chen), f'<a href="{there}">2 件照片、视频</a>', html=True
        )
        self.assertEqual(len(self.client.get(there).context["page"]), 2)


class FirstPagesOfReviewers(PortalTestCase):
    def first_page(self, user, name):
        self.sign_in(user)
        address = reverse(name, args=["2025"])
        return self.client.get(address, follow=True).content.decode()

    def test_each_reads_what_texts_wait_for_them_alone(self):
        qian = newsroom.media_person()
        item = newsroom.handed_in(newsroom.news_item(college=self.jidian))
        item = newsroom.reviewed(item, self.sun)
        self.assertIn("1 篇稿件等您审", self.first_page(qian, "work_list"))
        self.assertNotIn("篇稿件等您审", self.first_page(self.zhou, "board"))
        newsroom.reviewed(item, qian)
        self.assertNotIn("篇稿件等您审", self.first_page(qian, "work_list"))
        self.assertIn("1 篇稿件等您审", self.first_page(self.zhou, "board"))

    def test_rows_of_the_ledger_wait_for_who_has_not_claimed_them(self):
        qian = newsroom.media_person()
        newsroom.mention(newsroom.story(college=self.jidian))
        newsroom.mention(newsroom.story(college=self.caijing, title="点钞"), by=qian)
        there = reverse("mention_list", args=["2025"]) + "?state=claimed"
        self.assertIn(f'<a href="{there}">1 条推送等您确认</a>', self.first_page(qian, "work_list"))
        self.assertIn(
            f'<a href="{there}">2 条推送等您确认</a>', self.first_page(self.zhou, "board")
        )
        self.assertNotIn("条推送等您确认", self.first_page(self.zheng, "board"))
