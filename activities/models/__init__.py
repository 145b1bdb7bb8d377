from .activity import Activity, EditConflict
from .document import EditionDocument
from .draft import Draft
from .duty import DutyLine
from .edition import Category, Edition, Tag, ThemeDay
from .extension import Extension
from .organiser import may_organise
from .profile import CollegeProfile
from .requirement import Requirement
from .stand_in import StandIn, may_enter

__all__ = [
    "Activity",
    "Category",
    "CollegeProfile",
    "Draft",
    "DutyLine",
    "EditConflict",
    "Edition",
    "EditionDocument",
    "Extension",
    "Requirement",
    "StandIn",
    "Tag",
    "ThemeDay",
    "may_enter",
    "may_organise",
]
