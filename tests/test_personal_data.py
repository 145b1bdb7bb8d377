"""Phone numbers stand in full only where the work needs them (security.md B-04)."""

from .access_matrix import METHODS, ROLES, rows
from .base import PortalTestCase
from .stage import EVERY_ADDRESS, Stage

PHONE = "13800000001"
DOWNLOADS = {"filing_sheet", "compile_job_download", "audit_export"}
SEE_PHONES = {"staff", "lead", "office"}
# An office reads who is in charge of what stands on its own list, until the day after.
OWN_LIST = {"work_list", "work_item", "work_print"}
PAGES = {name: answers for (name, method), answers in rows().items() if method == METHODS[0]}


class PhonesOnEveryPage(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.stage = Stage(cls)

    def pages_with_phones(self, role):
        if user := self.stage.users()[role]:
            self.sign_in(user)
        shown = [name for name in EVERY_ADDRESS if PAGES[name][role] == "200"]
        shown = [name for name in shown if name not in DOWNLOADS]
        return {name for name in shown if PHONE in self.text(name)}

    def text(self, name):
        return b"".join(self.client.get(self.stage.address(name))).decode(errors="replace")

    def test_nobody_else_reads_them_anywhere(self):
        for role in ROLES:
            if role not in SEE_PHONES:
                with self.subTest(role=role):
                    own = OWN_LIST if role == "department" else set()
                    self.assertEqual(self.pages_with_phones(role), own)

    def test_the_own_college_and_the_office_do(self):
        for role in SEE_PHONES:
            with self.subTest(role=role):
                self.assertIn("activity_detail", self.pages_with_phones(role))
                self.assertIn("filing_detail", self.pages_with_phones(role))

    def test_the_programme_shows_none_to_anybody(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.assertNotIn("programme", self.pages_with_phones(role))

    def test_audit_entries_keep_them_apart_from_what_is_listed(self):
        self.sign_in(self.feng)
        self.assertNotIn(PHONE, self.text("audit_list"))
