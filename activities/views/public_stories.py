"""图集 of the public site."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404

from ..public.kept import public_page
from ..public.site import site_of
from ..public.stories import Gallery, neighbours, pictures
from .public_pages import shown

PICTURES_A_PAGE, FEW = 24, 6


@public_page("kind", "day", "activity", "college", "department", "page")
def public_gallery(request, code):
    site = site_of(code)
    wanted = Gallery(request.GET, site.edition)
    page = Paginator(wanted.rows, PICTURES_A_PAGE).get_page(request.GET.get("page"))
    return shown(request, site, "activities/public_gallery.html", {"wanted": wanted, "page": page})


@public_page()
def public_picture(request, code, pk):
    """One picture or film. Withdrawn it is not found, whatever address somebody kept."""
    site = site_of(code)
    ours = pictures(site.edition)
    item = get_object_or_404(ours, pk=pk)
    more = ours.exclude(pk=pk).filter(college=item.college_id, department=item.department_id)
    before, after = neighbours(ours, item)
    context = {"item": item, "more": more[:FEW], "before": before, "after": after}
    return shown(request, site, "activities/public_picture.html", context, "public_gallery")
