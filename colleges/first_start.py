"""The way in to a new installation: nobody has a password yet, and there is no default one."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from .models import Invitation, Membership, Role, User
from .models.invitation import invitation_url


@transaction.atomic
def administrator_link():
    """A fresh one-time link for `admin` as long as nobody ever set a password, else None."""
    if User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
        return None
    admin = User.objects.filter(username="admin").first()
    if admin is None:
        admin = User(username="admin", name="系统管理员")
        admin.set_unusable_password()
        admin.save()
        Membership.objects.create(user=admin, role=Role.ADMINISTRATOR)
    return invitation_url(Invitation.objects.issue(admin))
