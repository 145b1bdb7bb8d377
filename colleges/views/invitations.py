from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..models import Invitation
from ..profile_forms import WelcomeForm

# Stands in the address instead of the token once that lies in the session.
IN_SESSION = "open"
KEY = "invitation"
LONGEST = 64


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_accept(request, token):
    if token != IN_SESSION:
        return keep_token(request, token)
    invitation = Invitation.objects.for_token(request.session.get(KEY, ""))
    if invitation is None or not invitation.user.is_active:
        return gone(request)
    form = WelcomeForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.accept(invitation)
        logout(request)
        messages.success(request, "密码已设置，请用它登录。")
        return redirect("account_login")
    return render(
        request, "colleges/invitation_accept.html", {"form": form, "invitation": invitation}
    )


def keep_token(request, token):
    """Out of the address before anything is shown or logged: no Referer has it."""
    if request.method != "GET" or len(token) > LONGEST:
        raise Http404
    request.session[KEY] = token
    return redirect("invitation_accept", token=IN_SESSION)


def gone(request):
    return render(request, "colleges/invitation_gone.html", status=410)
