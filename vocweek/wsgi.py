import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocweek.settings")

CHARSET = re.compile(r";\s*charset\*?\s*=[^;]*", re.IGNORECASE)
portal = get_wsgi_application()


def application(environ, start_response):
    environ["CONTENT_TYPE"] = without_charset(environ.get("CONTENT_TYPE", ""))
    return portal(environ, start_response)


def without_charset(content_type):
    """Every page of ours sends UTF-8. A header that claims “charset=hex” would stop Django
    before any middleware, so nobody's claim is read."""
    return CHARSET.sub("", content_type)
