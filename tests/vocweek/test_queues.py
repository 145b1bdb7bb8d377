"""Every queue has a worker, in both ways of running, and what is urgent waits for no film."""

import re
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from vocweek.management.commands.up import QUEUES

UNITS = ("worker", "media")


def queues_of_unit(name):
    unit = Path(settings.BASE_DIR, "deploy", f"vocweek-{name}.service").read_text()
    return re.search(r"--queues (\S+)", unit)[1]


class Queues(SimpleTestCase):
    def test_both_ways_of_running_take_from_the_same(self):
        self.assertEqual({name: queues_of_unit(name) for name in UNITS}, QUEUES)

    def test_every_queue_is_taken_from(self):
        routes = (route["queue"] for route in settings.CELERY_TASK_ROUTES.values())
        taken = {name for queues in QUEUES.values() for name in queues.split(",")}
        self.assertEqual({*routes, settings.CELERY_TASK_DEFAULT_QUEUE}, taken)

    def test_nothing_waits_behind_media(self):
        self.assertEqual(QUEUES["media"], "media")
        self.assertNotIn("media", QUEUES["worker"].split(","))
