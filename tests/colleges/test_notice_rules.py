import smtplib
from datetime import timedelta

from django.core import mail
from django.core.mail.backends import locmem
from django.test import override_settings
from django.utils import timezone

from colleges.models import Delivery, Notice, NoticeKind, User
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


class Postman(PortalTestCase):
    """Mail goes to Django's in-memory outbox, or to a server the test takes away."""

    def setUp(self):
        self.enterContext(override_settings(MAIL_CONFIGURED=True))
        User.objects.filter(pk=self.chen.pk).update(email="chen@example.com")
        self.chen.refresh_from_db()
        Notice.objects.tell([self.chen], key="k", kind=NoticeKind.RETURNED, title="被退回", url="/")
        self.copy = Delivery.objects.get()

    def send(self, **later):
        sent = Delivery.objects.send_due(timezone.now() + timedelta(**later))
        self.copy.refresh_from_db()
        return sent

    def with_server(self, backend):
        return override_settings(EMAIL_BACKEND=f"{__name__}.{backend.__name__}")

    def test_a_letter_names_the_person_and_the_way(self):
        self.assertEqual(self.send(), 1)
        letter = mail.outbox[0]
        self.assertEqual(letter.to, ["chen@example.com"])
        self.assertIn("陈，您好", letter.body)
        self.assertIn(f"/inbox/{self.copy.notice_id}/", letter.body)
        self.assertEqual(self.copy.state, Delivery.State.SENT)

    def test_a_second_round_sends_nothing(self):
        self.send()
        self.assertEqual(self.send(hours=1), 0)
        self.assertEqual(len(mail.outbox), 1)

    def test_of_two_postmen_one_takes_it(self):
        mine, theirs = Delivery.objects.get(), Delivery.objects.get()
        self.assertTrue(mine.take(timezone.now()))
        self.assertFalse(theirs.take(timezone.now()))

    def test_one_that_died_between_taking_and_sending_is_followed_by_another(self):
        self.copy.take(timezone.now())
        self.assertEqual(self.send(minutes=1), 0)
        self.assertEqual(self.send(minutes=4), 1)

    def test_a_server_that_is_away_costs_no_attempt(self):
        with self.with_server(Away):
            self.assertEqual(self.send(), 0)
        self.assertIn("没有应答", self.copy.error)
        self.assertEqual(self.copy.attempts, 0)
        self.assertEqual(self.send(minutes=2), 1)

    def test_after_two_days_it_is_given_up_in_words(self):
        with self.with_server(Away):
            self.send(days=3)
        self.assertEqual(self.copy.state, Delivery.State.FAILED)
        self.assertIn("站内通知仍在", self.copy.error)

    def test_an_address_the_server_refuses_is_no_use_trying_again(self):
        with self.with_server(Unknown):
            self.send()
        self.assertEqual(self.copy.state, Delivery.State.FAILED)
        self.assertIn("邮件发送失败：邮件服务器拒收（550 no such user）", self.copy.words)

    def test_a_busy_server_is_asked_again_later_each_time(self):
        with self.with_server(Busy):
            self.send()
            self.assertEqual(self.send(seconds=30), 0)
            self.assertEqual(self.copy.attempts, 1)
            self.send(minutes=2)
            self.assertEqual(self.copy.attempts, 2)
        self.assertEqual(self.send(minutes=10), 1)

    def test_a_busy_server_is_not_asked_for_ever(self):
        with self.with_server(Busy):
            for day in range(1, 13):
                self.send(days=day)
        self.assertEqual(self.copy.state, Delivery.State.FAILED)
        self.assertIn("11 次后放弃", self.copy.error)

    def test_an_address_that_is_none_fails_alone(self):
        User.objects.filter(pk=self.chen.pk).update(email="chen@\nexample.com")
        Notice.objects.tell([self.chen], key="k2", kind=NoticeKind.JOB, title="汇总完成")
        self.send()
        self.assertEqual(self.copy.state, Delivery.State.FAILED)

    def test_every_attempt_has_the_same_message_id(self):
        first = self.copy.letter(None).extra_headers["Message-ID"]
        self.assertEqual(self.copy.letter(None).extra_headers["Message-ID"], first)


class Away(locmem.EmailBackend):
    def open(self):
        raise ConnectionRefusedError("nobody listens")


class Unknown(locmem.EmailBackend):
    def send_messages(self, letters):
        raise smtplib.SMTPRecipientsRefused({"chen@example.com": (550, b"no such user")})


class Busy(locmem.EmailBackend):
    def send_messages(self, letters):
        raise smtplib.SMTPDataError(451, b"try again later")
