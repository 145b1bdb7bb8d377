"""Whom the verbs tell."""

from colleges.models import Notice, NoticeKind, Role
from colleges.rules import WrongState
from reports.models import CompileJob
from tests import make
from tests.base import PortalTestCase, at


class FilingVerbs(PortalTestCase):
    def told(self, kind):
        rows = Notice.objects.about(self.filing).filter(kind=kind)
        return sorted(rows.values_list("user__username", flat=True))

    def filed(self):
        make.filed(self.filing)
        Notice.objects.all().delete()

    def test_handed_over_goes_to_the_lead(self):
        make.handed_over(self.filing)
        self.assertEqual(self.told(NoticeKind.HANDED_OVER), ["sun"])
        self.assertIn("签发后才算报送", self.sun.notices.get().body)

    def test_a_lead_who_handed_over_is_not_told_so(self):
        make.person("钱", Role.COLLEGE_LEAD, username="qian", college=self.jidian)
        make.handed_over(self.filing, by=self.sun)
        self.assertEqual(self.told(NoticeKind.HANDED_OVER), ["qian"])

    def test_withdrawn_corrects_that(self):
        make.handed_over(self.filing).withdraw(self.chen, "漏了一项")
        self.assertEqual(self.told(NoticeKind.CORRECTION), ["sun"])
        self.assertIn("漏了一项", self.sun.notices.first().body)

    def test_returned_goes_to_both_with_the_reason(self):
        self.filed()
        make.sent_back(self.filing, self.zhou, self.now, "第 1 项缺电话")
        self.assertEqual(self.told(NoticeKind.RETURNED), ["chen", "sun"])
        self.assertIn("第 1 项缺电话", self.chen.notices.get().body)

    def test_accepted_goes_to_both(self):
        self.filed()
        make.accepted(self.filing, self.zhou, self.now)
        self.assertEqual(self.told(NoticeKind.ACCEPTED), ["chen", "sun"])

    def test_returned_twice_is_told_twice(self):
        for reason in ("第 1 项", "第 2 项"):
            make.activity(college=self.jidian)
            self.filed()
            make.sent_back(self.filing, self.zhou, self.now, reason)
            self.assertEqual(self.told(NoticeKind.RETURNED), ["chen", "sun"])

    def test_extension_and_its_end(self):
        extension = self.filing.extend(self.zhou, self.now, at("2025-05-13T18:00"), "停电")
        self.assertIn("停电", self.chen.notices.get().body)
        self.filing.revoke_extension(self.zhou, self.now, extension)
        self.assertEqual(self.chen.notices.count(), 2)

    def test_a_stand_in_and_its_end(self):
        self.filing.stand_in(self.zhou, self.now, "学院来电委托")
        self.assertEqual(self.told(NoticeKind.STAND_IN), ["chen", "sun"])
        self.assertIn("学院来电委托", self.chen.notices.get().body)
        self.filing.end_stand_in(self.zhou, self.now)
        self.assertEqual(self.told(NoticeKind.STAND_IN), ["chen", "chen", "sun", "sun"])

    def test_what_an_officer_hands_over_goes_to_that_lead_whose_signature_ends_it(self):
        self.filing.stand_in(self.zhou, self.now, "学院来电委托")
        make.handed_over(self.filing, by=self.zhou)
        self.assertEqual(self.told(NoticeKind.HANDED_OVER), ["sun"])
        make.signed(self.filing, by=self.sun)
        ended = self.chen.notices.filter(title="教务处周已结束代您学院填报")
        self.assertIn("孙已签发，代填随之结束", ended.get().body)

    def test_no_duty_and_back(self):
        self.filing.excuse(self.zhou, self.now, "没有学生")
        self.filing.owe_again(self.zhou)
        self.assertEqual(self.told(NoticeKind.CORRECTION), ["chen", "chen", "sun", "sun"])

    def test_nobody_of_another_college_hears(self):
        self.filed()
        make.sent_back(self.filing, self.zhou, self.now, "第 1 项缺电话")
        self.assertEqual(self.lin.notices.count(), 0)

    def test_a_verb_that_is_refused_tells_nobody(self):
        with self.assertRaisesMessage(WrongState, "还没有报送"):
            make.accepted(self.filing, self.zhou, self.now)
        self.assertEqual(Notice.objects.count(), 0)


class Amendments(PortalTestCase):
    def setUp(self):
        make.filed(self.filing)
        Notice.objects.all().delete()
        self.amendment = make.amendment(self.filing)

    def told(self):
        rows = Notice.objects.filter(kind=NoticeKind.AMENDMENT)
        return sorted(rows.values_list("user__username", flat=True))

    def test_the_office_hears_that_one_waits(self):
        self.assertEqual(self.told(), ["wu", "zhou"])
        self.assertEqual(self.zhou.notices.get().url, self.amendment.get_absolute_url())

    def test_the_college_hears_the_approval(self):
        self.amendment.approve(
            self.zhou, at("2025-05-18T00:00"), seen=self.amendment.content_digest
        )
        self.assertEqual(self.told(), ["chen", "sun", "wu", "zhou"])

    def test_or_the_refusal_with_its_reason(self):
        self.amendment.refuse(
            self.zhou, at("2025-05-18T00:00"), "已经排定", seen=self.amendment.content_digest
        )
        self.assertIn("已经排定", self.chen.notices.get().body)


class Jobs(PortalTestCase):
    def order(self):
        make.filed(self.filing)
        Notice.objects.all().delete()
        return CompileJob.objects.order(self.edition, self.zhou, in_queue=False)

    def test_the_owner_hears_that_it_is_finished(self):
        job = self.order()
        job.run()
        notice = self.zhou.notices.get()
        self.assertEqual(
            (notice.title, notice.url), ("附件1汇总完成，可以下载", job.get_absolute_url())
        )

    def test_or_that_it_failed(self):
        job = self.order()
        job.start("11111111-1111-1111-1111-111111111111")
        job.fail("服务器磁盘空间不足。")
        self.assertIn("磁盘空间不足", self.zhou.notices.get().body)

    def test_who_looks_at_the_job_has_read_it(self):
        job = self.order()
        job.run()
        self.sign_in(self.zhou)
        self.client.get(job.get_absolute_url())
        self.assertFalse(self.zhou.notices.unread().exists())
