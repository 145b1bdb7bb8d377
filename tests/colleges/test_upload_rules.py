"""A file is what its content says (security.md B-30, B-31)."""

import io
import struct
import tempfile
import zipfile
from pathlib import Path

from django.test import SimpleTestCase

from colleges.rules import BrokenRule
from colleges.uploads import LARGEST, checked_type

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def png(width=10, height=10):
    size = struct.pack(">II", width, height)
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + size
        + b"\x08\x02"
        + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    )


def jpeg(width=10, height=10, scans=1):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"ab" + frame + scan * scans + b"\xff\xd9"


def package(*parts):
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as made:
        for part in parts:
            made.writestr(part, "x")
    return buffer.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
MACRO = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")


class CheckedType(SimpleTestCase):
    def judge(self, content, name):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(content)
            return checked_type(path, name)

    def test_what_is_what_it_says_comes_in(self):
        for content, name, expected in [
            (PDF, "通知.PDF", "application/pdf"),
            (png(), "海报.png", "image/png"),
            (jpeg(), "海报.jpeg", "image/jpeg"),
            (DOCX, "附件2.docx", "wordprocessingml"),
            (XLSX, "附件1.xlsx", "spreadsheetml"),
        ]:
            with self.subTest(name):
                self.assertIn(expected, self.judge(content, name))

    def test_what_is_not_is_refused_in_a_sentence(self):
        for content, name, sentence in [
            (b"", "a.pdf", "文件是空的"),
            (b"MZ\x90", "a.pdf", "文件内容不是 PDF"),
            (PDF, "a.exe", "不收“.exe”"),
            (PDF, "没有扩展名", "没有扩展名"),
            (PDF, "a.png", "文件内容不是 PNG"),
            (PDF[:-7], "a.pdf", "已损坏"),
            (DOCX, "a.xlsx", "文件内容不是 XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", "a.xlsx", "取消密码"),
            (
                package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
                "a.docx",
                "宏",
            ),
            (b"PK\x03\x04 nonsense", "a.docx", "文件内容不是 DOCX"),
            (png(10_000, 10_000), "a.png", "5000 万像素"),
            (png(0, 10), "a.png", "像素"),
            (jpeg(60_000, 60_000), "a.jpg", "5000 万像素"),
            (jpeg(scans=70), "a.jpg", "编码异常复杂"),
            (jpeg()[:20], "a.jpg", "已损坏"),
            (b"\xff\xd8\xff\xe0\x00\x04abAAAAA\xff", "a.jpg", "已损坏"),
            (b"\xff\xd8\xff\xe0\x00\x04abAAAA\xff\xc0\x00", "a.jpg", "已损坏"),
            (png()[:16] + b"IEND", "a.png", "已损坏"),
            (b"x" * (LARGEST + 1), "a.pdf", "超过 20 MB"),
        ]:
            refused = self.assertRaisesMessage(BrokenRule, sentence)
            with self.subTest(name=name, sentence=sentence), refused:
                self.judge(content, name)
