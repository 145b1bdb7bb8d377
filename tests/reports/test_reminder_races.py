"""Several beats and several officers at the same moment, on the database itself."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Edition, Requirement
from colleges.models import Delivery, Notice, NoticeKind
from colleges.rules import BrokenRule
from reports.models import ReminderRun

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def all_at_once(act):
    """What `act` answered in each of some threads that began together."""
    start, answers = threading.Barrier(AT_ONCE), []

    def run():
        start.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_beats_at_once_remind_once(cast):
    now = timezone.now()
    Edition.objects.update(opened_at=now - timedelta(days=1))
    Requirement.objects.update(due_at=now + timedelta(minutes=59))
    runs = all_at_once(lambda: ReminderRun.objects.send_due(now))
    assert sorted(map(len, runs)) == [0, 0, 0, 1]
    assert cast.chen.notices.count() == 1
    assert Notice.objects.filter(kind=NoticeKind.DIGEST).count() == 2


def test_officers_at_once_chase_once(cast):
    now = timezone.now()

    def press():
        try:
            return ReminderRun.objects.chase(cast.filing.requirement, by=cast.zhou, at=now)
        except BrokenRule as refusal:
            return str(refusal)

    answers = all_at_once(press)
    assert sum("十分钟内只催一次" in str(answer) for answer in answers) == AT_ONCE - 1
    assert cast.chen.notices.count() == 1


def test_the_same_news_at_once_is_told_once(cast):
    def tell():
        words = {"kind": NoticeKind.JOB, "title": "汇总完成"}
        return len(Notice.objects.tell([cast.chen, cast.sun], key="k", **words))

    assert sum(all_at_once(tell)) == 2
    assert Delivery.objects.count() == 2
