"""附件1 coming back: what is told apart, what is refused, by which cell."""

from io import BytesIO

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from openpyxl import load_workbook

from activities.models import Activity
from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule, WrongState
from reports.models import AnnexUpload
from reports.sheet import Sheet
from tests import hostile, make
from tests.base import Cast, PortalTestCase

HEAD, FIRST = 4, 5  # rows of the sheet
NUMBER_OF = {
    name: column
    for column, name in enumerate(
        ["序号", "活动名称", "活动类别", "活动日期", "活动时间", "活动地点", "活动形式", "面向对象"]
        + ["预计人数", "合作企业", "负责人", "联系电话", "是否外出", "简介", "备注", "主题活动日"]
        + ["开放", "校内", "校外", "保障", "标签", "编号"],
        start=1,
    )
}


class Book:
    """The college's sheet as a person has it open in Excel."""

    def __init__(self, filing, reader):
        content = filing.content()
        self.book = load_workbook(Sheet(content, filing, reader=reader).workbook())
        self.sheet = self.book.active

    def cell(self, name, row=0):
        return self.sheet.cell(FIRST + row, NUMBER_OF[name])

    def write(self, name, value, row=0):
        self.cell(name, row).value = value

    def copy_row(self, source, **values):
        """As people do it: insert below, paste the copied row, type over some cells."""
        self.sheet.insert_rows(FIRST + source + 1)
        for column in range(1, len(NUMBER_OF) + 1):
            value = self.sheet.cell(FIRST + source, column).value
            self.sheet.cell(FIRST + source + 1, column).value = value
        for name, value in values.items():
            self.write(name, value, source + 1)

    def saved(self):
        file = BytesIO()
        self.book.save(file)
        return BytesIO(file.getvalue())


class ImportCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.prepare()

    @classmethod
    def prepare(cls):
        tags = cls.edition.tag_set.all()[:2]
        days = cls.edition.dates
        one = {"title": "焊接体验课", "tags": tags, "partners": ["甲厂", "乙社区"]}
        cls.one = make.activity(college=cls.jidian, **one, needs=["power"], expected_internal=120)
        cls.two = make.activity(
            college=cls.jidian,
            title="直播公开课",
            mode="mixed",
            online_link="https://example.test/live",
            start_date=days[2],
            end_date=days[3],
            theme_day=cls.edition.theme_days.first(),
            summary="第一行\n第二行　有全角空格",
        )

    def book(self):
        return Book(self.filing, self.chen)

    def upload(self, book, filing=None, by=None):
        file = book.saved() if isinstance(book, Book) else BytesIO(book)
        return AnnexUpload.objects.take_in(
            filing or self.filing, file, "附件1.xlsx", by or self.chen
        )

    def told(self, upload):
        """{kind: [titles]} of what would happen."""
        kinds = {}
        for change in upload.preview["changes"]:
            kinds.setdefault(change["kind"], []).append(change["title"])
        return kinds

    def problems(self, book):
        return {
            f"{place} {name}": text for place, name, text in self.upload(book).preview["problems"]
        }

    def apply(self, upload, by=None, reasons=None):
        seen = digest(canonical(upload.preview_now()[0]))
        upload.apply(by or self.chen, seen=seen, reasons=reasons or {})


class WhatIsTold(ImportCase):
    def test_the_same_file_changes_nothing(self):
        upload = self.upload(self.book())
        self.assertEqual(upload.preview["changes"], [])
        self.assertEqual(upload.preview["problems"], [])
        self.assertEqual(upload.preview["unchanged"], 2)

    def test_an_edited_cell(self):
        book = self.book()
        book.write("活动地点", "实训楼 205")
        (change,) = self.upload(book).preview["changes"]
        self.assertEqual(change["kind"], "change")
        self.assertEqual(change["cells"], [["F5", "活动地点", "实训楼 101", "实训楼 205"]])

    def test_a_row_copied_and_changed_is_new(self):
        book = self.book()
        book.copy_row(0, 活动日期="2025-05-15")
        upload = self.upload(book)
        self.assertEqual(self.told(upload), {"add": ["焊接体验课"]})

    def test_a_row_copied_and_not_changed_is_a_twin(self):
        book = self.book()
        book.copy_row(0)
        self.assertIn("当天已有同名活动", self.problems(book)["B6 活动名称"])

    def test_a_row_taken_out_is_deleted_and_after_filing_cancelled(self):
        book = self.book()
        book.sheet.delete_rows(FIRST)
        self.assertEqual(self.told(self.upload(book)), {"delete": ["焊接体验课"]})
        make.filed(self.filing)
        self.assertEqual(self.told(self.upload(book)), {"cancel": ["焊接体验课"]})

    def test_a_row_emptied_counts_as_taken_out(self):
        book = self.book()
        for name in NUMBER_OF:
            if name != "编号":
                book.write(name, None)
        self.assertEqual(self.told(self.upload(book)), {"delete": ["焊接体验课"]})

    def test_what_was_added_after_the_download_stays(self):
        book = self.book()
        make.activity(college=self.jidian, title="后来加的")
        self.assertEqual(self.told(self.upload(book)), {})

    def test_a_colleagues_change_after_the_download_is_told(self):
        book = self.book()
        self.one.venue = "新地点"
        self.one.revise(self.sun, [], base_version=self.one.version)
        (change,) = self.upload(book).preview["changes"]
        self.assertIn("已被他人修改", change["notes"][0])

    def test_rows_in_another_order(self):
        book = self.book()
        first = [cell.value for cell in book.sheet[FIRST]]
        second = [cell.value for cell in book.sheet[FIRST + 1]]
        for row, values in ((FIRST, second), (FIRST + 1, first)):
            for column, value in enumerate(values, start=1):
                book.sheet.cell(row, column).value = value
        self.assertEqual(self.told(self.upload(book)), {})

    def test_columns_in_another_order_and_an_own_one(self):
        book = self.book()
        book.sheet.delete_cols(NUMBER_OF["序号"])
        book.sheet.cell(HEAD, 24).value = "辅导员"
        upload = self.upload(book)
        self.assertEqual((self.told(upload), upload.preview["strange"]), ({}, ["X4“辅导员”"]))

    def test_without_the_hidden_columns_rows_are_known_by_name_and_day(self):
        book = self.book()
        book.sheet.delete_cols(NUMBER_OF["主题活动日"], 10)
        book.sheet.delete_rows(FIRST)
        book.write("备注", "带午餐")
        upload = self.upload(book)
        self.assertEqual(self.told(upload), {"change": ["直播公开课"]})
        self.assertFalse(upload.preview["knows_missing"])


class RenamedByTheOffice(ImportCase):
    """A theme day, a category or a tag gets another name after the download."""

    def setUp(self):
        make.activity(college=self.jidian, title="同一主题", theme_day=self.two.theme_day)
        self.file = self.book()
        self.edition.theme_days.filter(pk=self.two.theme_day_id).update(name="技能强国新主题")
        self.edition.category_set.filter(pk=self.one.category_id).update(name="校园开放新类别")
        self.edition.tag_set.filter(pk=self.one.tags.all()[0].pk).update(name="新标签")

    def only_change(self, book):
        preview = self.upload(book).preview
        self.assertEqual(preview["problems"], [])
        (change,) = preview["changes"]
        return change

    def test_the_same_file_changes_nothing(self):
        preview = self.upload(self.file).preview
        self.assertEqual((preview["changes"], preview["problems"]), ([], []))
        self.assertEqual(preview["unchanged"], 3)

    def test_an_edit_of_another_cell_is_the_only_one(self):
        self.file.write("活动地点", "实训楼 205")
        self.file.write("标签", None, 1)
        change = self.only_change(self.file)
        self.assertEqual(change["cells"], [["F5", "活动地点", "实训楼 101", "实训楼 205"]])
        self.assertEqual(change["notes"], [])

    def test_an_edit_of_the_renamed_cell_is_nobody_elses(self):
        other = self.edition.category_set.exclude(pk=self.one.category_id)[0].name
        self.file.write("活动类别", other)
        change = self.only_change(self.file)
        self.assertEqual(change["cells"], [["C5", "活动类别", "校园开放新类别", other]])
        self.assertNotIn("已被他人修改", "".join(change["notes"]))

    def test_the_new_name_typed_in_is_no_edit(self):
        self.file.write("主题活动日", "技能强国新主题", 1)
        self.assertEqual(self.told(self.upload(self.file)), {})

    def test_a_copied_row_may_still_say_the_old_name(self):
        self.file.copy_row(0, 活动名称="新课")
        change = self.only_change(self.file)
        self.assertEqual((change["kind"], change["title"]), ("add", "新课"))
        self.assertIn("校园开放新类别", [after for _, _, _, after in change["cells"]])

    def test_a_row_taken_out_was_changed_by_nobody(self):
        self.file.sheet.delete_rows(FIRST + 1)
        change = self.only_change(self.file)
        self.assertEqual((change["kind"], change["notes"]), ("delete", []))

    def test_a_colleagues_change_is_still_told(self):
        self.one.venue = "新地点"
        self.one.revise(self.sun, [], base_version=self.one.version)
        self.file.write("标签", None)
        self.assertIn("已被他人修改", self.only_change(self.file)["notes"][0])

    def test_a_name_never_heard_of_is_refused(self):
        self.file.write("主题活动日", "没有的主题", 1)
        (problem,) = self.upload(self.file).preview["problems"]
        self.assertIn("没有“没有的主题”这一项。可填：", problem[2])
        self.assertIn("技能强国新主题", problem[2])


class StoredBeforeTheRules(ImportCase):
    """What older versions let into one-line fields, and what Word puts into prose."""

    @classmethod
    def prepare(cls):
        odd = {"venue": "实训楼\u2028101", "remark": "带\x1e午餐\x85", "title": "焊接_x0041_\x1f课"}
        cls.one = make.activity(college=cls.jidian, summary="第一行\x0b第二行\r\n", **odd)

    def test_the_same_file_changes_nothing(self):
        self.assertEqual(self.told(self.upload(self.book())), {})

    def test_an_edit_is_the_only_one(self):
        book = self.book()
        book.write("负责人", "钱老师")
        (change,) = self.upload(book).preview["changes"]
        self.assertEqual([name for _, name, _, _ in change["cells"]], ["负责人"])

    def test_the_sheet_keeps_their_lines_apart(self):
        book = self.book()
        self.assertEqual(book.cell("备注").value, "带\n午餐\n")
        self.assertEqual(book.cell("简介").value, "第一行\n第二行\n")


class WhatPeopleType(ImportCase):
    def facts_after(self, **cells):
        book = self.book()
        for name, value in cells.items():
            book.write(name, value)
        upload = self.upload(book)
        self.assertEqual(upload.preview["problems"], [])
        self.apply(upload)
        return Activity.objects.for_list().get(pk=self.one.pk).facts()

    def assertReads(self, name, value, **expected):
        facts = self.facts_after(**{name: value})
        self.assertEqual({key: str(facts[key]) for key in expected}, expected)

    def test_dates(self):
        for typed in (
            "2025/5/14",
            "2025年5月14日",
            "5月14日（周三）",
            "5.14",
            45791,
            "２０２５-５-１４",
        ):
            with self.subTest(typed):
                self.assertReads("活动日期", typed, start_date="2025-05-14", end_date="2025-05-14")
                self.facts_after(活动日期="2025-05-12")

    def test_spans(self):
        for typed in ("2025-05-14~2025-05-16", "5月14日—5月16日", "5月14日至16日", "5.14-5.16"):
            with self.subTest(typed):
                self.assertReads("活动日期", typed, start_date="2025-05-14", end_date="2025-05-16")
                self.facts_after(活动日期="2025-05-12")

    def test_hours(self):
        for typed in (
            "14:00-16:30",
            "１４：００～１６：３０",
            "下午2点-4点半",
            "14.00—16.30",
            "14:00至16:30",
        ):
            with self.subTest(typed):
                self.assertReads("活动时间", typed, start_time="14:00:00", end_time="16:30:00")
                self.facts_after(活动时间="09:00–11:30")

    def test_counts(self):
        self.assertReads(
            "预计人数", "校内 １５０人 / 校外 ３０", expected_internal="150", expected_external="30"
        )
        self.assertReads("校外", 45, expected_internal="150", expected_external="45")
        self.assertReads("预计人数", "-", expected_internal="None", expected_external="None")

    def test_words_of_closed_sets(self):
        facts = self.facts_after(
            面向对象="家长,企业", 是否外出="√", 保障="安保；桌椅", 活动形式="线上线下结合"
        )
        self.assertEqual(facts["audiences"], ["parents", "enterprises"])
        self.assertEqual((facts["is_outing"], facts["needs"]), (True, ["security", "furniture"]))

    def test_phone_as_a_number_and_with_odd_spaces(self):
        self.assertReads("联系电话", 13800000055, leader_phone="13800000055")
        self.assertReads("联系电话", "\u00a0138 0000\u30000066\u200b", leader_phone="13800000066")

    def test_text_that_looks_like_a_formula_is_refused_without_its_result(self):
        book = self.book()
        book.write("备注", "=1+1")
        with self.assertRaisesMessage(BrokenRule, "O5是公式"):
            self.upload(book)


class WhatIsWrong(ImportCase):
    def wrong(self, name, value):
        book = self.book()
        book.write(name, value)
        return self.problems(book)

    def test_by_cell_in_the_words_of_the_form(self):
        cases = [
            ("活动时间", "11:00-9:00", "E5 活动时间", "结束时间要晚于开始时间"),
            ("活动时间", "上午", "E5 活动时间", "09:00–11:30"),
            ("活动日期", "2025-02-30", "D5 活动日期", "没有 2025-02-30 这一天"),
            (
                "活动日期",
                "下周二",
                "D5 活动日期",
                "请写成 2025-05-11，或 2025-05-11 至 2025-05-17。",
            ),
            ("活动类别", "团建", "C5 活动类别", "没有“团建”这一项。可填：优秀校友寻访（访企拓岗）"),
            ("联系电话", "1234", "L5 联系电话", "11 位手机号"),
            ("负责人", None, "K5 负责人", "请填写负责人"),
            ("预计人数", "很多", "I5 预计人数(人)(校内/校外)", "校内 120 / 校外 30"),
            ("校内", "x", "I5 预计人数(人)(校内/校外)", "整数人数"),
            ("面向对象", "外星人", "H5 面向对象", "没有“外星人”这一项"),
            ("简介", "长" * 301, "N5 活动内容简介", "300"),
            ("是否外出", "也许", "M5 是否外出", "请填“是”或“否”"),
            ("编号", "乱写", "V5 编号(请勿修改)", "不是本学院现有活动的编号"),
        ]
        for name, value, place, sentence in cases:
            with self.subTest(name=name, value=value):
                self.assertIn(sentence, self.wrong(name, value).get(place, ""))

    def test_two_columns_that_disagree(self):
        book = self.book()
        book.write("预计人数", "校内 50 / 校外 5")
        book.write("校内", 60)
        self.assertIn("请改成一致", self.problems(book)["R5 预计校内人数(人)"])

    def test_an_activity_of_another_college_is_refused(self):
        theirs = make.activity(college=self.caijing)
        found = self.wrong("编号", f"{theirs.pk}-0123456789")
        self.assertIn("不是本学院现有活动的编号", found["V5 编号(请勿修改)"])

    def test_the_file_of_another_college_is_refused(self):
        make.activity(college=self.caijing)
        book = Book(self.other_filing, self.lin)
        with self.assertRaisesMessage(BrokenRule, "A3 的填报单位是“财经学院”"):
            self.upload(book)
        book.sheet["A3"].value = None
        with self.assertRaisesMessage(BrokenRule, "不是机电学院 2025 届的附件1"):
            self.upload(book)

    def test_a_merged_cell(self):
        book = self.book()
        book.sheet.merge_cells("B5:B6")
        self.assertIn("取消合并", self.problems(book)["B6 活动名称"])

    def test_other_sheets(self):
        for rows, sentence in (
            ([["姓名", "电话"]], "没有找到附件1的表头"),
            ([["活动名称", "活动日期", "活动名称"]], "出现了两次（A1 和 C1）"),
            ([["填报单位", "活动名称", "活动日期"]], "全校汇总表"),
        ):
            with self.subTest(sentence), self.assertRaisesMessage(BrokenRule, sentence):
                self.upload(hostile.workbook(rows))

    def test_what_is_refused_is_written_down(self):
        with self.assertRaises(BrokenRule):
            self.upload(b"x")
        self.assertEqual(AuditEntry.objects.about(self.filing).first().verb, "上传未通过")

    def test_a_cancelled_activity_cannot_be_changed(self):
        make.filed(self.filing)
        self.one.refresh_from_db()
        self.one.cancel(self.chen, "天气原因")
        book = self.book()
        self.assertEqual(self.told(self.upload(book)), {})
        book.write("负责人", "钱老师")
        self.assertIn("已取消", self.problems(book)["K5 负责人"])

    def test_too_often(self):
        book = self.book().saved().getvalue()
        for _ in range(30):
            AnnexUpload.objects.create(
                filing=self.filing,
                file_key=make.uuid.uuid4(),
                name="x",
                uploaded_by=self.chen,
                expires_at=self.now,
                uploaded_at=self.now,
            )
        with self.assertRaisesMessage(BrokenRule, "一小时内已上传 30 次"):
            self.upload(book)

    def test_what_is_refused_counts_as_well(self):
        for _ in range(30):
            with self.assertRaisesMessage(BrokenRule, "这不是 .xlsx 文件"):
                self.upload(b"x")
        with self.assertRaisesMessage(BrokenRule, "一小时内已上传 30 次"):
            self.upload(b"x")


class Applying(ImportCase):
    def test_everything_at_once(self):
        make.filed(self.filing)
        make.activity(college=self.jidian, title="还没报的", start_date=self.edition.dates[5])
        book = self.book()
        book.copy_row(0, 活动名称="新课", 活动日期="2025-05-16")
        book.write("活动地点", "操场", 0)
        book.sheet.delete_rows(FIRST + 2, 2)
        upload = self.upload(book)
        expected = {"add": ["新课"], "change": ["焊接体验课"]}
        expected |= {"cancel": ["直播公开课"], "delete": ["还没报的"]}
        self.assertEqual(self.told(upload), expected)
        self.apply(upload, reasons={self.two.pk: "设备故障"})
        rows = Activity.objects.filter(college=self.jidian).values_list("title", "status", "venue")
        self.assertEqual(
            set(rows),
            {
                ("焊接体验课", "planned", "操场"),
                ("新课", "planned", "实训楼 101"),
                ("直播公开课", "cancelled", "实训楼 101"),
            },
        )
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
        self.assertLessEqual({"上传附件1", "导入附件1", "新增", "修改", "取消", "删除"}, verbs)

    def test_after_it_the_same_file_changes_nothing(self):
        book = self.book()
        book.copy_row(0, 活动名称="新课")
        book.write("活动地点", "操场")
        self.apply(self.upload(book))
        self.assertEqual(self.told(self.upload(book)), {})

    def test_pressed_twice(self):
        book = self.book()
        book.write("活动地点", "操场")
        upload = self.upload(book)
        self.apply(upload)
        with self.assertRaisesMessage(WrongState, "不需要再次导入"):
            self.apply(AnnexUpload.objects.get(pk=upload.pk))

    def test_what_was_shown_is_what_is_done(self):
        book = self.book()
        book.write("活动地点", "操场")
        upload = self.upload(book)
        seen = digest(canonical(upload.preview))
        self.one.venue = "别处"
        self.one.revise(self.sun, [], base_version=self.one.version)
        with self.assertRaisesMessage(WrongState, "活动又有改动"):
            upload.apply(self.chen, seen=seen, reasons={})
        upload.refresh_from_db()
        self.assertFalse(upload.is_applied)
        self.assertTrue(upload.preview_now()[1])

    def test_a_cancellation_without_a_reason_undoes_everything(self):
        make.filed(self.filing)
        book = self.book()
        book.write("活动地点", "操场", 1)
        book.sheet.delete_rows(FIRST)
        upload = self.upload(book)
        with self.assertRaisesMessage(BrokenRule, "必须写明原因"):
            self.apply(upload)
        self.assertEqual(Activity.objects.filter(venue="操场").count(), 0)
        self.assertFalse(AnnexUpload.objects.get().is_applied)

    def test_a_file_with_a_fault_is_not_applied_even_in_part(self):
        book = self.book()
        book.write("活动地点", "操场")
        book.write("联系电话", "12", 1)
        with self.assertRaisesMessage(BrokenRule, "还有要改的地方"):
            self.apply(self.upload(book))
        self.assertFalse(Activity.objects.filter(venue="操场").exists())

    def test_two_names_exchanged(self):
        book = self.book()
        book.write("活动名称", "直播公开课", 0)
        book.write("活动日期", "2025-05-13 至 2025-05-14", 0)
        book.write("活动名称", "焊接体验课", 1)
        book.write("活动日期", "2025-05-12", 1)
        with self.assertRaisesMessage(BrokenRule, "互换了名称"):
            self.apply(self.upload(book))

    def test_files_go_when_their_time_is_over(self):
        upload = self.upload(self.book())
        AnnexUpload.objects.update(expires_at=self.now)
        AnnexUpload.objects.purge()
        upload.refresh_from_db()
        self.assertEqual((upload.table, upload.preview, upload.is_expired), (None, None, True))


# Without NUL: no request brings one in, and PostgreSQL could not hold it.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00"),
    min_size=1,
    max_size=30,
)
# Each example signs up a cast and starts a reader: seconds, and shrinking would take minutes.
FEW = settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])


class RoundTrip(HypothesisTestCase):
    """Whatever is stored, also from before the rules of today, the sheet says nothing new."""

    @given(
        title=WORDS, venue=WORDS, summary=WORDS, remark=WORDS, partners=st.lists(WORDS, max_size=3)
    )
    @FEW
    def test_download_and_upload_changes_nothing(self, title, venue, summary, remark, partners):
        cast = Cast()
        words = {"title": title, "venue": venue, "summary": summary, "remark": remark}
        make.activity(college=cast.jidian, partners=partners, **words)
        file = Book(cast.filing, cast.chen).saved()
        preview = AnnexUpload.objects.take_in(cast.filing, file, "x.xlsx", cast.chen).preview
        self.assertEqual((preview["changes"], preview["problems"]), ([], []))

    @given(inside=st.integers(0, 99999), hour=st.integers(12, 23))
    @FEW
    def test_an_edit_is_told_and_nothing_else(self, inside, hour):
        cast = Cast()
        make.activity(college=cast.jidian)
        make.activity(college=cast.jidian)
        book = Book(cast.filing, cast.chen)
        book.write("校内", inside)
        book.write("活动时间", f"9:00-{hour}:07")
        preview = AnnexUpload.objects.take_in(
            cast.filing, book.saved(), "x.xlsx", cast.chen
        ).preview
        (change,) = preview["changes"]
        columns = {name for _, name, _, _ in change["cells"]}
        expected = {"活动时间"} | ({"预计人数(人)(校内/校外)"} if inside != 40 else set())
        self.assertEqual(columns, expected)
