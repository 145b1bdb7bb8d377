"""The plan as SVG: well-formed whatever people type, every word inside its box."""

import re
from functools import cache

import pytest
from defusedxml import ElementTree
from fontTools.ttLib import TTFont

from activities.glyphs import FONTS
from activities.models import Fixture
from activities.showcase.drawing import plan_svg
from activities.showcase.lettering import LEADING, broken, em, fitted, legible, shorter
from activities.showcase.places import upright
from activities.showcase.symbols import KINDS, SIGNS, legend, looks
from tests.plans import booth, fixture, plan, row

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</text><script>alert(1)</script>",
    "\"><image href='https://example.com/x'/>",
    "&amp; &#x3c; ]]> <!-- -->",
    "{0} %s {name}",
    "甲\x00乙\x0b丙\u202e丁\ufffe\ud800",
]
NAMES = [
    "机电学院",
    "现代农业与生物技术学院",
    "人工智能与大数据产业学院（校企合作）",
    "MMWW国际WWWWWWWWWWWWWWWWWWWWWWWWWWWW",
]
SIDES = [(3, 3), (1, 1), (6, 2), (1.5, 6), (0.5, 0.5), (12, 9)]


def drawing(*args, **kwargs):
    return ElementTree.fromstring(plan_svg(plan(*args, **kwargs)))


def words(tree):
    return "".join(text.text for text in tree.iter(f"{SVG}text"))


@cache
def advances():
    font = TTFont(FONTS / "NotoSansCJKsc-Bold.otf")
    return font.getBestCmap(), font["hmtx"].metrics


def inked(text):
    """Its width in em in the boldest of our fonts."""
    letters, metrics = advances()
    return sum(metrics[letters.get(ord(sign), ".notdef")][0] for sign in text) / 1000


def spread(group):
    """Width and height that the words of a booth take, in cm, before they are turned."""
    texts = list(group.iter(f"{SVG}text"))
    sizes = [float(text.get("font-size")) for text in texts]
    feet = [float(text.get("y")) for text in texts]
    width = max(inked(text.text) * size for text, size in zip(texts, sizes, strict=True))
    # Ink reaches 0.88 em over and 0.12 em under the feet of a Chinese line.
    return width, (feet[-1] + 0.12 * sizes[-1]) - (feet[0] - 0.88 * sizes[0])


class TestBooths:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("sides", SIDES)
    @pytest.mark.parametrize("angle", [0, 30, 90, 200])
    def test_words_stay_inside(self, name, sides, angle):
        one = booth(name=name, width=sides[0], depth=sides[1], angle=angle)
        (group,) = drawing([one]).findall(f"{SVG}g[@class='booth']")
        turn = float(re.search(r"rotate\((.+)\)", group.find(f"{SVG}g").get("transform"))[1])
        along = sides if (turn - angle) % 180 == 0 else sides[::-1]
        width, height = spread(group)
        assert width <= along[0] * 100
        assert height <= along[1] * 100

    def test_name_is_whole_or_only_loses_its_last_word(self):
        for name in NAMES:
            for width, depth in SIDES:
                said = words(drawing([booth(name=name, width=width, depth=depth, zone="")]))
                assert said.replace("60 米 × 40 米", "").startswith("A01" + shorter(name)), said

    def test_every_booth_is_there_with_code_and_college(self):
        said = words(drawing(row(12)))
        for n in range(1, 13):
            assert f"A{n:02}第{n}学院" in said

    def test_free_one_shows_its_code_and_nobody(self):
        tree = drawing([booth("B07", None, zone="")])
        (group,) = tree.findall(f"{SVG}g[@class='booth is-free']")
        assert [text.text for text in group.iter(f"{SVG}text")] == ["B07"]

    def test_words_never_stand_on_their_head(self):
        assert [upright(angle) for angle in (0, 45, 89, 90, 180, 200, 270, 359)] == [
            *(0, 45, 89, -90, 0, 20, -90, -1)
        ]

    def test_links_lead_to_the_row_below(self):
        tree = ElementTree.fromstring(plan_svg(plan([booth(id=7)]), links=True))
        assert tree.find(f"{SVG}a").get("href") == "#booth-7"


class TestHostileTexts:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_are_text_and_nothing_else(self, text):
        def shape(word):
            things = [fixture(kind, word) for kind in KINDS]
            booths = [booth(word, word, zone=word, width=9, depth=9)]
            tree = drawing(booths, things, name=word)
            kept = [one.tag for one in tree.iter() if not one.tag.endswith("text")]
            return kept, words(tree)

        calm, _ = shape("正常")
        kept, said = shape(text)
        assert kept == calm
        assert legible(text)[:8].replace(" ", "") in said.replace(" ", "")

    def test_picture_is_an_address_and_nothing_else(self):
        svg = plan_svg(plan(), picture="/x/?a=1&b=\"'><script>")
        (image,) = ElementTree.fromstring(svg).iter(f"{SVG}image")
        assert image.get("href") == "/x/?a=1&b=\"'><script>"


class TestFixtures:
    def test_all_kinds_have_a_word_and_a_sign(self):
        assert dict(Fixture.Kind.choices) == KINDS
        assert set(SIGNS) == set(KINDS)

    def test_gangway_tells_its_narrow_side(self):
        assert "通道 3 米" in words(drawing([], [fixture("gangway", width=30, depth=3)]))
        steep = fixture("gangway", "主通道", width=2.5, depth=30, y=2)
        assert "主通道 2.5 米" in words(drawing([], [steep]))

    def test_box_tells_its_capacity(self):
        boxes = [fixture("power_box", "1号配电箱", capacity_kw=31.5), fixture("power_box")]
        said = words(drawing([], boxes))
        assert "1号配电箱 31.5 kW" in said
        assert "None" not in said

    @pytest.mark.parametrize(
        "place, turn", [((20, 0), 180), ((20, 39), 0), ((0, 20), 90), ((59, 20), 270)]
    )
    def test_arrow_of_an_entrance_points_inwards(self, place, turn):
        tree = drawing([], [fixture("entrance", x=place[0], y=place[1])])
        (group,) = tree.findall(f"{SVG}g[@class='fixture']")
        assert f"rotate({turn})" in group.find(f"{SVG}g").get("transform")

    def test_words_beside_small_things_lie_on_no_booth(self):
        """Round the box there are booths on three sides."""
        around = [booth("A01", x=6, y=10), booth("A02", x=14, y=10), booth("A03", x=10, y=12)]
        tree = drawing(around, [fixture("power_box", "配电箱", x=11, y=10.5)])
        (group,) = tree.findall(f"{SVG}g[@class='fixture']")
        (word,) = group.iter(f"{SVG}text")
        assert float(word.get("y")) < 1050

    def test_legend_names_what_is_there(self):
        things = [fixture("medical"), fixture("gangway")]
        told = [entry.word for entry in legend(plan([booth(), booth("A02", None)], things))]
        assert told == ["A区", "空展位", "通道（注宽度）", "医疗点"]
        for entry in legend(plan(row(3), [fixture(kind) for kind in KINDS])):
            ElementTree.fromstring(entry.picture)

    def test_zones_differ_by_more_than_colour(self):
        shown = looks([booth(zone=zone) for zone in "ABCDEFGH"])
        assert len({look.pattern for zone, look in shown.items() if zone}) == 8


class TestSheet:
    def test_unknown_north_makes_it_a_sketch(self):
        assert "示意图" in words(drawing())
        known = drawing(north=90)
        assert "示意图" not in words(known)
        assert "北" in words(known)

    @pytest.mark.parametrize("width, bar", [(60, "10 米"), (500, "100 米"), (3, "1 米")])
    def test_scale_bar_is_true(self, width, bar):
        tree = drawing(width_m=float(width))
        drawn = [path.get("d") for path in tree.iter(f"{SVG}path") if "h" in path.get("d")]
        assert int(re.search(r"h(\d+)", drawn[0])[1]) == int(bar.removesuffix(" 米")) * 100
        assert bar in words(tree)

    def test_same_plan_same_drawing(self):
        assert plan_svg(plan(row(9))) == plan_svg(plan(row(9)))

    def test_empty_plan_is_drawn_too(self):
        assert "60 米 × 40 米" in words(drawing())


class TestLettering:
    def test_widths_are_on_the_safe_side(self):
        for sign in map(chr, [*range(0x21, 0x7F), *map(ord, "机、（·—“①℃")]):
            assert em(sign) >= inked(sign), sign

    def test_breaks_where_a_reader_would(self):
        assert broken("机电工程学院", 2) == ("机电工", "程学院")
        assert broken("学院（校企）", 3) == ("学院", "（校", "企）")
        assert broken("AI and Robots", 2) == ("AI and", "Robots")

    def test_largest_letters_the_box_allows(self):
        word = fitted("机电工程学院", 300, 300, 500)
        assert (word.size, word.lines) == (100, ("机电工", "程学院"))
        assert fitted("机电工程学院", 300, 300, 50).lines == ("机电工程学院",)
        assert LEADING * len(word.lines) * word.size <= 300
        assert fitted("", 1, 1, 1).height == 0
