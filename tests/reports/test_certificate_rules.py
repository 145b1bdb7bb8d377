"""Certificates as things: who gets one, once; what revoking leaves; the job that draws them."""

import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Edition
from colleges.files import sha256_of, stored
from colleges.models import AuditEntry, Notice
from colleges.rules import BrokenRule, WrongState
from reports.models import Certificate, CertificateJob
from reports.models.certificate import certificates_for
from reports.models.certificate_job import date_fault
from reports.tasks import run_certificate_job

from .. import honours
from ..base import PortalTestCase

JUNE = date(2025, 6, 3)


class Handed(PortalTestCase):
    def ended(self, *colleges):
        return honours.ended(self.edition, *(colleges or [self.jidian]), by=self.zhou).award

    def run_job(self, award, issued_on=JUNE):
        job = honours.job(award, by=self.zhou, issued_on=issued_on)
        run_certificate_job(job.pk)
        job.refresh_from_db()
        return job


class TheJob(Handed):
    def test_draws_one_for_each_winner_in_the_order_of_the_colleges(self):
        award = self.ended(self.caijing, self.jidian)
        self.assertTrue(self.run_job(award).is_done)
        found = award.certificates.values_list("number", "college_name", "issued_on")
        self.assertEqual([(1, "机电学院", JUNE), (2, "财经学院", JUNE)], list(found))

    def test_keeps_both_files_under_their_digests(self):
        award = self.ended()
        self.run_job(award)
        one = award.certificates.get()
        self.assertEqual(one.pdf_sha256, sha256_of(stored(one.pdf_key)))
        self.assertEqual(one.png_sha256, sha256_of(stored(one.png_key)))
        self.assertEqual(b"%PDF", stored(one.pdf_key).read_bytes()[:4])

    def test_twice_makes_none_twice(self):
        award = self.ended()
        job = self.run_job(award)
        run_certificate_job(job.pk)
        self.assertEqual(1, award.certificates.count())
        with self.assertRaisesMessage(BrokenRule, "都已有有效的证书"):
            honours.job(award)

    def test_pressed_twice_is_one(self):
        award = self.ended()
        self.assertEqual(honours.job(award), honours.job(award))

    def test_taken_up_again_it_makes_what_is_missing(self):
        """A worker handed 机电学院's out and was gone; the sweeper queues the job again."""
        award = self.ended(self.caijing, self.jidian)
        job = honours.job(award, issued_on=JUNE)
        job.start(uuid.uuid4())
        (one,) = certificates_for(award, [self.jidian], self.zhou, timezone.now(), JUNE)
        with TemporaryDirectory() as folder:
            one.issue(self.zhou, *one.draw(Path(folder)))
        CertificateJob.objects.sweep(timezone.now() + timedelta(minutes=5))
        run_certificate_job(job.pk)
        self.assertEqual({"机电学院", "财经学院"}, self.names(award))

    def names(self, award):
        return set(award.certificates.values_list("college_name", flat=True))

    def test_waits_for_the_end_of_the_announcement(self):
        award = honours.published(self.edition, self.jidian).award
        with self.assertRaisesMessage(WrongState, "公示结束之后才能颁发"):
            honours.job(award)

    def test_is_not_dated_before_the_announcement_ended(self):
        award = self.ended()
        with self.assertRaisesMessage(BrokenRule, "不能早于公示结束"):
            honours.job(award, issued_on=date(2025, 5, 19))

    def test_is_not_dated_in_days_to_come(self):
        award = self.ended()
        may = "可以填2025年5月20日至2025年6月3日"
        today = timezone.make_aware(datetime(2025, 6, 3, 12))
        with self.assertRaisesMessage(BrokenRule, may):
            CertificateJob.objects.order(award, self.zhou, today, JUNE + timedelta(days=1))

    def test_ahead_of_today_is_told_of_today_where_no_announcement_ended(self):
        award = self.ended()
        award.announcements.update(status="withdrawn")
        today = date(2025, 6, 3)
        fault = date_fault(award, date(2025, 6, 30), today)
        self.assertIn("不能晚于今天", fault)
        self.assertTrue(fault.endswith("可以填2025年6月3日。"), fault)
        self.assertEqual("", date_fault(award, date(2025, 5, 1), today))

    def test_is_refused_when_others_wait_than_the_officer_read(self):
        award = self.ended(self.caijing, self.jidian)
        with self.assertRaisesMessage(WrongState, "现在是机电学院、财经学院"):
            honours.job(award, seen="财经学院")
        self.assertFalse(CertificateJob.objects.exists())
        honours.job(award, seen="机电学院、财经学院")

    def test_is_written_down_with_names_and_date(self):
        award = self.ended()
        honours.job(award, issued_on=JUNE)
        entry = AuditEntry.objects.about(award).get(verb="颁发证书")
        self.assertEqual("机电学院，证书日期 2025年6月3日", entry.note)

    def test_names_what_cannot_be_printed_and_hands_out_nothing(self):
        self.jidian.name = "𠮷机学院"
        self.jidian.save()
        award = self.ended(self.jidian, self.caijing)
        job = self.run_job(award)
        self.assertTrue(job.is_failed)
        self.assertIn("“𠮷 U+20BB7”", job.message)
        self.assertEqual(0, award.certificates.count())

    def test_tells_the_college_and_the_office(self):
        award = self.ended()
        self.run_job(award)
        told = Notice.objects.filter(title__startswith="荣誉证书已颁发")
        names = set(told.values_list("user__username", flat=True))
        self.assertEqual({"chen", "sun", "zhou"}, names)


class ACertificate(Handed):
    def one(self, *colleges):
        self.award = self.ended(*colleges)
        self.run_job(self.award)
        return self.award.certificates.first()

    def test_of_a_winner_is_valid_once(self):
        first = self.one()
        again = Certificate(
            award=self.award, college=self.jidian, number=9, serial="x", school="", week="",
            college_name="", award_name="", issued_on=JUNE, issued_at=timezone.now(),
            issued_by=self.zhou,
        )  # fmt: skip
        with self.assertRaises(IntegrityError), transaction.atomic():
            again.save()
        self.assertTrue(first.is_valid)

    def test_says_what_was_true_when_it_was_issued(self):
        one = self.one()
        self.jidian.name = "智能制造学院"
        self.jidian.save()
        Edition.objects.update(title="另一个名称")
        again = Certificate.objects.get(pk=one.pk).facts()
        self.assertEqual(("机电学院", "2025年职业教育活动周"), (again.college, again.week))

    def test_is_the_colleges_and_the_offices(self):
        self.one(self.jidian)
        seen = [
            Certificate.objects.visible_to(user).count()
            for user in (self.chen, self.lin, self.zhou, self.chu, self.jiang)
        ]
        self.assertEqual([1, 0, 1, 1, 0], seen)

    def test_revoked_stays_with_its_reason(self):
        one = self.one()
        one.revoke(self.zhou, timezone.now(), "corrected", "单位名称写错")
        one.refresh_from_db()
        self.assertFalse(one.is_valid)
        self.assertEqual("单位名称写错", AuditEntry.objects.about(one).get(verb="作废证书").note)
        self.assertIn("单位名称写错", Notice.objects.visible_to(self.chen).first().body)

    def test_revoking_asks_for_kind_and_reason(self):
        one = self.one()
        for kind, reason, sentence in [
            ("corrected", " ", "必须写明原因"),
            ("", "写错", "请选择作废的情形"),
        ]:
            with self.assertRaisesMessage(BrokenRule, sentence):
                one.revoke(self.zhou, timezone.now(), kind, reason)

    def test_second_revocation_is_refused(self):
        one = self.one()
        other = Certificate.objects.get(pk=one.pk)
        one.revoke(self.zhou, timezone.now(), "replaced", "遗失")
        with self.assertRaisesMessage(WrongState, "已经作废"):
            other.revoke(self.wu, timezone.now(), "corrected", "写错")

    def test_of_a_cancelled_award_is_not_owed_again(self):
        one = self.one(self.jidian, self.caijing)
        one.revoke(self.zhou, timezone.now(), "cancelled", "数据造假")
        with self.assertRaisesMessage(BrokenRule, "都已有有效的证书"):
            self.run_job(self.award)
        valid = self.award.certificates.valid().values_list("college_name", flat=True)
        self.assertEqual(["财经学院"], list(valid))

    def test_revoked_makes_room_for_another_with_the_next_number(self):
        one = self.one(self.jidian, self.caijing)
        one.revoke(self.zhou, timezone.now(), "replaced", "遗失")
        self.run_job(self.award)
        numbers = self.award.certificates.valid().values_list("number", "college_name")
        self.assertEqual([(2, "财经学院"), (3, "机电学院")], list(numbers))


class Restoring(Handed):
    """机电学院's, revoked by mistake."""

    def setUp(self):
        self.award = self.ended(self.jidian, self.caijing)
        self.run_job(self.award)
        self.one = self.award.certificates.get(college=self.jidian)

    def revoked(self, kind="replaced"):
        self.one.revoke(self.zhou, timezone.now(), kind, "以为遗失")
        return Certificate.objects.get(pk=self.one.pk)

    def restore(self, one, reason="原件已找到", **facts):
        one.restore(self.wu, timezone.now(), reason, **facts)

    def refused(self, one, sentence, **facts):
        with self.assertRaisesMessage(BrokenRule, sentence):
            self.restore(one, **facts)
        self.assertFalse(Certificate.objects.get(pk=one.pk).is_valid)

    def test_makes_the_same_paper_valid_again(self):
        self.restore(one := self.revoked())
        again = Certificate.objects.get(pk=one.pk)
        self.assertTrue(again.is_valid)
        self.assertEqual((self.one.serial, self.wu), (again.serial, again.restored_by))
        self.assertEqual(again.pdf_sha256, sha256_of(stored(again.pdf_key)))

    def test_is_written_down_with_what_had_been_said(self):
        self.restore(one := self.revoked())
        entry = AuditEntry.objects.about(one).get(verb="恢复证书")
        self.assertEqual(
            ("原件已找到", "以为遗失"), (entry.note, entry.payload["before"]["revoked_reason"])
        )

    def test_tells_the_college_each_time_that_it_turns(self):
        for day in (4, 5):
            with self.clock_at(f"2025-06-0{day}T10:00"):
                self.restore(self.revoked())
            self.one.refresh_from_db()
        titles = Notice.objects.visible_to(self.chen).values_list("title", flat=True)
        for word in ("已作废", "已恢复有效"):
            self.assertEqual(2, sum(word in title for title in titles))

    def test_asks_for_a_reason(self):
        self.refused(self.revoked(), "恢复证书必须写明原因", reason=" ")

    def test_waits_until_a_successor_is_revoked(self):
        one = self.revoked()
        self.run_job(self.award)
        other = self.award.certificates.valid().get(college=self.jidian)
        self.refused(one, f"已经补发了{other.serial}")
        other.revoke(self.zhou, timezone.now(), "replaced", "补发多余")
        self.restore(one)
        self.assertEqual(one, self.award.certificates.valid().get(college=self.jidian))

    def test_waits_for_certificates_in_the_making(self):
        one = self.revoked()
        honours.job(self.award, issued_on=JUNE)
        self.refused(one, "正在制作证书")

    def test_of_a_cancelled_honour_is_refused_unless_that_was_the_mistake(self):
        one = self.revoked("cancelled")
        self.refused(one, "奖项取消了就不能恢复")
        self.restore(one, honour_stands=True)
        over = self.award.announcements.get()
        self.assertIn("机电学院", [winner["name"] for winner in over.honoured()])

    def test_needs_the_honour_to_stand(self):
        one = self.revoked()
        self.award.places.filter(college=self.jidian).update(slot=None)
        self.refused(one, "现在不是已公布的获奖单位", honour_stands=True)

    def test_second_time_is_told(self):
        one = self.revoked()
        other = Certificate.objects.get(pk=one.pk)
        self.restore(one)
        with self.assertRaisesMessage(WrongState, "现在是有效的"):
            self.restore(other)
