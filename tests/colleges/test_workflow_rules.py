from activities.models import Activity
from colleges.models import AuditEntry
from colleges.rules import WrongState
from tests import make
from tests.base import PortalTestCase


class Move(PortalTestCase):
    """Workflow.move, on the one form that travels one road so far."""

    def setUp(self):
        self.one = make.activity(college=self.jidian, title="义诊")
        self.road = {"by": self.chen, "source": ["planned"], "target": "cancelled"}

    def test_it_changes_state_and_facts_and_writes_it_down(self):
        self.one.move("取消", note="下雨", cancel_reason="下雨", **self.road)
        entry = AuditEntry.objects.about(self.one).first()
        self.assertEqual((self.one.status, self.one.cancel_reason), ("cancelled", "下雨"))
        self.assertEqual((entry.verb, entry.note, entry.actor), ("取消", "下雨", self.chen))

    def test_of_two_who_loaded_the_same_row_the_second_loses(self):
        second = Activity.objects.get(pk=self.one.pk)
        self.one.move("取消", **self.road)
        told = "“义诊”已是“已取消”，不能取消。请刷新页面查看。"
        with self.assertRaisesMessage(WrongState, told):
            second.move("取消", **self.road)
        self.assertEqual(AuditEntry.objects.about(self.one).filter(verb="取消").count(), 1)

    def test_the_loser_knows_the_state_it_lost_to(self):
        second = Activity.objects.get(pk=self.one.pk)
        self.one.move("取消", **self.road)
        with self.assertRaises(WrongState):
            second.move("取消", **self.road)
        self.assertEqual(second.status, "cancelled")

    def test_from_a_state_it_does_not_start_in_nothing_happens(self):
        with self.assertRaises(WrongState):
            self.one.move("恢复", by=self.chen, source=["cancelled"], target="planned")
        self.assertEqual(Activity.objects.get(pk=self.one.pk).status, "planned")

    def test_no_other_row_moves(self):
        other = make.activity(college=self.jidian)
        self.one.move("取消", **self.road)
        other.refresh_from_db()
        self.assertEqual(other.status, "planned")
