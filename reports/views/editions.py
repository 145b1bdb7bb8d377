from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.models import Edition
from activities.views.settings import edition_to_set
from colleges.rules import BrokenRule

from ..opening import open_to_all
from ..opening_form import EditionCopyForm
from ..timeline import Timeline


@require_GET
def edition_timeline(request, code):
    """Every date of the edition in one order, each linked to where it is set."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    line = Timeline(edition, request.user, timezone.now())
    return render(request, "reports/edition_timeline.html", {"edition": edition, "line": line})


@require_POST
def edition_open(request, code):
    edition = edition_to_set(request, code)
    open_to_all(edition, request.user, request.received_at)
    messages.success(request, f"已开放{edition}：学院现在可以填报。")
    return redirect("edition_settings", edition.code)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_copy(request, code):
    """Next year's edition from this one, the office's changes included."""
    original = edition_to_set(request, code)
    form = EditionCopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["starts_on"]
            edition = Edition.objects.copy(original, starts_on=day, by=request.user)
        except BrokenRule as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, f"已建立{edition}。核对日期后，在本页开放给学院。")
            return redirect("edition_settings", edition.code)
    context = {"edition": original, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reports/edition_copy.html", context, status=status)
