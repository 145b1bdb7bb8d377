"""附件1 of one college: the page and the .xlsx say the same, read back by another library."""

from io import BytesIO
from urllib.parse import unquote

from django.urls import reverse
from python_calamine import CalamineWorkbook

from colleges.models import AuditEntry
from reports.sheet import Sheet
from tests import make
from tests.base import PortalTestCase, at


class SheetCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        type(cls.chen).objects.filter(pk=cls.chen.pk).update(phone="028-12345678")
        cls.chen.refresh_from_db()

    def sheet(self, reader=None, revision=None):
        content = revision.full_content() if revision else self.filing.content()
        return Sheet(content, self.filing, revision, reader=reader or self.zhou)

    def cells(self, sheet):
        return [[text for _, text in row] for row in sheet.rows]


class OnThePage(SheetCase):
    def test_widths_fit_the_paper_and_its_classes(self):
        widths = self.sheet().widths
        self.assertEqual(len(widths), len(self.sheet().columns))
        self.assertTrue(all(3 <= width <= 20 for width in widths), widths)

    def test_a_row_in_words(self):
        make.activity(
            college=self.jidian,
            title="焊接展",
            end_date=self.edition.dates[3],
            partners=["甲厂", "乙厂"],
            expected_internal=0,
        )
        row = self.cells(self.sheet())[0]
        self.assertEqual(row[:4], ["1", "焊接展", "校园开放", "2025-05-12 至 2025-05-14"])
        self.assertEqual(row[8:10], ["校内 0 / 校外 -", "甲厂、乙厂"])

    def test_the_head_is_empty_until_somebody_hands_over(self):
        make.activity(college=self.jidian)
        self.assertEqual(self.sheet().header.prepared, "")
        make.handed_over(self.filing)
        header = self.sheet().header
        told = header.prepared, header.phone, header.filed_on
        self.assertEqual(told, ("陈", "028-12345678", "2025-05-12"))

    def test_a_filed_one_names_who_filed_it_and_when(self):
        revision = make.filed(self.filing, at=at("2025-05-13T08:00"), reason="晚了")
        header = self.sheet(revision=revision).header
        self.assertEqual((header.prepared, header.filed_on), ("陈", "2025-05-13"))

    def test_phones_in_head_and_rows_by_reader(self):
        make.handed_over(self.filing)
        plain, hidden = ("028-12345678", "13800000001"), ("028****5678", "138****0001")
        table = [(self.chen, plain), (self.sun, plain), (self.zhou, plain)]
        for reader, expected in [*table, (self.chu, hidden), (self.zheng, hidden)]:
            sheet = self.sheet(reader)
            with self.subTest(reader=reader.name):
                self.assertEqual((sheet.header.phone, self.cells(sheet)[0][11]), expected)


class AsWorkbook(SheetCase):
    def setUp(self):
        self.sign_in(self.chen)
        self.url = reverse("filing_sheet", args=[self.filing.pk])

    def download(self):
        response = self.client.get(self.url)
        self.assertEqual(response.status_code, 200)
        return b"".join(response.streaming_content)

    def read(self):
        rows = CalamineWorkbook.from_filelike(BytesIO(self.download())).get_sheet_by_index(0)
        return rows.to_python()

    def row(self, **facts):
        make.activity(college=self.jidian, **facts)
        return next(row for row in self.read() if row[0] == 1)

    def test_mark_title_and_line_of_the_unit(self):
        make.handed_over(self.filing)
        text = "\n".join(str(cell) for row in self.read()[:3] for cell in row)
        for words in ["附件1", "2025年职教活动周信息表", "填报单位(盖章)：机电学院", "填报人：陈"]:
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_the_printed_cells_are_those_of_the_page(self):
        for number in range(3):
            make.activity(college=self.jidian, title=f"活动{number}")
        shown = self.cells(self.sheet())
        rows = [row for row in self.read() if row[0] in (1, 2, 3)]
        told = [[str(int(row[0])), *row[1 : len(shown[0])]] for row in rows]
        self.assertEqual(told, shown)

    def test_text_that_looks_like_a_formula_stays_text(self):
        row = self.row(title="=1+1", venue='=HYPERLINK("http://x")', remark="+86", summary="@x")
        typed = row[1], row[5], row[13], row[14]
        self.assertEqual(typed, ("=1+1", '=HYPERLINK("http://x")', "@x", "+86"))

    def test_phones_are_text(self):
        self.assertEqual(self.row(leader_phone="028-12345678")[11], "028-12345678")
        self.assertEqual(self.row_of("13800000001"), "13800000001")

    def row_of(self, phone):
        return self.row(leader_phone=phone, start_date=self.edition.dates[0])[11]

    def test_illegal_characters_are_removed(self):
        self.assertEqual(self.row(title="焊\x07接")[1], "焊接")

    def test_the_name_tells_unit_and_state(self):
        make.activity(college=self.jidian)
        self.assertIn("附件1_机电学院_未报送.xlsx", self.file_name())
        make.filed(self.filing)
        self.assertIn("附件1_机电学院_已报送.xlsx", self.file_name())

    def file_name(self):
        return unquote(self.client.get(self.url).headers["Content-Disposition"])

    def test_the_office_gets_what_was_filed(self):
        make.activity(college=self.jidian, title="报过的")
        make.filed(self.filing)
        make.activity(college=self.jidian, title="没报的")
        self.sign_in(self.zhou)
        titles = [row[1] for row in self.read() if row[0] in (1, 2)]
        self.assertEqual(titles, ["报过的"])

    def test_who_gets_it(self):
        table = [(self.sun, 200), (self.zhou, 200), (self.chu, 403), (self.zheng, 403)]
        for user, expected in [*table, (self.lin, 404), (self.wei, 404)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(self.client.get(self.url).status_code, expected)

    def test_the_download_is_written_down_with_its_rows(self):
        make.activity(college=self.jidian)
        self.download()
        entry = AuditEntry.objects.get(verb="下载")
        self.assertEqual((entry.actor_name, entry.payload), ("陈", {"rows": 1}))

    def test_the_same_filed_form_gives_the_same_bytes(self):
        make.filed(self.filing)
        self.assertEqual(self.download(), self.download())
