from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from colleges.models import AuditEntry
from colleges.tasks import seal_audit_entries
from tests import make
from tests.base import PortalTestCase

# What a test writes by hand, past `record`.
RAW = {"actor_name": "某人", "verb": "登录", "payload": {}, "salt": "", "payload_digest": ""}


class AuditTestCase(PortalTestCase):
    def setUp(self):
        AuditEntry.objects.all().delete()
        for number in range(1, 4):
            AuditEntry.objects.record(self.zhou, "退回", self.filing, payload={"n": number})

    def tamper(self, sequence, **fields):
        AuditEntry.objects.filter(sequence=sequence).update(**fields)

    def faults(self):
        return AuditEntry.objects.verify()[2]


class Record(AuditTestCase):
    def test_it_says_who_did_what_to_which_thing(self):
        entry = AuditEntry.objects.first()
        told = entry.actor, entry.actor_name, entry.verb, entry.object_type, entry.object_text
        name = "机电学院的附件1《2025年职教活动周信息表》"
        self.assertEqual(told, (self.zhou, "周", "退回", "reports.filing", name))

    def test_without_a_person_it_was_the_system(self):
        self.assertEqual(AuditEntry.objects.record(None, "清理").actor_name, "系统")

    def test_it_survives_the_person(self):
        gone = make.person("临时")
        entry = AuditEntry.objects.record(gone, "登录", gone)
        gone.delete()
        entry.refresh_from_db()
        self.assertEqual((entry.actor, entry.actor_name), (None, "临时"))

    def test_about_finds_the_entries_of_one_thing(self):
        AuditEntry.objects.record(self.zhou, "确认", self.other_filing)
        self.assertEqual(AuditEntry.objects.about(self.filing).count(), 3)

    def test_equal_payloads_have_different_digests(self):
        first, second = (AuditEntry.objects.record(None, "x", payload={"a": 1}) for _ in range(2))
        self.assertNotEqual(first.payload_digest, second.payload_digest)

    def test_a_refused_change_leaves_no_entry(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            AuditEntry.objects.record(None, "x")
            raise ZeroDivisionError
        self.assertEqual(AuditEntry.objects.count(), 3)


class Actors(AuditTestCase):
    def test_nobody_and_the_portal_itself_have_names(self):
        for actor, name in [(AnonymousUser(), "未登录"), (None, "系统"), (self.chen, "陈")]:
            with self.subTest(name):
                entry = AuditEntry.objects.record(actor, "试")
                self.assertEqual(entry.actor_name, name)


class Chain(AuditTestCase):
    def test_sealing_numbers_oldest_first(self):
        self.assertEqual(AuditEntry.objects.seal(), 3)
        order = AuditEntry.objects.order_by("sequence").values_list("payload__n", flat=True)
        self.assertEqual(list(order), [1, 2, 3])

    def test_sealing_again_finds_nothing(self):
        AuditEntry.objects.seal()
        self.assertEqual(AuditEntry.objects.seal(), 0)

    def test_a_sealed_chain_is_whole(self):
        AuditEntry.objects.seal()
        self.assertEqual(AuditEntry.objects.verify(), (3, 0, []))

    def test_it_goes_on_where_it_ended(self):
        AuditEntry.objects.seal()
        AuditEntry.objects.record(self.zhou, "确认", self.filing)
        AuditEntry.objects.seal()
        self.assertEqual(AuditEntry.objects.verify(), (4, 0, []))

    def test_the_unsealed_tail_is_counted(self):
        AuditEntry.objects.seal()
        AuditEntry.objects.record(self.zhou, "确认", self.filing)
        self.assertEqual(AuditEntry.objects.verify(), (3, 1, []))

    def test_a_place_in_the_chain_is_taken_once(self):
        AuditEntry.objects.seal()
        with self.assertRaises(IntegrityError), transaction.atomic():
            AuditEntry.objects.create(sequence=3, **RAW)

    def test_of_two_sealers_the_second_loses_whole(self):
        AuditEntry.objects.seal()
        late = AuditEntry.objects.record(None, "x")
        with self.assertRaises(IntegrityError), transaction.atomic():
            AuditEntry.objects.filter(pk=late.pk).update(sequence=1)
        self.assertEqual(AuditEntry.objects.verify(), (3, 1, []))


class Tampering(AuditTestCase):
    def setUp(self):
        super().setUp()
        AuditEntry.objects.seal()

    def test_a_changed_field_shows(self):
        for fields in ({"verb": "确认"}, {"actor_name": "吴"}, {"note": "x"}, {"address": "x"}):
            with self.subTest(**fields), transaction.atomic():
                self.tamper(2, **fields)
                self.assertIn("第 2 条的内容被改动。", self.faults())
                transaction.set_rollback(True)

    def test_a_changed_payload_shows(self):
        self.tamper(2, payload={"n": 99})
        self.assertEqual(self.faults(), ["第 2 条的明细被改动。"])

    def test_a_deleted_entry_shows(self):
        AuditEntry.objects.filter(sequence=2).delete()
        told = ["第 2 条缺失（下一条是第 3 条）。", "第 3 条与前一条不衔接。"]
        self.assertEqual(self.faults(), told)

    def test_a_deleted_first_entry_shows(self):
        AuditEntry.objects.filter(sequence=1).delete()
        self.assertIn("第 1 条缺失（下一条是第 2 条）。", self.faults())

    def test_a_forged_entry_breaks_the_next_link(self):
        entry = AuditEntry.objects.get(sequence=2)
        entry.verb = "确认"
        self.tamper(2, verb="确认", chain_hash=entry.expected_hash())
        self.assertEqual(self.faults(), ["第 3 条与前一条不衔接。"])

    def test_a_blanked_payload_leaves_the_chain_whole(self):
        self.tamper(2, payload=None, salt="")
        self.assertEqual(AuditEntry.objects.verify(), (3, 0, []))


class VerifyAuditCommand(AuditTestCase):
    def setUp(self):
        super().setUp()
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(self.settings(DATA_DIR=Path(folder)))

    def run_command(self, *options):
        out, self.err = StringIO(), StringIO()
        call_command("verify_audit", *options, stdout=out, stderr=self.err)
        return out.getvalue()

    def test_it_reports_a_whole_chain_and_its_tail(self):
        AuditEntry.objects.seal()
        AuditEntry.objects.record(None, "x")
        self.assertIn("已封存 3 条，待封存 1 条。\n审计链完整。\n", self.run_command())

    def test_it_fails_on_a_broken_one(self):
        AuditEntry.objects.seal()
        self.tamper(2, verb="确认")
        with self.assertRaisesMessage(CommandError, "审计链有 1 处问题。"):
            self.run_command()

    def cut(self):
        AuditEntry.objects.filter(sequence=3).delete()

    def test_the_newest_entries_cut_off_are_missed(self):
        seal_audit_entries()
        self.assertNotIn("没有链头记录", self.run_command())
        self.cut()
        with self.assertRaisesMessage(CommandError, "删除数据目录里的 audit_head"):
            self.run_command()
        self.assertIn("曾封存到第 3 条，现在只到第 2 条", self.err.getvalue())

    def test_sealing_on_does_not_cover_it_up(self):
        seal_audit_entries()
        self.cut()
        AuditEntry.objects.record(None, "x")
        with self.assertLogs("colleges.models.audit", "ERROR"):
            seal_audit_entries()
        with self.assertRaises(CommandError):
            self.run_command()
        self.assertIn("第 3 条不是当时封存的那一条", self.err.getvalue())

    def test_where_nothing_was_noted_it_says_so_and_takes_another_note(self):
        AuditEntry.objects.seal()
        head = AuditEntry.objects.head()
        self.assertIn("没有链头记录", self.run_command())
        self.assertIn(f"链头：{head}", self.run_command("--head", str(head)))
        self.cut()
        self.assertIn("没有链头记录", self.run_command())
        with self.assertRaises(CommandError):
            self.run_command("--head", str(head))
        with self.assertRaisesMessage(CommandError, "链头的写法"):
            self.run_command("--head", "3")

    def test_a_note_nobody_can_read_is_no_missing_one(self):
        seal_audit_entries()
        (settings.DATA_DIR / "audit_head").write_text("x")
        with self.assertRaises(CommandError):
            self.run_command()
