from unittest import mock

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import TestCase, override_settings

from vocweek.broker import client_url
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
        with mock.patch.object(default_storage, "save", side_effect=OSError("no space left")):
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.json()["storage"]), (503, "failed"))

    @override_settings(REDIS_URL=NOWHERE)
    def test_without_database_no_page_can_be_served(self):
        with mock.patch.object(connection, "cursor", side_effect=OperationalError):
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.json()["database"]), (503, "failed"))

    def test_one_setting_spelt_for_both_clients(self):
        self.assertEqual(client_url("redis+socket:///a/b.sock"), "unix:///a/b.sock")
        self.assertEqual(client_url("redis://h:1/2"), "redis://h:1/2")
