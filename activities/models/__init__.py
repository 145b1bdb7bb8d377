from .activity import Activity, EditConflict
from .document import EditionDocument
from .draft import Draft
from .duty import DutyLine
from .edition import Category, Edition, Requirement, Tag, ThemeDay
from .profile import CollegeProfile

__all__ = [
    "Activity",
    "Category",
    "CollegeProfile",
    "Draft",
    "DutyLine",
    "EditConflict",
    "Edition",
    "EditionDocument",
    "Requirement",
    "Tag",
    "ThemeDay",
]
