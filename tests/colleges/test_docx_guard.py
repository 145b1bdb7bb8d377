"""The door for uploaded .docx: every hostile file gets one sentence, honest ones are read."""

import random
import time

import pytest

from colleges.docx_guard import MOST_BYTES, guarded_text
from colleges.rules import BrokenRule

from .. import hostile
from .. import hostile_documents as documents

OUTSIDE = "引用了外面的"
HOSTILE = {
    "empty": (lambda: b"", "文件是空的"),
    "too big": (lambda: b"PK\x03\x04" + b"\0" * MOST_BYTES, "超过 20 MB"),
    "text called .docx": (lambda: "总结".encode(), "这不是 .docx 文件"),
    "old .doc": (hostile.ole, "老格式 .doc"),
    "with a password": (lambda: hostile.ole("EncryptedPackage"), "取消密码"),
    "a workbook": (hostile.plain, "不是 Word 文档"),
    "bomb": (documents.bomb, "太多或太复杂"),
    "macro": (lambda: documents.with_part("word/vbaProject.bin"), "宏"),
    "macro by type (.docm)": (documents.macro_by_type, "不带宏的 .docx"),
    "control": (lambda: documents.with_part("word/activeX/activeX1.xml"), "控件"),
    "embedded": (lambda: documents.with_part("word/embeddings/a.xlsx"), "选择性粘贴"),
    "path upwards": (lambda: documents.with_part("../../etc/passwd"), "内部结构不正常"),
    "DTD": (documents.with_dtd, "内部结构不正常"),
    "remote template": (documents.remote_template, "引用了外面的模板"),
    "template on a share": (lambda: documents.remote_template("file://h/a.dotm"), "模板"),
    "template on a share, UNC": (lambda: documents.remote_template(r"\\h\a.dotm"), "模板"),
    "template on a share, three": (lambda: documents.remote_template(r"file:///\\h\a"), "模板"),
    "picture from the web": (lambda: documents.related("image", "http://a.example/1"), OUTSIDE),
    "frame": (lambda: documents.related("frame", "http://a.example/1"), OUTSIDE),
    "document within": (lambda: documents.related("aFChunk", "a.html"), OUTSIDE),
    "link to the machine": (lambda: documents.related("hyperlink", "file:///c:/a.exe"), "网址"),
    "link that runs": (lambda: documents.related("hyperlink", "ms-msdt:/id"), "网址"),
    "torn relationships": (lambda: documents.with_part("word/_rels/a.rels", "<a"), "读不出来"),
    "DDE": (lambda: documents.plain(documents.field("DDEAUTO c:\\\\a")), "域"),
    "DDE after a page number": (
        lambda: documents.plain(documents.field("PAGE") + documents.field(" D", "DE a")),
        "域",
    ),
    "DDE in the footer": (documents.field_in_footer, "域"),
    "picture by a field": (
        lambda: documents.plain(documents.field('INCLUDEPICTURE "http://a.example/1"')),
        "域",
    ),
    "DDE over two paragraphs": (documents.field_over_two_paragraphs, "域"),
    "field spelt by numbers": (
        lambda: documents.plain(documents.field("QUOTE 68 68 69")),
        "域",
    ),
    "field named by another": (
        lambda: documents.plain(documents.nested_field("D", 'IF 1=1 "DE"', " c:")),
        "域",
    ),
    "DDE in a header elsewhere": (documents.field_in_a_header_elsewhere, "域"),
    "header that is not called .xml": (documents.header_called_otherwise, "内部结构不正常"),
    "another main document": (documents.another_main_document, "内部结构不正常"),
    "object by relationship": (
        lambda: documents.with_part(
            "word/_rels/document.xml.rels", documents.relation("oleObject", "media/x.bin")
        ),
        "嵌入的对象",
    ),
    "template on a share, in disguise": (
        lambda: documents.remote_template("file:///%5C%5Cevil%5Cs%5Ct.dotm"),
        "模板",
    ),
    "relationships without end": (documents.crowded_relationships, "太多或太复杂"),
    "nested 100,000 deep": (documents.deep, "太多或太复杂"),
    "more text than a report": (documents.endless, "太多或太复杂"),
    "body that is no XML": (
        lambda: hostile.packed((documents.parts() | {documents.BODY: "<w"}).items()),
        "读不出来",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_one_sentence(name):
    make, sentence = HOSTILE[name]
    content, began = make(), time.monotonic()
    with pytest.raises(BrokenRule, match=sentence):
        guarded_text(content)
    assert time.monotonic() - began < 15


def test_damaged_anywhere():
    """Flipped bytes never lead to anything but a sentence or text."""
    whole, chance = documents.plain(), random.Random(7)  # noqa: S311 - a test
    for _ in range(40):
        content = bytearray(whole)
        for _ in range(4):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            guarded_text(bytes(content))
        except BrokenRule as refusal:
            assert str(refusal).endswith("。")


class TestReading:
    def test_paragraphs_are_counted_as_people_count_them(self):
        text = guarded_text(documents.report("标题", "", "共 12 场次", "  "))
        assert text.paragraphs == [(1, "标题"), (2, "共 12 场次")]

    def test_tables_by_rows(self):
        rows = [["指标", "数量"], ["总场次", "13"]]
        text = guarded_text(documents.report("甲", tables=[rows, [["乙"]]]))
        assert text.tables == [(1, rows), (2, [["乙"]])]
        assert text.paragraphs == [(1, "甲")]

    def test_a_word_torn_into_runs_is_one(self):
        runs = "<w:p><w:r><w:t>1</w:t></w:r><w:r><w:t>2 场</w:t><w:br/><w:t>次</w:t></w:r></w:p>"
        assert guarded_text(documents.plain(runs)).paragraphs == [(1, "12 场\n次")]

    def test_what_was_deleted_is_not_there_what_was_added_is(self):
        line = (
            "<w:p><w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>"
            "<w:ins><w:r><w:t>13</w:t></w:r></w:ins><w:r><w:t>场</w:t></w:r></w:p>"
        )
        assert guarded_text(documents.plain(line)).paragraphs == [(1, "13场")]

    def test_a_text_box_is_read_once(self):
        box = "<w:p><w:r><w:t>盒</w:t></w:r></w:p>"
        both = (
            f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
        line = f"<w:p><w:r><w:t>外</w:t>{both}</w:r></w:p>"
        assert guarded_text(documents.plain(line)).paragraphs == [(1, "盒"), (2, "外")]

    def test_a_table_within_a_table_stays_in_its_cell(self):
        cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p>{}</w:tc>"
        inner = f"<w:tbl><w:tr>{cell.format('里', '')}</w:tr></w:tbl>"
        outer = f"<w:tbl><w:tr>{cell.format('外', inner)}</w:tr></w:tbl>"
        assert guarded_text(documents.plain(outer)).tables == [(1, [["外\n里"]])]

    def test_links_that_people_click_and_the_own_template_are_no_danger(self):
        for content in (
            documents.related("hyperlink", "https://news.example/1?a=1"),
            documents.related("hyperlink", "mailto:a@school.example"),
            documents.remote_template("Normal.dotm"),
            documents.remote_template(r"file:///C:\Users\a\Templates\总结.dotx"),
            documents.plain(documents.field(' HYPERLINK "https://a.example/link/1"')),
            documents.plain(documents.field(" PAGE ")),
            documents.plain(documents.nested_field("=", " NUMPAGES ", "-1")),
            documents.plain(documents.nested_field(" IF ", "PAGE", "=1")),
        ):
            assert guarded_text(content).tables == []
