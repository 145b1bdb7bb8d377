from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.rules import BrokenRule, require, within

from ..models import Amendment
from .filings import visible_filing


def visible_amendment(request, pk):
    amendments = Amendment.objects.visible_to(request.user).select_related(
        "filing__edition",
        "filing__college",
        "filing__requirement",
        "filing__extension",
        "filing__revision",
        "base",
        "asked_by",
        "decided_by",
        "revision",
    )
    amendment = get_object_or_404(amendments, pk=pk)
    request.frame_edition = amendment.filing.edition
    return amendment


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_new(request, filing):
    filing = visible_filing(request, filing)
    require(filing.can_be_prepared_by(request.user))
    if request.method == "POST" and (amendment := asked(request, filing)):
        return redirect(amendment)
    draft = filing.content()
    filed = filing.revision.full_content() if filing.revision else None
    context = {
        "filing": filing,
        "is_closed": filing.is_closed(request.received_at),
        "changes": filing.paper.compare(filed, draft) if filed else [],
        "seen": filing.content_digest(draft),
        "places": filing.paper.places(filing),
        "reason": request.POST.get("reason", "")[:1000],
        "sees_phones": request.user.sees_phones_of(filing.college_id),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/amendment_new.html", context, status=status)


def asked(request, filing):
    """The new amendment, or None when the rules said no; what was typed stays on the page."""
    facts = {"reason": request.POST.get("reason", ""), "seen": request.POST.get("seen", "")}
    try:
        amendment = Amendment.objects.ask(filing, request.user, request.received_at, **facts)
    except BrokenRule as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, "已提交变更单，等待教务处审批。批准后由院长/书记签发才生效。")
    return amendment


@require_GET
def amendment_detail(request, pk):
    amendment = visible_amendment(request, pk)
    user, filing = request.user, amendment.filing
    draft = filing.content() if amendment.is_open else None
    digest = filing.content_digest(draft) if draft else None
    is_stale = bool(draft) and amendment.is_stale(digest)
    context = {
        "amendment": amendment,
        "filing": filing,
        "state": amendment.state(digest),
        "is_stale": is_stale,
        "changes": amendment.changes(),
        "later": filing.paper.compare(amendment.full_content(), draft) if is_stale else [],
        "seen": digest,
        "can_prepare": filing.can_be_prepared_by(user),
        **who_decides(user, amendment),
        "sees_phones": user.sees_phones_of(filing.college_id),
        "history": amendment.entries()[:20],
    }
    return render(request, "reports/amendment_detail.html", context)


def who_decides(user, amendment):
    can_judge = amendment.can_be_decided_by(user)
    return {"can_judge": can_judge, "took_part": can_judge and amendment.took_part(user)}


@require_POST
def amendment_renew(request, pk):
    amendment = visible_amendment(request, pk)
    require(amendment.filing.can_be_prepared_by(request.user))
    amendment.renew(
        request.user,
        request.received_at,
        reason=request.POST.get("reason", ""),
        seen=request.POST.get("seen", ""),
    )
    messages.success(request, "已按最新内容重新提交，等待教务处审批。")
    return redirect(amendment)


@require_POST
def amendment_withdraw(request, pk):
    amendment = visible_amendment(request, pk)
    require(amendment.filing.can_be_prepared_by(request.user))
    amendment.withdraw(request.user)
    messages.success(request, f"已撤回变更单，{amendment.filing.paper.kept_in}。")
    return redirect(amendment)


@require_POST
def amendment_approve(request, pk):
    amendment = visible_amendment(request, pk)
    require(amendment.can_be_decided_by(request.user))
    note, seen = within(request.POST.get("reason", ""), 300), request.POST.get("seen", "")
    amendment.approve(request.user, request.received_at, note=note, seen=seen)
    messages.success(request, "已批准，等待学院院长/书记在批准的内容内签发。")
    return redirect(amendment)


@require_POST
def amendment_refuse(request, pk):
    amendment = visible_amendment(request, pk)
    require(amendment.can_be_decided_by(request.user))
    note, seen = request.POST.get("reason", ""), request.POST.get("seen", "")
    amendment.refuse(request.user, request.received_at, note, seen=seen)
    messages.success(request, "已回复不同意，原因会显示给学院。")
    return redirect(amendment)
