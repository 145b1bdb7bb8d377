"""Two people on one outing at the same moment, on the database itself."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Outing
from activities.outing_status import Status
from colleges.models import User
from colleges.rules import BrokenRule
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs each act in a thread of its own; returns the sentences of those refused."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except BrokenRule as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refused


def decision(outing, user, verb, **words):
    """`user` presses the button of a page opened before."""
    step = make.reloaded(outing).step
    user = User.objects.get(pk=user.pk)
    return lambda: getattr(step, verb)(user, timezone.now(), seen=outing.round, **words)


def test_of_two_officers_one_decides(cast):
    outing = make.agreed(make.asked(make.outing(college=cast.jidian)), by=cast.sun)
    refused = at_once(
        decision(outing, cast.zhou, "agree"),
        decision(outing, cast.wu, "refuse", opinion="路线不安全"),
    )
    assert len(refused) == 1 and "您的操作没有保存" in refused[0]
    left = make.reloaded(outing)
    decided = [step.decision for step in left.current_steps]
    assert (left.status, decided[1]) in [
        (Status.APPROVED, "agreed"),
        (Status.REFUSED, "refused"),
    ]


def test_withdrawn_or_signed_but_not_both(cast):
    for _ in range(5):
        outing = make.asked(make.outing(college=cast.jidian))
        mine = make.reloaded(outing)
        refused = at_once(
            decision(outing, cast.sun, "agree"), lambda one=mine: one.withdraw(cast.chen)
        )
        left = make.reloaded(outing)
        signed = not left.current_steps[0].is_open
        assert len(refused) == 1, refused
        assert (left.status == Status.WAITING) == signed, left.status


def test_it_leaves_once(cast):
    with_approval = make.approved_outing(college=cast.jidian)
    first, second = make.reloaded(with_approval), make.reloaded(with_approval)
    leaves = with_approval.departs_at
    refused = at_once(
        lambda: first.depart(cast.chen, leaves, 42), lambda: second.depart(cast.wei, leaves, 42)
    )
    assert len(refused) == 1 and "外出中" in refused[0]
    assert Outing.objects.outside().count() == 1
