"""Moving a deadline: whom it touches, what is told before and after, what the clock then sends."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Edition, Requirement
from colleges.models import Notice, NoticeKind
from reports.models import ReminderRun
from reports.opening import add_colleges
from tests import make
from tests.activities.test_settings_pages import SettingsTest
from tests.base import at


class MovingTest(SettingsTest):
    name = "edition_requirements"

    def setUp(self):
        super().setUp()
        self.info_form = self.edition.requirements.get(kind="info_form")
        self.by_mail = self.edition.requirements.get(kind="summary_report")

    def fields(self, requirement, changes):
        return {f"r{requirement.pk}-{name}": value for name, value in changes.items()}

    def look(self, requirement=None, **changes):
        return self.save(self.name, **self.fields(requirement or self.info_form, changes))

    def move(self, requirement=None, **changes):
        """Moved, read what it does, ticked."""
        tick = self.look(requirement, **changes).context["page"].move
        sent = self.fields(requirement or self.info_form, changes)
        answer = self.save(self.name, confirmed=tick, **sent)
        self.assertSaved(answer)
        return answer

    def effects(self, **changes):
        return "".join(self.look(**changes).context["page"].effects)

    def told(self):
        return Notice.objects.filter(kind=NoticeKind.DEADLINE)


class Told(MovingTest):
    def test_everybody_who_owes_gets_one_notice_with_old_new_and_what_to_do(self):
        self.move(due_date="2025-05-13")
        names = sorted(notice.user.username for notice in self.told())
        self.assertEqual(names, ["chen", "he", "lin", "sun"])
        notice = self.told().get(user=self.chen)
        self.assertEqual(notice.title, "附件1的报送时限推迟到5月13日（周二）18:00")
        self.assertIn("逾期线由5月12日（周一）18:00改为5月13日（周二）18:00", notice.body)
        self.assertIn("机电学院现在是“未开始”", notice.body)
        self.assertIn("请填报人核对后提交签发", notice.body)
        self.assertEqual(notice.url, self.filing.get_absolute_url())
        self.assertEqual(notice.deliveries.count(), 1)

    def test_moved_twice_is_two_notices_there_and_back_too(self):
        for day in ("2025-05-13", "2025-05-12", "2025-05-13"):
            self.move(due_date=day)
        titles = list(self.told().filter(user=self.chen).values_list("title", flat=True))
        self.assertEqual(len(titles), 3)
        self.assertIn("提前到5月12日（周一）18:00", titles[1])

    def test_saved_unchanged_or_renamed_nobody_is_told(self):
        self.assertSaved(self.save(self.name))
        self.assertSaved(self.look(title="信息表"))
        self.assertFalse(self.told().exists())

    def test_a_college_with_an_extension_past_both_lines_is_left_alone(self):
        make.extension(self.filing, until=at("2025-05-25T00:00"))
        told = self.effects(due_date="2025-05-13", closes_date="2025-05-18")
        self.assertIn("影响还没有报送的 1 个学院：财经学院。", told)
        self.assertIn("不受影响（按自己的延期）：机电学院。", told)
        self.move(due_date="2025-05-13", closes_date="2025-05-18")
        self.assertFalse(self.told().filter(user=self.chen).exists())
        self.assertTrue(self.told().filter(user=self.lin).exists())

    def test_a_college_whose_extension_stands_is_told_so_where_only_its_door_moves(self):
        make.extension(self.filing, until=at("2025-05-13T20:00"))
        changes = {"due_date": "2025-05-12", "due_clock": "17:00", "closes_date": "2025-05-15"}
        self.move(**changes)
        notice = self.told().get(user=self.chen)
        self.assertEqual(notice.title, "附件1：您学院已延期至5月13日（周二）20:00，时限不变")
        self.assertIn("时限不变；只有关闭线由5月17日（周六）24:00改为5月15日", notice.body)
        self.assertIn("报送时限提前到", self.told().get(user=self.lin).title)

    def test_a_college_whose_own_lines_stay_hears_nothing(self):
        make.extension(self.filing, until=at("2025-05-13T20:00"))
        self.move(due_date="2025-05-13")
        self.assertFalse(self.told().filter(user=self.chen).exists())

    def test_an_extension_that_the_new_line_overtakes_is_touched(self):
        make.extension(self.filing, until=at("2025-05-19T00:00"))
        self.move(due_date="2025-05-20", closes_date="2025-05-21")
        body = self.told().get(user=self.chen).body
        self.assertIn("逾期线由5月18日（周日）24:00改为5月20日（周二）18:00", body)

    def test_who_filed_hears_that_nothing_is_left_to_do(self):
        make.filed(self.filing)
        told = self.effects(due_date="2025-05-13")
        self.assertIn("影响还没有报送的 1 个学院：财经学院。", told)
        self.assertIn("已报送的 1 个学院，可以变更的时间随之改变：机电学院。", told)
        self.move(due_date="2025-05-13")
        self.assertIn("不用再报", self.told().get(user=self.chen).body)

    def test_who_owes_nothing_hears_nothing(self):
        self.filing.excuse(self.zhou, self.now, "今年没有学生")
        Notice.objects.all().delete()
        self.assertNotIn("机电学院", self.effects(due_date="2025-05-13"))
        self.move(due_date="2025-05-13")
        self.assertFalse(self.told().filter(user=self.chen).exists())

    def test_of_the_door_alone_the_title_says_so(self):
        self.move(closes_date="2025-05-18")
        title = self.told().get(user=self.chen).title
        self.assertEqual(title, "附件1的关闭时间推迟到5月18日（周日）24:00")

    def test_what_goes_by_mail_is_told_to_every_college(self):
        self.move(self.by_mail, due_date="2025-05-22")
        notice = self.told().get(user=self.he)
        self.assertIn("已经交过的不用再交", notice.body)
        self.assertIn("/timeline/", notice.url)

    def test_of_an_edition_being_prepared_nobody_hears(self):
        Edition.objects.update(opened_at=None)
        self.assertIn("不发通知", self.effects(due_date="2025-05-13"))
        self.move(due_date="2025-05-13")
        self.assertFalse(self.told().exists())

    def test_the_office_reads_how_many_it_told(self):
        answer = self.move(due_date="2025-05-13")
        self.assertRefused(answer, "并通知了受影响的 4 人")

    def test_looking_costs_the_same_with_more_colleges(self):
        sent = self.sent(self.name) | self.fields(self.info_form, {"due_date": "2025-05-13"})
        before = self.queries_of_post(sent)
        add_colleges(["三院", "四院", "五院"], by=self.zheng)
        self.assertEqual(self.queries_of_post(sent), before)

    def queries_of_post(self, sent):
        with CaptureQueriesContext(connection) as queries:
            answer = self.client.post(self.address(self.name), sent)
        self.assertEqual(answer.status_code, 422)
        return len(queries)


class Reminders(MovingTest):
    def fresh(self):
        return Requirement.objects.get(pk=self.info_form.pk)

    def test_each_is_shown_with_its_instant(self):
        page = self.client.get(self.address(self.name))
        self.assertContains(page, "截止前 6 小时")
        self.assertContains(page, "5月12日（周一）12:00")
        self.assertContains(page, "5月11日（周日）18:00（已过）")

    def test_ticked_and_unticked_they_are_kept_in_order(self):
        sent = self.sent(self.name) | self.fields(self.info_form, {"remind_before_180": "on"})
        sent.pop(f"r{self.info_form.pk}-remind_before_360")
        self.assertSaved(self.client.post(self.address(self.name), sent))
        self.assertEqual(self.fresh().reminder_offsets, [-1440, -180, -60, 0, 720])

    def test_any_other_is_typed(self):
        for side, amount, unit, offset in [
            ("前", "90", "分钟", -90),
            ("后", "2", "小时", 120),
            ("前", "３", "天", -4320),
        ]:
            with self.subTest(offset):
                typed = {"extra_side": side, "extra_amount": amount, "extra_unit": unit}
                self.assertSaved(self.look(**typed))
                self.assertIn(offset, self.fresh().reminder_offsets)

    def test_what_is_wrong_stands_at_the_field(self):
        for changes, sentence in [
            ({"extra_amount": "bald"}, "请填整数"),
            ({"extra_amount": "0"}, "请填 1 以上的整数"),
            ({"extra_amount": "31", "extra_unit": "天"}, "最多在截止前、后 30 天"),
            ({"extra_amount": "9" * 30}, "最多在截止前、后 30 天"),
            ({"extra_amount": "1", "extra_unit": "年"}, "选择一个有效的选项"),
        ]:
            with self.subTest(sentence):
                answer = self.look(**changes)
                self.assertContains(answer, sentence, status_code=422)
                field = "unit" if "年" in changes.values() else "amount"
                href = f"#id_r{self.info_form.pk}-extra_{field}"
                self.assertContains(answer, href, status_code=422)
        self.assertEqual(self.fresh().reminder_offsets, self.info_form.reminder_offsets)

    def test_twelve_are_enough(self):
        Requirement.objects.filter(pk=self.info_form.pk).update(
            reminder_offsets=[-60 * n for n in range(12)]
        )
        answer = self.look(extra_amount="5", extra_unit="分钟")
        self.assertContains(answer, "一项要求最多提醒 12 次，现在是 13 次", status_code=422)

    def test_what_goes_by_mail_has_none(self):
        self.assertNotIn(f"r{self.by_mail.pk}-remind_before_60", self.sent(self.name))
        self.move(self.by_mail, due_date="2025-05-22")
        self.assertEqual(len(Requirement.objects.get(pk=self.by_mail.pk).reminder_offsets), 5)

    def test_a_move_says_which_move_and_which_are_over(self):
        told = self.effects(due_date="2025-05-12", due_clock="15:00")
        self.assertIn("自动提醒随之移动：截止前 1 小时（5月12日（周一）14:00）", told)
        over = told[told.index("不再发送") :]
        self.assertIn("截止前 24 小时（5月11日（周日）15:00）", over)
        self.assertIn("截止前 6 小时（5月12日（周一）09:00）", over)

    def test_what_is_over_is_not_sent_and_what_is_ahead_is_once(self):
        self.move(due_date="2025-05-12", due_clock="15:00")
        self.assertEqual(ReminderRun.objects.send_due(self.now + timedelta(minutes=5)), [])
        self.assertEqual(len(ReminderRun.objects.send_due(at("2025-05-12T14:00"))), 1)

    def test_one_added_behind_now_is_not_sent_at_once(self):
        self.look(extra_amount="9")
        self.assertEqual(ReminderRun.objects.send_due(self.now + timedelta(minutes=1)), [])
        self.assertEqual(len(ReminderRun.objects.send_due(at("2025-05-12T12:00"))), 1)

    def test_a_new_title_leaves_the_clock_alone(self):
        self.look(title="信息表")
        self.assertIsNone(self.fresh().reminders_since)

    def test_the_slower_of_two_keeps_what_they_ticked(self):
        mine = self.sent(self.name) | self.fields(self.info_form, {"remind_before_180": "on"})
        self.look(title="同事的名称")
        answer = self.client.post(self.address(self.name), mine)
        self.assertContains(answer, "同事的名称", status_code=409)
        again = dict(answer.context["fields"])
        self.assertSaved(self.client.post(self.address(self.name), again))
        self.assertIn(-180, self.fresh().reminder_offsets)
