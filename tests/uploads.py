"""Uploads for tests: begun, half way, and the headers a tus client sends."""

import io
from base64 import b64encode

from django.utils import timezone

from activities.models import Edition, Upload
from activities.tus import BODY

from . import make

PHOTO = make.picture((800, 600))
WHOLE = len(PHOTO)
HALF = WHOLE // 2


def upload(*, by, college=None, department=None, size=WHOLE, name="开幕式.jpg", **facts):
    """Begun: not a byte has come."""
    fields = {"edition": Edition.objects.current(), "at": timezone.now(), "metadata": {}}
    organiser = department or college
    fields |= {"owner": by, "organiser": organiser, "name": name, "size": size}
    return Upload.objects.begin(**fields | facts)


def half_way(**facts):
    """The first half of PHOTO is here."""
    begun = upload(**facts)
    receive(begun, PHOTO[:HALF])
    return begun


def receive(upload, content, *, length=None, offset=None, **facts):
    """`content` is what comes of a body that says it has `length` bytes."""
    facts = {"offset": upload.offset if offset is None else offset, "at": timezone.now()} | facts
    upload.receive(io.BytesIO(content), len(content) if length is None else length, **facts)


def tus(**headers):
    """Headers as Django's test client takes them: `tus(upload_length=3)`."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return {"headers": {"Tus-Resumable": "1.0.0"} | named}


def told(**metadata):
    return ",".join(f"{key} {b64encode(text.encode()).decode()}" for key, text in metadata.items())


def create(client, *, size=WHOLE, **metadata):
    facts = {
        "upload_length": size,
        "upload_metadata": told(**{"filename": "开幕式.jpg"} | metadata),
    }
    return client.post("/uploads/", content_type="", **tus(**facts))


def patch(client, address, content, *, offset=0, **headers):
    facts = tus(upload_offset=offset, **headers)
    return client.patch(address, content, content_type=BODY, **facts)
