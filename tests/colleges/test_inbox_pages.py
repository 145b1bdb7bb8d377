from colleges.models import Notice, NoticeKind
from tests.base import PortalTestCase


class Inbox(PortalTestCase):
    def tell(self, *users, key="k", title="附件1 被退回", **overrides):
        words = {"kind": NoticeKind.RETURNED, "body": "第 3 项缺电话。", "about": self.filing}
        return Notice.objects.tell(users, key=key, title=title, **words | overrides)

    def setUp(self):
        self.notice = self.tell(self.chen)[0]
        self.sign_in(self.chen)

    def test_shows_what_was_told(self):
        page = self.client.get("/inbox/")
        self.assertContains(page, "附件1 被退回")
        self.assertContains(page, "第 3 项缺电话。")

    def test_shows_nothing_of_others(self):
        self.sign_in(self.lin)
        self.assertContains(self.client.get("/inbox/"), "还没有通知")
        self.assertEqual(self.client.get(f"/inbox/{self.notice.pk}/").status_code, 404)

    def test_every_page_counts_what_is_unread(self):
        self.assertContains(self.client.get("/inbox/"), "收件箱，1 条未读")
        self.client.get(f"/inbox/{self.notice.pk}/")
        self.assertContains(self.client.get("/inbox/"), "收件箱，没有未读")

    def test_opening_leads_to_the_thing_and_is_reading(self):
        answer = self.client.get(f"/inbox/{self.notice.pk}/")
        self.assertRedirects(answer, self.filing.get_absolute_url())
        self.notice.refresh_from_db()
        self.assertIsNotNone(self.notice.read_at)

    def test_the_first_time_counts(self):
        with self.clock_at("2025-05-12T11:00"):
            self.client.get(f"/inbox/{self.notice.pk}/")
        with self.clock_at("2025-05-12T12:00"):
            self.client.get(f"/inbox/{self.notice.pk}/")
        self.assertEqual(Notice.objects.get().read_at.astimezone(self.now.tzinfo).hour, 11)

    def test_one_without_a_thing_leads_back(self):
        loose = self.tell(self.chen, key="loose", about=None)[0]
        self.assertRedirects(self.client.get(f"/inbox/{loose.pk}/"), "/inbox/")

    def test_all_at_once(self):
        others = self.tell(self.lin)[0]
        self.assertRefused(self.client.post("/inbox/read-all/", follow=True), "已把 1 条标为已读")
        self.assertFalse(Notice.objects.visible_to(self.chen).unread().exists())
        self.assertTrue(Notice.objects.unread().filter(pk=others.pk).exists())

    def test_only_the_unread(self):
        self.client.get(f"/inbox/{self.notice.pk}/")
        self.assertContains(self.client.get("/inbox/?only=unread"), "没有未读的通知")

    def test_words_of_people_are_escaped(self):
        self.tell(self.chen, key="x", title="<script>alert(1)</script>")
        self.assertNotContains(self.client.get("/inbox/"), "<script>alert")

    def test_costs_the_same_with_many(self):
        def grow():
            for number in range(5):
                self.tell(self.chen, key=f"more{number}")

        self.assertCostStaysFlat("/inbox/", grow)
