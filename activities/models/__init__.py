from .activity import Activity, EditConflict
from .draft import Draft
from .edition import Category, Edition, Requirement, Tag, ThemeDay
from .extension import Extension
from .profile import CollegeProfile
from .stand_in import StandIn, may_enter

__all__ = [
    "Activity",
    "Category",
    "CollegeProfile",
    "Draft",
    "EditConflict",
    "Edition",
    "Requirement",
    "Tag",
    "ThemeDay",
]
