"""总结报告 on its pages: draft, upload, numbers against 附件2, the office's table."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from docx import Document

from activities.models import Activity, Requirement
from colleges.files import stored
from colleges.models import AuditEntry, College
from reports.models import SummaryReport, SummaryVersion
from tests import hostile_documents as documents
from tests import make, media, newsroom, summaries
from tests.base import PortalTestCase


class Summary(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian, start_date=self.edition.starts_on)
        partners = [make.took_part("示例机电有限公司", "signed")]
        make.result(self.activity, students=90, teachers=8, partners=partners)
        self.sign_in(self.chen)

    def address(self, name, *words, **query):
        query = "&".join(f"{key}={value}" for key, value in query.items())
        return reverse(f"summary_{name}", args=words or ["2025"]) + (query and f"?{query}")

    def page(self, **query):
        return self.client.get(self.address("report", **query))

    def send(self, content, name="工作总结.docx"):
        file = SimpleUploadedFile(name, content)
        return self.client.post(self.address("upload"), {"file": file})

    def read(self, response):
        return Document(BytesIO(b"".join(response.streaming_content)))

    def newest(self):
        return SummaryReport.objects.of(self.edition, self.jidian).newest


class Draft(Summary):
    def lines(self, *words, **query):
        paper = self.read(self.client.get(self.address(*words or ("draft",), **query)))
        return [one.text for one in paper.paragraphs if one.text]

    def test_from_the_records_in_one_click(self):
        told = self.lines()
        self.assertEqual(told[0], "机电学院2025年职业教育活动周工作总结")
        self.assertIn("于2025年5月11日至17日围绕“一技在手，一生无忧”主题", told[1])
        self.assertIn("共开展活动1场次，其中线下1场次", told[2])
        self.assertIn("学生参与90人次、教师参与8人次", told[2])
        self.assertTrue(any("合作单位有示例机电有限公司" in line for line in told))

    def test_its_name_and_its_entry(self):
        answer = self.client.get(self.address("draft"))
        self.assertIn("%E8%8D%89%E7%A8%BF", answer["Content-Disposition"])
        entry = AuditEntry.objects.get(verb="生成总结草稿")
        self.assertEqual((entry.actor, entry.note), (self.chen, "机电学院"))

    def test_reports_cases_and_photos_of_the_own_unit_alone(self):
        qian = newsroom.media_person()
        for college, title in ((self.jidian, "焊花"), (self.caijing, "账本")):
            story = newsroom.story(college=college, title=title)
            newsroom.mention(story, url=f"https://news.example/{college.pk}").confirm(qian)
            media.item(college=college, status="approved", caption=f"{title}照片")
        paper = self.read(self.client.get(self.address("draft")))
        told = "".join(
            cell.text for table in paper.tables for row in table.rows for cell in row.cells
        )
        self.assertIn("焊花照片", told)
        links = [one.target_ref for one in paper.part.rels.values() if one.is_external]
        self.assertEqual(links, [f"https://news.example/{self.jidian.pk}"])
        self.assertNotIn("账本", told)

    def test_only_photos_that_may_be_shown(self):
        facts = {"college": self.jidian, "status": "approved"}
        media.item(**facts, caption="可以")
        minors = {"status": "consent", "has_minors": "yes"}
        media.item(college=self.jidian, caption="未成年人没有授权", **minors)
        media.item(college=self.jidian, status="waiting", caption="没审")
        media.item(college=self.jidian, has_minors="unknown", caption="不知道有没有未成年人")
        lost = media.item(**facts, caption="副本没了")
        stored(lost.stored_copy(800)).unlink()
        paper = self.read(self.client.get(self.address("draft")))
        captions = [cell.text.strip() for cell in paper.tables[-1].rows[0].cells]
        self.assertEqual(captions, ["可以", ""])

    def test_a_college_that_has_nothing_yet(self):
        self.sign_in(self.lin)
        told = "\n".join(self.lines())
        self.assertIn("财经学院2025年职业教育活动周工作总结", told)
        self.assertIn("活动结果尚未登记", told)
        self.assertNotIn("None", told)

    def test_the_school_from_all_units(self):
        other = make.activity(college=self.caijing, start_date=self.edition.starts_on)
        make.result(other, students=10, partners=[make.took_part("示例机电有限公司")])
        make.result(make.activity(department=self.security), students=None, teachers=7)
        self.sign_in(self.zhou)
        paper = self.read(self.client.get(self.address("school_draft")))
        told = [one.text for one in paper.paragraphs if one.text]
        self.assertTrue(told[0].startswith(settings.SCHOOL_NAME))
        self.assertIn("共开展活动3场次", told[2])
        self.assertIn("合作企业共1家", told[2])
        units = {row.cells[0].text: row.cells[3].text for row in paper.tables[1].rows}
        self.assertEqual((units["机电学院"], units["财经学院"]), ("90", "10"))
        self.assertEqual(units["合计"], "100")

    def test_the_school_says_how_many_have_not_filed(self):
        kind = Requirement.Kind.STATISTICS_FORM
        forms = [make.collects(self.edition, one, kind) for one in (self.jidian, self.caijing)]
        make.figures(self.jidian)
        self.sign_in(self.zhou)
        told = "（其中2个学院的附件2尚未报送或已退回）"
        self.assertIn(told, "".join(self.lines("school_draft")))
        forms[0].hand_over(self.chen, make.timezone.now())
        make.signed(forms[0])
        forms[1].excuse(self.zhou, make.timezone.now(), "没有活动")
        self.assertNotIn("尚未报送", "".join(self.lines("school_draft")))

    def test_cost_does_not_grow_with_activities(self):
        def grow():
            for _ in range(4):
                one = make.activity(college=self.jidian)
                make.result(one, partners=[make.took_part(f"企业{one.pk}")])
                media.item(college=self.jidian, status="approved")

        grow()
        self.assertCostStaysFlat(self.address("draft"), grow)


class Upload(Summary):
    def test_numbers_that_agree(self):
        page = self.client.get(
            self.send(documents.report("全院共开展活动1场次，合作企业共1家。")).url
        )
        self.assertContains(page, "找到的 2 个数都和附件2（当前）一致")
        self.assertContains(page, "“学生参与”在报告里未找到，附件2（当前）为 90 人次。")

    def test_numbers_that_differ_are_told_and_explained(self):
        self.send(documents.report("总结", "全院共开展活动3场次。"))
        told = "“开展活动总场次”：第2段写“3场次”，附件2（当前）为 1 场次。"
        self.assertContains(self.page(), told)
        version = self.newest()
        self.client.post(self.address("explain", version.pk), {"comment": "含两场后续活动"})
        self.assertContains(self.page(), "含两场后续活动")

    def test_once_the_form_changes_an_old_report_says_so(self):
        self.send(documents.report("全院共开展活动1场次。"))
        make.result(make.activity(college=self.jidian))
        self.assertContains(self.page(), "第1段写“1场次”，附件2（当前）为 2 场次。")

    def test_marks_left_open_are_counted(self):
        self.send(documents.report("【请补充：不足】", "【请补充：打算】"))
        self.assertContains(self.page(), "还有 2 处【请补充】没有写")

    def test_a_draft_sent_back_as_it_is_agrees(self):
        draft = self.client.get(self.address("draft"))
        self.send(b"".join(draft.streaming_content))
        page = self.page()
        self.assertNotContains(page, "不一致")
        self.assertContains(page, "都和附件2（当前）一致")

    def assertNotTaken(self, files):
        self.send(documents.report("第一版"))
        for content, name, sentence in files:
            with self.subTest(sentence):
                answer = self.send(content, name)
                self.assertContains(answer, sentence, status_code=422)
                self.assertContains(answer, "原来的报告没有变", status_code=422)
        self.assertEqual(SummaryVersion.objects.count(), 1)

    def test_hostile_files_get_a_sentence_and_change_nothing(self):
        self.assertNotTaken([
            (documents.remote_template(), "a.docx", "引用了外面的模板"),
            (documents.with_part("word/vbaProject.bin"), "a.docx", "宏"),
            (documents.bomb(), "a.docx", "太多或太复杂"),
            (b"", "a.docx", "文件是空的"),
        ])  # fmt: skip

    def test_other_kinds_of_files_are_told_the_way(self):
        self.assertNotTaken([
            (documents.plain(), "a.docm", "带宏的文档不接收"),
            (b"%PDF-1.4 %%EOF", "a.pdf", "不要 PDF"),
            (documents.plain(), "a.doc", "老格式 .doc"),
            (documents.plain(), "总结.txt", "只接收 Word 文档"),
        ])  # fmt: skip

    def test_without_a_file(self):
        answer = self.client.post(self.address("upload"), {})
        self.assertContains(answer, "请选择文件。", status_code=422)

    def test_downloads_are_private_attachments_on_record(self):
        self.send(documents.report("甲"), name="总结<b>.docx")
        answer = self.client.get(self.address("file", self.newest().pk))
        self.assertTrue(answer["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer["Content-Security-Policy"], "default-src 'none'; sandbox")
        self.assertTrue(AuditEntry.objects.filter(verb="下载总结报告", actor=self.chen).exists())
        self.assertNotContains(self.page(), "<b>.docx")

    def test_another_college_finds_nothing(self):
        self.send(documents.report("甲"))
        version = self.newest()
        self.sign_in(self.lin)
        for name in ("file", "use", "explain"):
            method = self.client.get if name == "file" else self.client.post
            self.assertEqual(method(self.address(name, version.pk)).status_code, 404)
        self.assertEqual(self.page(college=self.jidian.pk).status_code, 404)

    def test_an_earlier_version_again(self):
        self.send(documents.report("甲"))
        first = self.newest()
        self.send(documents.report("乙"))
        seen = {"seen": self.newest().pk}
        self.assertContains(self.page(), f'name="seen" value="{seen["seen"]}"')
        self.send(documents.report("丙"))
        third = self.newest()
        answer = self.client.post(self.address("use", first.pk), seen)
        self.assertRefused(answer, "现用的版本已经换过")
        self.assertEqual(self.newest(), third)
        self.client.post(self.address("use", first.pk), {"seen": third.pk})
        self.assertEqual(self.newest(), first)

    def test_two_who_explain_at_once(self):
        self.send(documents.report("全院共开展活动3场次。"))
        explain = self.address("explain", self.newest().pk)
        self.client.post(explain, {"comment": "含两场\r\n后续活动", "seen": ""})
        answer = self.client.post(explain, {"comment": "另一个原因", "seen": ""})
        self.assertRefused(answer, "没有覆盖。您写的是“另一个原因”")
        self.assertEqual(self.newest().comment, "含两场\n后续活动")
        seen = {"seen": "含两场\r\n后续活动"}
        self.client.post(explain, {"comment": "含两场；另一个原因"} | seen)
        self.assertEqual(self.newest().comment, "含两场；另一个原因")

    def test_what_made_room_is_told(self):
        self.send(documents.report("甲"))
        self.send(documents.report("乙"))
        with override_settings(MEDIA_QUOTA=20 * 1024**2):
            SummaryVersion.objects.filter(number=1).update(size=1024**2)
            page = self.client.get(self.send(documents.report("丙")).url)
        self.assertContains(page, "删去了没有报送过的最早一版（第 1 版）")

    def test_office_reads_and_does_not_write(self):
        self.send(documents.report("甲"))
        self.sign_in(self.zhou)
        page = self.page(college=self.jidian.pk)
        self.assertContains(page, "工作总结.docx")
        self.assertNotContains(page, "上传并核对数字")
        file = SimpleUploadedFile("a.docx", documents.report("乙"))
        query = {"college": self.jidian.pk, "file": file}
        self.assertEqual(self.client.post(self.address("upload"), query).status_code, 403)

    def test_too_often_in_a_minute(self):
        for number in range(40):
            answer = self.client.post(self.address("upload"), {"a": number})
            if answer.status_code == 302:
                break
        self.assertRefused(answer, "次数太多了")


class AsTheDraftStands(Summary):
    def test_becomes_the_report_without_open_marks(self):
        self.client.post(self.address("adopt"))
        version = self.newest()
        self.assertEqual((version.way, version.left_open), ("draft", 0))
        told = [one.text for one in Document(stored(version.stored_name)).paragraphs]
        self.assertNotIn("【", "".join(told))
        self.assertContains(self.page(), "都和附件2（当前）一致")

    def test_twice_without_a_change_is_once(self):
        self.client.post(self.address("adopt"))
        answer = self.client.post(self.address("adopt"))
        self.assertRefused(answer, "完全一样")
        self.assertEqual(SummaryVersion.objects.count(), 1)
        # No copy is left behind.
        self.assertEqual([one.name for one in settings.TEMP_DIR.glob("tmp*") if one.is_file()], [])

    def test_too_often_in_a_minute(self):
        answers = [self.client.post(self.address("adopt")) for _ in range(7)]
        self.assertRefused(answers[-1], "次数太多了")
        self.assertEqual(AuditEntry.objects.filter(verb="生成总结草稿").count(), 6)


class Board(Summary):
    def setUp(self):
        super().setUp()
        summaries.version(self.jidian, "全院共开展活动4场次，合作企业共1家。【请补充：甲】")
        self.sign_in(self.zhou)

    def test_who_has_what(self):
        page = self.client.get(self.address("board"))
        rows = {row.college.name: row for row in page.context["board"].rows}
        self.assertEqual(len(rows["机电学院"].verdict.differing), 1)
        self.assertIsNone(rows["财经学院"].version)
        self.assertContains(page, "1 个不一致")
        self.assertContains(page, "1 处【请补充】")
        self.assertContains(page, "已有报告 <strong>1</strong> 个学院")

    def test_a_college_without_any_record(self):
        Activity.objects.filter(college=self.caijing).delete()
        summaries.version(self.caijing, "全院共开展活动4场次。")
        page = self.client.get(self.address("board"))
        self.assertContains(page, "2</strong> 个学院")

    def test_cost_does_not_grow_with_reports(self):
        def grow():
            summaries.version(self.caijing, "全院共开展活动4场次。")
            self.client.get(self.address("board"))  # the school's numbers are counted again

        self.assertCostStaysFlat(self.address("board"), grow)
        self.assertLessEqual(len(self.queries_of(self.address("board"))), 16)

    def test_cost_does_not_grow_with_colleges(self):
        kind = Requirement.Kind.SUMMARY_REPORT
        make.collects(self.edition, self.jidian, kind)

        def grow():
            for number in range(4):
                college = College.objects.create(code=f"9{number}", name=f"新学院{number}")
                make.collects(self.edition, college, kind)

        self.assertCostStaysFlat(self.address("board"), grow)

    def test_led_to_from_boards_and_weeks(self):
        self.assertContains(self.client.get(reverse("board", args=["2025"])), self.address("board"))
        self.sign_in(self.chen)
        week = self.client.get(reverse("week", args=["2025"]))
        self.assertContains(week, self.address("report"))

    def test_led_to_from_the_desk_of_a_college(self):
        self.sign_in(self.chen)
        desk = self.client.get(reverse("desk", args=["2025"]))
        self.assertContains(desk, self.address("report", college=self.jidian.pk))
