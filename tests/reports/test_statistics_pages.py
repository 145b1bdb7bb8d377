"""附件2 on its pages: the form of one college, the rows behind a number, all side by side."""

import json
from io import BytesIO

import python_calamine
from django.core.cache import caches
from django.urls import reverse

from activities.models import CollegeProfile
from colleges.models import AuditEntry
from colleges.models.audit import canonical
from reports.models import Filing, StatisticsDraft, StatisticsEntry
from tests import make, media, newsroom
from tests.base import PortalTestCase

SENT = {"base_version": "0", "value_D1": "８１人", "value_D2": "-", "value_H3": "0"}


class Statistics(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian, start_date=self.edition.starts_on)
        partners = [
            make.took_part("示例机电有限公司", "signed"),
            make.took_part("示例电梯有限公司"),
        ]
        make.result(self.activity, students=90, parents=0, materials=30, partners=partners)
        counts = {self.jidian: (200, 20)}
        CollegeProfile.objects.set_headcounts(self.edition, counts, by=self.zhou)
        self.sign_in(self.chen)

    def address(self, name, *words, **query):
        query = "&".join(f"{key}={value}" for key, value in query.items())
        return reverse(f"statistics_{name}", args=["2025", *words]) + (query and f"?{query}")

    def send(self, **overrides):
        return self.client.post(self.address("entry"), SENT | overrides)

    def sheet_of(self, address):
        response = self.client.get(address)
        file = BytesIO(b"".join(response.streaming_content))
        return python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)


class Form(Statistics):
    def shown(self):
        form = self.client.get(self.address("form")).context["form"]
        return {line.indicator.code: line.figure.text for line in form.lines}

    def test_what_was_booked_is_counted(self):
        shown = self.shown()
        found = [shown[code] for code in ("A1", "A5", "D3", "D4", "D6", "D10", "E1", "E2", "G6")]
        self.assertEqual(found, ["1", "1", "90", "-", "0", "90", "2", "1", "30"])

    def test_merged_partners_count_once(self):
        found = {one.partner.name: one.partner for one in self.activity.result.parts.all()}
        found["示例电梯有限公司"].merge(self.zhou, found["示例机电有限公司"])
        self.assertEqual(self.shown()["E1"], "1")

    def test_the_rate_waits_for_the_number_of_students(self):
        self.assertEqual(self.shown()["D11"], "无法计算：缺少参与学生数")
        self.send()
        self.assertEqual(self.shown()["D11"], "40.5")

    def test_nothing_of_another_college(self):
        self.sign_in(self.lin)
        self.assertEqual(self.shown()["A1"], "-")
        page = self.client.get(self.address("form", college=self.jidian.pk))
        self.assertEqual(page.status_code, 404)

    def test_what_does_not_fit_stands_on_top(self):
        self.send(value_D1="95")
        page = self.client.get(self.address("form"))
        self.assertContains(page, "参与学生数（去重）（95 人）多于学生参与（90 人次），请核对。")

    def test_an_outing_that_nobody_approved(self):
        make.asked(make.outing(college=self.jidian))
        page = self.client.get(self.address("form"))
        self.assertContains(page, "外出 1 次，审批通过 0 次：未经审批不得外出。")

    def test_what_a_department_organised(self):
        one = make.activity(department=self.security)
        make.result(one, teachers=7)
        self.sign_in(self.wei)
        self.assertEqual(self.shown()["D4"], "7")
        self.assertNotContains(self.client.get(self.address("form")), "填自报指标")

    def test_the_file_says_what_the_page_says(self):
        self.send()
        form = self.client.get(self.address("form")).context["form"]
        lines = self.sheet_of(self.address("export")).to_python()[5:]
        for line, cells in zip(form.lines, lines, strict=False):
            shown = str(cells[3]).removesuffix(".0") if cells[3] != 0.0 else "0"
            told = f"{line.indicator.code} {line.indicator.name}"
            self.assertEqual((cells[1], shown), (told, line.figure.text))

    def test_the_whole_form_as_plain_values(self):
        content = self.client.get(self.address("form")).context["form"].content()
        rows = {row["code"]: row for row in content["rows"]}
        self.assertEqual((rows["D3"]["value"], rows["D4"]["value"]), (90, None))
        self.assertEqual(rows["D11"]["text"], "无法计算：缺少参与学生数")

    def test_the_plain_values_can_be_counted_as_one_with_those_of_others(self):
        content = self.client.get(self.address("form")).context["form"].content()
        content = json.loads(canonical(content))
        self.assertEqual(content["bases"], {"enrolled_students": 200, "staff_total": 20})
        rows = {row["code"]: row["things"] for row in content["rows"]}
        partners = sorted(one.partner_id for one in self.activity.result.parts.all())
        self.assertEqual((rows["E1"], rows["D3"]), (partners, []))
        self.assertEqual(rows["A5"], [self.edition.starts_on.isoformat()])


class Rows(Statistics):
    def rows(self, code, **query):
        page = self.client.get(self.address("rows", code, **query))
        return [(row.unit, row.title, row.share) for row in page.context["rows"]]

    def test_a_sum_opens_its_activities(self):
        self.assertEqual(self.rows("D3"), [("机电学院", self.activity.title, "90")])
        self.assertEqual(self.rows("D4"), [])

    def test_what_is_distinct_is_named(self):
        page = self.client.get(self.address("rows", "E1"))
        self.assertEqual(page.context["origin"].things, ["示例机电有限公司", "示例电梯有限公司"])

    def test_the_school_names_the_colleges(self):
        make.result(make.activity(college=self.caijing), students=5)
        self.sign_in(self.chu)
        self.assertEqual([row[0] for row in self.rows("D3")], ["机电学院", "财经学院"])
        self.assertEqual(len(self.rows("D3", college=self.caijing.pk)), 1)

    def test_photos_and_reports_open_where_they_are_kept(self):
        photo = media.item(college=self.jidian, status="approved")
        told = newsroom.mention(newsroom.story(college=self.jidian))
        told.confirm(newsroom.media_person())
        for code, row in [("G7", photo), ("G2", told)]:
            with self.subTest(code):
                page = self.client.get(self.address("rows", code))
                self.assertContains(page, f'href="{row.get_absolute_url()}"')
                self.assertEqual(self.client.get(row.get_absolute_url()).status_code, 200)

    def test_a_rate_shows_its_two_numbers(self):
        self.send()
        page = self.client.get(self.address("rows", "D11"))
        self.assertContains(page, "参与学生数 81；在校生数 200")

    def test_activities_that_name_no_place_are_listed_to_be_mended(self):
        made = make.activity(college=self.jidian, category=make.category("into_community"))
        make.result(made)
        self.assertContains(
            self.client.get(self.address("form")), "有 1 项走进社区的活动没有写社区"
        )
        page = self.client.get(self.address("rows", "C1"))
        self.assertContains(page, "走进社区：-")
        self.assertContains(page, reverse("result_edit", args=[made.pk]))

    def test_a_unit_in_the_name_is_told_once(self):
        page = self.client.get(self.address("rows", "C1b"))
        self.assertContains(page, "<dd>C1b 走进社区（次）</dd>", html=True)

    def test_no_such_indicator(self):
        self.assertEqual(self.client.get(self.address("rows", "Z9")).status_code, 404)


class Entry(Statistics):
    def entry(self):
        return StatisticsEntry.objects.of(self.edition, self.jidian)

    def test_numbers_are_read_as_people_type_them(self):
        self.send()
        self.assertEqual(self.entry().stated, {"D1": 81, "H3": 0})
        log = AuditEntry.objects.get(verb="填写统计表自报")
        self.assertEqual(log.payload["after"], {"参与学生数（去重）": "81", "安全事故": "0"})

    def test_another_number_than_the_computed_one_wants_its_reason(self):
        response = self.send(value_G6="500")
        self.assertContains(response, "系统算得 30，填 500 请写明原因。", status_code=422)
        self.assertContains(response, 'value="500"', status_code=422)
        self.send(value_G6="500", reason_G6="另有社区代发")
        expected = {"G6": {"computed": 30, "reason": "另有社区代发"}}
        self.assertEqual(self.entry().overrides, expected)
        self.assertContains(self.client.get(self.address("form")), "系统算得 30；另有社区代发")

    def test_the_computed_number_typed_again_overrides_nothing(self):
        self.send(value_G6="30")
        self.assertNotIn("G6", self.entry().stated)

    def test_a_computed_number_that_moved_since_is_told(self):
        self.send(value_G6="500", reason_G6="另有社区代发")
        make.result(self.activity, students=90, materials=40)
        page = self.client.get(self.address("form"))
        self.assertContains(page, "“发放宣传资料”更正时系统算得 30，现在是 40")

    def test_refusals_stand_at_their_field(self):
        for overrides, sentence in [
            ({"value_D1": "-3"}, "不能小于 0"),
            ({"value_D1": "很多"}, "请填整数"),
            ({"value_D1": "1.5"}, "请填整数"),
            ({"value_D1": "9999999"}, "最多填 999999"),
            ({"reason_B1": "算漏了"}, "写了原因，请填更正后的数"),
            ({"base_version": ""}, "请重新打开这个页面"),
        ]:
            with self.subTest(sentence=sentence):
                self.assertContains(self.send(**overrides), sentence, status_code=422)
        self.assertFalse(self.entry().is_stored)

    def test_of_two_who_save_the_second_sees_both(self):
        self.send()
        self.sign_in(self.sun)
        response = self.send(value_D1="77")
        self.assertContains(response, "已被他人修改", status_code=409)
        self.assertContains(response, 'name="base_version" value="1"', status_code=409)
        self.assertEqual(self.entry().stated["D1"], 81)
        self.send(value_D1="77", base_version="1")
        self.assertEqual(self.entry().stated["D1"], 77)

    def test_the_same_form_twice_saves_once(self):
        for _ in range(2):
            self.assertEqual(self.send().status_code, 302)
        self.assertEqual(self.entry().version, 1)

    def test_what_is_typed_is_kept_until_it_is_saved(self):
        draft = self.address("draft_save")
        self.client.post(draft, SENT | {"value_D1": "写了一半", "foreign": "x"})
        self.assertNotIn("foreign", StatisticsDraft.objects.get().data)
        page = self.client.get(self.address("entry"))
        self.assertContains(page, 'value="写了一半"')
        self.assertContains(page, "没有保存完的内容")
        self.send()
        self.assertFalse(StatisticsDraft.objects.exists())

    def test_a_draft_is_the_persons_own_and_may_be_thrown_away(self):
        self.client.post(self.address("draft_save"), SENT)
        self.sign_in(self.sun)
        self.assertNotContains(self.client.get(self.address("entry")), "没有保存完的内容")
        self.sign_in(self.chen)
        self.client.post(self.address("draft_delete"))
        self.assertFalse(StatisticsDraft.objects.exists())

    def test_a_draft_on_what_a_colleague_has_replaced_is_not_kept(self):
        self.send()
        answer = self.client.post(self.address("draft_save"), SENT | {"value_D1": "5"})
        self.assertContains(answer, "同事已保存过新内容，草稿没有再存。", status_code=422)
        self.assertFalse(StatisticsDraft.objects.exists())

    def test_what_met_a_colleagues_save_is_kept_as_a_draft(self):
        self.send()
        self.send(value_D1="77")
        draft = StatisticsDraft.objects.get().data
        self.assertEqual((draft["value_D1"], draft["base_version"]), (["77"], ["1"]))

    def test_an_endless_draft_is_refused(self):
        response = self.client.post(self.address("draft_save"), SENT | {"value_E4": "多" * 50_000})
        self.assertFalse(StatisticsDraft.objects.exists())
        self.assertEqual(response.status_code, 302)

    def test_an_officer_enters_only_where_they_stand_in(self):
        self.sign_in(self.zhou)
        body = SENT | {"college": self.jidian.pk}
        self.assertEqual(self.client.post(self.address("entry"), body).status_code, 403)
        self.filing.stand_in(self.zhou, self.now, "学院电话委托")
        self.assertEqual(self.client.post(self.address("entry"), body).status_code, 302)


class Board(Statistics):
    def setUp(self):
        super().setUp()
        other = make.activity(college=self.caijing)
        same = [make.took_part("示例机电有限公司")]
        make.result(other, students=10, session_count=2, partners=same)
        make.result(make.activity(department=self.security), students=None, teachers=7)
        self.send()
        self.sign_in(self.zhou)

    def test_the_school_is_counted_not_added_up(self):
        total = self.client.get(self.address("board")).context["board"].total.figures
        found = [total[code].text for code in ("A1", "D3", "D4", "E1", "D11")]
        self.assertEqual(found, ["4", "100", "7", "2", "40.5"])
        self.assertEqual(total["D11"].note, "不含 1 个单位：缺少人数")

    def test_an_edition_that_went_by_mail_is_not_said_to_have_no_colleges(self):
        self.edition.requirements.update(in_portal=False)
        Filing.objects.all().delete()
        page = self.client.get(reverse("board", args=["2025"]))
        self.assertContains(page, "这一届不在本系统报送")
        self.assertNotContains(page, "还没有学院")

    def test_numbers_the_total_leaves_out_are_told(self):
        page = self.client.get(self.address("board"))
        self.assertContains(page, "填“-”的学院数：A6（2）、")
        lines = self.sheet_of(self.address("board_export")).to_python()
        self.assertIn(page.context["board"].lacking, lines[-1])
        # A rate says itself whom it leaves out.
        self.assertNotIn("D11（", page.context["board"].lacking)

    def test_it_says_that_some_have_not_filed_yet(self):
        told = "按现在登记的数据，含还没有报送附件2的 1 个学院。"
        self.assertNotContains(self.client.get(self.address("board")), "还没有报送附件2")
        make.collects(self.edition, self.jidian, "statistics_form")
        owed = Filing.objects.get(requirement__kind="statistics_form", college=self.caijing)
        owed.excuse(self.zhou, self.now, "没有活动")
        self.assertContains(self.client.get(self.address("board")), told)
        lines = self.sheet_of(self.address("board_export")).to_python()
        self.assertIn([told], [[cell for cell in line if cell] for line in lines])

    def test_departments_stand_below_the_colleges(self):
        rows = self.client.get(self.address("board")).context["rows"]
        self.assertEqual([row.name for row in rows], ["机电学院", "财经学院", "保卫处"])

    def test_the_file_says_what_the_page_says(self):
        page = self.client.get(self.address("board"))
        lines = self.sheet_of(self.address("board_export")).to_python()
        rows = [*page.context["rows"], page.context["board"].total]
        for row, cells in zip(rows, lines[5:], strict=False):
            shown = [figure.text for _, figure in row.cells]
            told = [f"{cell:g}" if isinstance(cell, float) else cell for cell in cells[1:]]
            self.assertEqual((cells[0], told), (row.name, shown))

    def test_the_number_of_queries_does_not_grow(self):
        def grow():
            for number in range(4):
                made = make.activity(college=self.jidian, title=f"又一项{number}")
                partners = [make.took_part(f"企业{number}")]
                make.result(made, venues=[f"{number}号实训室"], partners=partners)
                make.asked(make.outing(college=self.caijing))

        before = self.cost_of(self.address("board"))
        grow()
        self.assertEqual(self.cost_of(self.address("board")), before)
        self.assertLessEqual(before, 12)
        college = {"college": self.jidian.pk}
        self.sign_in(self.chen)
        self.assertCostStaysFlat(self.address("form", **college), grow_more(self))
        self.assertLessEqual(len(self.queries_of(self.address("form", **college))), 15)

    def cost_of(self, address):
        """Queries of a board that nobody has opened since anything changed."""
        self.client.get(address)
        caches["figures"].clear()
        return len(self.queries_of(address))

    def test_a_change_shows_at_once(self):
        self.client.get(self.address("board"))
        make.result(self.activity, students=41, parents=0, partners=[])
        total = self.client.get(self.address("board")).context["board"].total.figures
        self.assertEqual([total[code].text for code in ("D3", "E1")], ["51", "1"])


def grow_more(test):
    def grow():
        for number in range(3):
            make.result(make.activity(college=test.jidian, title=f"再一项{number}"))

    return grow
