from django.db import IntegrityError, transaction

from reports.models import Revision
from tests import make
from tests.base import PortalTestCase, at


class FrozenForm(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian, title="焊接体验课", expected_internal=40)
        self.revision = make.filed(self.filing, at=at("2025-05-12T16:00"))

    def test_receipt_names_edition_annex_college_and_number(self):
        self.assertEqual(self.revision.receipt_no, "ZJZ2025-F1-01-01")

    def test_the_next_filing_counts_on(self):
        make.activity(college=self.jidian)
        second = make.filed(self.filing)
        self.assertEqual((second.number, second.receipt_no), (2, "ZJZ2025-F1-01-02"))
        self.assertEqual(self.filing.revision, second)

    def test_it_keeps_who_and_when(self):
        frozen = self.revision
        facts = frozen.prepared_by, frozen.signed_by, frozen.signed_name, frozen.received_at
        self.assertEqual(facts, (self.chen, self.sun, "孙", at("2025-05-12T16:00")))

    def test_it_keeps_the_declaration_as_it_was_signed(self):
        self.assertEqual(self.revision.declaration, self.edition.declaration)

    def test_later_edits_leave_it_alone(self):
        self.activity.title = "改名了"
        self.activity.revise(self.chen, [], base_version=1)
        stored = Revision.objects.get(pk=self.revision.pk)
        self.assertEqual(stored.full_content()["rows"][0]["title"], "焊接体验课")

    def test_the_database_takes_no_period_that_does_not_follow_a_return(self):
        until = at("2025-05-13T12:00")
        for returned_at in (None, until):
            with self.subTest(returned_at), self.assertRaises(IntegrityError), transaction.atomic():
                Revision.objects.update(returned_at=returned_at, refile_by=until)
        Revision.objects.update(returned_at=at("2025-05-12T18:00"), refile_by=until)

    def test_the_database_takes_one_revision_per_number(self):
        copy = Revision.objects.get(pk=self.revision.pk)
        copy.pk, copy.receipt_no = None, "ZJZ2025-F1-01-01-x"
        with self.assertRaises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_the_database_takes_a_receipt_number_once(self):
        copy = Revision.objects.get(pk=self.revision.pk)
        copy.pk, copy.number = None, 2
        with self.assertRaises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_visible_to_the_own_college_and_the_office(self):
        table = [(self.chen, 1), (self.lin, 0), (self.he, 0), (self.zhou, 1), (self.jiang, 0)]
        for user, expected in table:
            with self.subTest(user=user.name):
                self.assertEqual(Revision.objects.visible_to(user).count(), expected)

    def test_kinds(self):
        make.activity(college=self.jidian)
        changed = make.filed(self.filing, at=at("2025-05-13T08:00"), reason="加一场")
        late = make.filed(self.other_filing, at=at("2025-05-13T08:00"), reason="忘了")
        kinds = self.revision.kind_name, changed.kind_name, late.kind_name
        self.assertEqual(kinds, ("报送", "变更", "补报"))


class Untouched(PortalTestCase):
    """Does the stored form still give the hash on the receipt?"""

    def setUp(self):
        make.activity(college=self.jidian, expected_internal=40)
        make.filed(self.filing)
        # Read back: JSON has been through the database.
        self.revision = Revision.objects.get()

    def test_a_fresh_one_is(self):
        self.assertTrue(self.revision.is_untouched())
        self.assertEqual(len(self.revision.sha256), 64)

    def test_one_changed_number_shows(self):
        self.revision.content["rows"][0]["expected_internal"] = 41
        self.assertFalse(self.revision.is_untouched())

    def test_a_removed_row_shows(self):
        self.revision.content["rows"].clear()
        self.assertFalse(self.revision.is_untouched())

    def test_a_changed_phone_shows(self):
        only = next(iter(self.revision.personal.values()))
        only["leader_phone"] = "13900000000"
        self.assertFalse(self.revision.is_untouched())

    def test_an_exchanged_hash_shows(self):
        self.revision.sha256 = "0" * 64
        self.assertFalse(self.revision.is_untouched())

    def test_erased_personal_data_leaves_the_proof(self):
        self.revision.personal, self.revision.salt = None, ""
        self.assertTrue(self.revision.is_untouched())

    def test_with_personal_data_erased_a_changed_row_still_shows(self):
        self.revision.personal = None
        self.revision.content["rows"][0]["title"] = "另一件事"
        self.assertFalse(self.revision.is_untouched())

    def test_erased_names_come_back_empty(self):
        self.revision.personal = None
        row = self.revision.full_content()["rows"][0]
        self.assertEqual((row["leader_name"], row["leader_phone"]), ("", ""))
