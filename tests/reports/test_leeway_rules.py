from datetime import timedelta

from django.db import IntegrityError, transaction

from activities.models import Extension, StandIn
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState
from reports.inputs import list_inputs
from reports.models import Filing
from tests import make
from tests.base import PortalTestCase, at

IN_TIME = at("2025-05-12T12:00")
DUE = at("2025-05-12T18:00")
CLOSED = at("2025-05-18T00:00")
WEDNESDAY = at("2025-05-14T12:00")
MONDAY = at("2025-05-19T12:00")


def twice(filing):
    return Filing.objects.get(pk=filing.pk), Filing.objects.get(pk=filing.pk)


class Extend(PortalTestCase):
    def extend(self, moment=IN_TIME, until=WEDNESDAY, reason="系统培训"):
        return self.filing.extend(self.zhou, moment, until, reason)

    def test_before_the_line_it_moves_the_line(self):
        self.extend()
        self.assertEqual((self.filing.due_at, self.filing.closes_at), (WEDNESDAY, CLOSED))
        self.assertFalse(make.filed(self.filing, at=WEDNESDAY - timedelta(microseconds=1)).is_late)

    def test_the_instant_itself_is_late(self):
        self.extend()
        self.assertTrue(make.filed(self.filing, at=WEDNESDAY, reason="晚了").is_late)

    def test_after_the_line_it_keeps_the_door_open_and_the_filing_late(self):
        self.extend(DUE, MONDAY)
        revision = make.filed(self.filing, at=CLOSED, reason="延期内补报")
        self.assertEqual((self.filing.due_at, revision.kind_name), (DUE, "补报"))
        self.assertEqual(revision.extension, self.filing.extension)

    def test_the_other_college_is_closed_all_the_same(self):
        self.extend(DUE, MONDAY)
        with self.assertRaisesMessage(BrokenRule, "确需补报，请联系教务处延期"):
            make.handed_over(self.other_filing, at=CLOSED)

    def test_over_it_is_closed(self):
        self.extend(DUE, MONDAY)
        with self.assertRaisesMessage(BrokenRule, "已于5月19日（周一）12:00关闭"):
            make.handed_over(self.filing, at=MONDAY)

    def test_what_makes_no_sense_is_a_sentence(self):
        table = [
            (IN_TIME, IN_TIME, "系统培训", "已经过去，不能延期到过去"),
            (IN_TIME, DUE, "系统培训", "报送时限本来就是5月12日（周一）18:00前"),
            (DUE, CLOSED, "系统培训", "在那之前学院本来就可以补报或变更，不需要延期"),
            (IN_TIME, WEDNESDAY + timedelta(days=365), "系统培训", "太远了，请核对年份"),
            (IN_TIME, WEDNESDAY, "  ", "延期必须写明原因"),
        ]
        for moment, until, reason, sentence in table:
            with self.subTest(sentence), self.assertRaisesMessage(BrokenRule, sentence):
                self.extend(moment, until, reason)
        self.assertFalse(Extension.objects.exists())

    def test_a_second_one_replaces_the_first(self):
        first = self.extend()
        self.extend(until=MONDAY)
        first.refresh_from_db()
        self.assertEqual((first.revoked_by, self.filing.due_at), (self.zhou, MONDAY))

    def test_revoked_the_common_lines_hold_again(self):
        self.filing.revoke_extension(self.zhou, IN_TIME, self.extend())
        self.assertEqual((self.filing.due_at, self.filing.extension), (DUE, None))
        verbs = AuditEntry.objects.about(self.filing).values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["撤销延期", "延期"])

    def test_of_two_officers_the_second_is_told(self):
        first, second = twice(self.filing)
        first.extend(self.zhou, IN_TIME, WEDNESDAY, "一")
        with self.assertRaisesMessage(WrongState, "刚刚已有同事给这个学院延期"):
            second.extend(self.wu, IN_TIME, MONDAY, "二")
        self.assertEqual(Extension.objects.count(), 1)

    def test_of_two_who_revoke_the_second_is_told(self):
        extension = self.extend()
        first, second = twice(self.filing)
        first.revoke_extension(self.zhou, IN_TIME, extension)
        with self.assertRaisesMessage(WrongState, "刚刚已被撤销或替换"):
            second.revoke_extension(self.wu, IN_TIME, extension)

    def test_not_signed_on_an_extension_revoked_meanwhile(self):
        self.extend(DUE, MONDAY)
        make.handed_over(self.filing, at=CLOSED)
        lead, office = twice(self.filing)
        office.revoke_extension(self.zhou, CLOSED, office.extension)
        with self.assertRaises(WrongState):
            make.signed(lead, at=CLOSED, reason="补报")

    def test_the_database_takes_one_standing_one(self):
        extension = self.extend()
        extension.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            extension.save(force_insert=True)


class NotRequired(PortalTestCase):
    def excuse(self):
        self.filing.excuse(self.zhou, IN_TIME, "本学院师生全部在外实习")

    def test_it_is_a_state_and_nothing_is_owed(self):
        self.excuse()
        facts = self.filing.state(DUE).name, self.filing.is_owed(), self.filing.is_overdue(DUE)
        self.assertEqual(facts, ("无需报送", False, False))

    def test_a_compilation_lists_it_by_this_word(self):
        self.excuse()
        missing = list_inputs(self.filing.requirement, accepted_only=False)["missing"]
        self.assertIn({"unit": "机电学院", "why": "无需报送"}, missing)

    def test_nothing_is_handed_over(self):
        self.excuse()
        with self.assertRaisesMessage(BrokenRule, "教务处已标为“无需报送”"):
            make.handed_over(self.filing)

    def test_filed_or_handed_over_is_refused(self):
        make.handed_over(self.filing)
        with self.assertRaisesMessage(BrokenRule, "请先请学院撤回"):
            self.excuse()
        make.signed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "学院已经报送"):
            self.excuse()

    def test_it_can_be_taken_back_once(self):
        self.excuse()
        first, second = twice(self.filing)
        first.owe_again(self.zhou)
        self.assertTrue(first.is_owed())
        with self.assertRaises(WrongState):
            second.owe_again(self.wu)


class StandsIn(PortalTestCase):
    def setUp(self):
        self.filing.stand_in(self.zhou, IN_TIME, "学院来电委托")

    def test_that_officer_alone_may_enter(self):
        can = [self.filing.can_be_prepared_by(user) for user in (self.zhou, self.wu, self.chu)]
        self.assertEqual(can, [True, False, False])
        self.assertFalse(self.other_filing.can_be_prepared_by(self.zhou))
        self.assertFalse(self.filing.can_be_signed_by(self.zhou))

    def test_the_receipt_names_who_entered_and_it_ends_with_the_signature(self):
        revision = make.filed(self.filing, staff=self.zhou)
        self.assertEqual((revision.entered_by, revision.prepared_by), ("周", self.zhou))
        self.assertFalse(StandIn.objects.standing().exists())

    def test_that_officer_may_not_accept_even_if_the_college_handed_over(self):
        make.filed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "不能再由您确认"):
            make.accepted(self.filing, self.zhou, IN_TIME)
        make.accepted(self.filing, self.wu, IN_TIME)

    def test_twice_and_ended_twice(self):
        with self.assertRaisesMessage(WrongState, "您已经在代这个学院填报"):
            self.filing.stand_in(self.zhou, IN_TIME, "再来")
        self.filing.end_stand_in(self.zhou, IN_TIME)
        with self.assertRaisesMessage(WrongState, "您现在没有代这个学院填报"):
            self.filing.end_stand_in(self.zhou, IN_TIME)

    def test_without_a_reason(self):
        with self.assertRaisesMessage(BrokenRule, "代填必须写明原因"):
            self.other_filing.stand_in(self.zhou, IN_TIME, " ")
