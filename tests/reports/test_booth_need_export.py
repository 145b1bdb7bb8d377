from io import BytesIO

import python_calamine
from django.urls import reverse
from openpyxl import load_workbook

from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase


class BoothNeedExport(PortalTestCase):
    def file(self):
        self.sign_in(self.zhou)
        response = self.client.get(reverse("booth_need_export", args=["2025"]))
        self.assertEqual(response.status_code, 200)
        return BytesIO(b"".join(response.streaming_content))

    def lines(self):
        book = python_calamine.CalamineWorkbook.from_filelike(self.file())
        return book.get_sheet_by_index(0).to_python()

    def test_every_college_and_the_sums(self):
        make.booth_need(self.jidian, power_kw="2.5", tables=3)
        _, head, first, second, last = self.lines()
        row = dict(zip(head, first, strict=True))
        self.assertEqual(
            (row["学院"], row["用电负荷（kW）"], row["桌（张）"]), ("机电学院", 2.5, 3)
        )
        self.assertEqual((row["用电自"], row["网络"], row["帐篷（顶）"]), ("09:30", "不需要", ""))
        self.assertEqual((second[:2], second[3]), (["财经学院", "未填写"], ""))
        sums = dict(zip(head, last, strict=True))
        self.assertEqual((sums["用电负荷（kW）"], sums["帐篷（顶）"]), (2.5, ""))

    def test_what_people_typed_is_never_a_formula(self):
        for theme in ("=1+1", "+1", "@SUM(A1)", '=HYPERLINK("http://x")'):
            make.booth_need(self.jidian, theme=theme)
            cells = [cell for row in load_workbook(self.file()).active for cell in row]
            found = [cell for cell in cells if cell.value == theme]
            with self.subTest(theme):
                self.assertEqual([cell.data_type for cell in found], ["s"])
            self.jidian.booth_needs.all().delete()

    def test_it_is_written_in_the_log(self):
        self.file()
        entry = AuditEntry.objects.get(verb="导出展位需求")
        self.assertEqual((entry.actor, entry.payload), (self.zhou, {"rows": 2}))
