from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.rules import BrokenRule, id_in
from colleges.typed import keep_typed

from ..hand import edition_in_hand
from ..models import Edition, Outing, SeenOlder
from ..outing_queue import CARDS_A_PAGE, OutingQueue, decision_of, sits_in_chain, step_to_decide
from ..outing_versions import changes_of, whole
from .outings import visible_outing


@require_GET
def outing_queue(request, code):
    """What waits for the reader's decision, soonest departure first."""
    edition = edition_in_hand(request, code)
    queue = OutingQueue(request.user, edition, timezone.now(), request.GET.get("page"))
    context = {"edition": edition, "queue": queue, "page": queue.page}
    return render(request, "activities/outing_queue.html", context)


def seen_round(request):
    return id_in(request.POST.get("seen", ""))


def reason(request):
    return request.POST.get("reason", "")


def decided(request, pk, decide):
    """Take the step by `decide(step)`; who read an older round is shown what changed."""
    outing = visible_outing(request, pk)
    try:
        step = step_to_decide(outing, request.user, seen_round(request))
        decide(step)
    except SeenOlder as refusal:
        return to_changes(request, outing, refusal)
    told = f"{step.get_decision_display()}：{outing}，现在是“{outing.state(timezone.now()).name}”。"
    messages.success(request, told)
    if request.POST.get("after") == "queue":
        return redirect("outing_queue", outing.edition.code)
    return redirect(outing)


def to_changes(request, outing, refusal):
    """The difference, with what was typed kept for the form beside it."""
    messages.error(request, str(refusal))
    keep_typed(request)
    return redirect("outing_compare", outing.pk)


@require_POST
def outing_agree(request, pk):
    by, at, seen = request.user, request.received_at, seen_round(request)
    return decided(request, pk, lambda step: step.agree(by, at, seen=seen, opinion=reason(request)))


@require_POST
def outing_send_back(request, pk):
    by, at, seen = request.user, request.received_at, seen_round(request)
    return decided(
        request, pk, lambda step: step.send_back(by, at, seen=seen, opinion=reason(request))
    )


@require_POST
def outing_refuse(request, pk):
    by, at, seen = request.user, request.received_at, seen_round(request)
    return decided(
        request, pk, lambda step: step.refuse(by, at, seen=seen, opinion=reason(request))
    )


@require_POST
def outing_agree_many(request, code):
    """Each ticked one by itself: one that cannot be agreed to holds up no other."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    ticked = [text.partition(":") for text in request.POST.getlist("outing")[:CARDS_A_PAGE]]
    if not ticked:
        raise BrokenRule("还没有勾选。请先勾选要同意的外出，再按“批量同意”。")
    passed = []
    for pk, _, seen in ticked:
        outing = Outing.objects.visible_to(request.user).of(edition).for_list()
        outing = outing.filter(pk=id_in(pk)).first()
        try:
            agree_to(outing, request, id_in(seen))
            passed.append(str(outing))
        except BrokenRule as refusal:
            messages.error(request, f"没有同意：{refusal}")
    if passed:
        messages.success(request, f"已同意 {len(passed)} 次：{'、'.join(passed)}。")
    return redirect("outing_queue", edition.code)


def agree_to(outing, request, seen):
    if outing is None:
        raise BrokenRule("有一项已经找不到了，没有办理。")
    try:
        step = step_to_decide(outing, request.user, seen)
    except PermissionDenied:
        why = "填报过它的人不能审批" if sits_in_chain(request.user, outing) else "您不是它的审批人"
        raise BrokenRule(f"{outing}不能由您办理，{why}。") from None
    step.agree(request.user, request.received_at, seen=seen)


@require_GET
def outing_compare(request, pk):
    """Every round beside the one before it; the decision, for who takes it now."""
    outing = visible_outing(request, pk)
    sees_phones = outing.shows_phones_to(request.user)
    versions = list(outing.versions.select_related("made_by"))
    context = decision_of(outing, request.user) | {
        "outing": outing,
        "state": outing.state(timezone.now()),
        "changes": changes_of(outing, versions, sees_phones),
        "versions": [(one, whole(one, sees_phones)) for one in reversed(versions)],
    }
    return render(request, "activities/outing_compare.html", context)
