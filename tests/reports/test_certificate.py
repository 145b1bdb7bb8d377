"""The 荣誉证书, read back from its PDF and its picture by readers that did not make them."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from activities.glyphs import missing_sentence
from reports.honours.certificate import (
    CertificateFacts,
    certificate_pdf,
    certificate_png,
    unprintable,
)

FACTS = CertificateFacts(
    school="示范职业技术学院",
    college="机电学院",
    week="2025年职业教育活动周",
    award="优秀组织奖",
    issued_on=date(2025, 6, 3),
    serial="2025-01-7K3M-9Q2T-XW",
    address="https://portal.example.edu.cn/verify/2025-01-7K3M-9Q2T-XW/",
)
FORTY = "智能制造与新能源汽车工程及数字经济管理服务产业学院（中德国际合作办学示范区联合培养）"[:40]
LONGEST = replace(
    FACTS,
    college=FORTY,
    school="第" * 60,
    week="成渝地区双城经济圈" * 4 + "活动周",
    award="奖" * 40,
)
HOSTILE = ["#sys.inputs", "$x^2$", "]] #pagebreak() [", '#read("/etc/passwd")', "*粗* _斜_ `x`"]


def the_page(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1, "one sheet of paper"
    assert [round(side) for side in document[0].get_size()] == [842, 595], "A4, across"
    return document[0]


def squeezed(text):
    """Without the blanks and line ends that setting adds."""
    return re.sub(r"[\s\u200b\ufffe]", "", text)


def words(facts):
    return squeezed(the_page(certificate_pdf(facts)).get_textpage().get_text_range())


def lines(facts):
    """As they stand on the sheet, one below the other."""
    text = the_page(certificate_pdf(facts)).get_textpage().get_text_range()
    return [squeezed(line) for line in text.splitlines()]


class TestWords:
    def test_says_what_was_awarded(self):
        said = words(FACTS)
        for fact in [
            "荣誉证书",
            "机电学院：在2025年职业教育活动周中被评为“优秀组织奖”。特发此证，以资鼓励。",
            "示范职业技术学院2025年6月3日（盖章）",
            "证书编号2025-01-7K3M-9Q2T-XW扫码核验真伪",
        ]:
            assert fact in said

    def test_long_names_are_never_cut(self):
        said = words(LONGEST)
        for text in (LONGEST.college, LONGEST.school, LONGEST.week, LONGEST.award):
            assert text in said

    def test_a_name_of_latin_letters_stays_on_the_sheet(self):
        facts = replace(FACTS, college="W" * 40, school="W" * 60)
        page = the_page(certificate_pdf(facts))
        wide, high = page.get_size()
        text = page.get_textpage()
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            assert left > 40 and right < wide - 40 and bottom > 40 and top < high - 40

    def test_letters_of_the_long_one_keep_out_of_each_others_way(self):
        """What is cited ends above the line on which the school stands."""
        text = the_page(certificate_pdf(LONGEST)).get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        said = [(squeezed(text.get_text_bounded(*box)), box) for box in boxes]
        closing = next(box for word, box in said if "以资鼓励" in word)
        schools = [box for word, box in said if "第第" in word]
        assert schools and closing[1] > max(box[3] for box in schools)

    @pytest.mark.parametrize("award", ["优秀组织奖", "优秀组织奖（集体）", "先进集体"])
    @pytest.mark.parametrize(
        "week", [FACTS.week, "示范职业技术学院2026年职业教育活动周", LONGEST.week]
    )
    def test_what_was_won_stays_on_one_line(self, award, week):
        assert f"“{award}”" in "".join(lines(replace(FACTS, award=award, week=week)))
        assert any(f"“{award}”" in line for line in lines(replace(FACTS, award=award, week=week)))

    def test_the_usual_sentence_keeps_to_one_line(self):
        assert "在2025年职业教育活动周中被评为“优秀组织奖”。" in lines(FACTS)

    @pytest.mark.parametrize("college", ["智能制造与新能源汽车工程学院（中德国际合作办学）", FORTY])
    def test_a_name_breaks_at_its_brackets_if_at_all(self, college):
        said = lines(replace(FACTS, college=college))
        head = college.partition("（")[0]
        assert f"{college}：" in said or head in said

    @pytest.mark.parametrize("typed", HOSTILE)
    def test_what_people_typed_is_no_markup(self, typed):
        assert squeezed(typed) in words(replace(FACTS, college=typed))

    def test_missing_characters_are_named_and_marked(self):
        facts = replace(FACTS, college="𠮷机学院")
        assert unprintable(facts) == {"𠮷"}
        assert "“𠮷 U+20BB7”" in missing_sentence(unprintable(facts))
        assert "〓机学院：" in words(facts)

    def test_nothing_is_missing_of_usual_names(self):
        assert unprintable(FACTS) == set()


class TestFiles:
    def test_the_same_facts_make_the_same_bytes(self):
        assert certificate_pdf(FACTS) == certificate_pdf(FACTS)
        assert certificate_png(FACTS) == certificate_png(FACTS)

    def test_other_facts_make_other_bytes(self):
        assert certificate_pdf(FACTS) != certificate_pdf(replace(FACTS, college="财经学院"))

    def test_fonts_travel_with_the_file(self):
        assert certificate_pdf(FACTS).count(b"/FontFile3") >= 2

    def test_picture_is_a4_at_two_hundred_dots_an_inch(self):
        with Image.open(BytesIO(certificate_png(FACTS))) as picture:
            assert picture.format == "PNG" and picture.size == (2339, 1654)


class TestCode:
    @pytest.mark.parametrize("facts", [FACTS, LONGEST], ids=["short", "long"])
    def test_leads_to_the_page_that_verifies_it(self, facts):
        page = the_page(certificate_pdf(facts)).render(scale=2).to_pil()
        picture = Image.open(BytesIO(certificate_png(facts)))
        for drawn in (page, picture):
            (code,) = zxingcpp.read_barcodes(drawn)
            assert code.text == facts.address
