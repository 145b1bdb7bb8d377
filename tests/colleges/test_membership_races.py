"""Two administrators at the same moment, on the database itself."""

import threading

import pytest
from django.db import connection

from colleges import memberships
from colleges.models import Membership, Role, User
from colleges.rules import BrokenRule
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_administrators_cannot_take_each_other_away(cast):
    make.person("吕", Role.ADMINISTRATOR)
    hats = list(Membership.objects.filter(role=Role.ADMINISTRATOR).select_related("user"))
    start, refused = threading.Barrier(len(hats)), []

    def take_away(hat):
        start.wait()
        try:
            memberships.end(hat, User.objects.exclude(pk=hat.user_id).first())
        except BrokenRule as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=take_away, args=[hat]) for hat in hats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1 and "最后一位系统管理员" in refused[0]
    assert Membership.objects.current().filter(role=Role.ADMINISTRATOR).count() == 1
