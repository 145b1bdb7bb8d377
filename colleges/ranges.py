"""A part of a file, as players ask for it: RFC 9110 §14, one range."""

import re
from pathlib import Path

from django.http import FileResponse, HttpResponse

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Part:
    """`length` bytes of an open file, read in pieces and closed by the response."""

    def __init__(self, file, start, length):
        self.file, self.left = file, length
        file.seek(start)

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        data = self.file.read(size)
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()


def part_of(file, asked, **kinds):
    """The response to a request for `asked` (its Range header) of an open file: all of it, a part
    (206), or a 416 if there is no such part."""
    size = Path(file.name).stat().st_size
    wanted = ONE_RANGE.fullmatch(asked or "")
    if wanted is None or wanted.group() == "bytes=-":
        response = FileResponse(file, **kinds)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    first, last = bounds(*wanted.groups(), size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(Part(file, first, last - first + 1), status=206, **kinds)
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte; “-500” are the last five hundred."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
