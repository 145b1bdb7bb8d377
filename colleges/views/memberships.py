from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ..hats import college_in_hand
from ..memberships import delegations_of, end, move
from ..models import College, Membership, Role, User
from ..people_forms import DelegationForm, MembershipForm
from ..rules import BrokenRule, id_in, require
from .people import person_page


@require_POST
def membership_new(request, person):
    require(request.user.is_administrator)
    user = get_object_or_404(User, pk=person)
    form = MembershipForm(request.POST)
    hat = form.save(request.user, user)
    if hat is None:
        return person_page(request, user, membership_form=form, status=422)
    messages.success(request, f"已增加任职：{user} {hat}。")
    return redirect("person_edit", user.pk)


def any_membership(pk):
    return get_object_or_404(
        Membership.objects.select_related("user", "college", "department", "delegated_by"), pk=pk
    )


@require_POST
def membership_end(request, pk):
    require(request.user.is_administrator)
    hat = any_membership(pk)
    end(hat, request.user)
    messages.success(request, f"已结束：{hat.user} {hat}。下一次操作起不再有这项权限。")
    return redirect("person_edit", hat.user_id)


@require_POST
def membership_move(request, pk):
    require(request.user.is_administrator)
    hat = any_membership(pk)
    wanted = College.objects.active().filter(pk=id_in(request.POST.get("college", "")))
    college = wanted.first()
    if college is None:
        raise BrokenRule("请选择要调往的学院。")
    move(hat, request.user, college)
    messages.success(request, f"已将{hat.user}调到{college}（{hat.get_role_display()}）。")
    return redirect("person_edit", hat.user_id)


def college_to_delegate_in(request):
    """The office's choice, or the college this person leads; nobody else delegates."""
    user = request.user
    require(user.is_office or user.has_role(Role.COLLEGE_LEAD))
    if user.is_office and not (request.POST.get("college") or request.GET.get("college")):
        return None
    college = college_in_hand(request)
    hat = user.delegation_for(college.pk)
    require(user.is_office or (user.can_sign_for(college.pk) and hat is None))
    return college


@require_GET
def delegation_list(request):
    return delegation_page(request, college_to_delegate_in(request))


def delegation_page(request, college, form=None, status=200):
    given = Membership.objects.delegations().open()
    if college is not None:
        form = form or DelegationForm(college=college, by=request.user)
        given = delegations_of(college)
    context = {
        "form": form,
        "college": college,
        "colleges": College.objects.active() if request.user.is_office else [],
        "delegations": given.select_related("user", "college", "delegated_by"),
    }
    return render(request, "colleges/delegation_list.html", context, status=status)


@require_POST
def delegation_new(request):
    college = college_to_delegate_in(request)
    if college is None:
        raise BrokenRule("请先选择学院，再填写委托。")
    form = DelegationForm(request.POST, college=college, by=request.user)
    hat = form.save()
    if hat is None:
        return delegation_page(request, college, form, status=422)
    messages.success(request, f"已委托{hat.user}代签，到期自动失效。")
    return redirect(back_to(request, college))


def back_to(request, college):
    address = reverse("delegation_list")
    return f"{address}?college={college.pk}" if request.user.is_office else address


@require_POST
def delegation_revoke(request, pk):
    hat = any_membership(pk)
    user = request.user
    if not hat.is_delegation or not (user.is_office or user.can_fill_for(hat.college_id)):
        raise Http404
    leads = user.can_sign_for(hat.college_id) and user.delegation_for(hat.college_id) is None
    require(user.is_office or leads)
    end(hat, user)
    messages.success(request, f"已撤销对{hat.user}的委托，立即生效。")
    return redirect(back_to(request, hat.college))
