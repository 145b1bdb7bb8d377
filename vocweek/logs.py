"""What goes into the log with a trace, and what is told in one line."""

import logging

SERVER_ERROR = 500


class RefusalsInOneLine(logging.Filter):
    """A page that was refused (403, 404, 413 …) is no error of ours: no traceback of it.

    Faults of the server and whatever else brings a trace keep it.
    """

    def filter(self, record):
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True
