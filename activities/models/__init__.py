from .activity import Activity, EditConflict
from .draft import Draft
from .edition import Category, Edition, Requirement, Tag, ThemeDay
from .profile import CollegeProfile

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
