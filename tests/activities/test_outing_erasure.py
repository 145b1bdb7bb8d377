"""What an outing keeps of people beside its list: erased with it, and never whole in the log."""

from django.utils import timezone

from activities.models import OutingFile, OutingPolicy
from activities.models.outing_draft import OutingDraft
from activities.outing_facts import PERSONAL
from activities.tasks import purge_participants
from colleges.files import stored
from colleges.models import AuditEntry
from colleges.models.audit import canonical
from tests import make
from tests.base import PortalTestCase, at


class ErasingWhatElseTellsOfPeople(PortalTestCase):
    """The driver, who is to be called, what happened, the files that list persons, the log."""

    def setUp(self):
        OutingPolicy.objects.update(participants_kept_until="2025-11-14")
        facts = {"transport": "hired", "carrier": "某公司", "carrier_licensed": True, "seats": 50}
        facts |= {"plate": "川A1", "driver_name": "王司机", "driver_phone": "13800000009"}
        self.outing = make.outing(college=self.jidian, **facts)
        for kind in ("plan", "safety_plan", "pledge", "insurance", "vehicle"):
            make.outing_file(self.outing, kind=kind, name=f"{kind}.pdf")
        self.outing.revise(
            self.chen,
            {"driver_phone": "13800000077"},
            base_version=self.outing.version,
            at=self.now,
        )
        data = {"base_version": [str(make.reloaded(self.outing).version)], "route": ["王司机"]}
        OutingDraft.objects.keep(self.outing, self.chen, data)
        self.outing = make.agreed(make.asked(make.reloaded(self.outing)), by=self.sun)
        self.outing = make.agreed(self.outing, by=self.zhou)
        self.outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        self.outing.come_back(self.chen, at("2025-05-14T16:00"), 41, "王同学由家长接回")
        self.outing.close(self.chen, at("2025-05-14T17:00"), "王同学表现突出")

    def erase_on(self, text):
        with self.clock_at(text), self.captureOnCommitCallbacks(execute=True):
            purge_participants()
        return make.reloaded(self.outing)

    def test_before_the_date_all_of_it_is_there(self):
        outing = self.erase_on("2025-11-14T23:59")
        self.assertEqual((outing.driver_name, outing.drafts.count()), ("王司机", 1))
        self.assertEqual(outing.files.count(), 5)
        self.assertTrue(AuditEntry.objects.get(verb="修改外出").payload)

    def test_driver_emergency_and_what_happened_are_blank_in_row_and_versions(self):
        outing = self.erase_on("2025-11-15T00:01")
        for name in (*PERSONAL, "unusual", "feedback"):
            self.assertEqual(getattr(outing, name), "", name)
        version = outing.versions.get()
        self.assertEqual({version.facts[name] for name in PERSONAL}, {""})
        self.assertEqual(version.facts["leader_name"], outing.leader_name)

    def test_its_page_does_not_say_that_nothing_happened(self):
        self.sign_in(self.zhou)
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "王同学")
        self.erase_on("2025-11-15T00:01")
        with self.clock_at("2025-11-15T00:02"):
            self.sign_in(self.zhou)
            page = self.client.get(self.outing.get_absolute_url())
        self.assertContains(page, '<dd class="keep-lines">保存期已过，已清除</dd>', 2)
        self.assertContains(page, "保存期已过，名单已清除")
        self.assertNotContains(page, "王同学")

    def test_drafts_go_and_of_the_files_the_plans_stay(self):
        keys = dict(OutingFile.every.values_list("kind", "key"))
        outing = self.erase_on("2025-11-15T00:01")
        self.assertFalse(OutingDraft.objects.exists())
        self.assertEqual({file.kind for file in outing.files.all()}, {"plan", "safety_plan"})
        there = {kind for kind, key in keys.items() if stored(key).exists()}
        self.assertEqual(there, {"plan", "safety_plan"})

    def test_a_file_that_only_a_version_still_names_goes_too(self):
        OutingFile.every.filter(kind="insurance").update(removed_at=self.now)
        self.erase_on("2025-11-15T00:01")
        self.assertFalse(OutingFile.every.filter(kind="insurance").exists())

    def test_its_details_leave_the_log_and_the_chain_holds(self):
        AuditEntry.objects.seal()
        self.erase_on("2025-11-15T00:01")
        self.assertIsNone(AuditEntry.objects.get(verb="修改外出").payload)
        self.assertTrue(AuditEntry.objects.get(verb="新增").payload)
        self.assertEqual(AuditEntry.objects.verify()[2], [])
        self.sign_in(self.zhou)
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "修改外出")

    def test_run_twice_it_says_so_once(self):
        self.erase_on("2025-11-15T00:01")
        self.erase_on("2025-11-16T00:01")
        self.assertEqual(AuditEntry.objects.filter(verb="清除外出名单").count(), 1)

    def test_another_edition_keeps_its_own(self):
        OutingPolicy.objects.update(participants_kept_until="2026-11-14")
        self.assertEqual(self.erase_on("2025-11-15T00:01").driver_name, "王司机")

    def test_of_a_deleted_outing_the_details_leave_the_log_after_half_a_year(self):
        gone = make.outing(college=self.caijing)
        gone.activity.remove(self.lin)
        for clock, told in (("2025-11-01T00:01", True), ("2025-11-15T00:01", False)):
            self.erase_on(clock)
            entry = AuditEntry.objects.get(verb="删除外出")
            self.assertEqual(entry.payload is not None, told, clock)


class PhonesInTheLog(PortalTestCase):
    def kept(self, verb):
        return canonical(list(AuditEntry.objects.filter(verb=verb).values("payload", "note")))

    def test_an_edit_and_a_deletion_are_noted_with_masked_phones(self):
        outing = make.outing(college=self.jidian)
        outing.revise(self.chen, {"driver_phone": "13800000077"}, base_version=1, at=timezone.now())
        outing.activity.remove(self.chen)
        for verb in ("修改外出", "删除外出"):
            self.assertIn("138****00", self.kept(verb))
            self.assertNotIn("1380000", self.kept(verb), verb)

    def test_a_change_that_is_taken_back_is_too(self):
        outing = make.approved_outing(college=self.jidian)
        outing.revise(
            self.chen, {"leader_phone": "13800000055"}, base_version=outing.version, at=self.now
        )
        make.reloaded(outing).withdraw(self.chen)
        self.assertIn("138****0055", self.kept("撤回变更"))
        self.assertNotIn("1380000", self.kept("撤回变更"))
        self.assertEqual(make.reloaded(outing).leader_phone, "13800000002")

    def test_what_happened_on_the_way_is_not_noted(self):
        outing = make.approved_outing(college=self.jidian)
        outing.depart(self.chen, at("2025-05-14T08:25"), 42)
        outing.come_back(self.chen, at("2025-05-14T16:00"), 41, "王同学由家长接回")
        self.assertEqual(AuditEntry.objects.get(verb="归校").note, "41 人，有异常情况")
        outing.close(self.chen, at("2025-05-14T17:00"), "王同学表现突出")
        self.assertNotIn("王同学", self.kept("办结"))
