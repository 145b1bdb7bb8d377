"""The plan in pages of the portal: a release as it is, the draft to put colleges on."""

from django import template
from django.urls import reverse

from ..showcase.drawing import plan_svg
from ..showcase.drawn import drawn_now
from ..showcase.public import ground
from ..showcase.symbols import legend

register = template.Library()

register.filter("plan_legend", legend)


@register.simple_tag
def release_drawing(release):
    """What the release froze; the ground behind it as long as that is public."""
    in_force = release.site.edition.showcase.site_id == release.site_id and release.is_last
    return plan_svg(release.drawn, picture=ground(release) if in_force else "")


@register.simple_tag
def draft_drawing(board):
    """Free booths take the college that is dropped on them or chosen before."""
    site = board.site
    booths = [seat.booth for seat in board.seats]
    themes = {pk: need.theme for pk, need in board.needs.items()}
    picture = reverse("plan_picture_show", args=[site.pk]) if site.picture_key else ""
    drawn = drawn_now(site, booths, themes)
    return plan_svg(drawn, picture=picture, give=lambda pk: reverse("booth_give", args=[pk]))
