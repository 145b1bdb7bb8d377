"""Which of their memberships a person works in right now; rights never depend on it."""

from django.http import Http404

from .models import College, Department, Role
from .rules import id_in


def worn_hat(request):
    """The membership chosen in the frame's switch while it is in force, else the first."""
    chosen = request.session.get("hat")
    hats = request.user.hats
    return next((hat for hat in hats if hat.pk == chosen), hats[0] if hats else None)


def college_in_hand(request):
    """The college this request is about: named in the address (if one's own), else the hat's."""
    named = request.POST.get("college") or request.GET.get("college")
    mine = request.user.college_ids
    if named:
        wanted = id_in(named)
    else:
        hat = worn_hat(request)
        wanted = hat.college_id if hat and hat.college_id in mine else min(mine, default=None)
    # One's own came with the memberships.
    if wanted in mine:
        return next(hat.college for hat in request.user.hats if hat.college_id == wanted)
    college = College.objects.visible_to(request.user).filter(pk=wanted).first()
    if college is None:
        raise Http404
    return college


def organiser_in_hand(request):
    """Like `college_in_hand`, where departments organise as well (design §2)."""
    named = request.POST.get("department") or request.GET.get("department")
    if named:
        return department_named(request.user, named)
    hat, mine = worn_hat(request), request.user.department_ids
    if names_a_college(request) or not mine:
        return college_in_hand(request)
    if hat.role != Role.DEPARTMENT and request.user.college_ids:
        return college_in_hand(request)
    # Whoever only sits in for a department organises nothing there.
    preferred = hat.department_id if hat.department_id in mine else min(mine)
    return department_named(request.user, str(preferred))


def names_a_college(request):
    return bool(request.POST.get("college") or request.GET.get("college"))


def department_named(user, text):
    found = Department.objects.visible_to(user).filter(pk=id_in(text)).first()
    if found is None:
        raise Http404
    return found
