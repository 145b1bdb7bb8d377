"""What leaves the newsroom: a text as .docx, the push ledger as .xlsx."""

from io import BytesIO

from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from colleges.models import AuditEntry
from reports.news_document import article_document
from tests import newsroom
from tests.base import PortalTestCase


class TextAsDocument(PortalTestCase):
    def document(self, **facts):
        item = newsroom.news_item(college=self.jidian, **facts)
        return Document(article_document(newsroom.reloaded(item), {}))

    def lines(self, **facts):
        return [one.text for one in self.document(**facts).paragraphs if one.text]

    def test_title_text_unit_and_who_wrote_edited_and_reviewed_it(self):
        item = newsroom.published(newsroom.news_item(college=self.jidian))
        lines = [one.text for one in Document(article_document(item, {})).paragraphs if one.text]
        self.assertEqual((lines[0], lines[2]), ("焊花里的职业梦", "师傅带着做"))
        self.assertEqual(lines[-3:], [
            "机电学院", "2025年5月12日", "作者：赵同学　编辑：孙　复审：钱　审核：周",
        ])  # fmt: skip

    def test_lists_links_quotes_and_pictures_as_words(self):
        body = "1. 甲\n2. 乙\n\n- 丙\n\n> 引\n\n见[通知](https://a.cn/1)。\n\n![合影](media:7)"
        lines = self.lines(body=body, summary="")
        self.assertEqual(
            lines[1:-2],
            ["1. 甲", "2. 乙", "· 丙", "引", "见通知（https://a.cn/1）。", "〔图：合影〕"],
        )

    def test_in_the_type_of_official_papers(self):
        paper = self.document(body="## 小标题\n\n**重**点")
        fonts = [
            run._element.rPr.rFonts.get(qn("w:eastAsia"))
            for paragraph in paper.paragraphs for run in paragraph.runs
        ]  # fmt: skip
        self.assertEqual(fonts[0], "方正小标宋简体")
        self.assertEqual(fonts[2:5], ["黑体", "仿宋_GB2312", "仿宋_GB2312"])
        bold = [run.bold for run in paper.paragraphs[5].runs]
        self.assertEqual(bold, [True, None])

    def test_what_no_file_may_hold_is_left_out(self):
        self.assertIn("坏字符", self.lines(body="坏\ufffe字\x01符", summary=""))

    def test_its_name_is_right_on_windows(self):
        item = newsroom.news_item(college=self.jidian, title='焊花:"梦"?')
        self.sign_in(self.chen)
        answer = self.client.get(reverse("news_docx", args=[item.pk]))
        self.assertIn("%E7%84%8A%E8%8A%B1%E6%A2%A6.docx", answer["Content-Disposition"])


class LedgerAsSheet(PortalTestCase):
    def export(self, user, **query):
        self.sign_in(user)
        answer = self.client.get(reverse("mention_export", args=["2025"]), query)
        return load_workbook(BytesIO(answer.getvalue()))

    def setUp(self):
        self.qian = newsroom.media_person()
        story = newsroom.story(college=self.jidian, title="=1+1")
        newsroom.mention(story).confirm(self.qian)
        newsroom.mention(story, level="national").confirm(self.qian)
        newsroom.mention(newsroom.story(college=self.caijing))

    def test_rows_and_what_counts(self):
        book = self.export(self.zhou)
        self.assertEqual(book["推送台账"].max_row, 5)
        rows = list(book["按级别合计"].iter_rows(min_row=3, values_only=True))
        self.assertEqual(rows[0], ("机电学院", 0, 0, 0, 1, 1))
        self.assertEqual(rows[-1], ("全部", 0, 0, 0, 1, 1))

    def test_text_stays_text(self):
        cell = self.export(self.zhou, q="1+1")["推送台账"]["B3"]
        self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

    def test_a_college_takes_its_own_and_the_log_says_so(self):
        book = self.export(self.lin)
        self.assertEqual(book["推送台账"].max_row, 3)
        entry = AuditEntry.objects.get(verb="导出推送台账")
        self.assertEqual((entry.actor, entry.payload["rows"]), (self.lin, 1))

    def test_by_the_filters_of_the_page(self):
        book = self.export(self.zhou, level="national")
        self.assertEqual(book["推送台账"].max_row, 3)
        self.assertIn("国家级", book["推送台账"]["A1"].value)
