from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry, Notice
from colleges.rules import id_in, require

from ..models import Edition, Outing, OutingStep
from ..outing_facts import told_groups
from ..outing_list import OutingFilter
from ..outing_queue import decision_of
from ..outing_status import with_states
from ..outing_versions import hidden, put_activity_changes, since_approved

ROWS_A_PAGE = 50
# What a decision did to the outing; the decision itself stands in the log beside it.
MOVED_BY_A_STEP = ("批准外出", "退回外出", "不同意外出")


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
    page = Paginator(wanted.rows(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    with_states(put_activity_changes(page), wanted.now)
    awaiting = OutingStep.objects.awaiting(request.user).of(edition).count()
    context = {"edition": edition, "page": page, "wanted": wanted, "awaiting": awaiting}
    return render(request, "activities/outing_list.html", context)


@require_GET
def outing_detail(request, pk):
    outing = visible_outing(request, pk)
    outing.reader = request.user
    Notice.objects.seen(request.user, outing)
    now, sees_phones = timezone.now(), outing.shows_phones_to(request.user)
    context = {
        "outing": outing,
        "state": outing.state(now),
        "enters": outing.can_be_entered_by(request.user),
        "books": outing.can_be_booked_by(request.user),
        "closes": outing.can_be_closed_by(request.user),
        "files": outing.files.all(),
        "missing": outing.missing() if outing.is_being_written else [],
        "warnings": outing.warnings(now) if outing.is_ahead else [],
        "groups": told_groups(outing, sees_phones=sees_phones),
        "shows_participants": outing.shows_participants_to(request.user),
        "history": AuditEntry.objects.about(outing).exclude(verb__in=MOVED_BY_A_STEP)[:60],
    }
    context |= decision_of(outing, request.user) | since_approved(outing, sees_phones)
    return render(request, "activities/outing_detail.html", context)


@require_POST
def outing_hand_over(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    seen = id_in(request.POST.get("version", ""))
    outing.hand_over(request.user, request.received_at, seen=seen)
    messages.success(request, f"已提交{outing}，{outing.state(timezone.now()).name}。")
    return redirect(outing)


def withdrawn(outing, undone):
    """What 撤回 brought about; `undone` are the facts that went back to what was approved."""
    if not outing.has_passed:
        return f"已撤回{outing}，可以修改。"
    facts = "；".join(f"{label}：{old} → {new}" for label, old, new, _ in undone)
    back = f"恢复为批准的内容：{facts}" if facts else "批准的内容没有变"
    return f"已撤回变更，{outing}仍是“已通过”。{back}。其他保存过的内容没有动。"


@require_POST
def outing_withdraw(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    undone = outing.withdraw(request.user)
    shown = hidden(undone, outing.shows_phones_to(request.user))
    messages.success(request, withdrawn(outing, shown))
    return redirect(outing)


@require_POST
def outing_cancel(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    outing.cancel(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已取消{outing}。")
    return redirect(outing)
