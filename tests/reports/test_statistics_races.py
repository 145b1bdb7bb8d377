"""Two people state a college's figures at once: one is written, the other sees both."""

from colleges.rules import BrokenRule
from reports.models import StatisticsConflict, StatisticsEntry
from tests.base import PortalTestCase


def facts(**stated):
    return {"stated": stated, "overrides": {}, "notes": {}}


class Stated(PortalTestCase):
    def entry(self):
        return StatisticsEntry.objects.of(self.edition, self.jidian)

    def test_the_second_of_two_first_ones_is_told(self):
        one, other = self.entry(), self.entry()
        one.state(self.chen, self.now, facts(D1=10), base_version=0)
        with self.assertRaises(StatisticsConflict) as told:
            other.state(self.sun, self.now, facts(D1=11), base_version=0)
        self.assertEqual(told.exception.entry.stated, {"D1": 10})

    def test_the_second_of_two_changes_is_told(self):
        self.entry().state(self.chen, self.now, facts(D1=10), base_version=0)
        one, other = self.entry(), self.entry()
        one.state(self.chen, self.now, facts(D1=20), base_version=1)
        with self.assertRaises(StatisticsConflict):
            other.state(self.sun, self.now, facts(D1=30), base_version=1)
        self.assertEqual(self.entry().stated, {"D1": 20})

    def test_saving_what_stands_there_keeps_the_version(self):
        self.entry().state(self.chen, self.now, facts(D1=10), base_version=0)
        self.assertFalse(self.entry().state(self.sun, self.now, facts(D1=10), base_version=1))
        self.assertEqual(self.entry().version, 1)

    def test_an_override_without_its_reason_is_refused(self):
        wrong = facts(G6=9) | {"overrides": {"G6": {"computed": 3, "reason": ""}}}
        told = "“发放宣传资料”系统算得 3，填别的数请写明原因。"
        with self.assertRaisesMessage(BrokenRule, told):
            self.entry().state(self.chen, self.now, wrong, base_version=0)

    def test_the_database_holds_one_entry_for_each_college(self):
        late = StatisticsEntry(edition=self.edition, college=self.jidian, updated_by=self.sun)
        self.entry().state(self.chen, self.now, facts(D1=10), base_version=0)
        # Past the look at what stands there, as a transaction that began earlier is.
        with self.assertRaises(StatisticsConflict):
            late.store()
        self.assertEqual(self.edition.statistics.count(), 1)
