from .audit import AuditEntry
from .delivery import Delivery
from .invitation import Invitation
from .notice import Notice, NoticeKind
from .people import College, Department, Membership, Role, User
from .workflow import State, Workflow

__all__ = [
    "AuditEntry",
    "College",
    "Delivery",
    "Department",
    "Invitation",
    "Membership",
    "Notice",
    "NoticeKind",
    "Role",
    "State",
    "User",
    "Workflow",
]
