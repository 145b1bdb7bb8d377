"""What public pages say more than once: their description, the seven days as tabs."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html

from colleges.dates import WEEKDAYS

from ..poster.press import CARD, PIXELS
from ..public.site import absolute

register = template.Library()


@register.filter
def day_tabs(site, numbers):
    """[{"date", "weekday", "theme", "is_showcase", "count"}], first day to last."""
    edition = site.edition
    shows = None if site.showcase.is_cancelled else edition.showcase_on
    return [
        {
            "date": day,
            "weekday": WEEKDAYS[day.weekday()],
            "theme": edition.theme_day_by_date.get(day, ""),
            "is_showcase": day == shows,
            "count": numbers.by_day[day],
        }
        for day in edition.dates
    ]


@register.simple_tag(takes_context=True)
def again(context, name):
    """What the page put into its block `name`, a second time."""
    return context.render_context.get(BLOCK_CONTEXT_KEY).get_block(name).render(context)


@register.filter
def without_gaps(text):
    """The lines of `text` that say something: not those where a name still stands as 〔院长〕."""
    return "\n".join(line for line in text.splitlines() if "〔" not in line)


@register.filter
def picture_address(item):
    """In full, for those who show a link to the page elsewhere."""
    return absolute(reverse("media_public", args=[item.pk, "800"]))


@register.simple_tag
def card(name, *args):
    """The picture that those show who show a link to the page elsewhere, who need it in full."""
    return format_html(
        '<meta property="og:image" content="{}"><meta property="og:image:width" content="{}">'
        '<meta property="og:image:height" content="{}">',
        absolute(reverse(name, args=args)),
        *PIXELS[CARD],
    )
