from .activity import Activity, EditConflict
from .draft import Draft
from .edition import Category, Edition, Requirement, Tag, ThemeDay

__all__ = [
    "Activity",
    "Category",
    "Draft",
    "EditConflict",
    "Edition",
    "Requirement",
    "Tag",
    "ThemeDay",
]
