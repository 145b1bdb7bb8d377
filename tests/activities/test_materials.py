"""每日宣传主题素材: handed out by the office and the media centre, taken by everybody."""

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import ThemeMaterial
from tests import make, newsroom
from tests.base import PortalTestCase


class MaterialCase(PortalTestCase):
    def setUp(self):
        self.theme = self.edition.theme_days.first()
        self.address = reverse("material_list", args=["2025"])

    def publish(self, user=None, **overrides):
        self.sign_in(user or self.zhou)
        sent = {"theme_day": self.theme.pk, "title": "当日口号", "text": "一技在手"}
        return self.client.post(self.address, sent | overrides)


class Publishing(MaterialCase):
    def test_words_and_a_file_are_there_for_everybody(self):
        file = SimpleUploadedFile("海报.png", make.picture(kind="PNG"))
        self.assertRedirects(self.publish(file=file), self.address)
        material = ThemeMaterial.objects.get()
        self.sign_in(self.lin)
        self.assertContains(self.client.get(self.address), "一技在手")
        download = self.client.get(reverse("material_download", args=[material.pk]))
        self.assertEqual(download["Content-Type"], "image/png")

    def test_the_media_centre_publishes_and_others_do_not(self):
        self.assertEqual(self.publish(newsroom.media_person()).status_code, 302)
        for user in (self.chen, self.chu, self.wei):
            self.assertEqual(self.publish(user).status_code, 403)

    def test_neither_words_nor_file(self):
        self.assertContains(self.publish(text=""), "请写一段文字，或选一个文件。", status_code=422)

    def test_a_file_that_is_not_what_it_says(self):
        file = SimpleUploadedFile("海报.png", b"GIF89a")
        answer = self.publish(file=file)
        self.assertContains(answer, "文件内容不是 PNG", status_code=422)
        self.assertContains(answer, "一技在手", status_code=422)
        self.assertFalse(ThemeMaterial.objects.exists())

    def test_at_most_twenty_a_day(self):
        for number in range(20):
            newsroom.material(title=f"第{number}份")
        self.assertContains(self.publish(), "每个主题日最多 20 份素材", status_code=422)

    def test_deleted_with_its_file(self):
        material = newsroom.material(file=newsroom.screenshot())
        self.sign_in(self.zhou)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(reverse("material_delete", args=[material.pk]))
        self.assertFalse((settings.FILES_DIR / str(material.key)).exists())

    def test_words_alone_have_nothing_to_download(self):
        material = newsroom.material()
        self.sign_in(self.chen)
        answer = self.client.get(reverse("material_download", args=[material.pk]), follow=True)
        self.assertRefused(answer, "这份素材只有文字，没有文件。")


class OnTheDay(MaterialCase):
    def test_the_week_leads_to_it(self):
        newsroom.material()
        self.sign_in(self.chen)
        week = self.client.get(reverse("week", args=["2025"]))
        self.assertContains(week, "宣传素材 1 份", count=1)
        self.assertContains(week, f"{self.address}#day-{self.theme.date:%Y-%m-%d}")

    def test_it_costs_the_same_whatever_there_is(self):
        newsroom.material()
        self.sign_in(self.chen)
        self.assertCostStaysFlat(self.address, lambda: [newsroom.material() for _ in range(3)])
