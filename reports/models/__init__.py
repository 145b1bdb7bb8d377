from .filing import Filing
from .revision import Revision

__all__ = ["Filing", "Revision"]
