from .amendment import Amendment
from .annex_upload import AnnexUpload
from .compile_job import CompileJob
from .filing import Filing
from .reminder import ReminderRun
from .revision import Revision

__all__ = ["Amendment", "AnnexUpload", "CompileJob", "Filing", "ReminderRun", "Revision"]
