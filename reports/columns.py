"""The columns of a sheet. One list serves the page, the .xlsx and its read-back (design §4.12).

A row is one activity as `Activity.facts()` froze it: dates and times are ISO strings, closed
sets are codes. `numbered` and `with_marks` add what only the sheet knows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from activities.models import Activity
from colleges.models.audit import canonical, digest

from . import reading

NOT_APPROVED = "外出未审批"  # 审批通过后方可外出 (notice 五(六)).
UNKNOWN = "-"  # 科普统计填表说明：没有该指标填“-”；0 is a number, unknown is not.

MODES = dict(Activity.Mode.choices)
AUDIENCES = Activity.Audience.choices
NEEDS = Activity.Need.choices

Row = dict
Value = str | int | None


@dataclass(frozen=True)
class Column:
    """One column: `value` is typed (人数 are int, unknown is None), `text` is what is printed.

    `width` is in Excel's units (one digit of the body font); `kind` is text, number or phone.
    `reads` makes form data of a cell when the sheet comes back; None where nothing is read.
    """

    label: str
    value: Callable[[Row], Value]
    width: float
    kind: str = "text"
    printed: bool = True
    centred: bool = True
    reads: reading.Reader | None = None

    @property
    def name(self) -> str:
        return self.label.replace("\n", "")

    def text(self, row: Row) -> str:
        value = self.value(row)
        return UNKNOWN if value is None else str(value)


def fact(name: str) -> Callable[[Row], Value]:
    return lambda row: row.get(name)


def yes_no(name: str) -> Callable[[Row], str]:
    return lambda row: "是" if row[name] else "否"


def labels(name: str, choices: Iterable[tuple[str, str]]) -> Callable[[Row], str]:
    """Names in the order of the closed set, whatever order they were ticked in."""
    return lambda row: "、".join(label for code, label in choices if code in row[name])


def listed(name: str) -> Callable[[Row], str]:
    return lambda row: "、".join(row[name])


def days(row: Row) -> str:
    """2025-05-14, or 2025-05-14 至 2025-05-16 (domain.md §7.5: ISO dates in sheets)."""
    first, last = row["start_date"], row["end_date"]
    return first if first == last else f"{first} 至 {last}"


def hours(row: Row) -> str:
    return f"{row['start_time'][:5]}–{row['end_time'][:5]}"


def place(row: Row) -> str:
    """The venue; online the link stands in for it, mixed forms name both."""
    parts = [row["venue"], "" if row["mode"] == Activity.Mode.ON_SITE else row["online_link"]]
    return "\n".join(part for part in parts if part)


def attendance_expected(row: Row) -> str:
    """Columns 11 and 12 of domain.md §1 merged, in 人: “校内 120 / 校外 30”."""
    inside, outside = row["expected_internal"], row["expected_external"]
    if inside is None and outside is None:
        return UNKNOWN
    return f"校内 {told(inside)} / 校外 {told(outside)}"


def told(number: int | None) -> str:
    return UNKNOWN if number is None else str(number)


def remark(row: Row) -> str:
    """The college's own remark, then what became of the row: 已取消, 外出未审批, 补报, 变更."""
    parts = [row["remark"]]
    if row["status"] == Activity.Status.CANCELLED:
        parts.append(f"已取消：{row['cancel_reason']}")
    parts += [row.get("gate", ""), row.get("mark", "")]
    return "；".join(part for part in parts if part)


ANNEX_ONE = [
    Column("序号", fact("number"), 5, "number"),
    Column("活动名称", fact("title"), 21, centred=False, reads=reading.plain("title")),
    Column("活动类别", fact("category"), 12, reads=reading.one_word("category")),
    Column("活动日期", days, 14, reads=reading.days),
    Column("活动时间", hours, 12.5, reads=reading.hours),
    Column("活动地点", place, 15, centred=False, reads=reading.place),
    Column(
        "活动形式",
        lambda row: MODES[row["mode"]],
        7.5,
        reads=reading.one_of("mode", Activity.Mode.choices),
    ),
    Column(
        "面向对象",
        labels("audiences", AUDIENCES),
        12.5,
        reads=reading.closed("audiences", AUDIENCES),
    ),
    Column("预计人数(人)\n(校内/校外)", attendance_expected, 17, reads=reading.attendance),
    Column(
        "合作企业/协办单位", listed("partners"), 16, centred=False, reads=reading.lines("partners")
    ),
    Column("负责人", fact("leader_name"), 9, reads=reading.plain("leader_name")),
    Column("联系电话", fact("leader_phone"), 13.5, "phone", reads=reading.phone),
    Column("是否\n外出", yes_no("is_outing"), 6, reads=reading.yes_or_no("is_outing")),
    Column("活动内容简介", fact("summary"), 36, centred=False, reads=reading.prose("summary")),
    Column("备注", remark, 13, centred=False, reads=reading.plain("remark")),
    Column(
        "主题活动日",
        fact("theme_day"),
        16,
        printed=False,
        reads=reading.one_word("theme_day", may_be_blank=True),
    ),
    Column(
        "是否面向社会开放",
        yes_no("open_to_public"),
        10,
        printed=False,
        reads=reading.yes_or_no("open_to_public"),
    ),
    Column(
        "预计校内人数(人)",
        fact("expected_internal"),
        10,
        "number",
        printed=False,
        reads=reading.count("expected_internal"),
    ),
    Column(
        "预计校外人数(人)",
        fact("expected_external"),
        10,
        "number",
        printed=False,
        reads=reading.count("expected_external"),
    ),
    Column(
        "所需保障", labels("needs", NEEDS), 18, printed=False, reads=reading.closed("needs", NEEDS)
    ),
    Column("标签", listed("tags"), 24, printed=False, reads=reading.several_words("tags")),
]
UNIT = Column("填报单位", fact("unit"), 13)
SUMMARY = [ANNEX_ONE[0], UNIT, *ANNEX_ONE[1:]]


SHEET_FACTS = ("number", "unit", "mark", "gate")


def row_key(row: Row) -> str:
    """Which activity a row of a college's own sheet is, and what it said when it was written."""
    return f"{row['id']}-{digest(canonical(facts_of(row)))[:10]}"


def facts_of(row: Row) -> Row:
    """Without what only the sheet knows."""
    return {name: value for name, value in row.items() if name not in SHEET_FACTS}


# Stands hidden beyond the other columns of a college's own sheet, so that rows find back.
KEY = Column("编号(请勿修改)", row_key, 0, printed=False)
COLLEGE_SHEET = [*ANNEX_ONE, KEY]


def printed(columns: list[Column]) -> list[Column]:
    """What goes on paper; the rest stays in the .xlsx, right of the print area."""
    return [column for column in columns if column.printed]


def numbered(rows: Iterable[Row], unit: str = "", start: int = 1) -> Iterator[Row]:
    """Rows with 序号 and 填报单位."""
    for number, row in enumerate(rows, start=start):
        yield row | {"number": number, "unit": unit}


def with_marks(rows: Iterable[Row], on_time: Iterable[Row], stamp: str) -> list[Row]:
    """Rows of a late revision with 补报 (new) or 变更 (changed) and `stamp`: when and who.

    `on_time` is the college's last filing before the line; rows it already had stay unmarked.
    """
    known = {row["id"]: row for row in on_time}
    marked = []
    for row in rows:
        word = "变更" if row["id"] in known else "补报"
        mark = "" if known.get(row["id"]) == row else f"{word}（{stamp}）"
        marked.append(row | {"mark": mark})
    return marked
