"""What every template may say: icons, masked phones, instants and days as people say them."""

import re

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from .. import dates, phones
from ..quotes import quoted
from ..typed import kept_typed

register = template.Library()

SOON = 6 * 3600

register.filter("masked", phones.masked)
register.filter("quoted", quoted)


@register.filter
def when(instant):
    """5月12日（周一）18:00; “-” while it is unknown."""
    return dates.when(instant) if instant else "-"


@register.filter
def deadline(instant):
    """Like `when`, but a line at midnight is 24:00 of the day before."""
    return dates.deadline(instant) if instant else "-"


@register.filter
def day(value):
    return dates.day(value) if value else "-"


@register.filter
def plain(value):
    """A number, or “-” for one nobody knows (unknown is not 0)."""
    return "-" if value is None or value == "" else value


@register.filter
def phrases(text):
    """“一技在手，一生无忧” in its two lines: large type breaks where one draws breath."""
    return [part for part in re.split(r"(?<=[，、；。])", text) if part]


@register.simple_tag
def icon(name, css=""):
    """An icon of the sprite. It only repeats the word beside it, so readers skip it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#tabler-{}"/></svg>',
        css,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def left(instant, at=None):
    """“还剩 5 小时 12 分”, kept true by portal.js; red when over, orange under six hours."""
    at = at or timezone.now()
    seconds = (instant - at).total_seconds()
    words = "还剩" if seconds > 0 else "已逾期"
    level = "is-overdue" if seconds <= 0 else "is-soon" if seconds < SOON else ""
    return format_html(
        '<span class="left {}" data-countdown="{}">{} {}</span>',
        level,
        instant.isoformat(),
        words,
        dates.time_left(instant, at),
    )


@register.simple_tag(takes_context=True)
def page_title(context):
    """What the page put into its `title` block, a second time: the h1 unless it says otherwise."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    return blocks.get_block("title").render(context)


@register.simple_tag(takes_context=True)
def kept_text(context, address, name="reason"):
    """What the person wrote, as a reason or else as `name`, when `address` refused it."""
    return kept_typed(context["request"], address, name)
