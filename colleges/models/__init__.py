from .audit import AuditEntry
from .delivery import Delivery
from .invitation import Invitation
from .job import Job, JobQuerySet
from .notice import Notice, NoticeKind
from .people import College, Department, Membership, Role, User
from .robot import Robot, RobotMessage
from .workflow import State, Workflow

__all__ = [
    "AuditEntry",
    "College",
    "Delivery",
    "Department",
    "Invitation",
    "Job",
    "JobQuerySet",
    "Membership",
    "Notice",
    "NoticeKind",
    "Robot",
    "RobotMessage",
    "Role",
    "State",
    "User",
    "Workflow",
]
