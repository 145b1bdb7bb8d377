"""Media items for tests: taken in like an upload, or as they stand once a job is done with them."""

import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from activities.models import Edition, MediaItem
from colleges.files import stored
from colleges.models import Role

from . import make

PICTURE = make.picture((800, 600))


@dataclass
class Upload:
    """What a finished upload looks like to `take_in`."""

    owner: object
    edition: object
    name: str
    content: bytes = PICTURE
    college: object = None
    department: object = None
    metadata: dict = field(default_factory=dict)
    pk: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self):
        self.size = len(self.content)
        self.path().write_bytes(self.content)

    def path(self):
        return Path(settings.TEMP_DIR) / f"upload-{self.pk}"


def upload(*, college=None, department=None, by=None, name="开幕式.jpg", **facts):
    by = by or make.of_unit(college, department)
    edition = facts.pop("edition", None) or Edition.objects.current()
    return Upload(by, edition, name, college=college, department=department, **facts)


def paper():
    """A checked file that becomes a consent; it is moved away."""
    path = Path(settings.TEMP_DIR) / f"consent-{uuid.uuid4()}"
    path.write_bytes(b"%PDF-1.4")
    return path


def arrived(**facts):
    """Taken in and not looked at yet."""
    return MediaItem.objects.take_in(upload(**facts))


def item(*, college=None, status="waiting", has_minors="no", **overrides):
    """A photo that was checked and copied (the same picture in every size), in this state."""
    by = overrides.pop("by", None) or make.of_college(college, Role.COLLEGE_STAFF)
    content = overrides.pop("content", PICTURE)
    fields = {
        "edition": Edition.objects.current(),
        "name": "开幕式.jpg",
        "kind": "photo",
        "content_type": "image/jpeg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "width": 800,
        "height": 600,
        "caption": "学生在师傅带领下体验焊接",
        "uploaded_by": by,
        "updated_by": by,
    }
    facts = {"college": college, "status": status, "has_minors": has_minors}
    made = MediaItem.objects.create(**fields | facts | overrides)
    folder = stored("media")
    folder.mkdir(exist_ok=True)
    for name in (made.stored_name, *(made.stored_copy(size) for size in (400, 800, 1600))):
        stored(name).write_bytes(content)
    return made
