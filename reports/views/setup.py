from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.models import Edition
from activities.preparing import blockers
from colleges.accounts import colleges_without_people, open_college_accounts
from colleges.forms import CollegePasteForm
from colleges.models import College
from colleges.rules import BrokenRule, require
from colleges.views.slips import show_slips, slip

from ..opening import add_colleges, open_the_first, prepare_edition
from ..opening_form import EditionLoadForm


@require_GET
def setup(request):
    require(request.user.is_administrator)
    return show_setup(request, EditionLoadForm(), CollegePasteForm())


def show_setup(request, edition_form, paste_form):
    editions = list(Edition.objects.all())
    context = {
        "edition_form": edition_form,
        "paste_form": paste_form,
        "editions": editions,
        "prepared": [(one, blockers(one, timezone.now())) for one in editions if not one.is_open],
        "college_count": College.objects.active().count(),
        "bare_count": colleges_without_people().count(),
    }
    return render(request, "reports/setup.html", context)


@require_http_methods(["GET", "POST"])
def edition_load(request):
    require(request.user.is_administrator)
    if request.method == "GET":  # the address of a form with errors, opened again
        return redirect("setup")
    form = EditionLoadForm(request.POST)
    if form.is_valid():
        try:
            edition = prepare_edition(**form.cleaned_data, by=request.user)
        except BrokenRule as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            told = "已开放给学院。" if edition.is_open else "准备好后开放给学院。"
            messages.success(request, f"已建立{edition}，{told}")
            return redirect("setup")
    return show_setup(request, form, CollegePasteForm())


@require_http_methods(["GET", "POST"])
def college_paste(request):
    require(request.user.is_administrator)
    if request.method == "GET":  # the address of a form with errors, opened again
        return redirect("setup")
    form = CollegePasteForm(request.POST)
    if form.is_valid():
        fresh = add_colleges(form.cleaned_data["names"], by=request.user)
        known = len(set(form.cleaned_data["names"])) - len(fresh)
        kept = f"，{known} 个原来就有" if known else ""
        messages.success(request, f"新增 {len(fresh)} 个学院{kept}。")
        return redirect("setup")
    return show_setup(request, EditionLoadForm(), form)


@require_POST
def college_accounts(request):
    require(request.user.is_administrator)
    opened, taken, waiting = open_college_accounts(
        request.user, replace=request.POST.get("replace") == "1"
    )
    if not (opened or taken or waiting):
        raise BrokenRule("每个学院都已有填报人和负责人账号，而且都设过密码，没有要发放的。")
    if edition := open_the_first(request.user):
        messages.success(request, f"已开放{edition}：学院登录后就能填报。")
    slips = [slip(user, token, college, title) for user, college, title, token in opened]
    return show_slips(request, slips, taken, waiting)
