"""A list of participants (外出名单) out of .xlsx or pasted text: rows, or problems, never half."""

from .columns import COLUMNS, KINDS, Column, template_rows
from .pasted import read_pasted
from .rows import MOST_PARTICIPANTS, MOST_TOLD, ParticipantList, ParticipantRow, Problem
from .sheet import read_sheet

__all__ = [
    "COLUMNS",
    "KINDS",
    "MOST_PARTICIPANTS",
    "MOST_TOLD",
    "Column",
    "ParticipantList",
    "ParticipantRow",
    "Problem",
    "read_pasted",
    "read_sheet",
    "template_rows",
]
