"""Posters: every text stands inside its frame and beside the others, however long it is."""

from io import BytesIO
from itertools import combinations

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from activities.poster.facts import ActivityFacts, DayFacts, Frame, Row, WeekFacts
from activities.poster.press import A3, CARD, PDF, PHONE, PIXELS, SMALL, print_of, sheet_of

LINK = "https://portal.example.edu.cn/w/2025/activities/123/"
TITLES = {
    "short": "茶艺",
    "usual": "小家电安全讲座进滨河社区",
    "longest": "“智造未来”人工智能与工业机器人技能体验开放日暨校企联合培养签约仪式"
    "（第三期）面向全市中小学生免费开放欢迎预约",
    "ideographs": "龘" * 60,
    "latin": "International Vocational Education Workshop on AI & Robotics",
    "one word": "W" * 60,
    "digits": "2025" * 15,
    "stops": "，。、；：" * 12,
}


def frame(place=2, **facts):
    usual = {"school": "示范职业技术学院", "edition": "2025年职业教育活动周"}
    usual |= {"slogan": "一技在手，一生无忧", "theme": "产教融合示范日", "link": LINK}
    return Frame(**usual | facts, place=place)


def activity(title, *, long=False):
    times = 8 if long else 1
    return ActivityFacts(
        frame=frame(school="很长名字的职业技术学院" * times),
        number=7,
        title=title,
        category="校友返校及工匠进校园",
        day="5.11–5.17" if long else "5.13",
        weekday="周日至周六" if long else "周二",
        hours="10:00–17:30",
        venue=("东区实训中心三楼大厅" * 8 if long else "实训楼 101") + "（同步线上）",
        organiser="机电工程与智能制造学院" * (3 if long else 1),
        partners="、".join(["某某智能装备股份有限公司"] * (10 if long else 0)),
        audience="本校学生、教师、中小学生、家长、社区居民、企业、校友、社会公众",
        is_open=True,
    )


def day(count, title="焊接体验课", told=""):
    rows = [Row("10:00–17:30", title, "东区实训中心三楼，机电工程学院")] * count
    return DayFacts(frame(), "5.13", "周二", tuple(rows), count, told)


def week(slogan="一技在手，一生无忧", theme="产教融合示范日"):
    rows = tuple(Row(f"5.{11 + n} 周一", theme, "128 项") for n in range(7))
    shown = "集中展示：5.14 周三 9:30–17:00，东区科技广场"
    return WeekFacts(frame(None, slogan=slogan), "5.11–5.17", rows, shown, 888)


EVERYTHING = {f"activity, {name}": activity(title) for name, title in TITLES.items()}
EVERYTHING |= {f"all long, {name}": activity(title, long=True) for name, title in TITLES.items()}
EVERYTHING |= {f"day of {n}": day(n) for n in (0, 1, 3, 8, 20, 60, 120)}
EVERYTHING |= {f"long day of {n}": day(n, TITLES["longest"], "改期" * 60) for n in (1, 9, 60)}
EVERYTHING |= {"week": week(), "long week": week("劳动光荣、技能宝贵、创造伟大" * 3, "长" * 30)}
SHEETS = [(name, size) for name in EVERYTHING for size in (PHONE, A3)]
SHEETS += [(name, CARD) for name in EVERYTHING]


def overlap(one, other):
    left, top, right, bottom = (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    )  # fmt: skip
    return right - left > 1 and bottom - top > 1


@pytest.mark.parametrize(("name", "size"), SHEETS)
def test_no_text_leaves_its_frame_or_covers_another(name, size):
    sheet = sheet_of(EVERYTHING[name], size)
    assert sheet.placed
    for placed in sheet.placed:
        left, top, right, bottom = placed.ink
        # Letters may hang over the edge of their line by a hair.
        hair = (bottom - top) * 0.08 + 1
        assert left >= placed.frame[0] - hair and right <= placed.frame[2] + hair, placed
        assert top >= placed.frame[1] - hair and bottom <= placed.frame[3] + hair, placed
        assert left >= 0 and right <= sheet.pixels[0]
        assert top >= 0 and bottom <= sheet.pixels[1]
    for one, other in combinations(sheet.placed, 2):
        assert not overlap(one.ink, other.ink), (one, other)


@pytest.mark.parametrize("size", [PHONE, A3, CARD])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_the_whole_title_stands_there(title, size):
    said = "".join(placed.text for placed in sheet_of(activity(title, long=True), size).placed)
    assert "".join(title.split()) in "".join(said.split())


@pytest.mark.parametrize("size", [PHONE, A3])
def test_a_crowded_day_says_how_many_more_there_are(size):
    said = [placed.text for placed in sheet_of(day(120), size).placed]
    shown = said.count("焊接体验课")
    assert 10 < shown < 120
    assert f"……等 120 项，没有列出的 {120 - shown} 项详见二维码。" in said


@pytest.mark.parametrize("size", [PHONE, A3])
def test_a_usual_day_is_listed_whole(size):
    said = [placed.text for placed in sheet_of(day(12), size).placed]
    assert said.count("焊接体验课") == 12


@pytest.mark.parametrize(
    "facts", [activity("茶艺"), day(3), week()], ids=["activity", "day", "week"]
)
@pytest.mark.parametrize("size", [PHONE, A3])
def test_the_code_can_be_read_from_the_finished_poster(facts, size):
    picture = Image.open(BytesIO(print_of(facts, size)))
    assert picture.size == PIXELS[size]
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [LINK]


def test_the_same_poster_is_the_same_bytes():
    for size in (PHONE, A3, SMALL, PDF):
        assert print_of(activity("茶艺"), size) == print_of(activity("茶艺"), size)


def test_pdf_is_one_sheet_of_a3():
    document = pypdfium2.PdfDocument(print_of(activity("茶艺"), PDF))
    assert len(document) == 1
    millimetres = [round(side / 72 * 25.4) for side in document[0].get_size()]
    assert millimetres == [297, 420]


def test_days_differ_in_colour():
    grounds = {sheet_of(day(1), SMALL).palette.ground}
    for place in range(7):
        facts = DayFacts(frame(place), "5.13", "周二", (), 0)
        grounds.add(sheet_of(facts, SMALL).image.getpixel((2, 2)))
    assert len(grounds) == 8
