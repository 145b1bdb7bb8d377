"""What the pages of an outing say of its paper."""

from django import template
from django.utils import timezone

from ..glyphs import missing_sentence
from ..outing_permit import permit_facts
from ..permit import unprintable

register = template.Library()


@register.filter
def unprinted(outing):
    """A sentence about the characters that the permit cannot print, empty when it can."""
    facts = permit_facts(outing, timezone.now(), sees_phones=True)
    return missing_sentence(unprintable(facts))
