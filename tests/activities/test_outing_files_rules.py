"""The papers of an outing: bound to the row, kept for the versions they stood in."""

from activities.models import OutingFile
from activities.models.outing_file import MOST_FILES
from activities.outing_status import Status
from colleges.files import stored
from colleges.models import Notice
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase


def again(file):
    return OutingFile.objects.select_related("outing__activity").get(pk=file.pk)


class OfAnApprovedOuting(PortalTestCase):
    """The safety plan is a file alone; a 保险单 lies beside it."""

    def setUp(self):
        outing = make.outing(college=self.jidian, safety_plan="")
        self.plan = make.outing_file(outing)
        self.policy = make.outing_file(outing, name="保险单.pdf", kind="insurance")
        asked = make.agreed(make.asked(outing), by=self.sun)
        self.outing = make.agreed(asked, by=self.zhou)

    def remove(self, file):
        with self.captureOnCommitCallbacks(execute=True):
            again(file).remove(self.chen)

    def told(self):
        rows = Notice.objects.filter(title__contains="了材料").order_by("user__name")
        return list(rows.values_list("user__name", "title"))

    def test_the_only_safety_plan_is_not_deleted(self):
        with self.assertRaisesMessage(BrokenRule, "是唯一的安全预案，不能删除。请先上传新的"):
            self.remove(self.plan)
        self.assertEqual(make.reloaded(self.outing).missing(), [])
        make.outing_file(self.outing, name="新预案.pdf")
        self.remove(self.plan)
        self.assertEqual(make.reloaded(self.outing).missing(), [])

    def test_deleted_it_can_still_be_read_where_a_version_names_it(self):
        self.remove(self.policy)
        self.assertEqual([file.name for file in self.outing.files.all()], ["安全预案.pdf"])
        version = self.outing.versions.get()
        self.assertEqual([one["name"] for one in version.files], ["保险单.pdf", "安全预案.pdf"])
        self.assertEqual({one["sha256"] for one in version.files}, {self.plan.sha256})
        self.assertTrue(stored(self.policy.key).exists())
        self.sign_in(self.zhou)
        self.assertEqual(self.client.get(self.policy.get_absolute_url()).status_code, 200)

    def test_what_no_version_names_is_gone(self):
        file = make.outing_file(self.outing, name="错的.pdf", kind="plan")
        self.remove(file)
        self.assertFalse(OutingFile.every.filter(pk=file.pk).exists())
        self.assertFalse(stored(file.key).exists())

    def test_adding_and_deleting_tells_office_and_guards_once_each(self):
        make.outing_file(self.outing, name="新预案.pdf")
        names = [name for name, title in self.told() if "上传了材料" in title]
        self.assertEqual(names, sorted(["卫", "吴", "周"]))
        self.remove(self.policy)
        names = [name for name, title in self.told() if "删除了材料" in title]
        self.assertEqual(names, sorted(["卫", "吴", "周"]))

    def test_versions_with_other_files_are_told_apart(self):
        self.remove(self.policy)
        outing = make.reloaded(self.outing)
        outing.revise(
            self.chen, {"destination": "云顶山"}, base_version=outing.version, at=self.now
        )
        first, second = outing.versions.all()
        label, old, new, is_material = first.changes_to(second)[-1]
        self.assertEqual((label, is_material), ("材料", False))
        self.assertIn("保险单.pdf", old)
        self.assertNotIn("保险单.pdf", new)

    def test_giving_up_a_change_brings_deleted_papers_back(self):
        outing = make.reloaded(self.outing)
        facts = {"destination": "云顶山"}
        outing.revise(self.chen, facts, base_version=outing.version, at=self.now)
        outing.step.send_back(self.sun, self.now, seen=2, opinion="不要改")
        self.remove(self.plan)
        make.reloaded(outing).withdraw(self.chen)
        self.assertEqual(make.reloaded(outing).missing(), [])


class OfAStaleCopy(PortalTestCase):
    def setUp(self):
        self.outing = make.outing(college=self.jidian)
        self.file = make.outing_file(self.outing)

    def test_nothing_is_attached_once_it_was_handed_over(self):
        stale = make.reloaded(self.outing)
        make.asked(self.outing)
        with self.assertRaisesMessage(WrongState, "不能加文件"):
            make.outing_file(stale)

    def test_nothing_is_deleted_once_it_was_handed_over(self):
        stale = again(self.file)
        self.assertEqual(stale.outing.status, Status.DRAFT)
        make.asked(self.outing)
        with self.assertRaisesMessage(WrongState, "不能删文件"):
            stale.remove(self.chen)
        self.assertEqual(self.outing.files.count(), 1)

    def test_deleted_twice_is_told(self):
        first, second = again(self.file), again(self.file)
        first.remove(self.chen)
        with self.assertRaisesMessage(WrongState, "刚刚已被删除"):
            second.remove(self.chen)

    def test_no_more_than_there_is_room_for(self):
        for _ in range(MOST_FILES - 1):
            make.outing_file(self.outing)
        with self.assertRaisesMessage(BrokenRule, f"最多 {MOST_FILES} 个文件"):
            make.outing_file(self.outing)
