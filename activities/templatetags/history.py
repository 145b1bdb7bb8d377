"""What happened to a thing, in words: `parts/_history.html` and the audit log use these."""

from django import template

from colleges.phones import masked_in

from .. import history

register = template.Library()

register.filter("changes", history.changes)
register.filter("revised", history.revised)
register.filter("kind", history.kind)
register.filter("phones_masked", masked_in)
