"""What strangers see of the showcase: no sign-in, no cookie, the last release and nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from colleges.files import shown as shown_file
from colleges.files import stored

from ..models import Edition, Showcase
from ..public.kept import public_page
from ..public.site import site_of
from ..showcase.public import PublicPlan
from .public_pages import shown

A_DAY = 24 * 3600


def public_plan(code):
    showcases = Showcase.objects.for_page().filter(edition__in=Edition.objects.opened())
    return PublicPlan(get_object_or_404(showcases, edition__code=code))


@public_page()
def showcase_plan(request, code):
    site = site_of(code)
    return shown(
        request, site, "activities/showcase_plan.html", {"plan": PublicPlan(site.showcase)}
    )


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_DAY)
def plan_backdrop(request, code):
    """The ground behind the released plan; of any other drawing it says nothing."""
    key = public_plan(code).picture_key
    if key is None or not stored(key).exists():
        raise Http404
    return shown_file(key, "image/jpeg")
