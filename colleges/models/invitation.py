import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from ..rules import BrokenRule
from .audit import AuditEntry


def hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    @transaction.atomic
    def issue(self, user, *, by=None):
        """A fresh one-time link for `user`; earlier ones stop working. Returns its token.

        Only the hash is stored: who reads the database cannot sign in with it.
        """
        self.filter(user=user).revoke()
        token = secrets.token_urlsafe(32)
        self.create(
            user=user,
            token_hash=hashed(token),
            expires_at=timezone.now() + settings.INVITATION_LIFETIME,
            issued_by=by,
        )
        AuditEntry.objects.record(by, "发放一次性链接", user)
        return token

    def open(self, at=None):
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at or timezone.now())

    def revoke(self):
        """Every link that could still be used; returns how many."""
        return self.open().update(revoked_at=timezone.now())

    def for_token(self, token):
        return self.open().select_related("user").filter(token_hash=hashed(token)).first()


class Invitation(models.Model):
    """A one-time link by which a person sets their first (or a new) password."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "一次性链接"

    def __str__(self):
        return f"{self.user}的一次性链接"

    @transaction.atomic
    def accept(self, password):
        """Set the password and use the link up, once, whoever else presses at this moment."""
        if not Invitation.objects.open().filter(pk=self.pk).update(used_at=timezone.now()):
            raise BrokenRule("这个链接已经用过或已失效。请联系系统管理员重新发放。")
        self.user.set_password(password)
        self.user.save(update_fields=["password"])
        AuditEntry.objects.record(self.user, "设置密码", self.user)


def invitation_url(token):
    return f"{settings.SITE_URL}{reverse('invitation_accept', args=[token])}"
