"""What the step to one account per address does to accounts that share one."""

from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO

from django.apps import apps
from django.db import connection

from colleges.models import User
from tests.base import PortalTestCase

step = import_module("colleges.migrations.0006_one_account_per_address")


class OneAccountPerAddress(PortalTestCase):
    def test_who_loses_an_address_is_told_without_it(self):
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX one_account_per_address")
        for pk, address in ((self.chen.pk, "a@b.example"), (self.sun.pk, "A@b.example")):
            User.objects.filter(pk=pk).update(email=address)
        with redirect_stdout(StringIO()) as told:
            step.keep_the_oldest(apps, None)
        kept = User.objects.filter(pk__in=[self.chen.pk, self.sun.pk]).values_list("email")
        self.assertEqual(sorted(kept), [("",), ("a@b.example",)])
        self.assertIn("账号 sun 的邮箱与更早的账号相同", told.getvalue())
        self.assertNotIn("b.example", told.getvalue())
