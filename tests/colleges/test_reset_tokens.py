"""忘记密码: the link in the mail, and the restore that makes it void."""

from allauth.account.forms import default_token_generator

from colleges.models import AuditEntry
from colleges.models.audit import RESTORED
from tests.base import PortalTestCase


class ResetLinks(PortalTestCase):
    def test_good_until_something_is_restored(self):
        token = default_token_generator.make_token(self.chen)
        AuditEntry.objects.record(None, "备份")
        self.assertTrue(default_token_generator.check_token(self.chen, token))
        AuditEntry.objects.record(None, RESTORED)
        self.assertFalse(default_token_generator.check_token(self.chen, token))
        again = default_token_generator.make_token(self.chen)
        self.assertTrue(default_token_generator.check_token(self.chen, again))
