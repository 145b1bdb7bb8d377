"""Who reads what of a text beside its words: the review behind it, the pictures in it.

A picture in a text is a media item of the unit that wrote it. Strangers see the copy that
`MediaItem.objects.public()` lets through at that moment: reviewed, consent in order.
"""

from django.urls import reverse

from colleges.files import stored

from ..models.media import MediaItem
from .article import Picture, pictures_in

WIDEST = 800
# In the .docx: what a page takes in print.
PRINTED = "1600"
MOST_TO_CHOOSE = 60


def reads_inside(item, user):
    """Opinions, versions and what happened: the own unit, and those who work on it."""
    return item.can_be_seen_by(user) or user.reviews_media


def photos_of(item):
    """What a text of this unit may show."""
    photos = MediaItem.objects.of(item.edition, item.organiser)
    return photos.filter(kind=MediaItem.Kind.PHOTO).exclude(status=MediaItem.Status.PROCESSING)


def shown_in(item):
    found = pictures_in(item.body)
    return photos_of(item).filter(pk__in=found) if found else MediaItem.objects.none()


def picture(media, page):
    """The copy that a page shows, with the room it takes there."""
    url = reverse(page, args=[media.pk, str(WIDEST)])
    if not (media.width and media.height):
        return Picture(url)
    scale = min(1, WIDEST / max(media.width, media.height))
    return Picture(url, round(media.width * scale), round(media.height * scale))


def pictures_for(item, user):
    """{id: Picture} of what this reader of the portal may see in it."""
    if reads_inside(item, user):
        inside = shown_in(item).filter(consent_withdrawn_at=None)
        return {media.pk: picture(media, "media_copy") for media in inside}
    return public_pictures(item)


def public_pictures(item):
    """{id: Picture} of what strangers may see in it, in the order of the text."""
    found = {media.pk: media for media in shown_in(item).public()}
    order = [pk for pk in pictures_in(item.body) if pk in found] if found else []
    return {pk: picture(found[pk], "media_public") for pk in order}


def waiting_pictures(item):
    """How many pictures of it strangers would not see now."""
    wanted = pictures_in(item.body)
    return len(wanted) - shown_in(item).public().count() if wanted else 0


def printed_pictures(item):
    """{id: file of the copy} for a paper that leaves the portal: only what is public."""
    return {
        media.pk: stored(media.stored_copy(PRINTED))
        for media in shown_in(item).public()
        if stored(media.stored_copy(PRINTED)).exists()
    }


def pictures_to_choose(item):
    """The newest photos of the unit, those of the text's activity first."""
    rows = photos_of(item).exclude(status=MediaItem.Status.HIDDEN)
    rows = list(rows.filter(consent_withdrawn_at=None).order_by("-pk")[:MOST_TO_CHOOSE])
    return sorted(rows, key=lambda media: media.activity_id != item.activity_id)
