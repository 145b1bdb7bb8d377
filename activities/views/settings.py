from django.contrib import messages
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from colleges.rules import require

from ..forms.edition import BasicsPage, CategoriesPage, DaysPage, DutiesPage, TagsPage
from ..forms.outing_rules import OutingRulesPage
from ..forms.settings import SettingsChanged
from ..models import Edition, PlanRelease
from ..preparing import blockers


def edition_to_set(request, code):
    """The edition, for who may change its settings."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.sets_editions)
    return edition


@require_GET
def edition_settings(request, code):
    """Everything that is data of an edition, and where each is changed."""
    edition = edition_to_set(request, code)
    context = {
        "edition": edition,
        "blockers": [] if edition.is_open else blockers(edition, timezone.now()),
        "categories": edition.category_set.filter(in_use=True),
        "tags": edition.tag_set.filter(in_use=True),
        "requirements": edition.requirements.all(),
        "duties": edition.duties.all(),
        "approval_steps": edition.approval_steps.filter(in_use=True),
        "documents": edition.documents.all(),
        "release": PlanRelease.objects.in_force(edition),
        "days": [(date, edition.theme_day_by_date.get(date)) for date in edition.dates],
    }
    return render(request, "activities/edition_settings.html", context)


@require_GET
def edition_about(request, code):
    """通知与下载: what every signed-in person may know of the week."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    context = {
        "edition": edition,
        "requirements": edition.requirements.all(),
        "duties": edition.duties.all(),
        "documents": edition.documents.all(),
        "release": PlanRelease.objects.in_force(edition),
        "days": [(date, edition.theme_day_by_date.get(date)) for date in edition.dates],
    }
    return render(request, "activities/edition_about.html", context)


def answer(request, edition, page_class):
    """To the address of one page of settings: the page, saved, or shown with what is wrong."""
    if request.method != "POST":
        return settings_page(request, page_class(edition))
    page = page_class(edition, request.POST)
    try:
        if not page.is_valid():
            return settings_page(request, page, status=422)
        page.save(request.user)
    except SettingsChanged:
        return conflict_page(request, page)
    except ProtectedError:
        page.rows[0].add_error(None, "刚刚有学院选用了您要去掉的一项，没有保存。请核对后再保存。")
        return settings_page(request, page, status=422)
    messages.success(request, page.done)
    return redirect("edition_settings", edition.code)


def settings_page(request, page, status=200):
    # What was seen first stays: errors on the way must not hide a colleague's change.
    seen = page.data.get("seen", "") if page.data else page.seen()
    context = {"edition": page.edition, "page": page, "seen": seen}
    return render(request, page.template, context, status=status)


def conflict_page(request, page):
    """Both versions side by side; the person's own can be sent again on top of the newer."""
    own = {name for name, _, _ in page.labelled()}
    sent = [(name, value) for name, value in request.POST.items() if name in own]
    context = {
        "edition": page.edition,
        "page": page,
        "rows": page.compared(),
        "fields": [*sent, *page.added_since().items(), ("seen", page.stored().seen())],
    }
    return render(request, "activities/edition_conflict.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_basics(request, code):
    return answer(request, edition_to_set(request, code), BasicsPage)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_days(request, code):
    return answer(request, edition_to_set(request, code), DaysPage)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_categories(request, code):
    return answer(request, edition_to_set(request, code), CategoriesPage)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_tags(request, code):
    return answer(request, edition_to_set(request, code), TagsPage)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_duties(request, code):
    return answer(request, edition_to_set(request, code), DutiesPage)


@require_http_methods(["GET", "HEAD", "POST"])
def outing_settings(request, code):
    return answer(request, edition_to_set(request, code), OutingRulesPage)
