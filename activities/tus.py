"""tus 1.0, the protocol of resumable uploads: what its headers say, and how its refusals look.

Core, creation, creation-with-upload, expiration, termination and checksum; any client of the
protocol works (https://tus.io/protocols/resumable-upload). Pure but for the answers.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from functools import wraps

from django.http import HttpResponse
from django.utils.http import http_date

from colleges.rules import BrokenRule

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
ALGORITHMS = ("sha1", "sha256", "md5")
BODY = "application/offset+octet-stream"
MEGABYTE = 1024 * 1024
# More would hold a thread too long on a slow line, and lose more when the line is cut.
LONGEST_CHUNK = 8 * MEGABYTE
LARGEST = 2 * 1024 * MEGABYTE
MOST_WORDS = 20
WORD = re.compile(r"[!-+\--~]{1,60}")


class Refused(BrokenRule):
    """A sentence with the status by which a tus client knows whether to try again."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.http_status = status


def speaks_tus(view):
    """Marks a view of the protocol: it answers in its headers, refuses in plain sentences."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except BrokenRule as refusal:
            response = plain(getattr(refusal, "http_status", 422), str(refusal))
        response.headers["Tus-Resumable"] = VERSION
        return response

    answer.longest_body = LONGEST_CHUNK
    return answer


def is_tus(request):
    return "Tus-Resumable" in request.headers


def plain(status, sentence):
    kind = "text/plain; charset=utf-8"
    response = HttpResponse(sentence, status=status, content_type=kind)
    if status == 412:
        response.headers["Tus-Version"] = VERSION
    if status == 460:
        response.reason_phrase = "Checksum Mismatch"
    return response


def too_long():
    most = LONGEST_CHUNK // MEGABYTE
    return plain(413, f"一次最多传 {most} MB。请把文件分成不超过 {most} MB 的段（chunk）再传。")


def abilities():
    """The answer to OPTIONS."""
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": LARGEST,
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def standing(upload, status):
    """An answer that tells how far `upload` has come."""
    headers = {"Upload-Offset": upload.offset, "Upload-Expires": http_date(until(upload))}
    return HttpResponse(status=status, headers=headers)


def until(upload):
    return upload.expires_at.timestamp()


def check_version(request):
    if request.headers.get("Tus-Resumable") != VERSION:
        told = f"这个地址只收断点续传（tus {VERSION}）。请在“上传照片和视频”页面里传。"
        raise Refused(412, told)


def method_of(request):
    """The method meant: some networks let only GET and POST pass."""
    if request.method == "POST":
        return request.headers.get("X-HTTP-Method-Override", "POST").upper()
    return request.method


def number_in(request, name, status=400):
    """A count of bytes from a header."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Refused(status, f"请求头 {name} 缺失或不是数字。请换一个上传工具，或在网页里传。")
    return int(text)


def metadata_in(request):
    """{key: text} of Upload-Metadata."""
    pairs = [pair.split() for pair in request.headers.get("Upload-Metadata", "").split(",")]
    pairs = [pair for pair in pairs if pair]
    if len(pairs) > MOST_WORDS or any(len(pair) > 2 for pair in pairs):
        raise unreadable()
    return {word_of(key): text_of(*value) for key, *value in pairs}


def word_of(key):
    if not WORD.fullmatch(key):
        raise unreadable()
    return key


def text_of(value=""):
    try:
        text = b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise unreadable() from None
    return text.replace("\x00", "")


def unreadable():
    return Refused(400, "请求头 Upload-Metadata 读不懂：每项应是“名称 base64(UTF-8)”，用逗号分开。")


def metadata_header(metadata):
    """The same as `metadata_in` reads it."""
    pairs = (f"{key} {b64encode(text.encode()).decode()}" for key, text in metadata.items())
    return ",".join(pair.strip() for pair in pairs)


class Checksum:
    """What the sender says the bytes of one request digest to."""

    def __init__(self, header):
        name, _, value = header.partition(" ")
        if name not in ALGORITHMS:
            raise Refused(400, f"校验算法只支持 {'、'.join(ALGORITHMS)}。")
        # Against damage on the way, which md5 and sha1 find; it protects nothing else.
        self.digest = hashlib.new(name, usedforsecurity=False)
        self.expected = value.strip()

    def update(self, data):
        self.digest.update(data)

    @property
    def is_right(self):
        return b64encode(self.digest.digest()).decode() == self.expected


def checksum_in(request):
    header = request.headers.get("Upload-Checksum")
    return Checksum(header) if header else None
