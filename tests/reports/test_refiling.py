"""退回 with a period for filing it again."""

from importlib import import_module

from django.apps import apps
from django.urls import reverse

from colleges.models import AuditEntry, Notice
from reports.models import Filing, Revision

from .. import make
from ..base import PortalTestCase, at

step = import_module("reports.migrations.0024_returns_of_a_revision")


class APeriod(PortalTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.sign_in(self.zhou)

    def send_back(self, refile_by):
        data = {"reason": "缺地点", "seen": make.newest(self.filing), "refile_by": refile_by}
        return self.client.post(reverse("filing_send_back", args=[self.filing.pk]), data)

    def test_stands_with_what_was_sent_back_and_is_told(self):
        self.send_back("2025-05-13T12:00")
        filing = Filing.objects.get(pk=self.filing.pk)
        self.assertEqual(at("2025-05-13T12:00"), filing.refile_by)
        self.assertEqual(filing.returned_at, filing.revision.returned_at)
        note = "缺地点（请在5月13日（周二）12:00前重新报送）"
        self.assertEqual(note, AuditEntry.objects.get(verb="退回").note)
        notice = Notice.objects.visible_to(self.chen).get(title="附件1被退回")
        self.assertIn(note, notice.body)

    def test_stands_on_the_desk_and_the_page_of_the_college(self):
        self.send_back("2025-05-13T12:00")
        self.sign_in(self.chen)
        for address in (reverse("desk", args=[self.edition.code]), self.filing.get_absolute_url()):
            page = self.client.get(address)
            self.assertContains(page, "请在 <strong>5月13日（周二）12:00</strong> 前重新报送")

    def test_may_be_left_out(self):
        self.send_back("")
        filing = Filing.objects.get(pk=self.filing.pk)
        self.assertIsNotNone(filing.revision.returned_at)
        self.assertIsNone(filing.refile_by)

    def test_that_cannot_be_kept_is_refused(self):
        for refile_by, sentence in (
            ("2025-05-12T09:00", "已经过去。请选一个将来的时刻"),
            ("2025-05-18T00:01", "报送通道到5月17日（周六）24:00为止，重报期限不能更晚"),
            ("明天", "重报期限请填日期和时间"),
        ):
            with self.subTest(refile_by):
                self.assertRefused(self.send_back(refile_by), sentence)
        self.assertIsNone(Filing.objects.get(pk=self.filing.pk).returned_at)

    def test_is_kept_with_the_reason_when_it_is_refused(self):
        self.send_back("2025-05-18T00:01")
        page = self.client.get(self.filing.get_absolute_url())
        self.assertContains(page, 'value="2025-05-18T00:01"')
        self.assertContains(page, ">缺地点</textarea>")
        self.assertNotContains(self.client.get(self.filing.get_absolute_url()), "2025-05-18T00:01")

    def test_is_kept_when_the_reason_is_refused(self):
        data = {"reason": "", "seen": make.newest(self.filing), "refile_by": "2025-05-13T12:00"}
        self.client.post(reverse("filing_send_back", args=[self.filing.pk]), data)
        page = self.client.get(self.filing.get_absolute_url())
        self.assertContains(page, 'value="2025-05-13T12:00"')


class OldReturns(PortalTestCase):
    """Before a return was a fact of its filing it stood in the log alone."""

    def test_are_found_in_the_log(self):
        first = make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "缺地点")
        second = make.filed(self.filing)
        third = make.filed(self.other_filing)
        make.sent_back(self.other_filing, self.zhou, self.now, "缺电话")
        Revision.objects.update(returned_at=None)
        step.tell_old_returns(apps, None)
        returned = Revision.objects.exclude(returned_at=None).values_list("pk", flat=True)
        self.assertEqual({first.pk, third.pk}, set(returned))
        self.assertIsNone(Revision.objects.get(pk=second.pk).returned_at)
