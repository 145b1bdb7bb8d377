from .amendment import Amendment
from .compile_job import CompileJob
from .filing import Filing
from .reminder import ReminderRun
from .revision import Revision

__all__ = ["Amendment", "CompileJob", "Filing", "ReminderRun", "Revision"]
