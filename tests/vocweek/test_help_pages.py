import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from tests.base import PortalTestCase
from vocweek.guides import GUIDES

PICTURES = Path(settings.BASE_DIR) / "static" / "help"


class HelpPages(PortalTestCase):
    def test_every_guide_opens_and_its_pictures_are_there(self):
        self.sign_in(self.chen)
        shown = set()
        for code, guide in GUIDES.items():
            with self.subTest(code):
                html = self.client.get(reverse("help_guide", args=[code])).content.decode()
                self.assertIn(f"帮助：{guide.name}", html)
                shown |= set(re.findall(r'src="[^"]*help/([\w.]+)"', html))
        self.assertEqual(shown, {path.name for path in PICTURES.iterdir()})

    def test_supporting_offices_and_judges_read_what_they_do(self):
        self.sign_in(self.wei)
        page = self.client.get(reverse("help_guide", args=["department"]))
        for words in ("保障清单", "确认后有变", "现场评分", "弃权"):
            self.assertContains(page, words)

    def test_the_public_side_is_told_to_those_who_feed_it(self):
        self.sign_in(self.chen)
        for guide, words in {
            "college": ("公众网站", "二维码", "&lt;iframe"),
            "office": ("公众网站上可以下载", f"{settings.SITE_URL}/embed/"),
            "administrator": ("EMBED_ANCESTORS", "PUBLIC_PAGES_A_MINUTE"),
        }.items():
            page = self.client.get(reverse("help_guide", args=[guide]))
            for word in words:
                self.assertContains(page, word)

    def test_pictures_stay_small(self):
        large = [path.name for path in PICTURES.iterdir() if path.stat().st_size > 60_000]
        self.assertEqual(large, [])

    def test_the_own_guide_is_marked(self):
        for user, code in [(self.chen, "college"), (self.zhou, "office"), (self.wei, "department")]:
            with self.subTest(user.name):
                self.sign_in(user)
                page = self.client.get(reverse("help_index"))
                self.assertEqual(page.context["own"], code)
                self.assertContains(page, "您的角色", count=1)

    def test_the_frame_leads_to_it(self):
        self.sign_in(self.jiang)
        page = self.client.get(reverse("programme", args=[self.edition.code]))
        self.assertContains(page, f'href="{reverse("help_index")}"', count=3)

    def test_no_such_guide(self):
        self.sign_in(self.chen)
        self.assertEqual(self.client.get("/help/nonsense/").status_code, 404)
