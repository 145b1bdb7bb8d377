"""Administrators and the office set up their second step before anything else."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url

from colleges.second_factor import must_set_up

from .middleware import is_partial

# What one may do before it is set up: that itself, and leave.
OPEN = {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout"}


class SecondFactorRequired:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_SECOND_FACTOR or not getattr(view, "login_required", True):
            return None
        if request.resolver_match.url_name in OPEN or not request.user.is_authenticated:
            return None
        if not must_set_up(request.user):
            return None
        address = resolve_url("mfa_activate_totp")
        if is_partial(request):
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        return redirect(address)
