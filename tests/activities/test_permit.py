"""The printed 外出审批单, read back from its PDF: words, page, fonts, code."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from activities import glyphs
from activities.permit import (
    Approval,
    PermitFacts,
    Person,
    Transport,
    page,
    permit_pdf,
    unprintable,
)
from tests.base import at

ENDLESS = "很长的字" * 500
HOSTILE = [
    "#sys.inputs",
    "$x^2$",
    r"C:\temp\u{41}",
    "\"双引号\" '单引号'",
    "]] }} #pagebreak() [",
    "// 注释 /* 也是 */",
    '#read("/etc/passwd")',
    "= 标题",
    "<label> @ref `raw` *粗* _斜_",
    "&lt;b&gt; %s {name}",
]
FACTS = PermitFacts(
    serial="2025-外出-0012",
    school="示范职业技术学院",
    edition="2025年职业教育活动周",
    organiser="机电学院",
    activity="走进智能制造企业：实训基地参观",
    destination="高新区创新大道88号（二号门集合）",
    route="学校东门 → 滨江大道；原路返回",
    departs=at("2025-05-14T08:00"),
    returns=at("2025-05-14T17:30"),
    leader=Person("陈老师", "13800000001"),
    safety_officer=Person("古丽娜尔·买买提", "13800000002"),
    students=42,
    teachers=3,
    transport=Transport("租车", "滨江客运", "江A12345", Person("周师傅", "13800000003"), 49),
    insurance="已购意外伤害险，保单号 PY-000123",
    overnight=False,
    out_of_town=True,
    in_class_time=False,
    emergency_contact=Person("学院值班室", "0551-60000000"),
    medical_point="高新区医院急诊",
    stop_conditions="气温≥37℃、雷电预警时停止出发",
    approvals=(
        Approval("学院签发", "孙院长", "同意", at("2025-05-11T09:12")),
        Approval("教务处审批", "吴老师", "同意，注意安全", at("2025-05-12T10:40"), "周处长"),
    ),
    address="https://portal.example.edu.cn/permits/ya-9f3ab1c04d-hneg0-f0.UieB18c9hXEdtvtRllGEdg/",
    printed_at=at("2025-05-13T16:05"),
    version=2,
    fingerprint="9f3ab1c04d",
)
LONGEST = replace(
    FACTS,
    serial="9" * 2000,
    school=ENDLESS,
    edition=ENDLESS,
    organiser=ENDLESS,
    activity=ENDLESS,
    destination="W" * 2000,
    route=ENDLESS,
    returns=at("2026-01-02T17:30"),
    leader=Person(ENDLESS, ENDLESS),
    safety_officer=Person("W" * 2000, "1" * 2000),
    students=10**9,
    transport=Transport(ENDLESS, ENDLESS, "W" * 2000, Person(ENDLESS, ENDLESS), 10**9),
    insurance=ENDLESS,
    emergency_contact=Person(ENDLESS, ENDLESS),
    medical_point=ENDLESS,
    stop_conditions=ENDLESS,
    approvals=(Approval(ENDLESS, ENDLESS, ENDLESS, at("2025-05-11T09:12"), ENDLESS),) * 30,
)
SHORTEST = replace(
    FACTS,
    route="",
    leader=Person(""),
    safety_officer=Person(" "),
    students=None,
    transport=Transport(""),
    insurance="",
    emergency_contact=Person(""),
    medical_point="",
    stop_conditions="",
    approvals=(),
)


def the_page(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1, "one sheet of paper"
    assert [round(side) for side in document[0].get_size()] == [595, 842], "A4, upright"
    return document[0]


def squeezed(text):
    """Without the blanks and line ends that setting adds."""
    return re.sub(r"[\s\u200b\ufffe]", "", text)


def words(facts):
    return squeezed(the_page(permit_pdf(facts)).get_textpage().get_text_range())


def read_code(pdf, scale=2):
    """What a phone reads, and how many millimetres wide the code is on paper."""
    picture = the_page(pdf).render(scale=scale, grayscale=True)
    shape = (picture.height, picture.width)
    assert picture.stride == picture.width
    (code,) = zxingcpp.read_barcodes(memoryview(picture.buffer).cast("B", shape))
    corners = code.position
    return code.text, (corners.top_right.x - corners.top_left.x) / scale / 72 * 25.4


class TestPaper:
    def test_says_what_was_approved(self):
        said = words(FACTS)
        for fact in [
            "示范职业技术学院2025年职业教育活动周",
            "外出审批单",
            "编号2025-外出-0012",
            "组织单位机电学院",
            "有效日期2025年5月14日（周三）08:00—17:30",
            "凭此单当日有效；未经审批不得外出",
            "学生42人，教师3人，共45人",
            "■出市□过夜□占用上课时间",
            "陈老师13800000001",
            "古丽娜尔·买买提",
            "租车；承运单位滨江客运；车牌江A12345；驾驶员周师傅13800000003；核载49人",
            "气温≥37℃、雷电预警时停止出发",
            "教务处审批吴老师（代周处长）同意，注意安全5月12日10:40",
            "组织单位（盖章）",
            "打印时间2025年5月13日（周二）16:05第2版内容码9f3ab1c04d",
        ]:
            assert squeezed(fact) in said

    def test_over_night_it_is_valid_from_to(self):
        said = words(replace(FACTS, returns=at("2025-05-15T17:00"), overnight=True))
        assert "2025年5月14日（周三）08:00起5月15日（周四）17:00止" in said
        assert "凭此单在有效日期内有效；未经审批不得外出" in said
        assert "当日有效" not in said

    def test_unknown_is_not_zero(self):
        said = words(SHORTEST)
        assert "学生-人，教师3人，共-人" in said
        assert "路线-" in said

    def test_serial_organiser_and_date_are_the_largest_after_the_title(self):
        facts = replace(FACTS, departs=at("2025-12-24T08:00"), returns=at("2025-12-24T17:30"))
        text, sizes = the_page(permit_pdf(facts)).get_textpage(), {}
        for place, letter in enumerate(text.get_text_range()):
            size = round(pypdfium2.raw.FPDFText_GetFontSize(text, place))
            sizes[size] = sizes.get(size, "") + letter
        title, large, *smaller = sorted(sizes, reverse=True)
        assert squeezed(sizes[title]) == "外出审批单"
        for fact in ["2025-外出-0012", "机电学院", "2025年12月24日（周三）08:00—17:30"]:
            assert fact in squeezed(sizes[large])
        assert max(smaller) <= 15

    def test_same_facts_make_the_same_bytes(self):
        assert permit_pdf(FACTS) == permit_pdf(replace(FACTS))
        assert permit_pdf(FACTS) != permit_pdf(replace(FACTS, version=3))
        made_at = pypdfium2.PdfDocument(permit_pdf(FACTS)).get_metadata_value("CreationDate")
        assert made_at == "D:20250513080500Z", "when it was printed, by no other clock"

    def test_threads_do_not_mix_their_papers(self):
        serials = [f"2025-外出-{number:04}" for number in range(8)]
        papers = [replace(FACTS, serial=serial) for serial in serials]
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(permit_pdf, papers))
        assert made == [permit_pdf(facts) for facts in papers]

    def test_carries_its_own_fonts_and_no_others(self):
        parts = the_page(permit_pdf(FACTS)).get_objects()
        fonts = [part.get_font() for part in parts if isinstance(part, pypdfium2.PdfTextObj)]
        assert all(font.is_embedded for font in fonts)
        names = {font.get_base_name() for font in fonts}
        assert {re.sub("^[A-Z]{6}.", "", name) for name in names} == {
            "NotoSansCJKsc-Regular",
            "NotoSansCJKsc-Bold",
        }
        assert all(re.match(r"[A-Z]{6}\+", name) for name in names), "only the letters used"

    def test_is_black_on_white(self):
        picture = the_page(permit_pdf(FACTS)).render(scale=1)
        channels = memoryview(picture.buffer).cast("B")
        assert bytes(channels[0::3]) == bytes(channels[1::3]) == bytes(channels[2::3])


class TestCode:
    def test_reads_as_the_address(self):
        text, side = read_code(permit_pdf(FACTS))
        assert text == FACTS.address
        assert side >= 30

    def test_is_large_enough_for_a_longer_address_too(self):
        facts = replace(LONGEST, address=FACTS.address.replace("portal", "portal-" + "x" * 60))
        text, side = read_code(permit_pdf(facts), scale=3)
        assert text == facts.address
        assert side >= 30


class TestLongTexts:
    @pytest.mark.parametrize("facts", [LONGEST, SHORTEST], ids=["longest", "shortest"])
    def test_page_stays_one_with_everything_on_it(self, facts):
        said = words(facts)
        assert "审批步骤审批人意见时间" in said
        assert "返校查验（签字、时间）" in said
        assert said.rstrip("。").endswith("以扫码结果为准")

    def test_nothing_lies_on_top_of_something_else(self):
        page = the_page(permit_pdf(LONGEST))
        text = page.get_textpage()
        seals = text.search("带队教师（签字）").get_next()
        decided = text.search("09:12")
        *_, last = iter(decided.get_next, None)
        lowest = text.get_charbox(last[0])[1]
        assert lowest > text.get_charbox(seals[0])[3]
        left, right = 42, 595 - 42
        for at_ in range(text.count_chars()):
            box = text.get_charbox(at_)
            assert left - 1 <= box[0] and box[2] <= right + 1

    def test_what_is_cut_says_where_to_read_on(self):
        said = words(replace(FACTS, stop_conditions=ENDLESS))
        assert "……（详见系统）" in said
        assert "……" not in words(FACTS)

    def test_long_trail_keeps_its_first_and_last_steps(self):
        steps = tuple(Approval(f"第{n}步", "孙院长", "同意", None) for n in range(1, 31))
        said = words(replace(FACTS, approvals=steps))
        assert "第1步" in said and "第30步" in said
        assert "其余23步" in said and "第15步" not in said


class TestHostileTexts:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_are_text_and_nothing_else(self, text):
        person = Person(text)
        facts = replace(
            FACTS,
            serial=text,
            activity=text,
            leader=person,
            approvals=(Approval(text, text, text, None, text),),
        )
        said = words(facts)
        assert said.count(squeezed(text)) >= 6

    def test_directions_and_controls_disappear(self):
        facts = replace(FACTS, activity="甲\u202e乙\u2066丙\x00丁\u200b戊\n己\ufeff")
        assert "活动名称甲乙丙丁戊己目的地" in words(facts)
        assert not unprintable(facts)

    def test_accents_typed_apart_are_put_together(self):
        facts = replace(FACTS, activity="Cafe\u0301 Müller")
        assert "CaféMüller" in words(facts)
        assert not unprintable(facts)


class TestMissingCharacters:
    def test_are_named_on_the_paper_and_never_a_box(self):
        said = words(replace(FACTS, activity="参观😀基地", leader=Person("\U00031350某")))
        assert "参观〓基地" in said
        assert "〓某" in said
        assert "“〓”处是打印字库里没有的字符（U+1F600、U+31350），请手写补正。" in said
        assert "〓" not in words(FACTS)

    def test_no_glyph_of_the_page_is_empty(self):
        """The .notdef box would be glyph 0, which no paper may use."""
        assert not glyphs.missing_glyphs(json.dumps(page(LONGEST), ensure_ascii=False))

    def test_sentence_names_them(self):
        missing = glyphs.missing_glyphs("张😀\ud800سلام")
        assert missing == set("😀\ud800سلام")
        sentence = glyphs.missing_sentence(missing)
        assert "“😀 U+1F600”" in sentence and "“U+D800”" in sentence
        assert sentence.encode(), "can be sent to a page"
        assert "请改用常用字" in sentence
        assert glyphs.missing_sentence(set()) == ""

    def test_sentence_stays_short(self):
        sentence = glyphs.missing_sentence({chr(0x1F600 + number) for number in range(30)})
        assert "等 30 个字符" in sentence
        assert len(sentence) < 200

    def test_every_text_of_the_facts_is_looked_at(self):
        assert unprintable(replace(FACTS, approvals=(Approval("张😀", "", "", None),))) == {"😀"}
        assert unprintable(replace(FACTS, transport=Transport("🚌"))) == {"🚌"}
        assert unprintable(FACTS) == set()


class TestFonts:
    def test_have_what_chinese_forms_need(self):
        assert not glyphs.missing_glyphs("①⑳㈠Ⅳ℃㎡·—…“”《》〓■□→￥‰×÷ 喆堃淼𬭚𫖯éüā")
        every = bytes(range(0xB0, 0xD8))
        rows = [bytes([row, cell]) for row in every for cell in range(0xA1, 0xFF)]
        common = "".join(pair.decode("gb2312", "ignore") for pair in rows)
        assert len(common) == 3755, "the first level of GB 2312"
        assert not glyphs.missing_glyphs(common)

    def test_stay_small_and_carry_their_licence(self):
        files = list(glyphs.FONTS.glob("*.otf"))
        assert len(files) == 3
        assert sum(file.stat().st_size for file in files) < 7_500_000
        assert "SIL OPEN FONT LICENSE" in (glyphs.FONTS / "OFL.txt").read_text()

    def test_reader_of_the_table_agrees_with_fonttools(self):
        for file in glyphs.FONTS.glob("*.otf"):
            best = TTFont(file).getBestCmap()
            assert glyphs.covered(file.read_bytes()) == set(best)
