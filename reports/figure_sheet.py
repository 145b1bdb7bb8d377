"""附件2 of one college as it prints: what was filed, or what would be."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from .annex_two import RULE
from .indicator_checks import wants_comment
from .indicator_rows import NAMINGS
from .sheet import PaperSheet
from .statistics_sheet import content_workbook


@dataclass(frozen=True)
class CheckLine:
    sentence: str
    is_error: bool
    comment: str
    wants_comment: bool
    address: str  # where the activities are that have to be mended


def grouped(rows, address):
    """[(区分, its rows, each with the address of what it was counted from)]"""
    addressed = [row | {"address": address(row["code"])} for row in rows]
    return [(group, list(of)) for group, of in groupby(addressed, key=lambda row: row["group"])]


class FigureSheet(PaperSheet):
    rule = RULE

    @property
    def counted(self):
        told = [row for row in self.rows if row["value"] is not None]
        return f"{len(told)} 项指标有数（全表 {len(self.rows)} 项）"

    @property
    def groups(self):
        """A filed figure opens the rows frozen with it, a draft those of today."""
        return grouped(self.rows, self.frozen if self.revision else self.living)

    def frozen(self, code):
        return reverse("receipt_rows", args=[self.revision.receipt_no, code])

    def living(self, code):
        address = reverse("statistics_rows", args=[self.filing.edition.code, code])
        return f"{address}?college={self.filing.college_id}"

    @property
    def checks(self):
        return [self.check_line(*check) for check in self.content["checks"]]

    def check_line(self, code, sentence, is_error):
        comment = self.content["comments"].get(code, "")
        mended = code in NAMINGS and not self.revision
        address = f"{self.living(code)}#unnamed" if mended else ""
        return CheckLine(sentence, is_error, comment, wants_comment(code, is_error), address)

    @property
    def errors(self):
        return [check for check in self.checks if check.is_error]

    @property
    def warnings(self):
        return [check for check in self.checks if not check.is_error]

    def workbook(self):
        annex = self.filing.requirement.short
        return content_workbook(self.content, self.header, annex=annex, at=self.at)
