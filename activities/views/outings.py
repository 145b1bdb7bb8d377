from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry, Notice
from colleges.rules import require

from ..models import Edition, Outing, OutingStep
from ..outing_facts import told_groups
from ..outing_list import OutingFilter

ROWS_A_PAGE = 50


def visible_outing(request, pk):
    """The outing this person may see, the frame put into its edition."""
    outing = get_object_or_404(Outing.objects.visible_to(request.user).for_list(), pk=pk)
    request.frame_edition = outing.edition
    return outing


@require_GET
def outing_list(request, code):
    """Every outing the reader may see, those that leave next on top."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    wanted = OutingFilter(request.GET, edition, timezone.now())
    mine = Outing.objects.visible_to(request.user).of(edition).for_list()
    page = Paginator(wanted.apply(mine), ROWS_A_PAGE).get_page(request.GET.get("page"))
    wanted.put_states(page)
    awaiting = OutingStep.objects.awaiting(request.user).of(edition).count()
    context = {"edition": edition, "page": page, "wanted": wanted, "awaiting": awaiting}
    return render(request, "activities/outing_list.html", context)


@require_GET
def outing_detail(request, pk):
    outing = visible_outing(request, pk)
    Notice.objects.seen(request.user, outing)
    now = timezone.now()
    step = outing.step
    context = {
        "outing": outing,
        "state": outing.state(now),
        "step": step,
        "decides": step is not None and step.can_be_decided_by(request.user),
        "enters": outing.can_be_entered_by(request.user),
        "books": outing.can_be_booked_by(request.user),
        "missing": outing.missing() if outing.is_being_written else [],
        "warnings": outing.warnings(now) if not outing.is_over else [],
        "groups": told_groups(outing, sees_phones=outing.shows_phones_to(request.user)),
        "shows_participants": outing.shows_participants_to(request.user),
        "history": AuditEntry.objects.about(outing)[:60],
    }
    return render(request, "activities/outing_detail.html", context)


@require_POST
def outing_hand_over(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    outing.hand_over(request.user, request.received_at)
    messages.success(request, f"已提交{outing}，{outing.state(timezone.now()).name}。")
    return redirect(outing)


@require_POST
def outing_withdraw(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    outing.withdraw(request.user)
    messages.success(request, f"已撤回{outing}，可以修改。")
    return redirect(outing)


@require_POST
def outing_cancel(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    outing.cancel(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已取消{outing}。")
    return redirect(outing)
