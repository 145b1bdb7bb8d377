from .amendment import Amendment
from .annex_upload import AnnexUpload
from .announcement import Announcement
from .award import Award
from .award_place import AwardPlace
from .award_sheet import AwardSheet
from .award_veto import CommitteeDecision, Veto
from .certificate import Certificate
from .certificate_job import CertificateJob
from .compile_job import CompileJob
from .filing import Filing
from .media_package import MediaPackage
from .objection import Objection
from .reminder import ReminderRun
from .revision import Revision
from .statistics import StatisticsConflict, StatisticsEntry
from .statistics_draft import StatisticsDraft
from .summary_report import SummaryReport, SummaryVersion
from .work_mark import WorkMark, WorkRemark

__all__ = [
    "Amendment",
    "AnnexUpload",
    "Announcement",
    "Award",
    "AwardPlace",
    "AwardSheet",
    "Certificate",
    "CertificateJob",
    "CommitteeDecision",
    "CompileJob",
    "Filing",
    "MediaPackage",
    "Objection",
    "ReminderRun",
    "Revision",
    "StatisticsConflict",
    "StatisticsDraft",
    "StatisticsEntry",
    "SummaryReport",
    "SummaryVersion",
    "Veto",
    "WorkMark",
    "WorkRemark",
]
