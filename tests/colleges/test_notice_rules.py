from django.test import override_settings

from colleges.models import Delivery, Notice, NoticeKind
from tests.base import PortalTestCase


class Telling(PortalTestCase):
    def tell(self, *users, key="filing-1-returned", **overrides):
        words = {"kind": NoticeKind.RETURNED, "title": "附件1 被退回", "about": self.filing}
        return Notice.objects.tell(users, key=key, **words | overrides)

    def test_everybody_gets_one(self):
        made = self.tell(self.chen, self.sun)
        self.assertEqual({one.user for one in made}, {self.chen, self.sun})
        self.assertEqual(self.chen.notices.get().url, self.filing.get_absolute_url())

    def test_the_same_key_is_told_once(self):
        self.tell(self.chen)
        self.assertEqual([one.user for one in self.tell(self.chen, self.sun)], [self.sun])
        self.assertEqual(Notice.objects.count(), 2)

    def test_a_person_named_twice_is_told_once(self):
        self.assertEqual(len(self.tell(self.chen, self.chen)), 1)

    def test_who_is_disabled_is_left_out(self):
        self.sun.is_active = False
        self.assertEqual([one.user for one in self.tell(self.chen, self.sun)], [self.chen])

    def test_it_stands_with_the_object(self):
        self.tell(self.chen)
        self.assertEqual(Notice.objects.about(self.filing).count(), 1)
        self.assertEqual(Notice.objects.about(self.other_filing).count(), 0)

    def test_nothing_to_tell(self):
        self.assertEqual(self.tell(), [])


class MailCopies(PortalTestCase):
    def copy(self, user):
        Notice.objects.tell([user], key="k", kind=NoticeKind.JOB, title="汇总完成")
        return Delivery.objects.get()

    def test_without_a_mail_server_the_outbox_says_so(self):
        self.assertEqual(self.copy(self.chen).get_state_display(), "未配置邮件")

    @override_settings(MAIL_CONFIGURED=True)
    def test_without_an_address_it_says_so(self):
        self.assertEqual(self.copy(self.chen).get_state_display(), "未留邮箱")

    @override_settings(MAIL_CONFIGURED=True)
    def test_else_it_waits_for_the_postman(self):
        self.chen.email = "chen@example.com"
        self.chen.save()
        self.assertEqual(self.copy(self.chen).state, Delivery.State.QUEUED)
