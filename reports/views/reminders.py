from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from activities.models import Edition
from colleges.rules import id_in, require

from ..chasing import chases, runs_of
from ..models import Filing, ReminderRun


@require_GET
def reminder_list(request, code):
    """催办: who owes, the text for a chat group, what was sent and who has read it."""
    require(request.user.reads_boards)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    context = {
        "edition": edition,
        "chases": chases(edition, timezone.now()),
        "runs": runs_of(edition),
    }
    return render(request, "reports/reminder_list.html", context)


@require_POST
def remind_now(request, code):
    """催办 to all who owe; the board and the page of reminders both have the button."""
    require(request.user.is_office)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    named = id_in(request.POST.get("requirement", ""))
    requirement = get_object_or_404(edition.requirements.filter(in_portal=True), pk=named)
    run = ReminderRun.objects.chase(requirement, by=request.user, at=request.received_at)
    messages.success(request, f"已催办 {run.summary()}，站内收件箱已收到。")
    return redirect("board" if request.POST.get("from") == "board" else "reminder_list", code)


@require_POST
def filing_remind(request, pk):
    filings = Filing.objects.visible_to(request.user).select_related("requirement__edition")
    filing = get_object_or_404(filings, pk=pk)
    require(filing.can_be_judged_by(request.user))
    run = ReminderRun.objects.chase(
        filing.requirement, by=request.user, at=request.received_at, filing=filing
    )
    messages.success(request, f"已催办{filing.college} {run.person_count} 人。")
    return redirect(filing)
