from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TestCase, override_settings

from vocweek.broker import client_url
from vocweek.storage import NowAndThen, can_write
from vocweek.tasks import note_worker_alive

NOWHERE = "redis+socket:///nowhere/valkey.sock"


class Health(TestCase):
    def test_healthz_asks_nothing_and_sets_no_cookie(self):
        with self.assertNumQueries(0):
            response = self.client.get("/healthz")
        self.assertEqual(response.json(), {"status": "ok"})
        self.assertFalse(response.cookies)

    @override_settings(REDIS_URL=NOWHERE)
    def test_a_dead_broker_only_degrades(self):
        note_worker_alive()
        response = self.client.get("/readyz")
        self.assertEqual(response.status_code, 200)
        answer = response.json()
        self.assertGreater(answer.pop("disk_free_mb"), 0)
        told = {"status": "degraded", "database": "ok", "storage": "ok", "broker": "failed"}
        self.assertEqual(answer, told | {"worker": "ok"})
        self.assertFalse(response.cookies)

    @override_settings(REDIS_URL=NOWHERE)
    def test_a_worker_not_seen_for_a_minute_is_missing(self):
        cache.delete("worker-seen-at")
        self.assertEqual(self.client.get("/readyz").json()["worker"], "failed")

    @override_settings(REDIS_URL=NOWHERE)
    def test_without_the_cache_s_table_it_still_answers(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE cache_entries")
        response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.json()["worker"]), (200, "failed"))

    @override_settings(REDIS_URL=NOWHERE)
    def test_without_storage_no_page_can_be_served(self):
        for folder in ("/nowhere", "/proc"):  # not there; no room at all
            with self.subTest(folder), self.settings(FILES_DIR=Path(folder)):
                response = self.client.get("/readyz")
                told = (response.status_code, response.json()["storage"])
                self.assertEqual(told, (503, "failed"))

    @override_settings(REDIS_URL=NOWHERE)
    def test_asked_often_it_writes_nothing(self):
        self.client.get("/readyz")
        before = settings.FILES_DIR.stat().st_mtime_ns
        for _ in range(5):
            self.assertEqual(self.client.get("/readyz").json()["storage"], "ok")
        self.assertEqual(settings.FILES_DIR.stat().st_mtime_ns, before)
        self.assertFalse((settings.FILES_DIR / "readyz").exists())

    @override_settings(REDIS_URL=NOWHERE)
    def test_without_database_no_page_can_be_served(self):
        with mock.patch.object(connection, "cursor", side_effect=OperationalError):
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.json()["database"]), (503, "failed"))

    def test_one_setting_spelt_for_both_clients(self):
        self.assertEqual(client_url("redis+socket:///a/b.sock"), "unix:///a/b.sock")
        self.assertEqual(client_url("redis://h:1/2"), "redis://h:1/2")


class Writing(SimpleTestCase):
    def test_it_really_writes_and_leaves_nothing(self):
        with TemporaryDirectory() as folder:
            self.assertTrue(can_write(folder))
            self.assertEqual(list(Path(folder).iterdir()), [])
        self.assertFalse(can_write("/proc"))

    def test_a_disk_that_fails_is_seen_within_a_minute_and_so_is_its_return(self):
        answers, clock = iter([True, False, True]), iter([0, 59, 60, 119, 120])
        asked = NowAndThen(lambda: next(answers), lambda: next(clock))
        self.assertEqual([asked() for _ in range(5)], [True, True, False, False, True])
