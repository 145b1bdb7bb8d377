import os
from pathlib import Path

from django.test import SimpleTestCase, override_settings

from vocweek.checks import environment_is_sound
from vocweek.environment import socket_path


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


class SocketPath(SimpleTestCase):
    def test_a_short_one_stays_where_it_is(self):
        self.assertEqual(socket_path(Path("/srv/v/valkey.sock")), Path("/srv/v/valkey.sock"))

    def test_a_deep_folder_gets_a_short_one_of_its_own(self):
        one, other = (socket_path(Path(f"/{'职教周' * 12}/{n}/valkey.sock")) for n in (1, 2))
        self.assertLess(len(os.fsencode(one)), 100)
        self.assertNotEqual(one, other)
