from datetime import timedelta

import time_machine
from django.urls import reverse

from colleges.files import discard, stored
from colleges.models import AuditEntry
from reports.models import CompileJob

from .. import make
from ..base import PortalTestCase


class PageCase(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)
        self.list_url = reverse("compile_job_list", args=[self.edition.code])
        self.new_url = reverse("compile_job_new", args=[self.edition.code])

    def job(self, *, done=False):
        if self.filing.revision is None:
            make.filed(self.filing)
        job = CompileJob.objects.order(self.edition, self.zhou, in_queue=False)
        if done:
            job.run()
        return CompileJob.objects.get(pk=job.pk)

    def url(self, name, job):
        return reverse(f"compile_job_{name}", args=[job.pk])


class WhoMay(PageCase):
    def test_office_alone(self):
        job = self.job(done=True)
        pages = [self.list_url, job.get_absolute_url(), self.url("progress", job)]
        pages.append(self.url("download", job))
        cast = [self.zheng, self.chu, self.chen, self.sun, self.wei, self.jiang, self.feng]
        for user, expected in [(self.zhou, 200), (self.wu, 200), *((who, 403) for who in cast)]:
            self.sign_in(user)
            for page in pages:
                with self.subTest(user=user.name, page=page):
                    self.assertEqual(self.client.get(page).status_code, expected)

    def test_posting_is_for_the_office_too(self):
        job = self.job()
        for user in (self.chen, self.chu):
            self.sign_in(user)
            for page in (self.new_url, self.url("retry", job)):
                self.assertEqual(self.client.post(page).status_code, 403)

    def test_a_stranger_is_sent_to_sign_in(self):
        self.client.logout()
        self.assertRedirects(
            self.client.get(self.list_url),
            f"{reverse('account_login')}?next={self.list_url}",
            fetch_redirect_response=False,
        )

    def test_state_changes_only_by_post(self):
        job = self.job()
        for page in (self.new_url, self.url("retry", job)):
            self.assertEqual(self.client.get(page).status_code, 405)

    def test_an_unknown_job_is_not_found(self):
        self.assertEqual(self.client.get("/compile-jobs/987654/").status_code, 404)


class CompileJobList(PageCase):
    def test_it_tells_what_would_be_compiled_now(self):
        make.filed(self.filing)
        response = self.client.get(self.list_url)
        self.assertContains(response, "（其中已确认 0 个）")
        self.assertContains(response, "<span>未报送（未开始）</span>")
        asked = f"?requirement={self.filing.requirement_id}&amp;state=not_started"
        self.assertContains(response, f'{asked}">1 个学院</a>：财经学院')

    def test_one_query_count_whatever_the_number_of_jobs(self):
        def grow():
            for _ in range(2):
                self.job(done=True)

        grow()
        self.assertCostStaysFlat(self.list_url, grow)


class CompileJobNew(PageCase):
    def test_it_orders_and_leads_to_the_job(self):
        make.filed(self.filing)
        response = self.client.post(self.new_url)
        job = CompileJob.objects.get()
        self.assertRedirects(response, job.get_absolute_url())
        self.assertEqual((job.owner, job.accepted_only), (self.zhou, False))

    def test_the_option(self):
        make.filed(self.filing)
        response = self.client.post(self.new_url, {"accepted_only": "1"}, follow=True)
        self.assertRefused(response, "还没有已确认的报送")
        self.assertFalse(CompileJob.objects.exists())

    def test_nothing_filed_is_a_sentence(self):
        self.assertRefused(self.client.post(self.new_url, follow=True), "还没有任何学院报送")


class CompileJobDetail(PageCase):
    def test_while_it_runs_it_asks_every_second_in_the_background(self):
        job = self.job()
        page = self.client.get(job.get_absolute_url())
        self.assertContains(page, 'hx-trigger="every 1s"')
        self.assertContains(page, "X-Background")
        self.assertContains(page, "可以离开，完成后在本页下载")

    def test_with_the_service_down_it_says_so(self):
        page = self.client.get(self.job().get_absolute_url())
        self.assertContains(page, "任务已登记，后台服务恢复后自动开始")

    def test_when_done_it_stops_asking_and_shows_the_proof(self):
        job = self.job(done=True)
        for url in (job.get_absolute_url(), self.url("progress", job)):
            page = self.client.get(url)
            self.assertNotContains(page, "hx-trigger")
            self.assertContains(page, self.url("download", job))
            self.assertContains(page, job.content_sha256)
            self.assertContains(page, job.file_sha256)
            self.assertContains(page, self.url("compare", job), count=1)

    def test_it_names_inputs_and_who_is_missing(self):
        job = self.job()
        page = self.client.get(job.get_absolute_url())
        for text in (job.used[0]["receipt_no"], "未报送（未开始）：财经学院", job.template_version):
            self.assertContains(page, text)
        self.assertNotContains(page, "13800000001")

    def test_a_failed_one_says_why_and_can_be_retried(self):
        job = self.job()
        CompileJob.objects.filter(pk=job.pk).update(status="failed", message="磁盘空间不足。")
        page = self.client.get(job.get_absolute_url())
        self.assertContains(page, "磁盘空间不足。")
        self.client.post(self.url("retry", job))
        self.assertEqual(CompileJob.objects.get().status, "queued")


class CompileJobDownload(PageCase):
    def test_the_file_as_an_attachment(self):
        job = self.job(done=True)
        response = self.client.get(self.url("download", job))
        self.assertEqual(b"".join(response.streaming_content), stored(job.file_key).read_bytes())
        self.assertIn("attachment; filename*=utf-8''", response["Content-Disposition"])
        self.assertEqual(response["Cache-Control"], "no-store, private")

    def test_it_is_written_down_with_the_rows(self):
        job = self.job(done=True)
        self.client.get(self.url("download", job))
        entry = AuditEntry.objects.about(job).first()
        self.assertEqual((entry.actor, entry.verb), (self.zhou, "下载汇总"))
        self.assertIn("1 行", entry.note)

    def test_not_yet(self):
        response = self.client.get(self.url("download", self.job()), follow=True)
        self.assertRefused(response, "文件还没有生成")

    def test_past_its_day(self):
        job = self.job(done=True)
        with time_machine.travel(self.now + timedelta(days=31)):
            self.sign_in(self.zhou)
            response = self.client.get(self.url("download", job), follow=True)
        self.assertRefused(response, "文件已过保留期")

    def test_a_lost_file_is_a_sentence_and_no_download(self):
        job = self.job(done=True)
        discard(job.file_key)
        response = self.client.get(self.url("download", job), follow=True)
        self.assertRefused(response, "文件已不在服务器上")
        self.assertFalse(AuditEntry.objects.filter(verb="下载汇总").exists())
