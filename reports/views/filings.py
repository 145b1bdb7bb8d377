from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.memberships import delegations_of
from colleges.models import AuditEntry
from colleges.rules import require

from ..chasing import told_about
from ..content import differences
from ..models import Filing, Revision
from ..sheet import Sheet


def visible_filing(request, pk):
    filings = Filing.objects.visible_to(request.user).select_related(
        "edition",
        "college",
        "requirement",
        "revision__prepared_by",
        "handed_over_by",
        "returned_by",
        "accepted_by",
    )
    filing = get_object_or_404(filings, pk=pk)
    request.frame_edition = filing.edition
    return filing


def filing_context(request, filing):
    """What the page and the side panel both show of one filing to this person."""
    user, now = request.user, timezone.now()
    draft = filing.content()
    filed = filing.revision.full_content() if filing.revision else None
    return {
        "filing": filing,
        "state": filing.state(now),
        "now": now,
        "is_late": filing.requirement.is_late(now),
        "is_closed": filing.requirement.is_closed(now),
        "sheet": sheet_for(user, filing, draft, filed),
        "seen": filing.content_digest(draft),
        "changes": differences(filed, draft) if filed else [],
        "revisions": filing.revisions.all(),
        "history": AuditEntry.objects.about(filing)[:20],
        "told": told_about(filing),
        "shows_read": user.reads_boards,
        **what_they_may(user, filing),
    }


def sheet_for(user, filing, draft, filed):
    """The college sees what it is writing, the office what it was sent."""
    is_current = filing.is_filed() and filed == draft
    if is_current or (filed and not user.can_fill_for(filing.college_id)):
        return Sheet(filed, filing, filing.revision, reader=user)
    return Sheet(draft, filing, reader=user)


def what_they_may(user, filing):
    return {
        "can_prepare": filing.can_be_prepared_by(user),
        "can_sign": filing.can_be_signed_by(user),
        "can_judge": filing.can_be_judged_by(user),
        "delegations": delegations_of(filing.college),
        "delegation": user.delegation_for(filing.college_id),
    }


@require_GET
def filing_detail(request, pk):
    filing = visible_filing(request, pk)
    return render(request, "reports/filing_detail.html", filing_context(request, filing))


@require_GET
def filing_panel(request, pk):
    filing = visible_filing(request, pk)
    require(request.user.reads_boards)
    return render(request, "reports/filing_panel.html", filing_context(request, filing))


@require_GET
def filing_sheet(request, pk):
    """The college's own 附件1 as .xlsx: filed content for the office, current for the college."""
    filing = visible_filing(request, pk)
    require(filing.can_be_prepared_by(request.user) or filing.can_be_judged_by(request.user))
    sheet = filing_context(request, filing)["sheet"]
    AuditEntry.objects.record(
        request.user, "下载", filing, payload={"rows": len(sheet.content["rows"])}
    )
    return FileResponse(sheet.workbook(), as_attachment=True, filename=sheet.file_name)


@require_POST
def filing_hand_over(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_prepared_by(request.user))
    filing.hand_over(by=request.user, at=request.received_at)
    messages.success(request, "已提交签发。院长/书记签发后才算报送，请提醒他们尽快签发。")
    return redirect(filing)


@require_POST
def filing_withdraw(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_prepared_by(request.user))
    filing.withdraw(by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "已撤回，可以继续修改。")
    return redirect(filing)


@require_POST
def filing_sign(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_signed_by(request.user))
    revision = filing.sign(
        by=request.user,
        received_at=request.received_at,
        declared=request.POST.get("declared") == "1",
        seen=request.POST.get("seen", ""),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, f"已签发，报送完成。回执号 {revision.receipt_no}。")
    return redirect(revision)


@require_POST
def filing_send_back(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_judged_by(request.user))
    filing.send_back(
        by=request.user,
        at=request.received_at,
        reason=request.POST.get("reason", ""),
        seen=request.POST.get("seen", ""),
    )
    messages.success(request, f"已退回{filing.college}，原因会显示在学院的工作台上。")
    return redirect(filing)


@require_POST
def filing_accept(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_judged_by(request.user))
    filing.accept(by=request.user, at=request.received_at, seen=request.POST.get("seen", ""))
    messages.success(request, f"已确认{filing}。")
    return redirect(filing)


@require_GET
def receipt_detail(request, receipt_no):
    """The printable proof: number, instant, SHA-256, and the form as it was filed."""
    revisions = Revision.objects.visible_to(request.user).select_related(
        "filing__edition",
        "filing__college",
        "filing__requirement",
        "prepared_by",
    )
    revision = get_object_or_404(revisions, receipt_no=receipt_no)
    request.frame_edition = revision.filing.edition
    context = {
        "revision": revision,
        "filing": revision.filing,
        "is_newest": revision.filing.revision_id == revision.pk,
        "sheet": Sheet(revision.full_content(), revision.filing, revision, reader=request.user),
    }
    return render(request, "reports/receipt_detail.html", context)
