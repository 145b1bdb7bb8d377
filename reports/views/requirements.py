from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from activities.views.settings import answer, edition_to_set
from colleges.rules import BrokenRule

from ..deadlines import RequirementsPage
from ..requirement_form import RequirementForm
from ..requirements import add_requirement, collect_by_mail, collect_here, remove_requirement


@require_http_methods(["GET", "HEAD", "POST"])
def edition_requirements(request, code):
    return answer(request, edition_to_set(request, code), RequirementsPage)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_new(request, code):
    edition = edition_to_set(request, code)
    form = RequirementForm(edition, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_requirement(edition, form.as_facts(), request.user, request.received_at)
        except BrokenRule as refusal:
            form.add_error("kind", str(refusal))
        else:
            messages.success(request, f"已增加{made}。")
            return redirect("edition_requirements", edition.code)
    status = 422 if form.errors else 200
    context = {"edition": edition, "form": form}
    return render(request, "reports/requirement_new.html", context, status=status)


@require_POST
def requirement_remove(request, code, pk):
    edition = edition_to_set(request, code)
    requirement = get_object_or_404(edition.requirements, pk=pk)
    remove_requirement(requirement, request.user, request.received_at)
    messages.success(request, f"已删除{requirement}。")
    return redirect("edition_requirements", edition.code)


@require_POST
def requirement_collect(request, code, pk):
    requirement = get_object_or_404(edition_to_set(request, code).requirements, pk=pk)
    collect_here(requirement, request.user, request.received_at)
    messages.success(request, f"{requirement}改为在本系统报送，已通知各学院。")
    return redirect("edition_requirements", code)


@require_POST
def requirement_by_mail(request, code, pk):
    requirement = get_object_or_404(edition_to_set(request, code).requirements, pk=pk)
    collect_by_mail(requirement, request.user, request.received_at)
    messages.success(request, f"{requirement}改为以邮件报送，已通知各学院。")
    return redirect("edition_requirements", code)
