"""Private files: stored under a key nobody can guess, handed out only by a view that may."""

import hashlib
import os

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .ranges import part_of
from .rules import BrokenRule

# Where deploy/nginx.conf.example finds FILES_DIR, for itself only.
NGINX_LOCATION = "/_files/"
SANDBOX = "default-src 'none'; sandbox"


def stored(key):
    """Where the file with this key (a UUID, or a folder's and a UUID) lies; nothing a person
    typed enters the path."""
    return settings.FILES_DIR / str(key)


def keep(path, key):
    """Move a finished file into store: whole or not at all, also when the power fails."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    os.chmod(path, 0o600)
    target = place_for(key)
    os.replace(path, target)
    note_down(target.parent)


def adopt(path, key):
    """Give a finished file its name in store, in O(1); it keeps the old one, for the caller to
    take away on commit: a transaction that fails has lost nothing."""
    os.chmod(path, 0o600)
    target = place_for(key)
    target.unlink(missing_ok=True)
    os.link(path, target)
    note_down(target.parent)


def place_for(key):
    target = stored(key)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    return target


def note_down(folder):
    """The names in a folder survive a loss of power as well."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def discard(key):
    stored(key).unlink(missing_ok=True)


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def handed_out(key, name, content_type):
    """The stored file as a download called `name`; never shown inside the portal's own pages."""
    return sandboxed(key, as_attachment=True, filename=name, content_type=content_type)


def shown(key, content_type, asked=""):
    """The stored file inside a page: for copies of our own making only (security.md B-35).

    `asked` is a Range header: players of films ask for parts.
    """
    return sandboxed(key, asked=asked, content_type=content_type)


def sandboxed(key, asked="", **kinds):
    try:
        file = open(stored(key), "rb")  # noqa: SIM115 - the response closes it
    except FileNotFoundError:
        raise BrokenRule("文件已不在服务器上。请重新生成，数据不受影响。") from None
    if settings.NGINX_FILES:
        file.close()
        response = left_to_nginx(key, **kinds)
    else:
        response = part_of(file, asked, **kinds)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def left_to_nginx(key, content_type, as_attachment=False, filename=""):
    """The view has said yes; nginx sends the bytes, parts of them too, and no thread of ours
    waits for a slow reader of a film."""
    response = HttpResponse(content_type=content_type)
    response.headers["X-Accel-Redirect"] = f"{NGINX_LOCATION}{key}"
    if told := content_disposition_header(as_attachment, filename):
        response.headers["Content-Disposition"] = told
    return response
