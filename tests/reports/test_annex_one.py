from io import BytesIO

from django.test import SimpleTestCase
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from reports.annex_one import Form, Header, Summary, college_workbook, content_digest

from ..base import at
from .test_columns import ROW

AT = at("2025-05-12T17:00")
HEADER = Header("机电学院", "陈", "13800000001", "2025年5月12日")


def workbook(*rows, header=HEADER):
    content = {"title": "2025年职教活动周信息表", "unit": header.unit, "rows": list(rows)}
    return college_workbook(content, header, annex="附件1", at=AT)


def summary(**changes):
    facts = {
        "title": "2025年职教活动周信息表",
        "annex": "附件1",
        "cut_off": AT,
        "template_version": "附件1-2025.1",
        "filed": 1,
        "missing": [("财经学院", "未报送"), ("艺术学院", "已退回")],
    }
    return Summary(**facts | changes)


class CollegeSheet(SimpleTestCase):
    def test_it_reads_as_the_form(self):
        book = CalamineWorkbook.from_filelike(BytesIO(workbook(ROW)))
        self.assertEqual(book.sheet_names, ["机电学院"])
        rows = book.get_sheet_by_index(0).to_python()
        self.assertEqual((rows[0][0], rows[1][0]), ("附件1", "2025年职教活动周信息表"))
        self.assertEqual([text for text in rows[2] if text], HEADER.parts())
        self.assertEqual(rows[4][:2], [1.0, "焊接体验课"])
        self.assertEqual([text for text in rows[-1] if text], ["负责人(签字)：", "(盖章)"])

    def test_only_the_printed_columns_are_in_the_print_area(self):
        sheet = load_workbook(BytesIO(workbook(ROW))).active
        self.assertEqual(sheet.print_area, "'机电学院'!$A$1:$O$7")
        self.assertEqual(sheet["P4"].value, "主题活动日")

    def test_a_long_summary_gets_a_tall_row(self):
        sheet = load_workbook(BytesIO(workbook(ROW, ROW | {"summary": "长" * 300}))).active
        self.assertLess(sheet.row_dimensions[5].height, 60)
        self.assertGreater(sheet.row_dimensions[6].height, 16 * 14)

    def test_the_same_form_gives_the_same_bytes(self):
        self.assertEqual(workbook(ROW), workbook(ROW))
        self.assertNotEqual(workbook(ROW), workbook(ROW | {"venue": "操场"}))

    def test_a_form_without_rows_is_still_a_form(self):
        rows = CalamineWorkbook.from_filelike(BytesIO(workbook())).get_sheet_by_index(0)
        self.assertEqual(rows.to_python()[3][1], "活动名称")


class WhoIsAbsent(SimpleTestCase):
    def test_by_reason(self):
        self.assertEqual(summary().absent(), "未报送：财经学院　已退回：艺术学院")

    def test_nobody(self):
        self.assertEqual(summary(missing=[]).absent(), "未报送：无")


class ContentDigest(SimpleTestCase):
    def test_any_change_of_a_cell_changes_it(self):
        form = Form(HEADER, [ROW])
        seals = [
            content_digest(summary(), [form]),
            content_digest(summary(), [Form(HEADER, [ROW | {"needs": []}])]),
            content_digest(summary(), [Form(Header("机电学院"), [ROW])]),
            content_digest(summary(missing=[]), [form]),
            content_digest(summary(), [form, form]),
        ]
        self.assertEqual(len({seal for seal, _ in seals}), 5)
        self.assertEqual([count for _, count in seals], [1, 1, 1, 1, 2])
