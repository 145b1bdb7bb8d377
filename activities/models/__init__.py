from .activity import Activity, EditConflict
from .approval_step import ApprovalStep, Approver
from .document import EditionDocument
from .draft import Draft
from .duty import DutyLine
from .edition import Category, Edition, Tag, ThemeDay
from .extension import Extension
from .organiser import may_organise
from .outing import Outing, OutingConflict
from .outing_draft import OutingDraft
from .outing_file import OutingFile
from .outing_policy import OutingPolicy
from .outing_step import OutingStep, SeenOlder
from .outing_version import OutingVersion
from .participant import Participant
from .profile import CollegeProfile
from .requirement import Requirement
from .stand_in import StandIn, may_enter

__all__ = [
    "Activity",
    "ApprovalStep",
    "Approver",
    "Category",
    "CollegeProfile",
    "Draft",
    "DutyLine",
    "EditConflict",
    "Edition",
    "EditionDocument",
    "Extension",
    "Outing",
    "OutingConflict",
    "OutingDraft",
    "OutingFile",
    "OutingPolicy",
    "OutingStep",
    "OutingVersion",
    "Participant",
    "Requirement",
    "SeenOlder",
    "StandIn",
    "Tag",
    "ThemeDay",
    "may_enter",
    "may_organise",
]
