"""What bends the common lines for one college: the office's buttons, and the list of them all."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.models import Edition, Extension
from colleges.dates import deadline
from colleges.rules import BrokenRule, require

from ..extension_form import ExtensionForm
from ..models import Filing
from ..special_cases import SpecialCases
from .filings import visible_filing


def filing_to_decide(request, pk):
    filing = visible_filing(request, pk)
    require(filing.can_be_judged_by(request.user))
    return filing


@require_GET
def special_case_list(request, code):
    """Everything of an edition that is not as usual: 变更单, 延期, 无需报送, 代填."""
    require(request.user.reads_boards)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    context = {
        "edition": edition,
        "now": request.received_at,
        "cases": SpecialCases(edition),
        "can_judge": request.user.is_office,
    }
    return render(request, "reports/special_case_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_new(request, filing):
    filing = filing_to_decide(request, filing)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and extended(request, filing, form):
        return redirect(filing)
    context = {
        "filing": filing,
        "form": form,
        "now": request.received_at,
        "is_late": filing.is_late(request.received_at),
        "extensions": filing.extensions(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/extension_new.html", context, status=status)


def extended(request, filing, form):
    """A sentence of the rules stands at the form; nothing typed is lost."""
    facts = form.cleaned_data
    try:
        filing.extend(request.user, request.received_at, facts["until"], facts["reason"])
    except BrokenRule as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已延期{filing.college}至{deadline(facts['until'])}，学院会看到。")
    return True


@require_POST
def extension_revoke(request, pk):
    extensions = Extension.objects.visible_to(request.user)
    extension = get_object_or_404(extensions, pk=pk)
    require(request.user.is_office)
    filings = Filing.objects.select_related("requirement", "college", "extension")
    filing = filings.get(requirement=extension.requirement_id, college=extension.college_id)
    filing.revoke_extension(request.user, request.received_at, extension)
    messages.success(request, f"已撤销{filing.college}的延期，恢复统一的时限。")
    return redirect(filing)


@require_POST
def filing_not_required(request, pk):
    filing = filing_to_decide(request, pk)
    filing.excuse(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, f"已标为“无需报送”，{filing.college}不再计入应报。")
    return redirect(filing)


@require_POST
def filing_required(request, pk):
    filing = filing_to_decide(request, pk)
    filing.owe_again(request.user)
    messages.success(request, f"已恢复应报，{filing.college}重新计入应报。")
    return redirect(filing)


@require_POST
def filing_on_behalf(request, pk):
    filing = filing_to_decide(request, pk)
    filing.stand_in(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(
        request,
        f"现在可以代{filing.college}填写活动、提交签发；仍由学院院长/书记签发，您不能再确认这份表。",
    )
    return redirect(filing)


@require_POST
def filing_on_behalf_end(request, pk):
    filing = filing_to_decide(request, pk)
    filing.end_stand_in(request.user, request.received_at)
    messages.success(request, "已结束代填，填好的内容都留给学院。")
    return redirect(filing)
