from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from django.urls import include, path, re_path

from colleges.views import second_factor
from reports.views import setup

from . import guides, views

handler400 = "vocweek.views.bad_request"
handler403 = "vocweek.views.permission_denied"
handler404 = "vocweek.views.page_not_found"
handler429 = "vocweek.views.too_many_requests"
handler500 = "vocweek.views.server_error"

# Only what people here need of allauth: no sign-up, no e-mail addresses to manage.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", views.no_sign_up, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", second_step.index, name="mfa_index"),
    path("second-factor/enter/", second_step.authenticate, name="mfa_authenticate"),
    path("second-factor/enter-again/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/set-up/", second_factor.Activate.as_view(), name="mfa_activate_totp"),
    path("second-factor/end/", second_factor.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        second_factor.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include(accounts)),
    path("help/", guides.help_index, name="help_index"),
    path("help/<slug:guide>/", guides.help_guide, name="help_guide"),
    path("setup/", setup.setup, name="setup"),
    path("editions/load/", setup.edition_load, name="edition_load"),
    path("colleges/paste/", setup.college_paste, name="college_paste"),
    path("colleges/accounts/", setup.college_accounts, name="college_accounts"),
    path("", include("colleges.urls")),
    path("", include("activities.urls")),
    path("", include("reports.urls")),
]
