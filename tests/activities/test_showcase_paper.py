"""附件3 and the booth cards, read back from their PDF: words, scale, fonts, codes."""

import re
import struct
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from activities.showcase.cards import Card, CardFacts, cards_pdf
from activities.showcase.paper import SCALES, PlanFacts, plan_pdf, plan_png
from tests.base import at
from tests.plans import booth, fixture, plan, row

ENDLESS = "很长的字" * 40
FULL = plan(
    row(12),
    [
        fixture("gangway", "主通道", x=2, y=14, width=50, depth=3),
        fixture("power_box", "1号配电箱", x=5, y=5, capacity_kw=20),
        fixture("stage", "主舞台", x=20, y=25, width=12, depth=5),
    ],
)
FACTS = PlanFacts(
    drawn=FULL,
    title="2025年职教周集中展示各学院位置分布图",
    school="示范职业技术学院",
    at=at("2025-05-13T16:05"),
    sha256="9f3ab1c04d5e6f708192",
    number=3,
)
# A JPEG of 1 × 1, grey.
TINY = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c"
    "1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc000"
    "0b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400"
    "b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c1"
    "1552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a63"
    "6465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6"
    "b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008"
    "010100003f00fbd3ffd9"
)
ADDRESS = "https://portal.example.edu.cn/booths/0b9d0b3c-5b0e-4b1e-8a55-0d3c0a6a2d10/"
CARDS = CardFacts(
    school="示范职业技术学院",
    edition="2025年职业教育活动周",
    when="时间：2025年5月14日（周三）09:30–17:00　　地点：东区科技广场",
    number=3,
    at=at("2025-05-13T16:05"),
    cards=(
        Card("A01", "A", "机电学院", "智能制造", ADDRESS),
        Card("B02", "B", "财经学院", "", ADDRESS.replace("0b9d", "1b9d")),
    ),
)


def pages(pdf):
    """The words of each page, without the blanks and line ends that setting adds."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            re.sub(r"[\s\u200b\ufffe]", "", page.get_textpage().get_text_range())
            for page in document
        ]


def sizes(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document}


def of(drawn, **overrides):
    return replace(FACTS, drawn=drawn, **overrides)


def longest_line(pdf, *, upright):
    """In mm, of the dark lines on the first page: the frame of the plan."""
    scale = 4
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=scale, grayscale=True)
    ink = bytes(picture.buffer).translate(bytes(n < 128 for n in range(256)))
    across, down = picture.stride, picture.height
    lines = (
        [ink[n::across] for n in range(across)]
        if upright
        else [ink[n * across : (n + 1) * across] for n in range(down)]
    )
    return max(len(run) for line in lines for run in line.split(b"\0")) / scale / 72 * 25.4


class TestPlan:
    def test_says_what_was_released(self):
        (said,) = pages(plan_pdf(FACTS))
        for fact in [
            "附件3",
            "2025年职教周集中展示各学院位置分布图",
            "时间：2025年5月14日（周三）09:30–17:00地点：东区科技广场",
            "主通道3米",
            "1号配电箱20kW",
            "主舞台",
            "图例",
            "第3版2025年5月13日（周二）16:05发布内容码9f3ab1c04d5e",
            "第1页/共1页",
        ]:
            assert fact in said
        for n in range(1, 13):
            assert said.count(f"A{n:02}第{n}学院") == 2, "in the drawing and in the table"
            assert f"A{n:02}第{n}学院主题{n}" in said

    def test_table_that_does_not_fit_stands_on_sheets_of_its_own(self):
        many = [
            booth(f"C{n:03}", f"第{n}学院", id=n, x=4.0 * (n % 14), y=4.0 * (n // 14))
            for n in range(90)
        ]
        made = pages(plan_pdf(of(plan(many))))
        assert len(made) > 1
        rest = "".join(made[1:])
        for n in range(90):
            assert f"C{n:03}第{n}学院智能制造" in rest
        assert f"第2页/共{len(made)}页" in made[1]

    def test_free_booths_are_named_and_have_no_row(self):
        (said,) = pages(plan_pdf(of(plan([*row(2), booth("B07", None)]))))
        assert "空展位：B07" in said

    def test_long_and_narrow_place_has_its_table_below(self):
        (said,) = pages(plan_pdf(of(plan(row(4), width_m=120.0, depth_m=20.0))))
        assert "A04第4学院主题4" in said

    def test_tells_a_draft(self):
        (said,) = pages(plan_pdf(replace(FACTS, number=None)))
        assert "草稿，未发布" in said
        assert said.count("草稿") == 2
        assert "草稿" not in pages(plan_pdf(FACTS))[0]

    @pytest.mark.parametrize("paper, size", [("a4", (297, 210)), ("a3", (420, 297))])
    def test_lies_across_its_paper(self, paper, size):
        assert sizes(plan_pdf(FACTS, paper)) == {size}

    @pytest.mark.parametrize("paper", ["a4", "a3"])
    @pytest.mark.parametrize("width, depth", [(60, 40), (20, 80), (500, 30), (3, 3), (500, 500)])
    def test_is_true_to_scale_and_on_one_sheet(self, paper, width, depth):
        medical = fixture("medical", x=1, y=1)
        booths = row(2) if width == 60 else []
        drawn = plan(booths, [medical], width_m=float(width), depth_m=float(depth))
        pdf = plan_pdf(of(drawn), paper)
        first, *rest = pages(pdf)
        assert len(rest) <= 1, "the plan itself keeps to the first sheet"
        scale = int(re.search(r"比例1:(\d+)", first)[1])
        assert scale in SCALES
        frame = longest_line(pdf, upright=depth >= width)
        assert frame * scale / 1000 == pytest.approx(max(width, depth), rel=0.02)

    def test_same_release_makes_the_same_bytes(self):
        assert plan_pdf(FACTS) == plan_pdf(replace(FACTS))
        assert plan_pdf(FACTS) != plan_pdf(replace(FACTS, number=4))
        assert plan_png(FACTS) == plan_png(replace(FACTS))

    def test_is_drawn_with_lines_and_its_own_letters(self):
        with pypdfium2.PdfDocument(plan_pdf(FACTS)) as document:
            parts = list(document[0].get_objects(max_depth=9))
            fonts = {part.get_font().get_base_name() for part in parts
                     if isinstance(part, pypdfium2.PdfTextObj)}  # fmt: skip
            assert all(re.match(r"[A-Z]{6}\+NotoSansCJKsc-", name) for name in fonts)
            assert not [part for part in parts if isinstance(part, pypdfium2.PdfImage)]

    def test_missing_characters_are_named_and_never_a_box(self):
        (said,) = pages(plan_pdf(of(plan([booth("A01", "航😀学院")]))))
        assert "航〓" in said
        assert "“〓”处是打印字库里没有的字符（U+1F600），请手写补正。" in said
        assert "〓" not in pages(plan_pdf(FACTS))[0]

    @pytest.mark.parametrize("text", ["#sys.inputs", "$x^2$", "]] #pagebreak() [", "</text><b>&"])
    def test_typed_text_is_text(self, text):
        drawn = plan([booth(text[:10], text, theme=text, width=9, depth=9)], name=text)
        said = "".join(pages(plan_pdf(of(drawn))))
        assert said.count(text.replace(" ", "")) >= 3

    def test_endless_texts_keep_to_the_paper(self):
        drawn = plan([booth("W" * 10, ENDLESS, theme="W" * 60)], name=ENDLESS)
        with pypdfium2.PdfDocument(plan_pdf(of(drawn))) as document:
            for page in document:
                text, width = page.get_textpage(), page.get_size()[0]
                for n in range(text.count_chars()):
                    assert text.get_charbox(n)[2] <= width - 30

    def test_ground_lies_under_the_drawing(self):
        plain, picture = plan_pdf(FACTS), plan_pdf(replace(FACTS, picture=TINY))
        assert len(picture) > len(plain)
        assert pages(picture) == pages(plain)


class TestPicture:
    def test_is_a_png_of_the_whole_sheet_fine_enough_to_print(self):
        made = plan_png(FACTS)
        assert made.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", made[16:24])
        assert width >= 297 / 25.4 * 150
        assert height >= 210 / 25.4 * 150

    def test_is_one_sheet_however_long_the_table(self):
        many = [
            booth(f"C{n:03}", f"第{n}学院", id=n, x=4.0 * (n % 14), y=4.0 * (n // 14))
            for n in range(90)
        ]
        assert plan_png(of(plan(many))).startswith(b"\x89PNG")


class TestCards:
    def test_one_sheet_for_every_booth(self):
        first, second = pages(cards_pdf(CARDS))
        for fact in ["A01", "A区", "机电学院", "智能制造", "布展好了，扫码签到", "展位图第3版"]:
            assert fact in first
        assert "B02" in second and "财经学院" in second

    @pytest.mark.parametrize("paper", ["a4", "a5"])
    def test_code_reads_as_the_address(self, paper):
        with pypdfium2.PdfDocument(cards_pdf(CARDS, paper)) as document:
            for page, card in zip(document, CARDS.cards, strict=True):
                picture = page.render(scale=2, grayscale=True)
                shape = (picture.height, picture.width)
                (code,) = zxingcpp.read_barcodes(memoryview(picture.buffer).cast("B", shape))
                assert code.text == card.address
                corners = code.position
                side = (corners.top_right.x - corners.top_left.x) / 2 / 72 * 25.4
                assert side >= 30

    def test_code_of_the_booth_is_the_largest_word(self):
        with pypdfium2.PdfDocument(cards_pdf(CARDS)) as document:
            text, found = document[0].get_textpage(), {}
            for n, letter in enumerate(text.get_text_range()):
                size = round(pypdfium2.raw.FPDFText_GetFontSize(text, n))
                found[size] = found.get(size, "") + letter
            assert re.sub(r"\s", "", found[max(found)]) == "A01"
            assert max(found) >= 150

    def test_booth_that_is_gone_has_no_code_but_a_sentence(self):
        gone = replace(CARDS, cards=(Card("A01", "", "机电学院", "", ""),))
        (said,) = pages(cards_pdf(gone))
        assert "请教务处重新发布后再打印" in said

    @pytest.mark.parametrize("text", ["W" * 60, ENDLESS, '#read("/x")', "<b>&$x$"])
    def test_any_text_keeps_to_its_sheet(self, text):
        cards = replace(CARDS, cards=(Card(text[:10], text[:20], text[:60], text[:60], ADDRESS),))
        made = cards_pdf(cards)
        with pypdfium2.PdfDocument(made) as document:
            (page,) = document
            letters = page.get_textpage()
            for n in range(letters.count_chars()):
                left, bottom, right, top = letters.get_charbox(n)
                assert left >= 30 and right <= page.get_size()[0] - 30 and bottom > 20

    def test_same_facts_make_the_same_bytes(self):
        assert cards_pdf(CARDS) == cards_pdf(replace(CARDS))
