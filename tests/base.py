"""The cast of every test, and the assertions that several files share."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from celery import current_app
from django.contrib.messages import get_messages
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Edition
from colleges.models import College, Department, Role
from reports.models import Filing

from . import make

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    """The instant that `text` (ISO, without offset) names in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@contextmanager
def dead_broker():
    """Nobody listens where tasks are sent, whatever broker this run has."""
    living = current_app.conf.broker_url
    send_to("redis://127.0.0.1:1/0")
    try:
        yield
    finally:
        send_to(living)


def send_to(url):
    current_app.conf.broker_url = current_app.conf.broker_write_url = url
    # The pools would go on using the broker they were made for.
    current_app.amqp._producer_pool = None
    current_app._pool = None


class Cast:
    """Who plays in the tests: two colleges, the offices around them, the 2025 edition.

    陈 fills in for 机电学院 and 孙 leads it; 林 and 何 do so for 财经学院 and must see
    nothing of 陈's; 周 and 吴 decide at 教务处. The rest hold one role each.
    """

    def __init__(self, starts_on=None):
        self.jidian = College.objects.create(code="01", name="机电学院", position=1)
        self.caijing = College.objects.create(code="02", name="财经学院", position=2)
        self.security = Department.objects.shipped().get(code="security")
        self.chen = make.person("陈", Role.COLLEGE_STAFF, username="chen", college=self.jidian)
        self.sun = make.person("孙", Role.COLLEGE_LEAD, username="sun", college=self.jidian)
        self.lin = make.person("林", Role.COLLEGE_STAFF, username="lin", college=self.caijing)
        self.he = make.person("何", Role.COLLEGE_LEAD, username="he", college=self.caijing)
        self.zhou = make.person("周", Role.OFFICE, username="zhou")
        self.wu = make.person("吴", Role.OFFICE, username="wu")
        self.zheng = make.person("郑", Role.ADMINISTRATOR, username="zheng")
        self.feng = make.person("冯", Role.AUDITOR, username="feng")
        self.chu = make.person("褚", Role.LEADER, username="chu")
        self.wei = make.person("卫", Role.DEPARTMENT, username="wei", department=self.security)
        self.jiang = make.person("蒋", Role.JUDGE, username="jiang")
        self.edition = Edition.objects.load("2025", starts_on=starts_on)
        # `make.collects` adds others.
        make.collects_info_form_alone(self.edition)
        Filing.objects.expect(self.edition)
        self.filing = Filing.objects.get(college=self.jidian)
        self.other_filing = Filing.objects.get(college=self.caijing)

    @staticmethod
    def next_sunday():
        today = timezone.localdate()
        return today + timedelta(days=(6 - today.weekday()) % 7 or 7)


class PortalTestCase(TestCase):
    """Plays on the Monday of the 2025 week at 10:00, eight hours before Attachment 1 is due."""

    now = at("2025-05-12T10:00")
    monday = date(2025, 5, 12)

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(time_machine.travel(cls.now))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        for name, thing in vars(Cast()).items():
            setattr(cls, name, thing)

    def clock_at(self, text):
        """`with self.clock_at("2025-05-12T18:00"):` the clock stands still there."""
        return time_machine.travel(at(text), tick=False)

    def sign_in(self, user):
        self.client.force_login(user)

    def assertRefused(self, response, sentence):
        """Not now: the person is back where they were and reads `sentence`."""
        told = [str(message) for message in get_messages(response.wsgi_request)]
        told.append(response.content.decode())
        self.assertTrue(any(sentence in text for text in told), f"{sentence!r} not in {told}")

    def assertCostStaysFlat(self, url, grow):
        """The page at `url` takes as many queries after `grow()` as before it."""
        self.client.get(url)
        before = self.queries_of(url)
        grow()
        after = self.queries_of(url)
        self.assertEqual(len(before), len(after), "\n".join(after))

    def queries_of(self, url):
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(url)
        self.assertEqual(response.status_code, 200, url)
        return [query["sql"] for query in queries]
