"""The permit, the gate and the way: what happens to an outing once it has passed."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState, require

from ..models import Edition, Outing
from ..outing_agreement import list_differs
from ..outing_board import OutingBoard
from ..outing_facts import told_groups
from ..outing_gate import checked
from ..outing_permit import permit_facts
from ..permit import permit_pdf
from .outings import visible_outing

DOWNLOADED = "下载外出审批单"


@require_GET
def outing_permit(request, pk):
    """The 外出审批单 as PDF, for those who see the outing, once it has passed."""
    outing = visible_outing(request, pk)
    if not outing.has_passed:
        state = outing.state(timezone.now()).name
        raise BrokenRule(f"{outing}现在是“{state}”，没有审批单。审批通过后才能下载。")
    AuditEntry.objects.refuse_flood(request.user, DOWNLOADED)
    sees_phones = outing.shows_phones_to(request.user)
    facts = permit_facts(outing, timezone.now(), sees_phones=sees_phones)
    paper = BytesIO(permit_pdf(facts))
    AuditEntry.objects.record(request.user, DOWNLOADED, outing, note=outing.serial)
    return FileResponse(paper, as_attachment=True, filename=f"外出审批单_{outing.serial}.pdf")


@login_not_required
@require_GET
def outing_check(request, code_token):
    """Whoever scans the code: does it count? No names here, no cookie; people of ours go on."""
    if request.user.is_authenticated:
        return redirect("outing_gate", code_token)
    context = {"check": checked(code_token, request.received_at), "code_token": code_token}
    return render(request, "activities/outing_check.html", context)


@require_GET
def outing_gate(request, code_token):
    """The same for somebody signed in: with what the guard must see, and the two bookings."""
    check = checked(code_token, request.received_at)
    outing, user = check.outing, request.user
    context = {"check": check, "code_token": code_token}
    if outing and Outing.objects.visible_to(user).filter(pk=outing.pk).exists():
        request.frame_edition = outing.edition
        shows = outing.shows_participants_to(user)
        context |= {
            "outing": outing,
            "books": outing.can_be_booked_by(user),
            "groups": told_groups(check.approved, sees_phones=outing.shows_phones_to(user)),
            "participants": outing.participants.all() if shows else None,
        }
        if shows and outing.has_passed:
            context["list_differs"] = list_differs(outing, outing.participants.by_kind())
    return render(request, "activities/outing_gate.html", context)


def people_in(request):
    """How many 人 were typed; 0 for what is no number."""
    typed = request.POST.get("count", "").strip()
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def back(request, outing):
    """To the page of the gate where it was booked, or to the outing's own."""
    page, hosts = request.POST.get("next", ""), {request.get_host()}
    ours = url_has_allowed_host_and_scheme(page, hosts, require_https=request.is_secure())
    return redirect(page if ours else outing.get_absolute_url())


def typed_again(request, outing, refusal):
    """The form with all that was typed and why it was refused; where it is booked already, why."""
    if isinstance(refusal, WrongState):
        raise refusal
    request.frame_edition = outing.edition
    context = {"outing": outing, "refusal": refusal, "typed": request.POST}
    context["next"] = request.POST.get("next", "")
    return render(request, "activities/outing_trip.html", context, status=422)


@require_POST
def outing_depart(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_booked_by(request.user))
    outing.depart(request.user, request.received_at, people_in(request))
    messages.success(request, f"已登记出发，{outing.left_count} 人。返校后请登记归校。")
    return back(request, outing)


@require_POST
def outing_come_back(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_booked_by(request.user))
    unusual = request.POST.get("unusual", "")
    try:
        outing.come_back(request.user, request.received_at, people_in(request), unusual)
    except BrokenRule as refusal:
        return typed_again(request, outing, refusal)
    messages.success(request, f"已登记归校，{outing.back_count} 人。")
    return back(request, outing)


@require_POST
def outing_close(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_closed_by(request.user))
    try:
        outing.close(request.user, request.received_at, request.POST.get("feedback", ""))
    except BrokenRule as refusal:
        return typed_again(request, outing, refusal)
    messages.success(request, f"已写反馈，{outing}办结。")
    return redirect(outing)


@require_GET
def outing_board(request, code):
    """现在谁在外面, kept up to date by itself."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    require(request.user.sees_everything or request.user.guards)
    board = OutingBoard(edition, request.user, timezone.now())
    context = {"edition": edition, "board": board, "outside": (outside := board.outside())}
    context["people"] = sum(outing.left_count or 0 for outing in outside)
    context |= {"leaving": board.leaving(), "returned": board.returned()}
    live = "activities/_outing_board_live.html"
    return render(request, live if request.htmx else "activities/outing_board.html", context)
