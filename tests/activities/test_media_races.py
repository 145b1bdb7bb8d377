"""What two people, or a person and a worker, do to one item at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from activities.models import MediaItem, MediaJob
from colleges.rules import BrokenRule

from .. import hostile_media, media

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each of `acts` answers or is refused with, all begun at the same moment."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=20)
            return act()
        except BrokenRule as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_reviewers_one_is_told(cast):
    item = media.item(college=cast.jidian)
    first, second = (MediaItem.objects.get(pk=item.pk) for _ in range(2))
    told = at_once(lambda: first.approve(cast.zhou), lambda: second.hide(cast.wu, "模糊"))
    item.refresh_from_db()
    # Hiding what was approved is allowed, approving what was hidden as well: never both lost.
    assert item.status in ("approved", "hidden")
    assert sum(isinstance(one, BrokenRule) for one in told) <= 1


def test_same_verb_twice_happens_once(cast):
    item = media.item(college=cast.jidian)
    rows = [MediaItem.objects.get(pk=item.pk) for _ in range(4)]
    told = at_once(*(lambda row=row: row.approve(cast.zhou) for row in rows))
    assert [isinstance(one, BrokenRule) for one in told].count(False) == 1


def test_approved_while_its_consent_is_withdrawn_it_is_not_public(cast):
    for _ in range(5):
        item = media.item(college=cast.jidian)
        one, other = (MediaItem.objects.get(pk=item.pk) for _ in range(2))
        at_once(lambda: one.approve(cast.zhou), lambda: other.withdraw_consent(cast.chen, "家长"))  # noqa: B023
        assert not MediaItem.objects.public().filter(pk=item.pk).exists()


def test_no_item_waits_for_a_job_that_has_begun_without_it(cast):
    for _ in range(5):
        MediaItem.objects.all().delete()
        MediaJob.objects.all().delete()
        first = media.arrived(college=cast.jidian, by=cast.chen)
        job, upload = first.job, media.upload(college=cast.jidian, by=cast.chen)
        at_once(job.run, lambda: MediaItem.objects.take_in(upload))  # noqa: B023
        for following in MediaJob.objects.exclude(pk=job.pk):
            following.run()
        assert MediaItem.objects.processing().count() == 0


def test_twins_that_arrive_together_find_each_other(cast):
    content = hostile_media.photo((600, 450))
    units = [(cast.jidian, cast.chen), (cast.caijing, cast.lin)]
    items = [media.arrived(college=one, by=by, content=content) for one, by in units]
    at_once(*(item.job.run for item in items))
    families = set(MediaItem.objects.values_list("family", flat=True))
    assert len(families) == 1


def test_take_in_that_is_rolled_back_leaves_the_upload_as_it_was(cast):
    upload = media.upload(college=cast.jidian, by=cast.chen)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        MediaItem.objects.take_in(upload)
        raise ZeroDivisionError
    assert upload.path().read_bytes() == media.PICTURE
    item = MediaItem.objects.take_in(upload)
    item.job.run()
    item.refresh_from_db()
    assert item.status == "waiting"
