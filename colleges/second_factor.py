"""两步验证: what the portal adds to allauth's TOTP — secrets encrypted, every step audited."""

import base64
import hashlib
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from .accounts import end_sessions
from .models import AuditEntry
from .rules import BrokenRule


def has_second_factor(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def must_set_up(user):
    """Asked for by the setting, and not there yet."""
    return settings.REQUIRE_SECOND_FACTOR and user.is_privileged and not has_second_factor(user)


@transaction.atomic
def reset(user, by=None):
    """The way back for a lost phone: the password alone, then a new set-up."""
    found, _ = Authenticator.objects.filter(user=user).delete()
    if not found:
        raise BrokenRule(f"{user}没有设置两步验证，不用重置。")
    end_sessions(user)
    AuditEntry.objects.record(by, "重置两步验证", user)


def cipher():
    key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对。验证码每 30 秒换一次，请输入手机上现在显示的 6 位数字。",
        "cannot_generate_recovery_codes": "请先设置两步验证，再生成恢复码。",
    }

    def get_totp_label(self, user):
        return user.username

    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """A secret that the present SECRET_KEY cannot read fits no code (see `invite`)."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


class NotedFailure:
    """A wrong code stands in the audit log like a wrong password."""

    def _emit_authentication_failed(self, authenticator):
        AuditEntry.objects.record(None, "验证码错误", self.user)


class SecondStepForm(NotedFailure, AuthenticateForm):
    """At sign-in, after the password."""


class SecondStepAgainForm(NotedFailure, ReauthenticateForm):
    """Before something that matters."""
