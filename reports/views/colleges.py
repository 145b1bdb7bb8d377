from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.accounts import with_account_counts
from colleges.models import College
from colleges.people_forms import UnitNameForm
from colleges.rules import BrokenRule, require
from colleges.units import rename, set_active, shift

from ..opening import add_colleges, expect_again


@require_GET
def college_list(request):
    require(request.user.is_administrator or request.user.is_office)
    return college_page(request)


def college_page(request, *, form=None, status=200):
    colleges = with_account_counts(College.objects.visible_to(request.user))
    context = {"colleges": colleges, "form": form or UnitNameForm()}
    return render(request, "reports/college_list.html", context, status=status)


@require_POST
def college_new(request):
    require(request.user.is_administrator)
    form = UnitNameForm(request.POST)
    fresh = form.is_valid() and add_colleges([form.cleaned_data["name"]], by=request.user)
    if not fresh:
        if form.is_valid():
            form.add_error("name", "已经有这个学院，请换一个名称。")
        return college_page(request, form=form, status=422)
    messages.success(request, f"已增加{fresh[0]}，当前届次要求它报送。")
    return redirect("college_list")


@require_http_methods(["GET", "POST"])
def college_edit(request, pk):
    require(request.user.is_administrator)
    college = get_object_or_404(College, pk=pk)
    form = UnitNameForm(request.POST if request.method == "POST" else None)
    form.initial = {"name": college.name}
    if request.method == "POST" and form.save(rename, college, request.user):
        messages.success(request, f"已改名为{college}。已报送的内容仍写原来的名称。")
        return redirect("college_list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "college": college}
    return render(request, "reports/college_edit.html", context, status=status)


@require_POST
def college_shift(request, pk):
    require(request.user.is_administrator)
    college = get_object_or_404(College, pk=pk)
    to = request.POST.get("to")
    if to not in ("up", "down"):
        raise BrokenRule("请选择上移或下移。")
    shift(college, request.user, down=to == "down")
    return redirect("college_list")


@require_POST
def college_disable(request, pk):
    require(request.user.is_administrator)
    college = get_object_or_404(College, pk=pk)
    set_active(college, request.user, False)
    messages.success(
        request, f"已停用{college}：不再要求报送，也不再催办。人员仍可登录，已填报的内容保留。"
    )
    return redirect("college_list")


@require_POST
def college_enable(request, pk):
    require(request.user.is_administrator)
    college = get_object_or_404(College, pk=pk)
    expect_again(college, by=request.user)
    messages.success(request, f"已启用{college}，当前届次要求它报送。")
    return redirect("college_list")
