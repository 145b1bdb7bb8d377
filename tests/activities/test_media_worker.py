"""A real worker on a real broker looks into what arrives."""

import pytest

from activities.models import MediaItem

from .. import hostile_media, media
from ..conftest import wait_until

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


def test_what_arrives_is_waiting_for_review_soon_after(cast, worker):
    for name, content in [("a.jpg", hostile_media.photo()), ("b.jpg", hostile_media.HTML)]:
        media.arrived(college=cast.jidian, by=cast.chen, name=name, content=content)
    wait_until(lambda: not MediaItem.objects.processing().exists(), seconds=60)
    assert MediaItem.objects.get().status == "waiting"
    assert cast.chen.media_refusals.get().name == "b.jpg"
