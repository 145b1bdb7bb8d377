"""What the database counts is what a filing says of itself."""

from datetime import timedelta
from itertools import product

from activities.models import Extension
from reports.models import Filing
from reports.models.revision import Revision
from reports.tally import Tally, told_apart
from tests import make
from tests.base import PortalTestCase

HOUR = timedelta(hours=1)


class SameWords(PortalTestCase):
    def setUp(self):
        make.filed(self.filing)
        self.filing = self.fresh()
        self.newest = self.filing.revision
        self.due = self.filing.requirement.due_at
        self.facts = {
            "handed_over_at": None,
            "not_required_at": None,
            "not_required_reason": "",
        }

    def fresh(self):
        return Filing.objects.select_related("extension", "revision", "requirement").get(
            pk=self.filing.pk
        )

    def assertSame(self, at, **facts):
        Filing.objects.filter(pk=self.filing.pk).update(**self.facts | facts)
        filing, found = self.fresh(), told_apart(self.edition, at).get(pk=self.filing.pk)
        said = (filing.state_code(at), filing.is_overdue(at), filing.is_filed(), filing.is_owed())
        with self.subTest(at=at, **facts):
            self.assertEqual((found.code, found.overdue, found.filed, found.owed), said)

    def test_whatever_was_done_with_it(self):
        instants = ("handed_over_at", "returned_at", "accepted_at")
        for late, has_it, *done in product([True, False], repeat=5):
            Revision.objects.filter(pk=self.newest.pk).update(is_late=late)
            facts = {
                name: self.now if one else None for name, one in zip(instants, done, strict=True)
            }
            self.assertSame(self.now, revision=self.newest if has_it else None, **facts)

    def test_excused(self):
        excused = {"not_required_at": self.now, "not_required_reason": "停办"}
        for revision in (None, self.newest):
            self.assertSame(self.due, revision=revision, **excused)

    def test_late_once_and_a_change_of_what_came_in_time(self):
        Revision.objects.filter(pk=self.newest.pk).update(is_late=True)
        self.assertSame(self.due, revision=self.newest)
        self.newest.pk, self.newest.number, self.newest.receipt_no = None, 0, "earlier"
        self.newest.is_late = False
        self.newest.save(force_insert=True)
        self.assertSame(self.due, revision=Revision.objects.get(is_late=True))

    def test_never_filed_by_line_extension_and_work_done(self):
        for moves, until in product([None, True, False], [-HOUR, HOUR]):
            extension = moves is not None and self.extended(moves, self.due + until)
            for at in (self.due - HOUR / 60, self.due, self.due + HOUR, self.due + 2 * HOUR):
                self.assertSame(at, revision=None, extension=extension or None)
        self.filing.activities().update(status="cancelled")
        self.assertSame(self.due - HOUR, revision=None, extension=None)

    def extended(self, moves, until):
        Extension.objects.standing().update(revoked_at=self.now, revoked_by=self.zhou)
        facts = {"requirement": self.filing.requirement, "college": self.jidian, "reason": "停电"}
        facts |= {"granted_by": self.zhou, "granted_at": self.now}
        return Extension.objects.create(moves_due=moves, until=until, **facts)


class Counting(PortalTestCase):
    def test_marks_of_what_else_is_going_on(self):
        make.filed(self.filing)
        make.extension(self.other_filing)
        self.other_filing.stand_in(self.zhou, self.now, "来电委托")
        make.amendment(self.filing)
        marks = [(mark.name, count) for mark, count in Tally(self.edition, self.now).marks]
        self.assertEqual(marks, [("已延期", 1), ("代填中", 1), ("变更单待审批", 1)])

    def test_marks_go_when_it_is_over(self):
        extension = make.extension(self.other_filing)
        self.other_filing.stand_in(self.zhou, self.now, "来电委托")
        self.other_filing.end_stand_in(self.zhou, self.now)
        self.other_filing.revoke_extension(self.zhou, self.now, extension)
        self.assertEqual(Tally(self.edition, self.now).marks, [])

    def test_owed_by_requirement(self):
        make.filed(self.filing)
        self.assertEqual(Tally(self.edition, self.now).owed, {self.filing.requirement_id: 1})

    def test_a_handed_over_one_past_the_line_owes_as_well(self):
        make.handed_over(self.filing)
        states = Tally(self.edition, self.filing.requirement.due_at).states
        self.assertEqual([(s.code, n) for s, n in states], [("pending", 1), ("overdue", 2)])
