"""What the portal adds to allauth's sign-in: who is told what, and the audit entries."""

import logging
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from .models import AuditEntry

logger = logging.getLogger(__name__)

SIGNED_IN_RECENTLY = 300  # seconds


class SignInAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "账号或密码不对。忘记密码请联系教务处。",
        "too_many_login_attempts": "试错次数太多，请 5 分钟后再试，或联系教务处。",
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:  # “http://[” is no address at all
            return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # By name *and* address: a stranger who tries a colleague's name elsewhere must
        # not lock that colleague out.
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name}|{self.get_client_ip(request)}"

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.note_refusal("登录受限", credentials)
            raise

    def authentication_failed(self, request, **credentials):
        self.note_refusal("登录失败", credentials)

    def note_refusal(self, verb, credentials):
        user = get_user_model().objects.filter(username=credentials.get("username", "")).first()
        AuditEntry.objects.record(None, verb, user, payload={"known_account": user is not None})

    def send_mail(self, template_prefix, email, context):
        """Without a mail server, or with one that fails, the page says the same as ever: an
        error here would tell which addresses are known."""
        if not settings.MAIL_CONFIGURED:
            return
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("a mail was not sent")

    def is_reauthentication_required(self, *, app):
        """Not within five minutes of signing in: who just typed the password is that person."""
        records = get_authentication_records(context.request, context.request.user)
        seconds = time.time() - records[-1]["at"] if records else SIGNED_IN_RECENTLY
        return seconds >= SIGNED_IN_RECENTLY

    def set_password(self, user, password):
        super().set_password(user, password)
        AuditEntry.objects.record(user, "修改密码", user)

    def login(self, request, user):
        super().login(request, user)
        AuditEntry.objects.record(user, "登录", user)

    def logout(self, request):
        AuditEntry.objects.record(request.user, "退出登录", request.user)
        super().logout(request)
