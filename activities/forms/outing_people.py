"""The list of an outing as it is typed, pasted or sent; nothing is kept before it was seen."""

from collections import Counter
from functools import cached_property

from ..participants import COLUMNS, KINDS, ParticipantList, read_pasted, read_sheet
from ..participants.rows import refused

HEADING = "\t".join(column.label for column in COLUMNS)
OLD_FORMATS = (".xls", ".et", ".csv", ".xlsm")


def as_text(rows):
    """The facts of people as lines that `read_pasted` reads back: tabs, as if out of Excel."""
    lines = ["\t".join((row | {"kind": KINDS[row["kind"]]}).values()) for row in rows]
    return "\n".join([HEADING, *lines]) if lines else ""


def read_file(file):
    """The people of an upload; another kind of file is told what to do with it."""
    name = file.name.casefold()
    if name.endswith(".xlsx"):
        return read_sheet(file)
    if name.endswith(OLD_FORMATS):
        return refused("请在 Excel 或 WPS 里“另存为”.xlsx（不带宏）后再上传，或把名单粘贴进来。")
    return refused("只接收 .xlsx 文件。名单在别处的，可以复制后粘贴到文本框里。")


class SentPeople:
    """One sending: what was read, and how it differs from the list as it stands (`saved`)."""

    def __init__(self, saved, data, file=None):
        self.saved = saved
        self.file = file
        self.typed = data.get("people", "").replace("\r\n", "\n")
        self.base = data.get("base", "")

    @cached_property
    def listed(self):
        if self.file:
            return read_file(self.file)
        if self.saved and not self.typed.strip():
            return ParticipantList([], [])  # they empty the list
        return read_pasted(self.typed)

    @cached_property
    def rows(self):
        return [row.facts() for row in self.listed.rows]

    @property
    def as_read(self):
        return as_text(self.rows)

    @property
    def text(self):
        """For the box: what was typed; what a file held when nothing else was typed."""
        if self.keeps_typed or not self.rows:
            return self.typed
        return self.as_read

    @property
    def keeps_typed(self):
        """There is text of their own in the box, file or not."""
        return not self.file or self.typed.strip() not in ("", as_text(self.saved).strip())

    @property
    def may_be_saved(self):
        return not self.listed.problems and self.rows != self.saved

    @property
    def counts(self):
        return counts_of(self.rows)

    @property
    def added(self):
        """Rows that are new or changed, 人."""
        return (as_counter(self.rows) - as_counter(self.saved)).total()

    @property
    def dropped(self):
        """Rows that will be no more, changed ones with them, 人."""
        return (as_counter(self.saved) - as_counter(self.rows)).total()


def as_counter(rows):
    return Counter(tuple(row.values()) for row in rows)


def counts_of(rows):
    """(students, teachers), 人."""
    kinds = Counter(row["kind"] for row in rows)
    return kinds["student"], kinds["teacher"]
