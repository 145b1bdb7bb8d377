"""What a file sent in is, by its content and not by its name (security.md B-30, B-31). Pure.

Nothing is decoded here; who opens it afterwards does so in a process of its own.
"""

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from colleges import uploads
from colleges.rules import BrokenRule

MEGABYTE = 1024 * 1024
MOST_FRAMES = 100
LARGEST_PHOTO, LARGEST_TEXT = 60 * MEGABYTE, 20 * MEGABYTE
LARGEST_UNPACKED, MOST_PACKED = 200 * MEGABYTE, 100
# Whoever takes the file for the other kind finds a page, a program or an archive in it.
OTHER_FACE = re.compile(rb"<script[\s>]|<\?php\s", re.IGNORECASE)
END_OF_ZIP = b"PK\x05\x06"


@dataclass(frozen=True)
class Format:
    code: str
    kind: str
    media_type: str
    endings: tuple
    largest: int


FORMATS = {
    one.code: one
    for one in (
        Format("jpeg", "photo", "image/jpeg", (".jpg", ".jpeg"), LARGEST_PHOTO),
        Format("png", "photo", "image/png", (".png",), LARGEST_PHOTO),
        Format("webp", "photo", "image/webp", (".webp",), LARGEST_PHOTO),
        Format("heic", "photo", "image/heic", (".heic", ".heif"), LARGEST_PHOTO),
        Format("mp4", "video", "video/mp4", (".mp4", ".m4v", ".mov"), 2048 * MEGABYTE),
        Format("mov", "video", "video/quicktime", (".mov", ".mp4"), 2048 * MEGABYTE),
        Format("pdf", "document", "application/pdf", (".pdf",), LARGEST_TEXT),
        Format(
            "docx", "document", f"{uploads.OFFICE}.wordprocessingml.document", (".docx",),
            LARGEST_TEXT,
        ),
    )
}  # fmt: skip
ALLOWED = (
    "照片 JPG、PNG、WebP、HEIC（每张 ≤ 60 MB），视频 MP4、MOV（≤ 2 GB），文稿 PDF、Word（≤ 20 MB）"
)
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}
MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
DAMAGED = "文件已损坏或没有传完整，读不出来。请在原来的设备上打开看看，重新导出后再传。"


def format_of(path: Path, name: str) -> Format:
    """The format of the file at `path`, called `name`; a sentence if it may not come in."""
    size = path.stat().st_size
    if not size:
        raise BrokenRule("文件是空的（0 字节）。请重新选择文件。")
    with open(path, "rb") as file:
        head = file.read(4096)
    found = FORMATS.get(announced(head))
    if found is None:
        raise BrokenRule(f"内容不是能收的文件（或已损坏）。可以上传：{ALLOWED}。")
    if size > found.largest:
        most = f"{found.largest // MEGABYTE} MB"
        raise BrokenRule(f"文件有 {size / MEGABYTE:.0f} MB，超过 {most}。请压缩后再传。")
    refuse_other_name(name, found)
    CHECKS[found.code](path)
    refuse_two_faces(path, found, head)
    return found


def announced(head: bytes) -> str:
    """The format that the first bytes claim to be."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(uploads.OLE2):
        raise BrokenRule("这是旧版 Office 或加了密码的文件。请另存为 .docx 并取消密码。")
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    return announced_brand(head[8:12]) if head[4:8] == b"ftyp" else ""


def announced_brand(brand: bytes) -> str:
    if brand in HEIC_BRANDS:
        return "heic"
    if brand == b"qt  ":
        return "mov"
    return "mp4" if brand in MP4_BRANDS else ""


def refuse_other_name(name: str, found: Format) -> None:
    """A name that says something else; one that says nothing (a tus client's) is no lie."""
    ending = Path(name).suffix.lower()
    if not ending[1:].isalnum() or ending[1:].isdigit() or not ending.isascii():
        return
    if ending not in found.endings:
        raise BrokenRule(
            f"名字以“{ending}”结尾，内容却是 {found.code.upper()}。"
            f"请把扩展名改成 {found.endings[0]}，或重新导出后再传。"
        )


def refuse_two_faces(path: Path, found: Format, head: bytes) -> None:
    """A picture that is a web page, a program or an archive as well."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    two = b"%PDF-" in head[1:1024] if found.code != "pdf" else False
    two = two or (found.code != "docx" and END_OF_ZIP in tail)
    whole = path.read_bytes() if found.kind == "photo" else head + tail
    if two or (found.kind != "document" and OTHER_FACE.search(whole)):
        raise BrokenRule(
            "文件里藏着别的内容（网页、程序或压缩包）。请用看图软件另存为普通图片后再传。"
        )


def check_jpeg(path: Path) -> None:
    require_whole(uploads.check_jpeg(path))


def check_png(path: Path) -> None:
    require_whole(uploads.check_png(path))
    data = path.read_bytes()
    place = data.find(b"acTL", 0, 4096)
    if place > 0:
        refuse_many_frames(struct.unpack_from(">I", data, place + 4)[0])


def check_webp(path: Path) -> None:
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 4)[0] + 8 if len(data) > 12 else 0
    require_whole(length and len(data) in (length, length + 1))
    refuse_many_frames(data.count(b"ANMF"))


def check_boxes(path: Path) -> None:
    """HEIC, MP4, MOV: boxes that fill the file exactly; there is one with the contents."""
    size, place, found = path.stat().st_size, 0, set()
    with open(path, "rb") as file:
        while place < size and len(found) < 1000:
            file.seek(place)
            head = file.read(16)
            if len(head) < 8:
                break
            length = struct.unpack(">I", head[:4])[0]
            if length == 1 and len(head) == 16:
                length = struct.unpack(">Q", head[8:])[0]
            length = length or size - place
            found.add(head[4:8])
            require_whole(length >= 8 and place + length <= size)
            place += length
    require_whole(place == size and found & {b"moov", b"meta"})


def check_pdf(path: Path) -> None:
    require_whole(uploads.kind_of(path) == "pdf")


def check_docx(path: Path) -> None:
    require_whole(uploads.office_kind(path) == "docx")
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > MEGABYTE and part.file_size > MOST_PACKED * max(1, part.compress_size)
        for part in parts
    )
    # What a part says of its size may be a lie: it is believed nowhere, nobody unpacks it here.
    if unpacked > LARGEST_UNPACKED or swollen:
        raise BrokenRule("文件解压后异常地大。请用 Word 或 WPS 另存一份再传。")


def require_whole(is_whole: object) -> None:
    if not is_whole:
        raise BrokenRule(DAMAGED)


def refuse_many_frames(count: int) -> None:
    if count > MOST_FRAMES:
        raise BrokenRule(f"动图有 {count} 帧，超过 {MOST_FRAMES} 帧。请传静态图片或视频。")


CHECKS = {
    "jpeg": check_jpeg,
    "png": check_png,
    "webp": check_webp,
    "heic": check_boxes,
    "mp4": check_boxes,
    "mov": check_boxes,
    "pdf": check_pdf,
    "docx": check_docx,
}
