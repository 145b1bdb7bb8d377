"""附件1 of one college as a sheet: the page shows it, the .xlsx is made from it."""

from functools import cached_property
from io import BytesIO
from math import ceil

from django.http import FileResponse
from django.utils import timezone

from colleges.phones import masked

from .annex_one import Header, college_workbook, origin_of
from .columns import ANNEX_ONE, numbered, printed
from .outing_marks import marked_now
from .xlsx import file_name

PRINTED = printed(ANNEX_ONE)
PAPER = sum(column.width for column in PRINTED)


class PaperSheet:
    """A paper of one college as it prints: `revision` when it is one that was filed.

    `reader` is who looks at it: phones are masked unless they may see them.
    """

    def __init__(self, content, filing, revision=None, *, reader):
        self.content, self.filing, self.revision = content, filing, revision
        self.masks_phones = not reader.sees_phones_of(filing.college_id)

    @property
    def rows(self):
        return self.content["rows"]

    @property
    def is_empty(self):
        return self.filing.paper.is_empty(self.content)

    @cached_property
    def header(self):
        """填报人 and 填报日期 stand there once somebody has handed the form over."""
        unit = self.content["unit"]
        if self.revision:
            person, instant = self.revision.prepared_by, self.revision.received_at
        else:
            person, instant = self.filing.handed_over_by, self.filing.handed_over_at
        if instant is None:
            return Header(unit)
        phone = masked(person.phone) if self.masks_phones else person.phone
        return Header(unit, person.name, phone, timezone.localdate(instant).isoformat())

    @property
    def at(self):
        return self.revision.received_at if self.revision else timezone.now()

    @property
    def file_name(self):
        """What stands there after a filing is another form than the filed one."""
        changed = "改动未报送" if self.filing.revision_id else "未报送"
        state = "已报送" if self.revision else changed
        return f"{self.filing.requirement.short}_{file_name(self.content['unit'])}_{state}.xlsx"

    def workbook(self):
        raise NotImplementedError

    def hand_out(self, by):
        """As a download for `by`."""
        return FileResponse(self.workbook(), as_attachment=True, filename=self.file_name)


class Sheet(PaperSheet):
    """`content` as `info_form_content` gives it.

    A receipt is `as_filed`; everywhere else a row says whether its outing has passed by now
    (`approved`: the days of those that have, for who knows them already).
    """

    def __init__(self, content, filing, revision=None, *, reader, as_filed=False, approved=None):
        rows = content["rows"] if as_filed else marked_now(content["rows"], approved)
        super().__init__(content | {"rows": rows}, filing, revision, reader=reader)

    @property
    def counted(self):
        return f"{len(self.rows)} 项活动"

    @property
    def columns(self):
        return PRINTED

    @property
    def widths(self):
        """Percent of the paper for each column, as the .xlsx has them."""
        return [max(3, min(20, ceil(100 * column.width / PAPER))) for column in PRINTED]

    @cached_property
    def rows(self):
        """Each printed row as [(column, text), …]."""
        return [
            [(column, self.text(column, row)) for column in PRINTED]
            for row in numbered(self.content["rows"], self.content["unit"])
        ]

    @property
    def cards(self):
        """The same rows for a phone: what names one, and all its cells to unfold."""
        for cells in self.rows:
            texts = {column.name: text for column, text in cells}
            head = {"number": texts["序号"], "title": texts["活动名称"], "date": texts["活动日期"]}
            yield head | {"cells": cells}

    def text(self, column, row):
        text = column.text(row)
        return masked(text) if self.masks_phones and column.kind == "phone" else text

    def workbook(self):
        annex = self.filing.requirement.annex
        origin = origin_of(self.filing.pk, self.content["rows"])
        book = college_workbook(self.content, self.header, annex=annex, at=self.at, origin=origin)
        return BytesIO(book)
