"""Two people on one outing at the same moment, on the database itself."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Activity, Outing, OutingFile
from activities.models.outing_file import MOST_FILES
from activities.outing_start import begin_outing
from activities.outing_status import Status
from colleges.memberships import end
from colleges.models import User
from colleges.rules import BrokenRule
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


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


def test_a_deputy_decides_or_is_told_that_it_was_revoked(cast):
    for _ in range(5):
        outing = make.agreed(make.asked(make.outing(college=cast.jidian)), by=cast.sun)
        hat = make.delegation(cast.zhou, cast.lin)
        deputy = decision(outing, cast.lin, "agree")
        refused = at_once(deputy, lambda one=hat: end(one, cast.zhou))
        step = make.reloaded(outing).current_steps[1]
        hat.refresh_from_db()
        assert hat.is_over()
        assert step.is_open == bool(refused), refused


def test_a_second_after_it_ended_an_open_page_decides_nothing(cast):
    outing = make.agreed(make.asked(make.outing(college=cast.jidian)), by=cast.sun)
    over = make.delegation(cast.zhou, cast.lin).valid_until
    steps = [make.reloaded(outing).step for _ in range(2)]
    deputy = User.objects.get(pk=cast.lin.pk)
    assert steps[0].can_be_decided_by(deputy)
    late = [lambda one=one: one.agree(deputy, over + SECOND, seen=1) for one in steps]
    refused = at_once(*late)
    assert len(refused) == 2 and "您代周办理的期限已于" in refused[0]
    assert make.reloaded(outing).status == Status.WAITING


def test_pressed_twice_one_draft_begins(cast):
    activity = make.outing_activity(college=cast.jidian)
    mine, again = (Activity.objects.get(pk=activity.pk) for _ in range(2))
    assert not at_once(
        lambda: begin_outing(mine, cast.chen), lambda: begin_outing(again, cast.chen)
    )
    assert activity.outings.count() == 1


def test_an_activity_is_not_cancelled_while_somebody_leaves_for_it(cast):
    for _ in range(8):
        outing = make.approved_outing(college=cast.jidian)
        mine, activity = make.reloaded(outing), Activity.objects.get(pk=outing.activity_id)
        refused = at_once(
            lambda one=mine: one.depart(cast.chen, one.departs_at, 42),
            lambda one=activity: one.cancel(cast.chen, "暴雨"),
        )
        left = make.reloaded(outing)
        assert len(refused) == 1, refused
        assert (left.status, left.activity.status) in [
            (Status.OUT, "planned"),
            (Status.CANCELLED, "cancelled"),
        ]


def test_no_file_too_many(cast):
    outing = make.outing(college=cast.jidian)
    for _ in range(MOST_FILES - 1):
        make.outing_file(outing)
    copies = [make.reloaded(outing) for _ in range(3)]
    refused = at_once(*[lambda one=one: make.outing_file(one) for one in copies])
    assert len(refused) == 2 and outing.files.count() == MOST_FILES


def test_the_safety_plan_is_not_deleted_while_it_is_handed_over(cast):
    for _ in range(6):
        outing = make.outing(college=cast.jidian, safety_plan="")
        file = OutingFile.objects.select_related("outing__activity").get(
            pk=make.outing_file(outing).pk
        )
        mine = make.reloaded(outing)
        refused = at_once(
            lambda one=mine: one.hand_over(cast.chen, timezone.now()),
            lambda one=file: one.remove(cast.sun),
        )
        left = make.reloaded(outing)
        assert len(refused) == 1, refused
        assert (left.status == Status.WAITING) == left.has_file("safety_plan")


def test_what_is_handed_over_is_what_stands_in_the_row(cast):
    for _ in range(6):
        outing = make.outing(college=cast.jidian)
        mine, theirs = make.reloaded(outing), make.reloaded(outing)
        at_once(
            lambda one=mine: one.hand_over(cast.chen, timezone.now()),
            lambda one=theirs: one.revise(
                cast.sun, {"destination": "山上"}, base_version=1, at=timezone.now()
            ),
        )
        left = make.reloaded(outing)
        assert left.status == Status.WAITING
        assert left.versions.get().facts["destination"] == left.destination
