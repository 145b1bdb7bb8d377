from .amendment import Amendment
from .compile_job import CompileJob
from .filing import Filing
from .revision import Revision

__all__ = ["Amendment", "CompileJob", "Filing", "Revision"]
