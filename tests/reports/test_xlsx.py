import hashlib
import tempfile
import zipfile
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from python_calamine import CalamineWorkbook

from reports.xlsx import (
    CELL_LIMIT,
    Book,
    Style,
    TimedZip,
    cell_text,
    clean_text,
    file_name,
    sheet_titles,
    utf16_length,
)
from reports.xlsx_mould import Layout, Mould, Shape, remembering

AT = datetime(2025, 5, 12, 9, 59, 58, tzinfo=UTC)


class SheetCase(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def written(self, *values, style=Style(bordered=True), title="表", at=AT):  # noqa: B008
        """The path of a workbook whose first row holds `values`."""
        book = Book(creator="职教活动周", title="表", at=at, folder=self.folder)
        sheet = book.sheet(title, [10] * len(values), printed=len(values), frozen="A2")
        sheet.row(list(values), [style] * len(values))
        sheet.finish()
        path = self.folder / "book.xlsx"
        book.save(path)
        return path

    def read(self, path):
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[0]


class Cells(SheetCase):
    def test_text_that_looks_like_a_formula_stays_text(self):
        texts = ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "=cmd|' /C calc'!A0"]
        path = self.written(*texts)
        self.assertEqual(self.read(path), texts)
        kinds = {cell.data_type for cell in load_workbook(path).active[1]}
        self.assertEqual(kinds, {"s"})
        self.assertNotIn(b"<f>", zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))

    def test_numbers_stay_numbers_and_nothing_stays_empty(self):
        cells = load_workbook(self.written(120, 0, "", None)).active[1]
        self.assertEqual([cell.value for cell in cells], [120, 0, None, None])

    @given(st.lists(st.none() | st.integers() | st.floats(-1e9, 1e9) | st.text(), min_size=1))
    def test_a_row_is_written_as_openpyxl_writes_it(self, values):
        def rows(path):
            sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
            return sheet[sheet.index(b"<sheetData>") : sheet.index(b"</sheetData>")]

        path = self.written(*values, style=Style())
        ours, book = rows(path), Workbook(write_only=True)
        sheet = book.create_sheet("表")
        sheet.row_dimensions[1].height = load_workbook(path).active.row_dimensions[1].height
        look = Style().dress(WriteOnlyCell(sheet))._style
        cells = [WriteOnlyCell(sheet) for _ in values]
        for cell, value in zip(cells, values, strict=True):
            cell._style = copy(look)
            cell.value = cell_text(value) or None if isinstance(value, str) else value
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)
        book.save(path)
        self.assertEqual(ours, rows(path))

    def test_phones_are_text(self):
        cell = load_workbook(self.written("02812345678", style=Style(text=True))).active["A1"]
        self.assertEqual((cell.value, cell.number_format), ("02812345678", "@"))

    def test_text_that_looks_like_an_escape_stays_text(self):
        texts = ["_x0041_", "图_x000D_图", "_x005F_x0041_", "_x41_"]
        self.assertEqual(self.read(self.written(*texts)), texts)

    def test_what_excel_calls_damaged_is_removed(self):
        nasty = "甲\x00\x07\x1f\x7f乙\ud800\ufffe\uffff丙\r\n丁"
        self.assertEqual(self.read(self.written(nasty)), ["甲乙丙\n丁"])

    def test_every_kind_of_line_break_breaks_the_line(self):
        text = "一\r二\x0b三\x0c四\x1c五\x1d六\x1e七\x85八\u2028九\u2029十"
        self.assertEqual(self.read(self.written(text)), ["\n".join("一二三四五六七八九十")])

    def test_too_long_text_is_cut_with_a_mark(self):
        (text,) = self.read(self.written("长" * 32_768))
        self.assertEqual(len(text), CELL_LIMIT)
        self.assertTrue(text.endswith("…（超长，已截断）"))
        self.assertEqual(clean_text("长" * CELL_LIMIT), "长" * CELL_LIMIT)

    @given(st.text(st.characters(codec=None), max_size=60))
    def test_any_text_becomes_a_legal_one(self, text):
        cleaned = clean_text(text)
        self.assertEqual(clean_text(cleaned), cleaned)
        cleaned.encode()
        self.assertFalse(any(ord(c) < 32 and c not in "\n\t" for c in cleaned))

    @given(st.text("长a😀", min_size=1, max_size=9), st.integers(32_700, 32_800))
    def test_the_limit_is_counted_as_excel_does(self, text, length):
        self.assertLessEqual(utf16_length(clean_text((text * length)[:length])), CELL_LIMIT)


class SheetTitles(SimpleTestCase):
    def test_traps(self):
        for name, title in [
            ("a[b]c:d*e?f/g\\h", "a b c d e f g h"),
            ("History", "History(2)"),
            ("'引号'", "引号"),
            ("", "表"),
            ("  ", "表"),
            ("学" * 40, "学" * 31),
        ]:
            with self.subTest(name):
                self.assertEqual(sheet_titles([name]), [title])

    def test_twins_get_numbers_whatever_their_case(self):
        self.assertEqual(sheet_titles(["A院", "a院", "A院"]), ["A院", "a院(2)", "A院(3)"])
        first, second = sheet_titles(["学" * 40, "学" * 41])
        self.assertEqual((len(first), second), (31, "学" * 28 + "(2)"))

    @given(st.lists(st.text(max_size=40), max_size=12))
    def test_always_legal_and_unique(self, names):
        titles = sheet_titles(names)
        self.assertEqual(len({title.casefold() for title in titles}), len(names))
        for title in titles:
            self.assertTrue(0 < utf16_length(title) <= 31)
            self.assertFalse(set("[]:*?/\\") & set(title))
            self.assertFalse(title.startswith("'") or title.endswith("'"))


class Bytes(SheetCase):
    def sha(self, path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def test_same_rows_give_same_bytes_on_another_day(self):
        first = self.sha(self.written("甲", 1))
        with time_machine.travel("2031-01-01T03:04:05Z"):
            self.assertEqual(self.sha(self.written("甲", 1)), first)

    def test_other_rows_or_another_cut_off_give_other_bytes(self):
        seals = {
            self.sha(self.written("甲")),
            self.sha(self.written("乙")),
            self.sha(self.written("甲", at=AT.replace(hour=8))),
        }
        self.assertEqual(len(seals), 3)

    def test_entries_and_properties_carry_the_cut_off(self):
        path = self.written("甲")
        times = {info.date_time for info in zipfile.ZipFile(path).infolist()}
        self.assertEqual(times, {(2025, 5, 12, 9, 59, 58)})
        properties = load_workbook(path).properties
        self.assertEqual(properties.creator, "职教活动周")
        self.assertEqual(properties.created, AT.replace(tzinfo=None))
        self.assertEqual(properties.modified, AT.replace(tzinfo=None))

    def test_no_scraps_are_left(self):
        self.written("甲")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["book.xlsx"])

    def test_a_zip_of_files_is_as_steady(self):
        source = self.folder / "a.txt"
        source.write_text("甲")
        seals = set()
        for day in ("2026-01-01", "2027-02-02"):
            with time_machine.travel(day), TimedZip(self.folder / "x.zip", AT) as archive:
                archive.write(source, "甲.txt")
            seals.add(self.sha(self.folder / "x.zip"))
        self.assertEqual(len(seals), 1)


class Moulds(SheetCase):
    """One for many books of a shape: whatever was poured before leaves nothing behind."""

    def poured(self, title, rows, mould=None):
        book = Book(creator="职教活动周", title="表", at=AT, folder=self.folder, mould=mould)
        sheet = book.sheet(title, [10, 10], printed=2, frozen="A2")
        sheet.spread([("附件2", 2, Style())])
        for number in range(rows):
            sheet.row([number, "甲"], [Style(bordered=True), Style(align="left")])
        sheet.finish()
        book.save(self.folder / "book.xlsx")
        return (self.folder / "book.xlsx").read_bytes()

    def test_a_book_of_a_remembered_shape_is_the_same_to_the_byte(self):
        mould = remembering()
        for title, rows in [("甲院", 1), ("A院", 3), ("a院", 3), ("甲院", 1), ("A院", 1), ("'", 3)]:
            with self.subTest(title, rows=rows):
                self.assertEqual(self.poured(title, rows, mould), self.poured(title, rows))
        self.assertEqual(mould.cache_info().misses, 2)

    def test_looks_have_the_numbers_openpyxl_gives_them(self):
        looks = (Style(), Style(bordered=True), Style(text=True), Style(size=9), Style(serif=False))
        shape = Shape(Layout((10,), 1, "A2", 9, False, 1), (), None, None, None)
        self.assertEqual(Mould(("甲", "表", AT), looks, (shape,)).numbers, [1, 2, 3, 4, 5])


class FileNames(SimpleTestCase):
    def test_separators_and_controls_go(self):
        self.assertEqual(file_name("../甲/乙\\丙:\x00丁"), "甲 乙 丙 丁")
        self.assertEqual(file_name("..."), "表")
