from io import BytesIO

import time_machine
from openpyxl import load_workbook

from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase, at


class AuditExport(PortalTestCase):
    def setUp(self):
        self.sign_in(self.feng)
        self.activity = make.activity(college=self.jidian, leader_phone="13800000001")
        self.activity.title, self.activity.leader_phone = "=1+1", "13800000002"
        self.activity.revise(self.chen, [], base_version=1)

    def export(self, **filters):
        return self.client.get("/audit/export.xlsx", filters)

    def sheet(self, **filters):
        file = b"".join(self.export(**filters).streaming_content)
        return load_workbook(BytesIO(file)).active

    def rows(self, **filters):
        return list(self.sheet(**filters).iter_rows(min_row=3, values_only=True))

    def test_it_holds_what_the_filters_show(self):
        rows = self.rows(verb="修改")
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0][2:6], ("陈", "修改", "活动", "“=1+1”"))

    def test_changes_are_words_and_phones_are_masked(self):
        (row,) = self.rows(verb="修改")
        self.assertIn("联系电话：138****0001 → 138****0002", row[7])
        self.assertIn("→ =1+1", row[7])

    def test_no_cell_is_a_formula(self):
        kinds = {cell.data_type for row in self.sheet().iter_rows() for cell in row}
        self.assertNotIn("f", kinds)

    def test_it_is_an_entry_itself_with_its_rows(self):
        self.rows(verb="修改")
        entry = AuditEntry.objects.first()
        self.assertEqual((entry.verb, entry.actor), ("导出审计记录", self.feng))
        self.assertEqual(entry.payload, {"rows": 1, "filters": "筛选：动作 修改"})

    def test_the_seventh_within_a_minute_is_refused(self):
        for _ in range(6):
            self.assertEqual(self.export().status_code, 200)
        self.assertRefused(self.export(), "次数太多了")
        with time_machine.travel(at("2025-05-12T10:05")):
            self.sign_in(self.feng)
            self.assertEqual(self.export().status_code, 200)

    def test_filters_that_cannot_be_read_export_nothing(self):
        for wrong in ({"since": "gestern"}, {"since": "2025-05-13", "until": "2025-05-12"}):
            with self.subTest(wrong):
                self.assertRefused(self.export(**wrong), "筛选条件有误")

    def test_days_and_names_narrow_it_too(self):
        self.assertEqual(self.rows(until="2025-05-11"), [])
        self.assertEqual({row[2] for row in self.rows(person="陈", since="2025-05-12")}, {"陈"})

    def test_too_many_rows_are_refused_with_a_way_out(self):
        template = AuditEntry(
            actor_name="某人", verb="登录", payload={}, salt="", payload_digest=""
        )
        rows = [AuditEntry(**self.fields(template)) for _ in range(5001)]
        AuditEntry.objects.bulk_create(rows)
        self.assertRefused(self.export(verb="登录"), "请缩小时间范围")

    @staticmethod
    def fields(entry):
        return {name: getattr(entry, name) for name in ("actor_name", "verb", "payload", "salt")}
