"""People and head-counts from .xlsx: preview, errors by cell, all or nothing, never twice."""

import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from activities.models import CollegeProfile
from colleges.memberships import end
from colleges.models import AuditEntry, Department, Membership, Role, User
from reports.people_sheet import EXAMPLES
from tests.base import PortalTestCase

PEOPLE = ["账号", "姓名", "电话", "角色", "单位"]
COUNTS = ["学院", "在校生数", "教职工数"]


def sheet(*rows, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(file := BytesIO())
    return SimpleUploadedFile("表.xlsx", file.getvalue())


class Imports(PortalTestCase):
    def upload(self, *rows, **kept):
        return self.client.post(self.address, {"file": sheet(*rows, **kept)})

    def confirm(self, answer):
        preview = re.search(r'name="preview" value="([^"]+)"', answer.content.decode())[1]
        return self.client.post(self.address, {"preview": preview})

    def assertFault(self, answer, cell, sentence):
        self.assertEqual(answer.status_code, 422)
        faults = {fault.address: fault.sentence for fault in answer.context["faults"]}
        self.assertIn(sentence, faults.get(cell, ""), faults)
        self.assertNotIn("preview", answer.context)


class PeopleFromASheet(Imports):
    address = "/people/import/"

    def setUp(self):
        self.sign_in(self.zheng)

    def template(self):
        return BytesIO(b"".join(self.client.get(f"{self.address}template.xlsx")))

    def test_the_template_holds_nobody(self):
        file = self.template()
        empty = SimpleUploadedFile("表.xlsx", file.getvalue())
        answer = self.client.post(self.address, {"file": empty})
        self.assertContains(answer, "表头下面没有内容", status_code=422)

    def test_the_template_is_read_once_filled_in(self):
        book = load_workbook(self.template())
        people = book.worksheets[0]
        self.assertEqual([cell.value for cell in people[1]], PEOPLE)
        for column, value in enumerate(["qian", "钱", "", "填报人", "机电学院"], start=1):
            people.cell(2, column, value)
        book.active = book.worksheets[1]
        book.save(file := BytesIO())
        sent = SimpleUploadedFile("表.xlsx", file.getvalue())
        answer = self.client.post(self.address, {"file": sent})
        self.assertEqual([wish.username for wish in answer.context["wishes"]], ["qian"])

    def test_an_example_is_nobody(self):
        Department.objects.get_or_create(name="保卫处")
        for example in EXAMPLES:
            with self.subTest(example[0]):
                answer = self.upload(PEOPLE, example)
                self.assertFault(answer, "A2", "这一行是示例")

    def test_nobody_gives_themself_a_role_by_a_sheet(self):
        answer = self.upload(PEOPLE, ["zheng", "郑", "", "教务处", ""])
        self.assertFault(answer, "D2", "请另一位系统管理员来做")
        # What one holds already may stand in the sheet.
        answer = self.upload(PEOPLE, ["zheng", "郑", "", "系统管理员", ""])
        self.assertEqual(answer.context["faults"], [])

    def test_a_preview_changes_nothing_the_confirmation_does(self):
        before = User.objects.count()
        answer = self.upload(
            PEOPLE,
            ["qian", "钱", 13800000009, "填报人", "机电学院"],
            ["qian", "钱", "１３８ 0000 0009", "院长/书记", "机电学院"],
            ["tao", "陶", None, "部门工作人员", "保卫处"],
            ["lin", "林", None, "填报人", "财经学院"],
        )
        self.assertEqual(User.objects.count(), before)
        self.assertEqual(answer.context["change_count"], 3)
        self.confirm(answer)
        qian = User.objects.get(username="qian")
        self.assertEqual(qian.phone, "13800000009")
        self.assertEqual(qian.memberships.count(), 2)
        self.assertFalse(qian.has_usable_password())
        self.assertEqual(User.objects.count(), before + 2)

    def test_the_new_people_get_one_time_links(self):
        answer = self.confirm(self.upload(PEOPLE, ["qian", "钱", "", "教务处", ""]))
        self.assertContains(self.client.get(answer.url), "/invitations/")

    def test_twice_makes_no_doubles(self):
        rows = PEOPLE, ["qian", "钱", "", "填报人", "机电学院"]
        self.confirm(self.upload(*rows))
        before = Membership.objects.count(), AuditEntry.objects.count()
        again = self.upload(*rows)
        self.assertContains(again, "与系统里的完全一样")
        self.assertNotContains(again, 'name="preview"')
        self.assertEqual((Membership.objects.count(), AuditEntry.objects.count()), before)

    def test_one_fault_and_nothing_is_taken(self):
        table = [
            ("A3", "账号由小写字母", ["钱 一", "钱", "", "教务处", ""]),
            ("B3", "缺少姓名", ["qian", "", "", "教务处", ""]),
            ("C3", "请填写 11 位手机号", ["qian", "钱", "123", "教务处", ""]),
            ("D3", "没有“院长”这个角色", ["qian", "钱", "", "院长", "机电学院"]),
            ("E3", "没有学院“机电”", ["qian", "钱", "", "填报人", "机电"]),
            ("E3", "没有部门", ["qian", "钱", "", "部门工作人员", "机电学院"]),
            ("E3", "教务处不填单位", ["qian", "钱", "", "教务处", "机电学院"]),
        ]
        for cell, sentence, row in table:
            with self.subTest(sentence=sentence):
                answer = self.upload(PEOPLE, ["tao", "陶", "", "填报人", "机电学院"], row)
                self.assertFault(answer, cell, sentence)
        self.assertFalse(User.objects.filter(username="tao").exists())

    def test_rows_of_one_account_are_told_together(self):
        tao = ["tao", "陶", "13800000001", "填报人", "机电学院"]
        answer = self.upload(
            PEOPLE,
            tao,
            ["qian", "钱", "", "教务处", ""],
            ["TAO", "王", "13800000002", "教务处", ""],
            tao,
            tao[:2] + [""] + tao[3:],
        )
        told = [(fault.address, fault.sentence) for fault in answer.context["faults"]]
        self.assertEqual(
            told,
            [
                ("B2", "账号 tao：第 2、4、5、6 行的姓名不一样，请改成同一个。"),
                ("C2", "账号 tao：第 2、4、5 行的电话不一样，请改成同一个。"),
                ("A2", "账号 tao：第 2、5、6 行重复（同一个任职），请只留一行。"),
            ],
        )

    def test_a_merged_cell_is_named(self):
        rows = [["a1", "甲", "", "填报人", "机电学院"], ["b1", "乙", "", "填报人", None]]
        answer = self.upload(PEOPLE, *rows, merged=["E2:E3"])
        self.assertFault(answer, "E3", "取消合并")

    def test_sheets_that_cannot_be_read(self):
        table = [
            ("没有找到表头", [["姓名", "电话"], ["钱", ""]]),
            ("表头下面没有内容", [PEOPLE]),
            ("一次最多 500 行", [PEOPLE, *([f"p{n}", "钱", "", "教务处", ""] for n in range(501))]),
            ("两列都叫", [[*PEOPLE, "账号"], ["qian", "钱", "", "教务处", "", ""]]),
        ]
        for sentence, rows in table:
            with self.subTest(sentence=sentence):
                answer = self.upload(*rows)
                self.assertContains(answer, sentence, status_code=422)

    def test_no_file_and_no_workbook(self):
        self.assertContains(self.client.post(self.address), "请选择", status_code=422)
        text = SimpleUploadedFile("表.xlsx", b"a,b")
        answer = self.client.post(self.address, {"file": text})
        self.assertContains(answer, "这不是 .xlsx 文件", status_code=422)

    def test_a_preview_of_somebody_else_is_worth_nothing(self):
        answer = self.upload(PEOPLE, ["qian", "钱", "", "教务处", ""])
        Membership.objects.create(user=self.feng, role=Role.ADMINISTRATOR)
        self.sign_in(self.feng)
        self.assertContains(self.confirm(answer), "预览已过期", status_code=422)

    def test_what_changed_meanwhile_is_checked_again(self):
        answer = self.upload(PEOPLE, ["qian", "钱", "", "填报人", "机电学院"])
        type(self.jidian).objects.filter(pk=self.jidian.pk).update(name="机械学院")
        self.assertFault(self.confirm(answer), "E2", "没有学院“机电学院”")

    def test_an_ended_role_comes_back(self):
        end(self.lin.memberships.get(), self.zheng)
        self.confirm(self.upload(PEOPLE, ["lin", "林", "", "填报人", "财经学院"]))
        self.assertEqual(self.lin.memberships.current().count(), 1)


class HeadcountsFromASheet(Imports):
    address = "/editions/2025/headcounts/"

    def setUp(self):
        self.sign_in(self.zhou)

    def counts(self):
        rows = CollegeProfile.objects.values_list("enrolled_students", "staff_total")
        return dict(zip(["机电学院", "财经学院"], rows, strict=False))

    def test_unknown_stays_unknown_and_nought_is_nought(self):
        table = COUNTS, ["机电学院", "１,２３４人", "-"], ["财经学院", 0, None]
        self.confirm(self.upload(*table))
        self.assertEqual(self.counts(), {"机电学院": (1234, None), "财经学院": (0, None)})
        page = self.client.get("/editions/2025/profiles/")
        self.assertContains(page, '<td data-label="在校生数">0</td>', html=True)

    def test_twice_changes_nothing(self):
        rows = COUNTS, ["机电学院", 1200, 80]
        self.confirm(self.upload(*rows))
        before = AuditEntry.objects.count()
        again = self.upload(*rows)
        self.assertContains(again, "与系统里的完全一样")
        self.assertNotContains(again, 'name="preview"')
        self.assertEqual(AuditEntry.objects.count(), before)
        self.assertEqual(CollegeProfile.objects.count(), 1)

    def test_faults_by_cell(self):
        table = [
            ("A2", "没有学院", ["机电", 1, 1]),
            ("B2", "不是人数", ["机电学院", "约一千", 1]),
            ("B2", "不是人数", ["机电学院", -5, 1]),
            ("C2", "不是人数", ["机电学院", 1, 1.5]),
            ("C2", "不能超过", ["机电学院", 1, 100000]),
        ]
        for cell, sentence, row in table:
            with self.subTest(row=row):
                self.assertFault(self.upload(COUNTS, row), cell, sentence)
        twice = self.upload(COUNTS, ["机电学院", 1, 1], ["机电学院", 2, 2])
        self.assertFault(twice, "A3", "与第 2 行重复")
        self.assertEqual(CollegeProfile.objects.count(), 0)

    def test_the_table_to_fill_in_names_every_college(self):
        book = load_workbook(BytesIO(b"".join(self.client.get(f"{self.address}template.xlsx"))))
        self.assertEqual(
            list(book.active.values),
            [tuple(COUNTS), ("机电学院", "-", "-"), ("财经学院", "-", "-")],
        )


class ProfileOfACollege(PortalTestCase):
    address = "/editions/2025/profile/"

    def test_the_college_keeps_whom_to_ask(self):
        self.sign_in(self.chen)
        sent = {"liaison": "钱", "liaison_phone": "１３８00000009", "website": "https://a.example/"}
        self.assertRedirects(self.client.post(self.address, sent), self.address)
        profile = CollegeProfile.objects.get(college=self.jidian)
        self.assertEqual((profile.liaison, profile.liaison_phone), ("钱", "13800000009"))
        entry = AuditEntry.objects.about(profile).get()
        self.assertEqual(entry.verb, "修改学院信息")

    def test_what_is_wrong_is_told_and_kept(self):
        self.sign_in(self.chen)
        sent = {"liaison": "钱", "liaison_phone": "12", "website": "javascript:alert(1)"}
        answer = self.client.post(self.address, sent)
        self.assertContains(answer, "请填写 11 位手机号", status_code=422)
        self.assertEqual(answer.context["form"]["liaison"].value(), "钱")
        self.assertFalse(CollegeProfile.objects.exists())

    def test_phones_are_masked_to_leaders(self):
        CollegeProfile.objects.create(
            edition=self.edition, college=self.jidian, liaison="钱", liaison_phone="13800000009"
        )
        for user, shown in ((self.zhou, True), (self.chu, False), (self.zheng, False)):
            with self.subTest(user=user.name):
                self.sign_in(user)
                for page in (
                    "/editions/2025/profiles/",
                    f"{self.address}?college={self.jidian.pk}",
                ):
                    text = self.client.get(page).content.decode()
                    self.assertEqual("13800000009" in text, shown)

    def test_the_office_reads_but_does_not_write(self):
        self.sign_in(self.zhou)
        address = f"{self.address}?college={self.jidian.pk}"
        self.assertEqual(self.client.get(address).status_code, 200)
        self.assertEqual(self.client.post(address, {"liaison": "钱"}).status_code, 403)
