"""Two officers at one award at the same moment, on the database itself."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from colleges.rules import BrokenRule, WrongState
from reports.award_closing import take_back
from reports.models import Announcement, Award, Objection
from tests import honours, make

pytestmark = pytest.mark.django_db(transaction=True)


def end():
    one = Announcement.objects.get()
    one.end(make.officer(), one.closes_at)


def take_down():
    Announcement.objects.get().take_down(make.officer(), timezone.now(), "改字")


def sustain():
    Objection.objects.get().sustain(make.officer(), timezone.now(), "数字确实错了")


def object_once_more():
    honours.objection(Announcement.objects.get(), Objection.objects.get().college)


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (end, "不能结束公示"),
        (take_down, "不能撤下公示"),
        (object_once_more, "公示已经结束或撤下"),
        (sustain, ""),
    ],
)
def test_who_takes_the_winners_back_and_who_is_at_the_announcement_wait_in_one_order(
    cast, meanwhile, refusal
):
    one = honours.published(cast.edition, cast.jidian, by=cast.zhou)
    honours.objection(one, cast.caijing)
    holds, told = threading.Event(), []

    def second():
        holds.wait(60)
        try:
            meanwhile()
            told.append("")
        except (BrokenRule, WrongState) as sentence:
            told.append(str(sentence))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    other.start()
    with transaction.atomic():
        award = Award.objects.get()
        award.hold()
        holds.set()
        time.sleep(0.5)  # the other one has by now what they can have, and waits for the award
        take_back(award, cast.wu, timezone.now(), "数据造假")
    other.join(60)
    assert Award.objects.get().status == "closed"
    assert [refusal in one for one in told] == [True]
