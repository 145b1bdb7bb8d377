import os
import tempfile
from pathlib import Path
from unittest import mock

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, override_settings

from vocweek import settings as settings_module
from vocweek.checks import environment_is_sound
from vocweek.environment import number, socket_path


def ids():
    return [found.id for found in environment_is_sound(None)]


class Check(SimpleTestCase):
    def test_nothing_to_say_on_one_machine(self):
        self.assertEqual(ids(), [])

    @override_settings(DJANGO_ENV="production", DEMO=True, DEBUG=True)
    def test_demo_and_debug_are_refused_in_production(self):
        self.assertEqual(ids()[:2], ["vocweek.E001", "vocweek.E002"])

    @override_settings(DJANGO_ENV="production", SITE_URL="http://127.0.0.1:8000")
    def test_an_address_nobody_else_can_open_is_a_warning(self):
        self.assertEqual(ids(), ["vocweek.W001"])

    @override_settings(DATA_DIR=Path("/nowhere"))
    def test_a_data_folder_must_be_writable(self):
        self.assertEqual(ids(), ["vocweek.E003"])


class Number(SimpleTestCase):
    def read(self, value):
        with mock.patch.dict(os.environ, {"EMAIL_PORT": value}):
            return number("EMAIL_PORT", 465, least=1)

    def test_a_number_or_nothing(self):
        self.assertEqual((self.read("25"), self.read("")), (25, 465))

    def test_nonsense_is_refused_in_one_sentence(self):
        for value in ("smtp", "0", "-1", "70000", "２５", "²", "9" * 5000):
            with (
                self.subTest(value[:9]),
                self.assertRaisesMessage(ImproperlyConfigured, "请写 1–65535 的整数。"),
            ):
                self.read(value)


class ServedAt(SimpleTestCase):
    def served_at(self, **environment):
        with mock.patch.dict(os.environ, environment):
            if not environment:
                os.environ.pop("PORT", None)
            return settings_module.served_at()

    def test_commands_know_where_the_site_runs(self):
        place = Path(self.enterContext(tempfile.TemporaryDirectory())) / "site_url"
        self.enterContext(mock.patch.object(settings_module, "SERVED_AT", place))
        self.assertEqual(self.served_at(), "http://127.0.0.1:8000")
        place.write_text("http://127.0.0.1:8301\n")
        self.assertEqual(self.served_at(), "http://127.0.0.1:8301")
        self.assertEqual(self.served_at(PORT="8400"), "http://127.0.0.1:8400")


class SocketPath(SimpleTestCase):
    def test_a_short_one_stays_where_it_is(self):
        self.assertEqual(socket_path(Path("/srv/v/valkey.sock")), Path("/srv/v/valkey.sock"))

    def test_a_deep_folder_gets_a_short_one_of_its_own(self):
        one, other = (socket_path(Path(f"/{'职教周' * 12}/{n}/valkey.sock")) for n in (1, 2))
        self.assertLess(len(os.fsencode(one)), 100)
        self.assertNotEqual(one, other)
