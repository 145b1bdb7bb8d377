"""Lists of participants as they really come, honest and hostile: bytes of .xlsx files.

Names and numbers are made up. What is wrong with any .xlsx at all stands in `hostile`.
"""

from datetime import date, datetime, time

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from . import hostile

HEADINGS = ["姓名*", "身份", "学号/工号", "班级/部门", "联系电话", "紧急联系人", "紧急联系电话"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def person(number=1, **changes):
    """The cells of one student under HEADINGS; `changes` by place, as c0=…, c4=…."""
    cells = [
        f"{SURNAMES[number % len(SURNAMES)]}某{number_word(number)}",
        "学生",
        f"2025{number:05}",
        "机电2301班",
        f"138{number:08}",
        "某家长",
        f"139{number:08}",
    ]
    for place, value in changes.items():
        cells[int(place[1:])] = value
    return cells


def number_word(number):
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def sheet(*rows, headings=HEADINGS, **facts):
    return hostile.workbook([headings, *rows], **facts)


def people(count):
    return sheet(*(person(number) for number in range(count)))


def honest():
    return sheet(person(1), person(2, c1="教师", c2="G2001"), person(3, c2=None, c4=None))


def full_width():
    """Typed in a Chinese input method: full-width digits, odd spaces, hyphens, zero-width marks."""
    return sheet(
        person(1, c2="２０２５０００１", c4="１３８００００００００"),
        person(2, c0="王\u3000伟", c4="\u00a0138-0000-0001\u200b"),
        person(3, c4="138 0000 0002", c6="028－12345678"),
    )


def numbers_as_numbers():
    return sheet(person(1, c2=202500001, c4=13800000001, c6=13900000001.0))


def bad_phones():
    wrong = ["1.38E+10", "1380000000", "138000000012", 2812345678, "13800000001/13900000001"]
    return sheet(*(person(place, c4=phone) for place, phone in enumerate(wrong, start=1)))


def bad_names():
    wrong = [
        None,
        "长" * 21,
        "123",
        "张某3",
        "张某、李某",
        "张某\n李某",
        "\ue000某",
        "填表人：王某",
    ]
    return sheet(*(person(place, c0=name) for place, name in enumerate(wrong, start=1)))


def bad_cells():
    """What Excel makes of 3-1, of 18 digits and of a tick; a stranger's word for 身份."""
    return sheet(
        person(1, c3=datetime(2025, 3, 1)),
        person(2, c2=202500010001234567),
        person(3, c0=True),
        person(4, c1="家属"),
        person(5, c5="王某13900000001"),
        person(6, c3=time(9, 30)),
        person(7, c2="待定"),
    )


def id_cards():
    """A column of its own, and the numbers where others belong. 19000101 is nobody's birthday."""
    number = "110101190001010000"
    rows = [[*person(1), number], [*person(2, c2=number), number], [*person(3, c4=number), number]]
    return sheet(*rows, headings=[*HEADINGS, "身份证号"])


def duplicates():
    return sheet(
        person(1),
        person(2, c2="202500001"),
        person(3, c0="王某", c2=None, c3=None, c4=None),
        person(4, c0="王某", c2=None, c3=None, c4=None),
        person(5, c0="李某", c4=None),
        person(6, c0="李某", c4=None),
    )


def merged():
    rows = [person(1), person(2, c3=None), person(3, c0=None)]
    return sheet(*rows, merged=["D2:D3", "A3:A4"])


def wrong_sheet():
    return hostile.workbook([["活动名称", "活动日期", "活动地点"], ["体验课", "5月12日", "实训楼"]])


def without_people():
    return sheet()


def twice_the_same_column():
    return sheet(["张某", "李某"], headings=["姓名", "姓名"])


def hidden_row():
    return sheet(person(1), person(2), hidden=[3])


def with_gaps_and_totals():
    """A title on top, empty rows between, a second heading, a total at the end."""
    rows = [
        ["外出名单"],
        [],
        HEADINGS,
        person(1),
        [],
        ["-"] * 7,
        HEADINGS,
        person(2),
        ["合计：2人"],
    ]
    return hostile.workbook(rows)


def other_words():
    """Synonyms in another order, columns nobody asked for, 电话 beside 紧急联系人."""
    headings = [
        "序号",
        "年级班级",
        "名字（必填）",
        "性别",
        " 手机号 ",
        "紧急联系人",
        "电话",
        "备注",
    ]
    row = [1, "机电2301班", "张某", "男", "13800000001", "某家长", "13900000001", "晕车"]
    return hostile.workbook([headings, row])


def dates_since_1904():
    return sheet(person(1, c3=date(2025, 3, 1)), epoch=CALENDAR_MAC_1904)


def formula():
    """姓名 over a formula that nobody has calculated."""
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="2"><c r="A2"><f>B9</f></c></row>'
    )
    return hostile.plain(sheet=hostile.sheet_xml(cells))


def inline(text):
    """姓名 over one name, written into the XML as it is."""
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{told}</t></is></c></row>'
        for number, told in enumerate(["姓名", text], start=1)
    )
    return hostile.plain(sheet=hostile.sheet_xml(cells))


def escaped_controls():
    return inline("张_x0007_某_xD83D_")


def lone_surrogate():
    return inline("张&#xD800;某")


def raw_control():
    return inline("张\x07某")


def text_like_a_formula():
    return inline("=1+1")
