from .activity import Activity, EditConflict
from .approval_step import ApprovalStep, Approver
from .booth import Booth
from .booth_day import BoothArrival, BoothScore
from .booth_need import BoothNeed, BoothNeedDraft, NeedConflict
from .document import EditionDocument
from .draft import Draft
from .duty import DutyLine
from .edition import Category, Edition, Tag, ThemeDay
from .extension import Extension
from .lot import Lot
from .material import ThemeMaterial
from .media import MediaConflict, MediaItem
from .media_job import MediaJob
from .media_refusal import MediaRefusal
from .mention import MediaMention
from .news import NewsConflict, NewsItem
from .news_step import NewsDraft, NewsStep, NewsVersion
from .organiser import may_organise
from .outing import Outing, OutingConflict
from .outing_draft import OutingDraft
from .outing_file import OutingFile
from .outing_policy import OutingPolicy
from .outing_step import OutingStep, SeenOlder
from .outing_version import OutingVersion
from .participant import Participant
from .partner import COUNTED_AS, Partner
from .people_draft import PeopleDraft
from .plan_release import PlanRelease
from .profile import CollegeProfile
from .requirement import Requirement
from .result import ActivityResult, ResultConflict, ResultDraft, ResultPart
from .showcase import Showcase
from .site_plan import Fixture, PlanConflict, SitePlan
from .stand_in import StandIn, may_enter
from .story import Story
from .upload import Upload
from .weather import BackupPlan, WeatherSwitch

__all__ = [
    "COUNTED_AS",
    "Activity",
    "ActivityResult",
    "ApprovalStep",
    "Approver",
    "BackupPlan",
    "Booth",
    "BoothArrival",
    "BoothNeed",
    "BoothNeedDraft",
    "BoothScore",
    "Category",
    "CollegeProfile",
    "Draft",
    "DutyLine",
    "EditConflict",
    "Edition",
    "EditionDocument",
    "Extension",
    "Fixture",
    "Lot",
    "MediaConflict",
    "MediaItem",
    "MediaJob",
    "MediaRefusal",
    "MediaMention",
    "NeedConflict",
    "NewsConflict",
    "NewsDraft",
    "NewsItem",
    "NewsStep",
    "NewsVersion",
    "Outing",
    "OutingConflict",
    "OutingDraft",
    "OutingFile",
    "OutingPolicy",
    "OutingStep",
    "OutingVersion",
    "Participant",
    "Partner",
    "PeopleDraft",
    "PlanConflict",
    "PlanRelease",
    "Requirement",
    "ResultConflict",
    "ResultDraft",
    "ResultPart",
    "SeenOlder",
    "Showcase",
    "SitePlan",
    "StandIn",
    "Story",
    "Tag",
    "ThemeDay",
    "ThemeMaterial",
    "Upload",
    "WeatherSwitch",
    "may_enter",
    "may_organise",
]
