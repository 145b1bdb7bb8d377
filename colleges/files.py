"""Private files: stored under a key nobody can guess, handed out only by a view that may."""

import hashlib
import os

from django.conf import settings
from django.http import FileResponse

from .rules import BrokenRule


def stored(key):
    """Where the file with this key (a UUID) lies; nothing a person typed enters the path."""
    return settings.FILES_DIR / str(key)


def keep(path, key):
    """Move a finished file into store: whole or not at all, also when the power fails."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    os.chmod(path, 0o600)
    os.replace(path, stored(key))
    folder = os.open(settings.FILES_DIR, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def discard(key):
    stored(key).unlink(missing_ok=True)


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def handed_out(key, name, content_type):
    """The stored file as a download called `name`; never shown inside the portal's own pages."""
    try:
        file = open(stored(key), "rb")  # noqa: SIM115 - the response closes it
    except FileNotFoundError:
        raise BrokenRule("文件已不在服务器上。请重新生成，数据不受影响。") from None
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
