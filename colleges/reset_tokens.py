"""What makes a link for a forgotten password good, and what makes it void."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator

from .models.audit import RESTORED, AuditEntry


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """A link is void after a restore: with the old password a used one would be good again."""

    def _make_hash_value(self, user, timestamp):
        restores = AuditEntry.objects.filter(verb=RESTORED, object_type="")
        last = restores.order_by("-pk").values_list("pk", flat=True).first()
        return f"{super()._make_hash_value(user, timestamp)}|{last or ''}"
