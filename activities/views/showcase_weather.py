"""如遇极端天气，将另行调整时间: backup plans at leisure, one act to switch, one to undo."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.lines import posted
from colleges.rules import WrongState, require

from ..forms.weather import BackupPlanForm
from ..hand import edition_in_hand
from ..models import BackupPlan, Showcase, WeatherSwitch
from ..showcase.receipts import receipts_of
from ..showcase.switching import UndoConflict, switch, undo
from ..showcase.weather import Preview


def edition_to_prepare(request, code):
    edition = edition_in_hand(request, code)
    require(request.user.is_office)
    return edition


def backup_in_hand(request, pk):
    require(request.user.is_office)
    backup = get_object_or_404(BackupPlan.objects.select_related("edition", "site"), pk=pk)
    request.frame_edition = backup.edition
    return backup


@require_GET
def backup_plan_list(request, code):
    """The plans that are ready, the one that is in force, and what was switched before."""
    edition = edition_to_prepare(request, code)
    context = {
        "edition": edition,
        "showcase": Showcase.objects.for_page().get(edition=edition),
        "backups": edition.backup_plans.select_related("site"),
        "standing": edition.weather_switches.standing().first(),
        "switches": edition.weather_switches.select_related("backup", "switched_by", "undone_by"),
    }
    return render(request, "activities/backup_plan_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def backup_plan_new(request, code):
    return plan_form(request, BackupPlan(edition=edition_to_prepare(request, code)))


@require_http_methods(["GET", "HEAD", "POST"])
def backup_plan_edit(request, pk):
    return plan_form(request, backup_in_hand(request, pk))


def plan_form(request, backup):
    form = BackupPlanForm(posted(request), instance=backup)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.store(request.user)
        except WrongState as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"预案{saved}已保存，需要时可以一步切换。")
            return redirect("backup_plan_list", saved.edition.code)
    context = {"form": form, "edition": backup.edition, "backup": backup}
    status = 422 if form.is_bound else 200
    return render(request, "activities/backup_plan_form.html", context, status=status)


@require_POST
def backup_plan_delete(request, pk):
    backup = backup_in_hand(request, pk)
    backup.remove(request.user)
    messages.success(request, f"预案{backup}已删除。")
    return redirect("backup_plan_list", backup.edition.code)


@require_http_methods(["GET", "HEAD", "POST"])
def backup_plan_switch(request, pk):
    """Everything that would move, and what cannot; then the one act."""
    backup = backup_in_hand(request, pk)
    showcase = Showcase.objects.for_page().get(edition=backup.edition)
    if request.method == "POST":
        by, at, sent = request.user, request.received_at, request.POST
        words = {"reason": sent.get("reason", ""), "seen": sent.get("seen", "")}
        made = switch(showcase, backup, by, at, **words)
        messages.success(request, "已切换，相关的人都收到了通知。下面可以看到谁还没看到。")
        return redirect(made)
    context = {
        "backup": backup,
        "edition": backup.edition,
        "preview": Preview(showcase, backup),
        "standing": backup.edition.weather_switches.standing().first(),
    }
    return render(request, "activities/backup_plan_switch.html", context)


def switch_in_hand(request, pk):
    switches = WeatherSwitch.objects.visible_to(request.user)
    made = get_object_or_404(switches.select_related("edition", "backup"), pk=pk)
    request.frame_edition = made.edition
    return made


@require_GET
def switch_detail(request, pk):
    """What moved, and who has not looked yet."""
    made = switch_in_hand(request, pk)
    context = {
        "switch": made,
        "edition": made.edition,
        "receipts": receipts_of(list(made.first_notices())),
        "undoes": request.user.is_office and made.is_standing,
    }
    return render(request, "activities/switch_detail.html", context)


@require_POST
def switch_undo(request, pk):
    """Back to what was; where somebody edited since, both are shown before anything happens."""
    made = switch_in_hand(request, pk)
    require(request.user.is_office)
    keep_edited = request.POST.get("keep") == "1"
    try:
        undo(made, request.user, request.received_at, keep_edited=keep_edited)
    except UndoConflict as conflict:
        context = {"switch": made, "edition": made.edition, "conflicts": conflict.conflicts}
        return render(request, "activities/switch_undo.html", context, status=409)
    messages.success(request, "已撤销，恢复原来的安排；收到过通知的人会收到更正。")
    return redirect(made)
