"""附件2 handed over, signed, filed, sent back and filed again: what the notice asks by May 21."""

from io import BytesIO

import python_calamine
import time_machine
from django.urls import reverse
from django.utils.html import escape

from activities.models import ActivityResult, Partner, Requirement
from colleges.rules import BrokenRule, WrongState
from reports.models import Filing, Revision, StatisticsEntry
from reports.statistics import StatisticsForm
from tests import make, summaries
from tests.base import PortalTestCase, at

IN_TIME, DUE, LATE = (
    at("2025-05-21T23:59:59.999999"),
    at("2025-05-22T00:00"),
    at("2025-05-23T09:00"),
)


class StatisticsFilingCase(PortalTestCase):
    now = at("2025-05-20T10:00")

    def setUp(self):
        self.owed = make.collects(self.edition, self.jidian, "statistics_form")

    def stored(self):
        return Filing.objects.get(pk=self.owed.pk)

    def ready(self):
        return make.figures(self.jidian)

    def filed(self, **options):
        self.ready()
        return make.filed(self.owed, **options)

    def book(self, students):
        result = ActivityResult.objects.get(activity__college=self.jidian)
        make.result(result.activity, students=students, base_version=result.version)

    def page(self, user, url=None):
        self.sign_in(user)
        return self.client.get(url or self.owed.get_absolute_url())

    def row(self, revision, code):
        return next(row for row in revision.content["rows"] if row["code"] == code)


class State(StatisticsFilingCase):
    def test_nothing_a_result_handed_over_filed(self):
        words = [self.stored().state(self.now).name]
        self.ready()
        words.append(self.stored().state(self.now).name)
        self.owed.hand_over(self.chen, self.now)
        words.append(self.stored().state(self.now).name)
        make.signed(self.owed)
        words.append(self.stored().state(self.now).name)
        self.assertEqual(words, ["未开始", "填写中", "待签发", "已报送"])

    def test_own_figures_alone_are_a_beginning(self):
        entry = StatisticsEntry.objects.of(self.edition, self.jidian)
        facts = {"stated": {"D1": 3}, "overrides": {}, "notes": {}}
        entry.state(self.chen, self.now, facts, base_version=0)
        self.assertTrue(self.stored().is_begun)

    def test_a_result_of_another_college_is_none(self):
        make.figures(self.caijing)
        self.assertFalse(self.stored().is_begun)

    def test_activities_alone_begin_attachment_one_and_not_this(self):
        make.activity(college=self.jidian)
        begun = Filing.objects.with_progress().filter(college=self.jidian).order_by("pk")
        self.assertEqual([one.begun for one in begun], [True, False])


class HandOver(StatisticsFilingCase):
    def refused(self, sentence):
        with self.assertRaisesMessage(BrokenRule, sentence):
            self.owed.hand_over(self.chen, self.now)

    def test_an_empty_form_is_refused(self):
        self.refused("还没有登记任何活动结果，也没有填自报指标，不能提交。请先登记活动结果。")

    def test_what_does_not_fit_stands_in_the_way(self):
        make.figures(self.jidian, D1=41)
        self.refused("有 1 处对不上，改好后才能提交和签发：参与学生数（去重）（41 人）多于学生参与")

    def test_a_warning_wants_a_word(self):
        make.result(make.activity(college=self.jidian))
        self.refused("条提醒还没有说明，请在“填自报指标”里改好数字，或逐条写明原因：没有天天有活动")

    def without_a_word_on_the_report(self):
        make.figures(self.jidian)
        entry = StatisticsEntry.objects.get()
        facts = {"comments": {"A5": "其余场次因天气取消。"}}
        entry.state(self.chen, self.now, entry.facts | facts, base_version=entry.version)

    def test_a_report_that_is_not_there_wants_a_word(self):
        make.collects(self.edition, self.jidian, "summary_report")
        self.without_a_word_on_the_report()
        self.refused("总结报告还没有交来：现在签发，“总结报告”就记为 0 份。")
        summaries.version(self.jidian)
        self.owed.hand_over(self.chen, self.now)

    def test_a_report_that_goes_by_mail_wants_none(self):
        self.without_a_word_on_the_report()
        self.owed.hand_over(self.chen, self.now)

    def test_a_report_that_went_by_mail_in_the_end_wants_none(self):
        paper = make.collects(self.edition, self.jidian, "summary_report")
        Requirement.objects.filter(pk=paper.requirement_id).update(in_portal=False)
        self.without_a_word_on_the_report()
        self.owed.hand_over(self.chen, self.now)

    def test_a_report_that_the_office_let_off_wants_none_and_others_owe_theirs(self):
        paper = make.collects(self.edition, self.jidian, "summary_report")
        paper.excuse(self.zhou, self.now, "今年并入其他学院")
        self.without_a_word_on_the_report()
        self.owed.hand_over(self.chen, self.now)
        form = StatisticsForm(self.edition, self.caijing, self.monday)
        self.assertIn("I1", [check.code for check in form.checks])

    def test_head_counts_are_the_offices_to_give(self):
        self.ready()
        checks = [code for code, *_ in self.owed.content()["checks"]]
        self.assertLessEqual({"D11", "D12"}, set(checks))
        self.owed.hand_over(self.chen, self.now)

    def test_the_page_says_it_instead_of_offering_the_button(self):
        make.figures(self.jidian, D1=41)
        page = self.page(self.chen)
        self.assertContains(page, "有 1 处对不上，改好后才能提交和签发")
        self.assertNotContains(page, reverse("filing_hand_over", args=[self.owed.pk]))

    def test_error_that_comes_up_before_the_signature_stops_it(self):
        self.ready()
        self.owed.hand_over(self.chen, self.now)
        self.book(20)
        with self.assertRaisesMessage(BrokenRule, "有 1 处对不上，改好后才能提交和签发"):
            make.signed(self.stored())


class Sign(StatisticsFilingCase):
    def test_the_receipt_has_the_figures_and_their_rows(self):
        revision = self.filed()
        self.assertEqual(revision.receipt_no, "ZJZ2025-F2-01-01")
        self.assertEqual((self.row(revision, "D3")["value"], revision.is_untouched()), (40, True))
        key = revision.content["sources"]["rows"]["D3"][0]
        title = revision.content["sources"]["things"][key[0]]
        self.assertEqual((title[:5], key[1]), ("焊接体验课", "40"))

    def test_comments_are_filed_with_it(self):
        make.collects(self.edition, self.jidian, "summary_report")
        self.assertEqual(
            self.filed().content["comments"], dict.fromkeys(("A5", "I1"), "其余场次因天气取消。")
        )

    def test_a_result_edited_between_preview_and_signature(self):
        self.ready()
        self.owed.hand_over(self.chen, self.now)
        seen = self.owed.content_digest()
        self.book(39)
        with self.assertRaisesMessage(BrokenRule, "您打开页面之后内容又有改动，请核对"):
            self.owed.sign(self.sun, received_at=self.now, declared=True, seen=seen)
        self.assertFalse(Revision.objects.exists())

    def test_two_who_sign_at_once(self):
        self.ready()
        self.owed.hand_over(self.chen, self.now)
        first, second = self.stored(), self.stored()
        make.signed(first)
        with self.assertRaisesMessage(WrongState, "孙刚刚做了“签发”，这次“签发”没有生效"):
            make.signed(second)
        self.assertEqual(Revision.objects.count(), 1)

    def test_the_last_microsecond_is_in_time_and_midnight_is_late(self):
        for instant, late in ((IN_TIME, False), (DUE, True)):
            with self.subTest(instant):
                self.assertEqual(self.owed.is_late(instant), late)
        revision = self.filed(at=DUE, reason="照片数字核对晚了")
        self.assertEqual((revision.is_late, revision.kind_name), (True, "补报"))

    def test_it_waits_for_no_other_form_of_the_college(self):
        self.filed()
        self.assertIsNone(Filing.objects.get(pk=self.filing.pk).revision)


class OldComments(StatisticsFilingCase):
    """A word on a warning speaks of its numbers and of no others."""

    url = reverse("statistics_entry", args=["2025"])

    def setUp(self):
        super().setUp()
        make.collects(self.edition, self.jidian, "summary_report")
        make.figures(self.jidian)
        self.send(comment_A5="五天停课", comment_I1="下周交")

    def send(self, **typed):
        self.sign_in(self.chen)
        version = str(StatisticsEntry.objects.get().version)
        sent = {"base_version": version, "value_D1": "30", "value_D2": "2", "value_H3": "0"}
        return self.client.post(self.url, sent | typed)

    def move(self):
        """Another day without anything: the warning names other dates now."""
        result = ActivityResult.objects.get()
        days = [day.isoformat() for day in self.edition.dates[1:3]]
        make.result(result.activity, dates_held=days, base_version=result.version)

    def test_they_stand_while_the_warning_says_the_same(self):
        self.assertEqual(self.owed.content()["comments"], {"A5": "五天停课", "I1": "下周交"})

    def test_other_numbers_want_another_word_before_filing(self):
        self.move()
        self.assertEqual(self.owed.content()["comments"], {"I1": "下周交"})
        with self.assertRaisesMessage(BrokenRule, "有 1 条提醒还没有说明"):
            self.owed.hand_over(self.chen, self.now)

    def test_the_page_shows_the_old_word_with_the_old_warning(self):
        then = StatisticsEntry.objects.get().answered["A5"]
        self.move()
        page = self.page(self.chen, self.url)
        self.assertContains(page, f"原来写的“五天停课”，说明的是“{then}”")
        self.assertNotContains(page, 'value="五天停课"')

    def test_saying_nothing_loses_nothing_and_answers_nothing(self):
        self.move()
        self.send(comment_I1="下周交")
        self.assertEqual(StatisticsEntry.objects.get().comments["A5"], "五天停课")
        self.assertNotIn("A5", self.owed.content()["comments"])

    def test_the_same_word_may_be_said_again(self):
        self.move()
        self.send(comment_A5="五天停课", comment_I1="下周交")
        self.owed.hand_over(self.chen, self.now)

    def test_a_word_typed_under_a_warning_that_moved_meanwhile_answers_what_was_read(self):
        then = StatisticsEntry.objects.get().answered["A5"]
        self.move()
        self.send(comment_A5="四天停课", asked_A5=then, comment_I1="下周交")
        self.assertNotIn("A5", self.owed.content()["comments"])

    def test_a_warning_that_the_portal_never_said_is_not_kept(self):
        for sentence in ("编的提醒", "多" * 200_000):
            with self.subTest(length=len(sentence)):
                self.send(comment_A5="五天停课", asked_A5=sentence, comment_I1="下周交")
                entry = StatisticsEntry.objects.get()
                self.assertEqual((entry.comments["A5"], entry.answered["A5"]), ("五天停课", ""))
                self.assertNotIn("A5", self.owed.content()["comments"])

    def test_words_that_answer_nothing_are_shown_and_asked_for_anew(self):
        self.send(comment_A5="五天停课", asked_A5="编的提醒", comment_I1="下周交")
        told = "请按现在的重新写。原来写的“五天停课”。"
        self.assertContains(self.page(self.chen, self.url), told)

    def test_markup_in_what_was_typed_stays_text(self):
        for markup in ("<b>粗</b>", '<button formaction="/x/">签发</button>'):
            with self.subTest(markup):
                self.send(comment_A5=markup, asked_A5=markup, comment_I1="下周交")
                StatisticsEntry.objects.update(answered={"A5": markup})
                page = self.page(self.chen, self.url)
                self.assertContains(page, escape(f"原来写的“{markup}”，说明的是“{markup}”"))
                self.assertNotContains(page, markup)


class SignPage(StatisticsFilingCase):
    def test_it_says_which_form_how_many_figures_and_what_was_said_of_warnings(self):
        self.ready()
        self.owed.hand_over(self.chen, self.now)
        page = self.page(self.sun)
        self.assertContains(page, f"提交{self.owed.requirement}，共 ")
        self.assertContains(page, "处提醒，连同学院的说明一起报送，请逐条看过")
        self.assertContains(page, "其余场次因天气取消。")


class FiledAndChanged(StatisticsFilingCase):
    def with_partners(self, *names):
        result = ActivityResult.objects.get(activity__college=self.jidian)
        partners = [make.took_part(name) for name in names]
        make.result(result.activity, partners=partners, base_version=result.version)

    def test_another_partner_is_a_change_though_the_number_stays(self):
        self.ready()
        self.with_partners("示例机电公司")
        make.filed(self.owed)
        self.with_partners("示例电梯有限公司")
        self.assertTrue(self.stored().has_changes())
        page = self.page(self.chen)
        self.assertContains(page, "E1 参与合作企业（去重）仍为 1，所计的单位、场所或日期有变")
        self.assertEqual(make.filed(self.stored()).number, 2)

    def test_partners_that_the_office_made_one_are_no_change(self):
        self.ready()
        self.with_partners("示例机电公司")
        make.filed(self.owed)
        theirs = make.activity(college=self.caijing)
        make.result(theirs, partners=[make.took_part("示例机电有限公司")])
        names = {one.name: one for one in Partner.objects.all()}
        names["示例机电公司"].merge(self.zhou, names["示例机电有限公司"])
        self.assertFalse(self.stored().has_changes())

    def test_another_word_on_a_warning_is_a_change(self):
        self.filed()
        entry = StatisticsEntry.objects.of(self.edition, self.jidian)
        facts = entry.facts | {"comments": entry.comments | {"A5": "周五停电，改在下周。"}}
        entry.state(self.chen, self.now, facts, base_version=entry.version)
        self.assertTrue(self.stored().has_changes())

    def test_a_report_that_comes_afterwards_is_a_change_and_is_told(self):
        revision = self.filed()
        self.assertEqual(self.row(revision, "I1")["value"], 0)
        summaries.version(self.jidian)
        self.assertTrue(self.stored().has_changes())
        self.assertContains(self.page(self.chen), "I1 总结报告由 0 改为 1")
        self.assertEqual(self.row(make.filed(self.stored()), "I1")["value"], 1)

    def test_the_filed_sheet_stays_and_the_difference_is_told(self):
        revision = self.filed()
        self.book(60)
        self.assertEqual(self.row(Revision.objects.get(), "D3")["value"], 40)
        self.assertTrue(self.stored().has_changes())
        page = self.page(self.chen)
        self.assertContains(page, "D3 学生参与由 40 改为 60")
        self.assertContains(self.page(self.chen, revision.get_absolute_url()), ">40</a>")

    def test_a_new_name_of_an_activity_changes_no_figure(self):
        self.filed()
        one = ActivityResult.objects.get().activity
        one.title = "改了名字的体验课"
        one.revise(self.chen, [], base_version=one.version)
        self.assertFalse(self.stored().has_changes())

    def test_filing_again_tells_indicator_by_indicator(self):
        self.filed()
        self.book(60)
        second = make.filed(self.stored())
        page = self.page(self.chen, second.get_absolute_url())
        self.assertContains(page, "与上一次报送相比（2 处）")
        self.assertContains(page, "D10 参与总人次由 40 改为 60")

    def test_sent_back_with_a_reason_and_accepted_in_the_end(self):
        self.filed()
        make.sent_back(self.stored(), self.wu, self.now, "线上观看没有填")
        self.assertContains(self.page(self.chen), "线上观看没有填")
        self.book(50)
        make.filed(self.stored())
        make.accepted(self.stored(), self.wu, self.now)
        self.assertEqual(self.stored().state(self.now).name, "已确认")

    def test_closed_a_change_goes_by_amendment(self):
        self.filed()
        self.book(60)
        amendment = make.amendment(self.stored(), at=self.owed.closes_at)
        self.assertEqual(
            [one.title for one in amendment.changes()], ["D3 学生参与", "D10 参与总人次"]
        )
        amendment.approve(self.wu, self.owed.closes_at, seen=amendment.content_digest)
        revision = make.signed(self.stored(), at=self.owed.closes_at, reason="补登一场")
        self.assertEqual(revision.kind_name, "变更")

    def test_closed_the_way_out_speaks_of_figures(self):
        self.filed()
        way = self.stored().way_out(self.owed.closes_at)
        self.assertIn("请先改好活动结果或自报指标，再在这张表的页面上提交变更单", way.todo)


class Pages(StatisticsFilingCase):
    def test_a_filed_figure_opens_its_frozen_rows(self):
        revision = self.filed()
        title = ActivityResult.objects.get().activity.title
        self.book(60)
        page = self.page(self.chen, reverse("receipt_rows", args=[revision.receipt_no, "D3"]))
        self.assertContains(page, title)
        self.assertContains(page, "<td>40</td>")

    def test_an_indicator_that_is_none_and_a_receipt_without_indicators(self):
        revision = self.filed()
        other = make.filed(self.filing, at=at("2025-05-12T10:00"))
        for receipt, code in ((revision.receipt_no, "Z9"), (other.receipt_no, "D3")):
            with self.subTest(receipt):
                url = reverse("receipt_rows", args=[receipt, code])
                self.assertEqual(self.page(self.chen, url).status_code, 404)

    def test_every_figure_of_the_receipt_has_its_page(self):
        revision = self.filed()
        self.sign_in(self.chen)
        for row in revision.content["rows"]:
            url = reverse("receipt_rows", args=[revision.receipt_no, row["code"]])
            with self.subTest(row["code"]):
                self.assertEqual(self.client.get(url).status_code, 200)

    def test_the_file_is_the_filed_form(self):
        self.filed()
        self.sign_in(self.zhou)
        file = self.client.get(reverse("filing_sheet", args=[self.owed.pk]))
        file = BytesIO(b"".join(file.streaming_content))
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        lines = book.get_sheet_by_index(0).to_python()
        self.assertEqual(lines[0][0], "附件2")
        self.assertEqual([line[3] for line in lines if line[1] == "D3 学生参与"], [40.0])

    def test_the_file_is_named_after_how_far_it_got(self):
        names = []
        for step in (self.ready, lambda: make.filed(self.owed), lambda: self.book(60)):
            step()
            names.append(self.named())
        told = [f"附件2_机电学院_{word}.xlsx" for word in ("未报送", "已报送", "改动未报送")]
        self.assertEqual(names, told)

    def named(self):
        self.sign_in(self.chen)
        file = self.client.get(reverse("filing_sheet", args=[self.owed.pk]))
        return file.filename

    def test_warnings_print_on_a_page_of_their_own(self):
        self.ready()
        self.assertContains(self.page(self.chen), "附件2的提醒与说明")

    def test_the_statistics_page_leads_to_it(self):
        page = self.page(self.chen, reverse("statistics_form", args=["2025"]))
        self.assertContains(page, self.owed.get_absolute_url())
        self.assertContains(page, "核对并提交签发")

    def test_closed_the_statistics_page_tells_the_way_out(self):
        self.filed()
        with time_machine.travel(self.owed.closes_at):
            page = self.page(self.chen, reverse("statistics_form", args=["2025"]))
        self.assertContains(page, "关闭")
        self.assertContains(page, "确需变更，请先改好活动结果或自报指标")
        self.assertNotContains(page, "核对并提交签发")

    def test_not_collected_the_statistics_page_speaks_of_no_filing(self):
        Filing.objects.filter(pk=self.owed.pk).delete()
        page = self.page(self.chen, reverse("statistics_form", args=["2025"]))
        self.assertNotContains(page, "核对并提交签发")

    def test_a_comment_is_typed_on_the_entry_page(self):
        self.book_one()
        url = reverse("statistics_entry", args=["2025"])
        self.assertContains(self.page(self.chen, url), "没有天天有活动")
        sent = {"base_version": "0", "value_D1": "9", "value_D2": "1", "value_H3": "0"}
        self.client.post(url, sent | {"comment_A5": "五天停课"})
        entry = StatisticsEntry.objects.get()
        self.assertEqual(entry.comments, {"A5": "五天停课"})
        self.assertIn("没有天天有活动", entry.answered["A5"])
        self.assertContains(self.page(self.chen, url), "五天停课")

    def test_a_comment_on_a_warning_that_is_gone_is_kept(self):
        self.book_one()
        entry = StatisticsEntry.objects.of(self.edition, self.jidian)
        facts = {"stated": {}, "overrides": {}, "notes": {}, "comments": {"F3": "岗位待定"}}
        entry.state(self.chen, self.now, facts, base_version=0)
        url = reverse("statistics_entry", args=["2025"])
        self.sign_in(self.chen)
        self.client.post(url, {"base_version": "1", "value_D1": "9"})
        self.assertEqual(StatisticsEntry.objects.get().comments, {"F3": "岗位待定"})

    def book_one(self):
        make.result(make.activity(college=self.jidian))

    def test_the_desk_has_a_card_for_each(self):
        self.filed()
        page = self.page(self.sun, reverse("desk", args=["2025"]))
        states = [card["state"].name for card in page.context["desk"].cards]
        self.assertEqual(states, ["逾期未报", "已报送"])

    def test_the_board_has_a_column_for_each(self):
        self.filed()
        page = self.page(self.zhou, reverse("board", args=["2025"]))
        cells = [state.name for _, found in page.context["rows"] for _, state, _ in found]
        self.assertEqual(cells, ["逾期未报", "已报送", "逾期未报", "未开始"])

    def test_pages_in_every_state_for_everybody_concerned(self):
        steps = [
            lambda: None,
            self.ready,
            lambda: self.stored().hand_over(self.chen, self.now),
            lambda: make.signed(self.stored()),
            lambda: self.book(60),
        ]
        for step in steps:
            step()
            for user in (self.chen, self.sun, self.zhou, self.chu):
                with self.subTest(user=user):
                    self.assertEqual(self.page(user).status_code, 200)

    def test_no_query_a_row(self):
        self.filed()
        self.sign_in(self.zhou)

        def grow():
            for number in range(3):
                make.result(make.activity(college=self.jidian), students=number)

        self.assertCostStaysFlat(self.owed.get_absolute_url(), grow)
