from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ..memberships import end, move
from ..models import College, Membership, User
from ..people_forms import MembershipForm
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
