"""The example for nginx lets through what the portal takes, and hardly more."""

import re

from django.conf import settings
from django.test import SimpleTestCase
from django.urls import URLPattern, get_resolver

from colleges.files import SANDBOX

EXAMPLE = (settings.BASE_DIR / "deploy" / "nginx.conf.example").read_text()
SIZES = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", EXAMPLE)]
FILES = re.search(r"location ~ (\S+) \{\s+client_max_body_size", EXAMPLE)[1]
MEGABYTE = 1024 * 1024


def views(patterns, before=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"/{before}{entry.pattern}", entry.callback
        else:
            yield from views(entry.url_patterns, f"{before}{entry.pattern}")


class Files(SimpleTestCase):
    def test_what_nginx_sends_says_what_the_portal_says(self):
        told = dict(re.findall(r'add_header (\S+) "?(.+?)"? always;', EXAMPLE))
        self.assertEqual(told["X-Frame-Options"], settings.X_FRAME_OPTIONS)
        self.assertEqual(told["Content-Security-Policy"], SANDBOX)


class BodySize(SimpleTestCase):
    def test_a_form_fits_and_little_more(self):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE
        self.assertTrue(most < SIZES[0] <= most + 1)

    def test_pages_that_take_files_have_room(self):
        for address, view in views(get_resolver().url_patterns):
            if most := getattr(view, "longest_body", 0):
                with self.subTest(address):
                    self.assertRegex(address, FILES)
                    self.assertGreater(SIZES[1], most / MEGABYTE)
