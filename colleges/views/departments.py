from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..models import Department, Membership
from ..people_forms import UnitNameForm
from ..rules import require
from ..units import add_department, rename


@require_GET
def department_list(request):
    require(request.user.is_administrator)
    return department_page(request)


def department_page(request, *, form=None, edited=None, status=200):
    """Every department with the form of a new one; `edited` carries a refused new name."""
    held = Q(memberships__in=Membership.objects.current().filter(user__is_active=True))
    # Grouping drops the model's own order.
    counted = Department.objects.annotate(people_count=Count("memberships", filter=held))
    context = {
        "departments": counted.order_by("pk"),
        "form": form or UnitNameForm(),
        "edited": edited,
    }
    return render(request, "colleges/department_list.html", context, status=status)


@require_POST
def department_new(request):
    require(request.user.is_administrator)
    form = UnitNameForm(request.POST)
    if not form.save(add_department, request.user):
        return department_page(request, form=form, status=422)
    messages.success(request, f"已增加{form.cleaned_data['name']}。")
    return redirect("department_list")


@require_POST
def department_rename(request, pk):
    require(request.user.is_administrator)
    department = get_object_or_404(Department, pk=pk)
    form = UnitNameForm(request.POST)
    if not form.save(rename, department, request.user):
        form.unit = department
        return department_page(request, edited=form, status=422)
    messages.success(request, f"已改名为{department}。")
    return redirect("department_list")
