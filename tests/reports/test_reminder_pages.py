import time

from django.test import override_settings
from django.urls import reverse

from colleges.models import Notice
from reports.models import ReminderRun
from tests import make
from tests.base import PortalTestCase


class ReminderList(PortalTestCase):
    def setUp(self):
        self.address = reverse("reminder_list", args=[self.edition.code])
        self.sign_in(self.zhou)

    def chase(self):
        return ReminderRun.objects.chase(self.filing.requirement, by=self.zhou, at=self.now)

    def test_lists_who_owes_and_says_when_the_clock_reminds(self):
        make.filed(self.filing)
        page = self.client.get(self.address)
        self.assertContains(page, "1 个学院未报")
        self.assertContains(page, "下一次 5月12日（周一）12:00")

    def test_offers_a_text_for_a_chat_group(self):
        text = "还剩 8 小时。截至5月12日（周一）10:00还未报送的学院（2 个）：机电学院、财经学院。"
        with self.clock_at("2025-05-12T10:00"):
            self.assertContains(self.client.get(self.address), text)

    def test_tells_who_has_read_it(self):
        self.chase()
        self.chen.notices.get().read()
        page = self.client.get(self.address)
        self.assertContains(page, "孙（未读）")
        self.assertNotContains(page, "陈（未读）")
        self.assertContains(page, "周催办")

    def test_a_leader_reads_but_has_no_button(self):
        self.sign_in(self.chu)
        self.assertNotContains(self.client.get(self.address), "催办全部")

    def test_when_everything_is_filed(self):
        for filing in (self.filing, self.other_filing):
            make.filed(filing)
        self.assertContains(self.client.get(self.address), "应报的学院都已报送")


class RemindNow(PortalTestCase):
    def press(self, **facts):
        facts = {"requirement": self.filing.requirement_id} | facts
        return self.client.post(f"/editions/{self.edition.code}/remind/", facts, follow=True)

    def setUp(self):
        self.sign_in(self.zhou)

    def test_all_who_owe_from_the_board(self):
        answer = self.press(**{"from": "board"})
        self.assertRedirects(answer, reverse("board", args=[self.edition.code]))
        self.assertRefused(answer, "已催办 2 个学院 4 人")

    def test_a_second_click_says_when_it_may_be_pressed_again(self):
        self.press()
        self.assertRefused(self.press(), "5月12日（周一）10:10以后可以再催")
        self.assertEqual(self.chen.notices.count(), 1)

    def test_a_requirement_of_another_edition(self):
        for wrong in ("0", "x", "9" * 30):
            with self.subTest(wrong):
                self.assertEqual(self.press(requirement=wrong).status_code, 404)

    def test_the_board_has_the_button_while_something_is_owed(self):
        board = reverse("board", args=[self.edition.code])
        self.assertContains(self.client.get(board), "催办 2 个学院")
        for filing in (self.filing, self.other_filing):
            make.filed(filing)
        self.assertNotContains(self.client.get(board), "催办 ")


class FilingRemind(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)
        self.address = reverse("filing_remind", args=[self.filing.pk])

    def test_one_college(self):
        answer = self.client.post(self.address, follow=True)
        self.assertRefused(answer, "已催办机电学院 2 人")
        self.assertContains(answer, "提醒记录")
        self.assertContains(answer, "陈（未读，未配置邮件）")

    def test_the_college_reads_what_was_sent_but_not_who_read_it(self):
        self.client.post(self.address)
        self.sign_in(self.chen)
        page = self.client.get(self.filing.get_absolute_url())
        self.assertContains(page, "发给陈、孙")
        self.assertNotContains(page, "（未读")

    def test_the_side_panel_has_the_button(self):
        panel = self.client.get(reverse("filing_panel", args=[self.filing.pk]))
        self.assertContains(panel, self.address)

    @override_settings(REDIS_URL="redis://127.0.0.1:1/0", CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    def test_without_a_broker_it_is_as_quick_and_the_notice_is_there(self):
        began = time.monotonic()
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(self.address)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(Notice.objects.about(self.filing).count(), 2)
