from urllib.parse import urlsplit

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def seen_by(activity, user):
    """May `user` open its page? Everybody else reads what the programme says."""
    return activity.can_be_seen_by(user)


@register.filter
def webcal(address):
    """The address of a calendar, as programmes that keep calendars subscribe to it."""
    return f"webcal://{urlsplit(settings.SITE_URL).netloc}{address}"
