#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocweek.settings")
    if sys.argv[1:2] == ["up"]:
        # It serves here now, wherever the run before it did (settings.SERVED_AT).
        os.environ["PORT"] = os.environ.get("PORT") or "8000"
    execute_from_command_line(sys.argv)
