"""What a Word or Excel file is as a ZIP, checked before any parser runs. Pure.

Every check that parsers leave out (security.md §2); each refusal is one sentence that says what
to do. Nothing is unpacked to disk.
"""

import logging
import re
import stat
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from .rules import BrokenRule

MEGABYTE = 1024 * 1024
MOST_RATIO, RATIO_FROM = 100, MEGABYTE
BLOCK = 1 << 18

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
STORED_OR_DEFLATED = (0, 8)
ACTIVE = re.compile(r"vbaproject|(^|/)embeddings/|(^|/)activex/|(^|/)macrosheets/", re.IGNORECASE)
XML = (".xml", ".rels", ".vml")
DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OfficeFormat:
    """One kind of file with its limits, and the sentences that are said about it."""

    ending: str  # .xlsx
    old_ending: str  # .xls
    program: str  # Excel
    called: str  # 工作簿
    content: str  # the part that makes it one
    too_large: str  # what to do when there is too much of it
    too_heavy: str
    look_alike: str  # what people rename into it
    most_bytes: int
    most_parts: int
    most_unpacked: int
    instead: str = ""  # what may take the place of an embedded object

    @property
    def save_again(self) -> str:
        return f"请在 {self.program} 或 WPS 里打开，“另存为”{self.ending} {self.called}后再上传。"

    @property
    def damaged(self) -> str:
        return f"文件读不出来，可能已损坏或不是常规的 {self.ending}。{self.save_again}"

    @property
    def unusual(self) -> str:
        return f"文件的内部结构不正常，为安全起见没有读取。{self.save_again}"

    @property
    def active(self) -> str:
        return (
            f"文件里有宏、控件或嵌入的对象，不接收。{self.instead}"
            f"请删除后另存为 {self.ending} 再上传。"
        )

    def check(self, content: bytes) -> None:
        """Raises BrokenRule unless `content` is a plain file of this kind."""
        self.check_size_and_kind(content)
        self.check_archive(content)

    def check_size_and_kind(self, content: bytes) -> None:
        if len(content) > self.most_bytes:
            most = self.most_bytes // MEGABYTE
            raise BrokenRule(f"文件超过 {most} MB，没有读取。{self.too_large}")
        if not content:
            raise BrokenRule("文件是空的（0 字节）。请确认保存成功后再上传。")
        if content.startswith(OLE_MAGIC):
            if ENCRYPTED_OLE in content:
                raise BrokenRule(
                    f"文件有打开密码，读不了。请在 {self.program} 或 WPS 里取消密码，保存后再上传。"
                )
            old = self.old_ending
            raise BrokenRule(f"这是老格式 {old}（或改了扩展名的其他文件）。{self.save_again}")
        if not content.startswith(ZIP_MAGIC):
            raise BrokenRule(
                f"这不是 {self.ending} 文件，"
                f"只改扩展名（例如从 {self.look_alike} 改过来）是不行的。{self.save_again}"
            )

    def check_archive(self, content: bytes) -> None:
        try:
            with ZipFile(BytesIO(content)) as archive:
                parts = archive.infolist()
                self.check_directory(parts)
                self.check_overlap(content, parts, archive.start_dir)
                budget = self.most_unpacked
                for part in parts:
                    budget -= self.check_part(archive, part, budget)
        except BrokenRule:
            raise
        except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
                struct.error, zlib.error, OverflowError, MemoryError):  # fmt: skip
            log.warning("unreadable upload", exc_info=True)
            raise BrokenRule(self.damaged) from None

    def check_directory(self, parts: list[ZipInfo]) -> None:
        if len(parts) > self.most_parts:
            raise BrokenRule(self.too_heavy)
        if any(part.flag_bits & ENCRYPTED_FLAGS for part in parts):
            raise BrokenRule(
                f"文件里有加密的内容，读不了。请在 {self.program} 或 WPS 里取消密码后再上传。"
            )
        names = [part.filename.replace("\\", "/").casefold() for part in parts]
        if len(set(names)) != len(names) or not all(map(is_ordinary, parts)):
            raise BrokenRule(self.unusual)
        if any(ACTIVE.search(name) for name in names):
            raise BrokenRule(self.active)
        if not {part.filename for part in parts}.issuperset(("[Content_Types].xml", self.content)):
            raise BrokenRule(
                f"这不是 {self.program} {self.called}（{self.ending}），"
                f"里面没有{self.called}的内容。{self.save_again}"
            )
        if sum(part.file_size for part in parts) > self.most_unpacked:
            raise BrokenRule(self.too_heavy)
        if any(part.file_size > RATIO_FROM and is_bomb(part) for part in parts):
            raise BrokenRule(self.too_heavy)

    def check_overlap(self, content: bytes, parts: list[ZipInfo], end: int) -> None:
        """No two parts share bytes (CVE-2024-0450: Python before 3.11.8 does not look)."""
        for part in sorted(parts, key=lambda part: part.header_offset, reverse=True):
            header = LOCAL_HEADER.unpack_from(content, part.header_offset)
            starts = part.header_offset + LOCAL_HEADER.size + header[9] + header[10]
            if header[0] != ZIP_MAGIC or starts + part.compress_size > end:
                raise BrokenRule(self.unusual)
            end = part.header_offset

    def check_part(self, archive: ZipFile, part: ZipInfo, budget: int) -> int:
        """Unpack `part` for real (its stated size may lie); returns how many bytes it has."""
        size, tail = 0, b""
        is_xml = part.filename.casefold().endswith(XML)
        with archive.open(part) as stream:
            while block := stream.read(BLOCK):
                if is_xml:
                    self.check_xml(part.filename, tail + block, first=not size)
                size += len(block)
                tail = block[-64:]
                if size > min(budget, part.file_size):
                    raise BrokenRule(self.too_heavy)
        if size != part.file_size:
            raise BrokenRule(self.unusual)
        return size

    def check_xml(self, name: str, text: bytes, *, first: bool) -> None:
        """No DTD, and no encoding in which one could hide; macros by type, whatever their name."""
        if first:
            start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
            declared = ENCODING.match(start)
            if not start.startswith(b"<") or (declared and declared[1].lower() not in READABLE):
                raise BrokenRule(self.unusual)
        if DTD.search(text) or b"<\0" in text:
            raise BrokenRule(self.unusual)
        if name == "[Content_Types].xml" and re.search(rb"macroEnabled|vbaProject", text):
            raise BrokenRule(f"文件里有宏，不接收。请另存为不带宏的 {self.ending} 再上传。")


def is_bomb(part: ZipInfo) -> bool:
    return part.file_size > MOST_RATIO * max(1, part.compress_size)


def is_ordinary(part: ZipInfo) -> bool:
    """A plain file or folder with a relative name, stored or deflated."""
    name = part.orig_filename.replace("\\", "/")
    if not name or "\0" in name or name.startswith("/") or ":" in name.split("/")[0]:
        return False
    if ".." in name.split("/") or stat.S_ISLNK(part.external_attr >> 16):
        return False
    return part.compress_type in STORED_OR_DEFLATED
