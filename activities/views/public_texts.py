"""新闻 of the public site."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from ..models import NewsItem
from ..public.kept import public_page
from ..public.site import site_of
from ..public.texts import article, news
from .public_pages import shown

TEXTS_A_PAGE = 15


@public_page("page")
def public_news(request, code):
    site = site_of(code)
    page = Paginator(news(site.edition), TEXTS_A_PAGE).get_page(request.GET.get("page"))
    return shown(request, site, "activities/public_news.html", {"page": page})


@public_page()
def public_article(request, code, pk):
    """A text that was taken down says so to whoever kept its address."""
    site = site_of(code)
    withdrawn = NewsItem.objects.filter(edition=site.edition, pk=pk, status="withdrawn")
    if withdrawn.exists():
        return render(request, "410_public.html", {"site": site}, status=410)
    item = get_object_or_404(news(site.edition).prefetch_related("steps"), pk=pk)
    context = {"item": item, "article": article(item)}
    return shown(request, site, "activities/public_article.html", context, "public_news")
