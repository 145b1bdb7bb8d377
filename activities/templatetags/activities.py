from django import template

register = template.Library()


@register.filter
def seen_by(activity, user):
    """May `user` open its page? Everybody else reads what the programme says."""
    return activity.can_be_seen_by(user)
