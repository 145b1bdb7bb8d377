"""What a file is by its content, before anybody keeps it (security.md B-30, B-31). Pure.

Nothing is decoded or unpacked: these files are stored and handed out as they came.
"""

import struct
import zipfile
from pathlib import Path

from .rules import BrokenRule

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_PIXELS = 50_000_000
MOST_SCANS = 60
MOST_PARTS = 5000
OFFICE = "application/vnd.openxmlformats-officedocument"
# extension: (what it must be by content, media type it is handed out as)
TYPES = {
    ".pdf": ("pdf", "application/pdf"),
    ".docx": ("docx", f"{OFFICE}.wordprocessingml.document"),
    ".xlsx": ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    ".jpg": ("jpeg", "image/jpeg"),
    ".jpeg": ("jpeg", "image/jpeg"),
    ".png": ("png", "image/png"),
}
ALLOWED = (
    "PDF、Word（.docx）、Excel（.xlsx）、JPG、PNG，每个不超过 20 MB；"
    "手机拍的照片可以直接传，一亿像素模式拍的请先缩小"
)
# A body may be as long as the largest file and the form around it.
LONGEST_BODY = LARGEST + MEGABYTE
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def takes_files(view):
    """Marks a view to which a body longer than a form's may be sent; others refuse it unread."""
    view.longest_body = LONGEST_BODY
    return view


def checked_type(path: Path, name: str) -> str:
    """The media type of the file at `path`, called `name`; a sentence if it may not come in."""
    extension = Path(name).suffix.lower()
    if extension not in TYPES:
        raise BrokenRule(f"不收“{extension or '没有扩展名'}”这种文件。可以上传：{ALLOWED}。")
    size = path.stat().st_size
    if not size:
        raise BrokenRule("文件是空的（0 字节）。请重新选择文件。")
    if size > LARGEST:
        raise BrokenRule(f"文件有 {size / MEGABYTE:.1f} MB，超过 20 MB。请压缩后再传。")
    wanted, media_type = TYPES[extension]
    found = kind_of(path)
    if found == "ole2":
        raise BrokenRule("这是旧版 Office 或加了密码的文件。请另存为 .docx / .xlsx 并取消密码。")
    if found != wanted:
        raise BrokenRule(f"文件内容不是 {extension[1:].upper()}（或已损坏）。请重新导出后再传。")
    return media_type


def kind_of(path: Path) -> str:
    with open(path, "rb") as file:
        head = file.read(8)
        file.seek(max(0, path.stat().st_size - 2048))
        tail = file.read()
    if head.startswith(b"%PDF-") and b"%%EOF" in tail:
        return "pdf"
    if head.startswith(OLE2):
        return "ole2"
    if head == b"\x89PNG\r\n\x1a\n":
        return check_png(path)
    if head.startswith(b"\xff\xd8\xff"):
        return check_jpeg(path)
    return office_kind(path) if head.startswith(b"PK\x03\x04") else ""


def office_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or any(part.flag_bits & 1 for part in parts):
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BrokenRule("文件里带有宏。请另存为不含宏的 .docx / .xlsx。")
    if "[Content_Types].xml" not in names:
        return ""
    kinds = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
    return next((kind for part, kind in kinds.items() if part in names), "")


def check_png(path: Path) -> str:
    data = path.read_bytes()
    if len(data) < 24 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return ""
    refuse_too_large(*struct.unpack(">II", data[16:24]))
    return "png"


def check_jpeg(path: Path) -> str:
    """Walks the markers: a frame with a size, at most so many scans, an end."""
    data = path.read_bytes()
    place, size, scans = 2, None, 0
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            place = data.find(b"\xff", place)
            if place < 0:
                return ""
            continue
        marker = data[place + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD7:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            break
        length = struct.unpack(">H", data[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = data[place + 5 : place + 9]
        scans += marker == 0xDA
        place += 2 + length
    if size is None or len(size) < 4 or not scans or b"\xff\xd9" not in data[-65536:]:
        return ""
    if scans > MOST_SCANS:
        raise BrokenRule("图片的编码异常复杂。请用看图软件另存为普通 JPG 后再传。")
    height, width = struct.unpack(">HH", size)
    refuse_too_large(width, height)
    return "jpeg"


def refuse_too_large(width: int, height: int) -> None:
    if not width or not height or width * height > MOST_PIXELS:
        raise BrokenRule(f"图片是 {width}×{height} 像素，超过 5000 万像素。请缩小后再传。")
