from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..accounts import disable, enable, people
from ..forms import PersonForm
from ..models import AuditEntry, College, Department, Invitation, User
from ..people_forms import MembershipForm, PersonFactsForm
from ..rules import BrokenRule, id_in, require
from ..second_factor import has_second_factor
from .slips import show_slips, slip

PAGE_SIZE = 50


@require_GET
def person_list(request):
    require(request.user.is_administrator)
    words, unit = request.GET.get("q", "").strip(), request.GET.get("unit", "")
    department = "" if unit.isdecimal() else unit
    found = people(words=words, college=id_in(unit), department=department)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "words": words,
        "unit": unit,
        "colleges": College.objects.all(),
        "departments": Department.objects.values_list("code", "name"),
    }
    return render(request, "colleges/person_list.html", context)


@require_http_methods(["GET", "POST"])
def person_new(request):
    require(request.user.is_administrator)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := form.save(by=request.user)):
        return show_slips(request, [slip(user, Invitation.objects.issue(user, by=request.user))])
    return render(request, "colleges/person_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person_edit(request, pk):
    require(request.user.is_administrator)
    person = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return person_page(request, person)
    form = PersonFactsForm(request.POST, person=person)
    if not form.is_valid():
        return person_page(request, person, facts_form=form, status=422)
    changed = form.save(request.user)
    messages.success(request, f"已保存{form.cleaned_data['name']}。" if changed else "没有改动。")
    return redirect("person_edit", person.pk)


def person_page(request, person, *, facts_form=None, membership_form=None, status=200):
    """One person: who they are, what they may and might, and how it came about."""
    held = person.memberships.select_related("college", "department", "delegated_by")
    hats = sorted(held, key=lambda hat: hat.valid_from)
    context = {
        "person": person,
        "facts_form": facts_form or PersonFactsForm(person=person),
        "membership_form": membership_form or MembershipForm(),
        "standing": [hat for hat in hats if not hat.is_over()],
        "past": [hat for hat in reversed(hats) if hat.is_over()],
        "colleges": College.objects.active(),
        "history": AuditEntry.objects.about(person)[:20],
        "has_second_factor": has_second_factor(person),
    }
    return render(request, "colleges/person_edit.html", context, status=status)


@require_POST
def person_invite(request, pk):
    require(request.user.is_administrator)
    user = get_object_or_404(User, pk=pk)
    if not user.is_active:
        raise BrokenRule(f"{user}的账号已停用。请先启用，再发放链接。")
    return show_slips(request, [slip(user, Invitation.objects.issue(user, by=request.user))])


@require_POST
def person_disable(request, pk):
    require(request.user.is_administrator)
    user = get_object_or_404(User, pk=pk)
    disable(user, by=request.user)
    messages.success(request, f"已停用{user}（{user.username}），其登录立即失效。")
    return redirect("person_list")


@require_POST
def person_enable(request, pk):
    require(request.user.is_administrator)
    user = get_object_or_404(User, pk=pk)
    enable(user, by=request.user)
    messages.success(request, f"已启用{user}（{user.username}）。")
    return redirect("person_list")
