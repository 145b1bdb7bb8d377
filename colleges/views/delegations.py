from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ..delegation_forms import DelegationForm
from ..delegations import can_be_revoked_by, seen_by
from ..hats import worn_hat
from ..memberships import end
from ..rules import require
from ..seats import Seat, seats_open_to


def named_seat(request):
    return request.POST.get("seat") or request.GET.get("seat")


def seat_in_hand(request, seats):
    """The one named, else that of the hat; None for who only looks on."""
    if named := named_seat(request):
        found = next((seat for seat in seats if seat.key == named), None)
        if found is None:
            raise Http404
        return found
    hat = worn_hat(request)
    worn = Seat.of(hat) if hat else None
    return worn if worn in seats else next(iter(seats), None)


@require_GET
def delegation_list(request):
    return delegation_page(request)


def delegation_page(request, form=None, status=200):
    """What runs, and the form for the seat in hand; an administrator looks and revokes."""
    user, seats = request.user, seats_open_to(request.user)
    require(seats or user.is_administrator)
    seat = seat_in_hand(request, seats)
    given = seen_by(user)
    if named_seat(request):
        given = given.filter(**seat.unit)
    context = {
        "seat": seat,
        "seats": seats,
        "form": form or (seat and DelegationForm(seat=seat, by=user)),
        "delegations": [(hat, can_be_revoked_by(hat, user)) for hat in given],
    }
    return render(request, "colleges/delegation_list.html", context, status=status)


@require_POST
def delegation_new(request):
    seat = seat_in_hand(request, seats_open_to(request.user))
    require(seat)
    form = DelegationForm(request.POST, seat=seat, by=request.user)
    hat = form.save()
    if hat is None:
        return delegation_page(request, form, status=422)
    verb = "代审" if hat.only_decides else "代签"
    messages.success(request, f"已委托{hat.user}{verb}，到期自动失效。")
    return redirect(f"{reverse('delegation_list')}?seat={seat.key}")


@require_POST
def delegation_revoke(request, pk):
    hat = get_object_or_404(seen_by(request.user), pk=pk)
    require(can_be_revoked_by(hat, request.user))
    end(hat, request.user)
    messages.success(request, f"已撤销对{hat.user}的委托，立即生效。")
    return redirect("delegation_list")
