"""What pages of other rooms say of an award."""

from django import template

from ..models import Announcement

register = template.Library()


@register.filter
def public_award(site):
    """The 公示 that strangers of this week may read now, or the one whose result stands."""
    return Announcement.objects.public().of(site.edition).for_page().first()
