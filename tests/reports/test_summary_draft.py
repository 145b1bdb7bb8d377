"""The draft of a summary report: read back by python-docx, its form, its words, its bytes."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from colleges.docx_guard import guarded_text
from reports.indicators import Figure
from reports.summary.checking import findings, left_open, mentions
from reports.summary.draft import draft_document
from tests import summaries


def paper(draft=None, **options):
    return Document(draft_document(draft or summaries.draft(), **options))


def lines(draft=None, **options):
    return [one.text for one in paper(draft, **options).paragraphs if one.text]


def fonts(paragraph):
    return {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in paragraph.runs}


def headings(draft=None, **options):
    return [one for one in lines(draft, **options) if one[1:2] == "、"]


class TestForm:
    def test_margins_of_official_papers(self):
        section = paper().sections[0]
        found = (section.top_margin, section.bottom_margin)
        found += (section.left_margin, section.right_margin)
        assert [round(one / Mm(1)) for one in found] == [37, 35, 28, 26]

    def test_fonts_by_name_and_sizes(self):
        title, _, body, *_ = paper().paragraphs
        assert (fonts(title), title.runs[0].font.size) == ({"方正小标宋简体"}, Pt(22))
        assert (fonts(body), body.runs[0].font.size) == ({"仿宋_GB2312"}, Pt(16))
        assert body.runs[0].font.name == "Times New Roman"
        by_text = {one.text: fonts(one) for one in paper().paragraphs}
        assert by_text["二、主要活动开展情况"] == {"黑体"}
        assert by_text["（一）校园开放"] == {"楷体_GB2312"}

    def test_fixed_line_and_indent_of_two_characters(self):
        form = paper().paragraphs[2].paragraph_format
        assert (form.line_spacing, form.first_line_indent) == (Pt(28), Pt(32))
        indent = paper().paragraphs[2]._p.pPr.ind
        assert indent.get(qn("w:firstLineChars")) == "200"

    def test_number_of_the_page_as_a_field_on_odd_and_even_pages(self):
        section = paper().sections[0]
        for footer in (section.footer, section.even_page_footer):
            xml = footer.paragraphs[0]._p.xml
            assert " PAGE " in xml
            assert footer.paragraphs[0].text == "— 1 —"

    def test_the_header_of_a_table_stands_on_every_page(self):
        for table in paper().tables[:2]:
            assert "w:tblHeader" in table.rows[0]._tr.xml

    def test_the_same_facts_give_the_same_bytes(self):
        draft = summaries.draft(photos=(summaries.photo(),))
        assert draft_document(draft).read() == draft_document(draft).read()

    def test_a_long_name_of_a_unit_breaks_before_the_year(self):
        title = lines(summaries.draft(unit="智能制造与新能源学院"))[0]
        assert title == "智能制造与新能源学院\n2025年职业教育活动周工作总结"

    def test_links_are_links_and_signs_no_file_may_hold_are_left_out(self):
        made = paper(summaries.draft(reports=(summaries.report(title="坏\x01字\ufffe"),)))
        links = [one.target_ref for one in made.part.rels.values() if one.is_external]
        assert links == ["https://news.example/1.html?a=1&b=2"]
        assert made.tables[0].rows[1].cells[1].text == "坏字"

    def test_an_address_that_is_none_is_text(self):
        made = paper(summaries.draft(reports=(summaries.report(address="javascript:alert(1)"),)))
        assert not [one for one in made.part.rels.values() if one.is_external]
        assert made.tables[0].rows[1].cells[4].text == "javascript:alert(1)"

    def test_a_link_names_the_host_that_it_opens(self):
        for address, told in [
            ("https://www.example.cn/" + "长" * 90, "打开 example.cn"),
            ("https://bank.example@evil.example/", "打开 evil.example"),
            ("http://[broken/", "http://[broken/"),
        ]:
            made = paper(summaries.draft(reports=(summaries.report(address=address),)))
            assert made.tables[0].rows[1].cells[4].text == told


class TestWords:
    def test_the_outline(self):
        assert headings() == [
            "一、组织领导与部署",
            "二、主要活动开展情况",
            "三、特色亮点与典型案例",
            "四、宣传报道",
            "五、成效与数据",
            "六、存在问题",
            "七、下一步打算",
        ]

    def test_opening_with_the_numbers(self):
        told = lines()
        assert told[0] == "机电学院2025年职业教育活动周工作总结"
        assert told[2] == (
            "活动周期间，学院共开展活动13场次，其中线下10场次、线上2场次、线上线下结合1场次；"
            "参与总人次1234人次，其中学生参与900人次、教师参与88人次；"
            "参与合作企业共5家，其中签约企业2家、签约项目3项；开展社会服务2场次、服务群众300人次。"
        )

    def test_what_nobody_knows_is_left_out_of_the_sentence(self):
        told = lines(summaries.draft(figures=summaries.figures(D10=None, E1=None, A2=None)))
        assert told[2] == (
            "活动周期间，学院共开展活动13场次，其中线上2场次、线上线下结合1场次；"
            "开展社会服务2场次、服务群众300人次。"
        )

    def test_activities_by_kind(self):
        told = lines()
        place = told.index("（一）校园开放")
        assert told[place + 1] == "举办2项、4场次，80人次参加。"
        assert told[place + 2] == (
            "1. 焊接体验课。5月12日，实训楼 101，2场次，40人次参加，"
            "合作单位有示例机电有限公司。中小学生在师傅带领下体验焊接。"
        )

    def test_the_table_of_numbers_says_what_the_form_says(self):
        draft = summaries.draft(
            figures=summaries.figures() | {"D11": Figure(None, why="无法计算：缺少在校生数")}
        )
        rows = {row.cells[1].text: row.cells[3].text for row in paper(draft).tables[1].rows[1:]}
        assert (rows["开展活动总场次"], rows["国家级媒体"]) == ("13", "0")
        assert (rows["安全事故"], rows["学生参与率"]) == ("-", "无法计算：缺少在校生数")

    def test_reports_with_their_addresses(self):
        table = paper().tables[0]
        assert [cell.text for cell in table.rows[1].cells] == [
            *("1", "焊花里的职业梦", "某市日报（市级）", "5月12日"),
            "打开 news.example",
        ]
        assert table.rows[2].cells[4].text == "截图"

    def test_foot_on_the_right(self):
        name, day = [one for one in paper().paragraphs if one.text][-2:]
        assert (name.text, day.text) == ("机电学院", "2025年5月21日")
        assert day.alignment == 2

    def test_photos_with_captions(self):
        photos = (summaries.photo("甲"), summaries.photo("乙", 1), summaries.photo("丙", 2))
        made = paper(summaries.draft(photos=photos))
        assert [cell.text.strip() for row in made.tables[-1].rows for cell in row.cells] == [
            *("甲", "乙", "丙", "")
        ]
        assert len(made.inline_shapes) == 3

    def test_photos_keep_an_ending_inside_the_file(self):
        shown = summaries.photo()
        bare = replace(shown, file=shown.file.rename(shown.file.with_suffix("")))
        with ZipFile(draft_document(summaries.draft(photos=(bare,)))) as archive:
            assert [one for one in archive.namelist() if "/media/" in one] == [
                "word/media/image1.jpg"
            ]

    def test_a_week_without_results_is_still_a_paper(self):
        empty = {code: Figure(None) for code in summaries.figures()}
        draft = summaries.draft(figures=empty, kinds=(), cases=(), reports=(), lacking=4)
        told = "\n".join(lines(draft))
        assert "还有4项活动没有登记结果" in told
        assert "None" not in told


class TestFiledAsItStands:
    def test_no_open_mark_is_left_and_sections_are_counted_again(self):
        told = headings(is_final=True)
        assert told == [
            "一、主要活动开展情况", "二、特色亮点与典型案例", "三、宣传报道", "四、成效与数据",
        ]  # fmt: skip
        assert "【" not in "".join(lines(is_final=True))


class TestSchool:
    def test_the_school_says_that_some_have_not_filed(self):
        told = "".join(lines(summaries.school_draft(unfiled=2)))
        assert "由各单位登记的结果（其中2个学院的附件2尚未报送或已退回）算出" in told
        assert "尚未报送" not in "".join(lines(summaries.school_draft()))
        assert "尚未报送" not in "".join(lines(summaries.draft()))

    def test_units_side_by_side_with_the_total_of_the_school(self):
        draft = summaries.school_draft(figures=summaries.figures(E1=8))
        table = paper(draft).tables[1]
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0][:2] == ["单位", "总场次"]
        assert rows[2] == ["财经学院", "-", "1234", "900", "88", "5", "2"]
        assert rows[-1] == ["合计", "13", "1234", "900", "88", "8", "2"]

    def test_its_words(self):
        told = lines(summaries.school_draft())
        assert told[0].startswith("示范职业技术学院\n2025年")
        assert told[2].startswith("活动周期间，学校共开展活动13场次")

    def test_every_number_says_how_many_colleges_are_missing_in_it(self):
        known = summaries.figures(D1=3314, H3=0) | {"E1": Figure(9, note="含自报 5")}
        unknown = {"D1": 1, "H3": 1, "E1": 2, "F1": 2}
        table = paper(summaries.school_draft(figures=known, unknown=unknown)).tables[-1]
        told = {row.cells[1].text: [row.cells[n].text for n in (3, 4)] for row in table.rows}
        assert told["参与学生数（去重）"] == ["3314", "1个学院未填"]
        assert told["安全事故"] == ["0", "1个学院未填"]
        assert told["参与合作企业（去重）"] == ["9", "含自报 5；2个学院未填"]
        assert (told["招聘会"], told["学生参与"]) == (["-", "2个学院未填"], ["900", ""])

    def test_and_so_do_its_sentences(self):
        unknown = {"A1": 2, "A2": 2, "D10": 1, "D1": 1, "G1": 1}
        told = "".join(lines(summaries.school_draft(unknown=unknown)))
        assert (
            "以上数字中，参与总人次有1个学院未填；"
            "开展活动总场次、线下有2个学院未填，没有计入。" in told
        )
        assert "以上数字中，校级及学院网站、新媒体有1个学院未填，没有计入。" in told
        assert "以上数字" not in "".join(lines(summaries.school_draft()))

    def test_a_dash_beside_the_total_is_explained(self):
        note = "“-”为未填或不掌握，合计里没有它们。"
        assert note in lines(summaries.school_draft())
        full = replace(summaries.school_draft(), shares=summaries.school_draft().shares[:1])
        assert note not in lines(full)


class TestReadBack:
    def check(self, draft, **options):
        text = guarded_text(draft_document(draft, **options).read())
        return findings(mentions(text), draft.figures, "附件2"), left_open(text)

    def test_a_draft_agrees_with_the_numbers_it_was_made_of(self):
        draft = summaries.draft(photos=(summaries.photo(),))
        found, marks = self.check(draft)
        assert [one.kind for one in found] == ["same"] * 9
        assert marks == 5

    def test_and_disagrees_once_they_change(self):
        draft = summaries.draft()
        text = guarded_text(draft_document(draft).read())
        found = findings(mentions(text), summaries.figures(A1=14), "附件2")
        (wrong,) = [one for one in found if one.differs]
        assert wrong.sentence.startswith("“开展活动总场次”：第3段写“13场次”，第2个表第2行写“13”")

    def test_big_numbers_and_unknown_ones(self):
        values = {"A1": 1200, "D3": 100_000, "D4": None, "D10": 1_234_567, "E1": None, "G2": 0}
        found, _ = self.check(summaries.draft(figures=summaries.figures(**values)), is_final=True)
        assert {one.kind for one in found} == {"same"}


def test_a_paper_has_no_part_of_another_time():
    content = draft_document(replace(summaries.draft())).read()
    with ZipFile(BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2025, 5, 21, 0, 0, 0)}
