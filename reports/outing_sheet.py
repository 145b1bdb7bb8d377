"""Outings as an .xlsx and on paper for 教务处 and 保卫处: one a line, and in the file who goes
where the role may know."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from activities.outing_facts import told
from colleges.phones import masked

from .audit_sheet import BODY, HEAD, LINE, clock
from .columns import Column
from .xlsx import A3, A4, Book

TITLE = "外出一览"
PEOPLE = "外出名单"


def minute(instant):
    return clock(instant)[:16] if instant else None


def number(outing, phone):
    return phone if outing.sees_phones else masked(phone)


# A row is an outing; `told_state` is its state at the instant of the export, `sees_phones` says
# whether the reader knows its numbers (B-04).
OUTINGS = [
    Column("编号", lambda outing: outing.serial, 15),
    Column("状态", lambda outing: outing.told_state.name, 13),
    Column("单位", lambda outing: str(outing.organiser), 16),
    Column("活动", lambda outing: outing.activity.title, 24),
    Column("目的地", lambda outing: outing.destination, 24),
    Column("出发", lambda outing: minute(outing.departs_at), 16),
    Column("返回", lambda outing: minute(outing.returns_at), 16),
    Column("学生（人）", lambda outing: outing.student_count, 10, "number"),
    Column("教师（人）", lambda outing: outing.teacher_count, 10, "number"),
    Column("带队教师", lambda outing: outing.leader_name, 11),
    Column("带队电话", lambda outing: number(outing, outing.leader_phone), 14),
    Column("应急联系人", lambda outing: outing.emergency_contact, 11),
    Column("应急电话", lambda outing: number(outing, outing.emergency_phone), 14),
    Column("交通", lambda outing: told("transport", outing.transport), 11),
    Column("车牌号", lambda outing: outing.plate, 11),
    Column("出发登记", lambda outing: minute(outing.left_at), 16),
    Column("归校登记", lambda outing: minute(outing.back_at), 16),
]
# On paper: percent of its width, the columns of the file that share one of its own.
PRINTED = (
    (9, "编号", "状态"),
    (8, "单位"),
    (11, "活动"),
    (11, "目的地"),
    (7, "出发"),
    (7, "返回"),
    (4, "学生（人）"),
    (4, "教师（人）"),
    (9, "带队教师", "带队电话"),
    (9, "应急联系人", "应急电话"),
    (7, "交通", "车牌号"),
    (7, "出发登记"),
    (7, "归校登记"),
)
# A row is (outing, participant).
PARTICIPANTS = [
    Column("编号", lambda pair: pair[0].serial, 15),
    Column("活动", lambda pair: pair[0].activity.title, 24),
    Column("姓名", lambda pair: pair[1].name, 11),
    Column("身份", lambda pair: pair[1].get_kind_display(), 8),
    Column("学号/工号", lambda pair: pair[1].number, 15),
    Column("班级/部门", lambda pair: pair[1].class_name, 18),
    Column("联系电话", lambda pair: pair[1].phone, 14),
    Column("紧急联系人", lambda pair: pair[1].emergency_contact, 11),
    Column("紧急联系电话", lambda pair: pair[1].emergency_phone, 14),
]


class OutingPaper:
    """The same outings as a page to be printed."""

    def __init__(self, outings):
        self.outings = outings

    @property
    def columns(self):
        """[(percent of the width, what stands on top)]"""
        return [(width, "\n".join(labels)) for width, *labels in PRINTED]

    @property
    def rows(self):
        by_label = {column.label: column for column in OUTINGS}
        return [
            [
                "\n".join(filter(None, (by_label[label].text(outing) for label in labels)))
                for _, *labels in PRINTED
            ]
            for outing in self.outings
        ]

    @property
    def passed(self):
        """Who goes or went: what was refused or only asked for moves nobody."""
        return [outing for outing in self.outings if outing.has_passed]

    @property
    def students(self):
        return sum(outing.student_count or 0 for outing in self.passed)

    @property
    def teachers(self):
        return sum(outing.teacher_count or 0 for outing in self.passed)


def outing_workbook(outings, people, chosen, at):
    """The file; `people` are pairs of (outing, participant), `chosen` says what was asked for."""
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="outings-") as name:
        book = Book(creator="职教活动周", title=TITLE, at=at, folder=Path(name))
        line = f"导出于 {clock(at)}　{chosen}　未经审批通过，不得外出"
        write(book, TITLE, OUTINGS, outings, line, A3)
        kept = "名单是个人信息，只用于这次外出的安全管理，用后删除"
        write(book, PEOPLE, PARTICIPANTS, people, kept)
        book.save(Path(name) / "outings.xlsx")
        return BytesIO((Path(name) / "outings.xlsx").read_bytes())


def write(book, title, columns, rows, line, paper=A4):
    widths = [column.width for column in columns]
    sheet = book.sheet(title, widths, printed=len(columns), frozen="A3", paper=paper)
    sheet.spread([(line, len(columns), LINE)])
    sheet.row([column.label for column in columns], [HEAD] * len(columns))
    sheet.repeat(2)
    for row in rows:
        sheet.row([column.value(row) for column in columns], [BODY] * len(columns))
    sheet.finish()
