from .audit import AuditEntry
from .invitation import Invitation
from .people import College, Department, Membership, Role, User
from .workflow import State, Workflow

__all__ = [
    "AuditEntry",
    "College",
    "Department",
    "Invitation",
    "Membership",
    "Role",
    "State",
    "User",
    "Workflow",
]
