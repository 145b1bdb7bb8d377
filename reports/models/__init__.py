from .compile_job import CompileJob
from .filing import Filing
from .revision import Revision

__all__ = ["CompileJob", "Filing", "Revision"]
