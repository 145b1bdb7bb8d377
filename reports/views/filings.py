from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from activities.models import Draft
from colleges.delegations import delegations_of
from colleges.models import AuditEntry
from colleges.rules import require

from ..chasing import told_about
from ..extension_form import RefileForm
from ..indicators import without_unit
from ..models import Filing, Revision
from ..statistics_rows import formula_of, found_in
from ..versions import Versions, last_change

HISTORY_SHOWN = 60


def visible_filing(request, pk):
    """The filing; the frame around its page finds the college's others beside it."""
    filings = Filing.objects.visible_to(request.user).for_page(request.user)
    request.frame_filings = list(filings.beside(pk))
    found = [filing for filing in request.frame_filings if filing.pk == pk]
    if not found:
        raise Http404
    request.frame_edition = found[0].edition
    return found[0]


def filing_context(request, filing):
    """What the page and the side panel both show of one filing to this person."""
    user, now, versions = request.user, timezone.now(), Versions(filing)
    may = what_they_may(user, filing)
    return {
        "filing": filing,
        "state": filing.state(now),
        "now": now,
        "is_late": filing.is_late(now),
        "is_closed": filing.is_closed(now),
        "sheet": sheet_for(user, filing, versions, may["can_prepare"]),
        "versions": versions,
        "changes": versions.since_filed,
        **filed_so_far(filing),
        "history": filing.entries()[:HISTORY_SHOWN],
        "told": told_about(filing, with_copies=user.reads_boards),
        "shows_read": user.reads_boards,
        **may,
        **out_of_line(user, filing, versions.draft),
        **(for_preparing(filing) if may["can_prepare"] else {}),
    }


def for_preparing(filing):
    """Where the college mends its paper, and which drafts stay behind: they are no activities."""
    places = {"places": filing.paper.places(filing), "start": filing.paper.start(filing)}
    if not filing.paper.leaves_drafts:
        return places
    drafts = Draft.objects.unsent(filing.edition, filing.college)
    return places | {"drafts": drafts.select_related("owner")[:10]}


def sheet_for(user, filing, versions, can_prepare):
    """The college sees what it is writing, the office what it was sent."""
    draft, filed, sheet = versions.draft, versions.filed, filing.paper.sheet
    is_current = filing.is_filed() and filed == draft
    if is_current or (filed and not can_prepare):
        return sheet(filed, filing, filing.revision, reader=user, read=versions.read)
    return sheet(draft, filing, reader=user, read=versions.read)


def out_of_line(user, filing, draft):
    """What bends the common lines here, and what was filed late."""
    stand_ins = filing.stand_ins() if filing.has_stand_ins else []
    amendment, digest = filing.current_amendment(), filing.content_digest(draft)
    return {
        "seen": digest,
        "obstacle": filing.paper.obstacle(draft),
        "amendment": amendment,
        "amendment_state": amendment and amendment.state(digest),
        "stand_ins": stand_ins,
        "stands_in": any(entry.officer_id == user.pk for entry in stand_ins),
        "way": filing.way_out(timezone.now(), draft),
        "sees_phones": user.sees_phones_of(filing.college_id),
    }


def filed_so_far(filing):
    """The receipts, and what a late one changed against the one before it."""
    revisions = filing.receipts()
    changes = []
    if len(revisions) > 1 and filing.revision.is_late:
        before, newest = revisions[1].full_content(), filing.revision.full_content()
        changes = filing.paper.compare(before, newest)
    return {"revisions": revisions, "late_changes": changes}


def what_they_may(user, filing):
    return {
        "can_prepare": user.can_fill_for(filing.college_id) or filing.reader_enters,
        "can_sign": filing.can_be_signed_by(user),
        "can_judge": filing.can_be_judged_by(user),
        # The rule of `accept`, read with the filing.
        "took_part": filing.reader_entered or filing.is_named_after(user),
        "delegations": delegations_of(filing.college) if filing.has_delegations else [],
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
    response = sheet.hand_out(request.user)
    AuditEntry.objects.record(
        request.user, "下载", filing, payload={"rows": len(sheet.content["rows"])}
    )
    return response


@require_POST
def filing_hand_over(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_prepared_by(request.user))
    nothing = request.POST.get("reason", "")
    filing.hand_over(by=request.user, at=request.received_at, nothing=nothing)
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
        refile_by=RefileForm(request.POST).period(),
    )
    messages.success(request, f"已退回{filing.college}，原因会显示在学院的工作台上。")
    return after_decision(request, filing)


@require_POST
def filing_accept(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_judged_by(request.user))
    filing.accept(by=request.user, at=request.received_at, seen=request.POST.get("seen", ""))
    messages.success(request, f"已确认{filing}。")
    return after_decision(request, filing)


def after_decision(request, filing):
    """Back to the board with its filters when the decision was made in its side panel."""
    board = reverse("board", args=[filing.edition.code])
    came = urlsplit(request.headers.get("Referer", ""))
    if came.path == board:
        return redirect(f"{board}?{came.query}" if came.query else board)
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
        "last_change": last_change(revision),
        "sees_phones": request.user.sees_phones_of(revision.filing.college_id),
        "is_newest": revision.filing.revision_id == revision.pk,
        "sheet": receipt_sheet(revision, request.user),
        "is_kept": revision.filing.paper.is_kept(revision.content),
    }
    return render(request, "reports/receipt_detail.html", context)


@require_GET
def receipt_rows(request, receipt_no, indicator):
    """The rows that one figure of a filed 附件2 came from, as they were frozen with it."""
    revisions = Revision.objects.visible_to(request.user)
    revision = get_object_or_404(
        revisions.select_related("filing__edition", "filing__college", "filing__requirement"),
        receipt_no=receipt_no,
    )
    request.frame_edition = revision.filing.edition
    row = revision.row_of(indicator)
    if row is None:
        raise Http404
    rows = found_in(revision.content["sources"], indicator, revision.content["unit"])
    row = row | {"name": without_unit(row["name"], row["unit"])}
    context = {"revision": revision, "filing": revision.filing, "row": row, "rows": rows}
    context["formula"] = formula_of(indicator)
    return render(request, "reports/receipt_rows.html", context)


def receipt_sheet(revision, user):
    filing = revision.filing
    content = revision.full_content()
    return filing.paper.sheet(content, filing, revision, reader=user, as_filed=True)
