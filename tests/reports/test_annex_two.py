"""附件2 on paper, read back by a second library; the school's totals counted once more by hand."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from colleges.models.audit import canonical
from reports.annex_one import Header
from reports.annex_two import (
    FORM,
    TOTAL_RULE,
    Form,
    StatisticsCompilation,
    content_digest,
    marked,
    with_comments,
)
from reports.frozen_totals import SchoolTotals, typed
from reports.indicators import INDICATORS, RATES, figures, totals
from reports.models import StatisticsEntry
from reports.statistics import Line, line_content, remark, told_apart

from .test_annex_one import summary as summary_of_one
from .test_indicators import WEEK, company, happened, unit, units

HEADER = Header("机电学院", "陈", "13800000001", "2025年5月20日")
FIRST = 6  # rows above the colleges in 汇总


def summary(**changes):
    title = {"title": "2025年职教活动周情况统计表", "annex": "附件2"}
    return summary_of_one(**title | {"template_version": "附件2-2025.2"} | changes)


def content_of(one):
    """What `StatisticsForm.content()` freezes of these facts."""
    entry = StatisticsEntry(overrides={}, stated=one.stated, notes=one.notes)
    shown = figures(one)
    lines = [Line(i, shown[i.code], remark(i, shown[i.code], entry)) for i in INDICATORS]
    rows = [line_content(line) | told_apart(line.indicator, one) for line in lines]
    bases = {name: getattr(one, name) for _, name, *_ in RATES.values()}
    return json.loads(canonical({"rows": rows, "bases": bases}))


def form_of(one, name="机电学院", late=""):
    content = content_of(one)
    header = Header(name, "陈", "13800000001", "2025年5月20日")
    return Form(header, content["rows"], content["bases"], late)


def written(*forms, **changes):
    """(bytes, the compilation)"""
    with TemporaryDirectory() as name:
        path = Path(name) / "whole"
        compilation = StatisticsCompilation.drawn_up(
            summary(filed=len(forms), **changes),
            [form.header.unit for form in forms],
            lambda: iter(forms),
            Path(name),
            watched=iter,
            on_rows=lambda count: None,
        )
        compilation.write(path)
        return path.read_bytes(), compilation


def read(data):
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def cell(value):
    """As a second library gives a cell back."""
    return float(value) if isinstance(value, int) else value


ONE = unit(
    happened(
        1,
        partners=frozenset(
            [company("甲"), company("乙", "signed"), company("村", "place", "village")]
        ),
        venues=frozenset([("实训楼", "实训楼")]),
        numbers={"students": 90, "parents": 0},
    ),
    stated={"D1": 81, "B1": 4, "E4": "=1+1", "H3": 0},
    notes={"H3": "没有"},
    enrolled_students=200,
)
OTHER = unit(
    happened(
        2,
        sessions=3,
        dates=frozenset([WEEK[1], WEEK[2]]),
        partners=frozenset([company("甲", "signed"), company("丙")]),
        venues=frozenset([("实训楼", "实训楼"), ("图书馆", "图书馆")]),
        numbers={"students": 5, "teachers": 7},
    ),
    stated={"D1": 3, "D2": 2},
    enrolled_students=100,
    staff_total=50,
)


class CollegeSheet(SimpleTestCase):
    def setUp(self):
        self.form = form_of(ONE)
        self.data, _ = written(self.form)
        self.rows = read(self.data)["机电学院"]

    def test_its_head(self):
        self.assertEqual((self.rows[0][0], self.rows[1][0]), ("附件2", summary().title))
        told = [text for row in self.rows[2:4] for text in row if text]
        self.assertEqual(told, HEADER.parts())
        self.assertEqual(self.rows[4], [column.label for column in FORM])

    def test_every_line_cell_by_cell(self):
        group = ""
        for row, cells in zip(self.form.rows, self.rows[5:], strict=False):
            shown = "" if row["group"] == group else row["group"]
            group = row["group"]
            name = f"{row['code']} {row['name']}"
            expected = [shown, name, row["unit"], cell(typed(row)), row["remark"]]
            self.assertEqual(cells, expected)
        self.assertEqual(len(self.rows), 5 + len(INDICATORS) + 2)
        self.assertEqual([text for text in self.rows[-1] if text], ["负责人(签字)：", "(盖章)"])

    def test_unknown_is_no_zero_and_a_typed_formula_is_text(self):
        shown = {row[1].split(" ")[0]: row[3] for row in self.rows[5:-2]}
        found = [shown[code] for code in ("D3", "D6", "D4", "D2", "H3", "D11", "D12", "E4")]
        rate = "无法计算：缺少在校生数".replace("在校生数", "教职工数")
        self.assertEqual(found, [90.0, 0.0, "-", "-", 0.0, 40.5, rate, "=1+1"])
        sheet = load_workbook(BytesIO(self.data))["机电学院"]
        kinds = {one.data_type for row in sheet.iter_rows() for one in row}
        self.assertEqual(kinds, {"n", "s"})

    def test_what_a_college_says_otherwise_stands_in_the_remark(self):
        row = next(row for row in self.rows if row[1].startswith("H3"))
        self.assertEqual(row[4], "没有")

    def test_it_prints_upright_with_its_head_on_every_page(self):
        sheet = load_workbook(BytesIO(self.data))["机电学院"]
        self.assertEqual(
            (sheet.page_setup.orientation, sheet.page_setup.paperSize), ("portrait", 9)
        )
        self.assertEqual(sheet.print_title_rows, "$5:$5")
        self.assertEqual(sheet.print_area, f"'机电学院'!$A$1:$E${len(self.rows)}")
        self.assertIn("A6:A11", [str(area) for area in sheet.merged_cells.ranges])


class Overview(SimpleTestCase):
    def setUp(self):
        self.forms = [form_of(ONE), form_of(OTHER, "财经学院", "补报（05-23 09:12 孙）")]
        self.data, self.compilation = written(*self.forms)
        self.rows = read(self.data)["汇总"]

    def total(self, code):
        place = [indicator.code for indicator in INDICATORS].index(code)
        return self.rows[FIRST + 2][3 + place]

    def said(self):
        return "".join(row[2] for row in self.rows if isinstance(row[2], str))

    def test_every_college_cell_by_cell(self):
        for number, form in enumerate(self.forms):
            cells = [cell(typed(row)) for row in form.rows]
            # Only the college's own sheet says why there is none.
            cells = ["-" if str(one).startswith("无法计算") else one for one in cells]
            said = form.late or "报送"
            expected = [number + 1.0, form.header.unit, said, *cells]
            self.assertEqual(self.rows[FIRST + number], expected)

    def test_its_head(self):
        labels = [f"{i.code} {i.bare_name}\n（{i.unit}）" for i in INDICATORS]
        self.assertEqual(self.rows[FIRST - 1][3:], labels)
        groups = list(dict.fromkeys(indicator.group for indicator in INDICATORS))
        found = [text for text in self.rows[FIRST - 2] if text]
        self.assertEqual(found, ["序号", "填报单位", "报送", *groups])

    def test_sums_are_summed(self):
        found = [self.total(code) for code in ("A1", "D3", "D4", "D6", "D1", "H3")]
        self.assertEqual(found, [4.0, 95.0, 7.0, 0.0, 84.0, 0.0])

    def test_what_is_distinct_is_counted_over_all(self):
        # 甲 stands in both, 乙 and 丙 in one; 实训楼 in both; the second day in both.
        found = [self.total(code) for code in ("E1", "E2", "B5", "C2", "A5")]
        self.assertEqual(found, [3.0, 2.0, 2.0, 1.0, 2.0])

    def test_what_a_college_said_itself_is_added_and_told(self):
        self.assertEqual(self.total("B1"), 4.0)
        notes = self.said()
        self.assertIn("B1 开放企业：各学院之和 4，按全校去重 4，其中 1 个学院自报 4", notes)
        self.assertIn("E1 参与合作企业（去重）：各学院之和 4，按全校去重 3。", notes)

    def test_rates_of_their_own_numbers(self):
        # (81 + 3) / (200 + 100); the first college lacks the number of its staff.
        self.assertEqual((self.total("D11"), self.total("D12")), (28.0, 4.0))
        notes = self.said()
        self.assertIn("D12 教职工参与率：2 ÷ 50，1 个学院；不含 1 个缺少人数的学院。", notes)

    def test_nobody_knows(self):
        self.assertEqual((self.total("C4"), self.total("E4"), self.total("G5")), ("-", "-", "-"))
        for part in ("填“-”的学院数：", "C4（2）", "D4（1）"):
            self.assertIn(part, self.said())

    def test_it_says_who_is_missing_and_where_it_comes_from(self):
        self.assertEqual(self.rows[3][2], "未报送：财经学院　已退回：艺术学院")
        self.assertIn("数据行数：2", self.rows[2][2])
        self.assertIn(TOTAL_RULE, [row[2] for row in self.rows])
        for part in (self.compilation.content_sha256, "附件2-2025.2", "2025-05-12 17:00:00"):
            self.assertIn(part, self.rows[-1][2])

    def test_it_prints_on_wide_paper_with_its_head_on_every_page(self):
        sheet = load_workbook(BytesIO(self.data))["汇总"]
        self.assertEqual(
            (sheet.page_setup.orientation, sheet.page_setup.paperSize), ("landscape", 8)
        )
        self.assertEqual((sheet.print_title_rows, sheet.print_title_cols), ("$5:$6", "$A:$B"))
        self.assertEqual((sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight), (2, 0))

    def test_the_same_forms_give_the_same_bytes(self):
        self.assertEqual(written(*self.forms)[0], self.data)
        self.assertNotEqual(written(*reversed(self.forms))[0], self.data)


class ContentDigest(SimpleTestCase):
    def test_any_change_of_a_cell_changes_it(self):
        form, other = form_of(ONE), form_of(OTHER)
        rows = [row | {"remark": "改"} if row["code"] == "A1" else row for row in form.rows]
        seals = [
            content_digest(summary(), [form])[0],
            content_digest(summary(), [Form(form.header, rows, form.bases)])[0],
            content_digest(summary(), [Form(form.header, form.rows, {})])[0],
            content_digest(summary(), [form_of(ONE, late="补报（05-23 09:12 孙）")])[0],
            content_digest(summary(missing=[]), [form])[0],
            content_digest(summary(), [form, other])[0],
        ]
        self.assertEqual(len(set(seals)), 6)


class Totals(SimpleTestCase):
    @given(st.lists(units, max_size=5))
    def test_forms_one_by_one_give_what_the_records_of_all_give(self, school):
        counted = SchoolTotals()
        for one in school:
            content = content_of(one)
            counted.add(content["rows"], content["bases"])
        expected = totals(school)
        for code, total in counted.figures.items():
            self.assertEqual(total.value, expected[code].value, code)

    @given(st.lists(units, min_size=1, max_size=5))
    def test_distinct_and_rates_counted_by_hand(self, school):
        counted = SchoolTotals()
        for one in school:
            content = content_of(one)
            counted.add(content["rows"], content["bases"])
        held = {
            (partner.key, partner.kind)
            for one in school
            if one.booked
            for row in one.happened
            for partner in row.partners
        }
        companies = sum(kind == "enterprise" for _, kind in held)
        known = any(one.booked for one in school)
        self.assertEqual(counted.figures["E1"].value, companies if known else None)
        both = [
            (one.stated["D1"], one.enrolled_students)
            for one in school
            if "D1" in one.stated and one.enrolled_students
        ]
        part, whole = sum(pair[0] for pair in both), sum(pair[1] for pair in both)
        expected = round(Decimal(part) * 100 / whole, 6) if both else None
        found = counted.figures["D11"].value
        self.assertEqual(found is None, expected is None)
        if both:
            self.assertLessEqual(abs(found - expected), Decimal("0.05"))


class BadContent(SimpleTestCase):
    """Frozen by another version, or by nobody in their right mind: a file all the same."""

    def test_nothing_in_it(self):
        empty = Form(Header("空学院"), [], {})
        rows = read(written(empty)[0])
        self.assertEqual(rows["汇总"][FIRST][3:], ["-"] * len(INDICATORS))

    def test_whatever_stands_in_a_row(self):
        rows = [
            {},
            {"code": "A1", "value": True, "text": None, "things": None},
            {"code": "E1", "value": -3, "things": [["甲", 1], None, 2.5, {"a": 1}]},
            {"code": "D11", "unit": "%", "value": "NaN"},
            {"code": "D12", "unit": "%", "value": "一半", "text": "一半"},
            {"code": "D1", "value": 10**18, "remark": "x" * 40_000 + "\x07_x0041_"},
            {"code": "Z9", "name": "=cmd", "unit": "个", "group": "十、其他", "value": 4},
        ]
        bases = {"enrolled_students": True, "staff_total": "50"}
        data, _ = written(Form(Header("=1+1"), rows, bases), form_of(ONE, "机电学院"))
        found = read(data)
        self.assertEqual(list(found), ["汇总", "=1+1", "机电学院"])
        head = found["汇总"][FIRST - 1]
        self.assertEqual(found["汇总"][FIRST + 2][head.index("Z9 =cmd\n（个）")], 4.0)
        self.assertEqual(found["汇总"][FIRST + 1][head.index("Z9 =cmd\n（个）")], "-")

    def test_many_colleges_are_files_in_a_zip(self):
        forms = [form_of(ONE, f"第{number}学院") for number in range(61)]
        data, compilation = written(*forms)
        self.assertTrue(compilation.is_archive)
        self.assertEqual(compilation.row_count, 61)
        self.assertEqual(written(*forms)[0], data)


class LateForms(SimpleTestCase):
    def test_what_differs_from_what_came_in_time_is_marked(self):
        before, now = content_of(ONE)["rows"], content_of(OTHER)["rows"]
        found = {row["code"]: row["remark"] for row in marked(now, before, "05-23 09:12 孙")}
        self.assertEqual(found["A1"], "变更（05-23 09:12 孙）")
        self.assertEqual((found["D6"], found["D5"]), ("变更（05-23 09:12 孙）", ""))

    def test_what_a_college_says_of_a_warning_stands_beside_its_line(self):
        rows = list(with_comments(content_of(ONE)["rows"], {"H3": "已核实", "A5": "周内三天"}))
        found = {row["code"]: row["remark"] for row in rows}
        self.assertEqual((found["H3"], found["A5"], found["A1"]), ("没有；已核实", "周内三天", ""))

    def test_nothing_in_time_marks_no_row(self):
        rows = content_of(ONE)["rows"]
        self.assertEqual(list(marked(rows, [], "05-23 09:12 孙")), rows)
