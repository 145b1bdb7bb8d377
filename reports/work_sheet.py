"""A work list on paper and as .xlsx: the same rows, and what is added up below them."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from colleges.dates import day as day_in_words
from colleges.dates import when

from .audit_sheet import BODY, HEAD, LINE, clock
from .columns import Column
from .work_list import GONE
from .worklists.items import UNKNOWN
from .worklists.power import plain
from .xlsx import Book

TITLE, SUMS = "保障清单", "合计"


def fact(label):
    return lambda row: row.facts.get(label, "")


def wants(row):
    """“用电：2 kW；桌椅：桌 2 张”, and what gives pause."""
    alarms = row.item.alarms if row.item else ()
    said = [f"{label}：{words}" for label, words in row.wants]
    return "\n".join([*said, *(f"注意：{alarm}" for alarm in alarms)])


def said(row):
    """Who said what of it, and what has changed since."""
    if row.mark is None or row.mark.acted_by is None:
        return ""
    told = [f"{row.mark.acted_by} {when(row.mark.acted_at)}"]
    told += [f"{label}：{before} → {after}" for label, before, after in row.changes]
    return "\n".join(told)


def talk(row):
    return "\n".join(f"{one.word}（{one.by}）：{one.text}" for one in row.remarks)


def name(row):
    return row.title


COLUMNS = [
    Column("日期", fact("日期"), 15),
    Column("时间", fact("时间"), 12),
    Column("名称", name, 24),
    Column("单位", fact("单位"), 14),
    Column("地点", fact("地点"), 20),
    Column("需要", wants, 34),
    Column("负责人", fact("负责人"), 10),
    Column("电话", lambda row: row.phone, 14, "phone"),
    Column("状态", lambda row: row.state.name, 11),
    Column("办理", said, 22),
    Column("问答", talk, 24),
]
# Percent of the paper; the file's columns that share one.
PAPER = (
    (9, "日期", "时间"),
    (14, "名称"),
    (9, "单位"),
    (13, "地点"),
    (20, "需要"),
    (10, "负责人", "电话"),
    (12, "状态", "办理"),
    (13, "问答"),
)


class Sum:
    """A small table under the list: its title, heads and rows of text."""

    def __init__(self, title, heads, rows):
        self.title, self.heads, self.rows = title, heads, rows


def sums(view):
    """What the office adds up, as tables; the page draws the same."""
    made = [power_sum(view), totals_sum(view), crowd_sum(view), slots_sum(view)]
    return [one for one in made if one.rows]


def power_sum(view):
    loads = view.loads
    hours = [f"{hour.starts}–{hour.starts + 1}时" for hour in (loads[0].hours if loads else ())]
    rows = [
        [load.box.name, load.capacity, *(over(hour) for hour in load.hours), unknown(load)]
        for load in loads
    ]
    return Sum("配电箱用电（kW）", ["配电箱", "容量", *hours, "没有报负荷"], rows)


def over(hour):
    return f"{plain(hour.kw)}{'（超）' if hour.is_over else ''}"


def unknown(load):
    return "、".join(load.unknown)


def totals_sum(view):
    rows = [
        [title, f"{UNKNOWN if number is None else number} {measure}", f"{silent} 个学院没有填"]
        for title, number, measure, silent in view.totals
    ]
    return Sum("展位合计", ["物品", "合计", "没有填写"], rows)


def crowd_sum(view):
    rows = [
        [
            day_in_words(crowd.day),
            known(crowd.internal),
            known(crowd.external),
            known(crowd.total),
            crowd.alarm,
        ]
        for crowd in view.crowds
        if view.day in (None, crowd.day)
    ]
    heads = ["日期", "校内（人次）", "校外（人次）", "合计（人次）", "提示"]
    return Sum("每天预计人流", heads, rows)


def known(number):
    return UNKNOWN if number is None else str(number)


def slots_sum(view):
    rows = [
        [
            f"{slot.starts}:00–{slot.starts + 1}:00",
            "、".join(slot.places),
            f"{len(slot.places)} 处同时拍摄" if slot.clashes else "",
        ]
        for slot in view.slots
    ]
    return Sum("逐小时拍摄", ["时间", "地点", "冲突"], rows)


def chosen_in_words(view):
    return day_in_words(view.day) if view.day else "全周"


class WorkPaper:
    """The rows as a page to be printed."""

    def __init__(self, view):
        self.view = view

    @property
    def columns(self):
        return [(width, "\n".join(labels)) for width, *labels in PAPER]

    @property
    def rows(self):
        by_label = {column.label: column for column in COLUMNS}
        return [
            [
                "\n".join(filter(None, (by_label[label].text(row) for label in labels)))
                for _, *labels in PAPER
            ]
            for row in self.view.rows
        ]

    @property
    def sums(self):
        return sums(self.view)

    @property
    def sentence(self):
        return chosen_in_words(self.view)

    @property
    def open_count(self):
        return sum(not row.is_settled for row in self.view.rows if row.state != GONE)


def work_workbook(view):
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="work-") as folder:
        title = f"{view.department}{TITLE}"
        book = Book(creator="职教活动周", title=title, at=view.now, folder=Path(folder))
        write_rows(book, view)
        if tables := sums(view):
            write_sums(book, tables)
        book.save(Path(folder) / "work.xlsx")
        return BytesIO((Path(folder) / "work.xlsx").read_bytes())


def write_rows(book, view):
    widths = [column.width for column in COLUMNS]
    sheet = book.sheet(TITLE, widths, printed=len(COLUMNS), frozen="A3")
    line = f"{view.department}　{chosen_in_words(view)}　导出于 {clock(view.now)}　含电话，用后删除"
    sheet.spread([(line, len(COLUMNS), LINE)])
    sheet.row([column.label for column in COLUMNS], [HEAD] * len(COLUMNS))
    sheet.repeat(2)
    for row in view.rows:
        sheet.row([column.value(row) for column in COLUMNS], [BODY] * len(COLUMNS))
    sheet.finish()


def write_sums(book, tables):
    wide = max(len(table.heads) for table in tables)
    sheet = book.sheet(SUMS, [16.0] * wide, printed=wide, frozen="A1")
    for table in tables:
        sheet.spread([(table.title, wide, LINE)])
        for look, line in [(HEAD, table.heads), *((BODY, row) for row in table.rows)]:
            empty = wide - len(line)
            sheet.row([*line, *[None] * empty], [look] * len(line) + [None] * empty)
    sheet.finish()
