"""公示: when it may begin, what it shows to whom, what keeps it from ending; 异议 and answers."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Edition
from colleges.models import AuditEntry, Notice
from colleges.rules import BrokenRule, WrongState
from reports.models import Announcement, Award, Objection

from .. import honours
from ..base import PortalTestCase, at


class Prepared(PortalTestCase):
    """Monday 2025-05-12; the draft runs from Tuesday for five working days, to Monday 05-19."""

    def published(self, *colleges):
        return honours.published(self.edition, *(colleges or [self.jidian]), by=self.zhou)

    def again(self, thing):
        return type(thing).objects.get(pk=thing.pk)


class TheDraft(Prepared):
    def test_begins_in_the_usual_words_tomorrow_for_five_working_days(self):
        award = honours.confirmed(self.edition, self.caijing, self.jidian, by=self.zhou)
        made = Announcement.objects.begin(award, self.zhou, self.monday)
        self.assertEqual("关于2025年职业教育活动周“优秀组织奖”评选结果的公示", made.heading)
        self.assertIn("拟获奖单位公示如下", made.opening)
        self.assertEqual(["机电学院", "财经学院"], made.winner_names)
        self.assertEqual("2025年5月13日（周二）至5月19日（周一），共 5 个工作日", made.span)

    def test_waits_until_winners_are_confirmed(self):
        award = Award.objects.prepare(self.edition, self.zhou)
        with self.assertRaisesMessage(WrongState, "获奖单位确定之后才能拟公示"):
            Announcement.objects.begin(award, self.zhou, self.monday)

    def test_of_two_the_second_is_refused(self):
        made = honours.draft(self.edition, self.jidian)
        with self.assertRaisesMessage(WrongState, "已经在拟稿"):
            Announcement.objects.begin(made.award, self.wu, self.monday)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Announcement.objects.create(**made.facts(), award=made.award)

    def test_second_saver_is_told(self):
        made = honours.draft(self.edition, self.jidian)
        with self.assertRaisesMessage(WrongState, "刚刚被同事改过"):
            made.revise(self.wu, made.facts(), base_version=1)

    def test_is_seen_by_the_office_and_no_college(self):
        honours.draft(self.edition, self.jidian)
        seen = [Announcement.objects.visible_to(user).count() for user in (self.zhou, self.chen)]
        self.assertEqual([1, 0], seen)
        self.assertEqual(0, Announcement.objects.public().count())


class Publishing(Prepared):
    def refused(self, sentence, **facts):
        made = honours.draft(self.edition, self.jidian, **facts)
        with self.assertRaisesMessage(BrokenRule, sentence):
            made.publish(self.zhou, timezone.now())
        self.assertTrue(self.again(made).is_draft)

    def test_says_how_many_working_days_are_lacking_and_which_end_would_do(self):
        friday = at("2025-05-16T00:00").date()
        self.refused(
            "公示期只有 2 个工作日，还差 1 个（至少 3 个，一般 5 个）："
            "5月16日（周五）开始的，最早到5月20日（周二）结束",
            starts_on=friday,
            ends_on=friday + timedelta(days=3),
        )

    def test_does_not_begin_in_the_past(self):
        self.refused(
            "公示开始的5月11日（周日）已经过去，今天是5月12日（周一）：请改为今天或以后开始",
            starts_on=self.monday - timedelta(days=1),
        )

    def test_that_lay_until_its_days_began_is_refused_and_counted_anew_from_today(self):
        made = honours.draft(self.edition, self.jidian)
        with self.clock_at("2025-05-17T09:00"):
            with self.assertRaisesMessage(BrokenRule, "5月13日（周二）已经过去"):
                made.publish(self.zhou, timezone.now())
            facts = made.proposed(timezone.localdate())
        days = at("2025-05-19T00:00").date(), at("2025-05-23T00:00").date()
        self.assertEqual(days, (facts["starts_on"], facts["ends_on"]))

    def test_stands_on_a_paper_of_the_day_it_is_published(self):
        made = honours.draft(self.edition, self.jidian)
        self.assertEqual(self.monday, made.dated)
        with self.clock_at("2025-05-13T09:00"):
            made.publish(self.zhou, timezone.now())
        self.assertEqual(made.starts_on, made.dated)
        self.assertFalse(made.is_entered_late)

    def test_of_one_that_hung_on_a_board_is_entered_afterwards_and_may_end_at_once(self):
        april = at("2025-04-21T00:00").date()
        facts = {"starts_on": april, "ends_on": april + timedelta(days=4)}
        made = honours.published(self.edition, self.jidian, elsewhere="教务处公告栏", **facts)
        self.assertTrue(made.is_entered_late)
        made.end(self.zhou, timezone.now())
        self.assertEqual("final", Award.objects.get().status)

    def test_says_whom_to_turn_to(self):
        self.refused("没有写联系方式", contact=" ")

    def test_shows_nobodys_mobile_number(self):
        for name, label in [
            ("heading", "标题"), ("opening", "正文"), ("contact", "联系方式"),
            ("elsewhere", "已在何处公示"),
        ]:  # fmt: skip
            with self.subTest(name), transaction.atomic():
                self.refused(f"“{label}”里有手机号", **{name: "教务处 138 0000 0001"})
                transaction.set_rollback(True)

    def test_puts_it_on_display_and_tells_the_colleges(self):
        made = self.published(self.jidian, self.caijing)
        self.assertEqual("publicised", Award.objects.get().status)
        self.assertEqual([made], list(Announcement.objects.public()))
        told = Notice.objects.about(made).values_list("user__username", flat=True)
        self.assertEqual({"chen", "sun", "lin", "he", "wu", "chu"}, set(told))

    def bodies(self, made):
        return {notice.body for notice in Notice.objects.about(made)}

    def test_says_until_when_one_may_object(self):
        (body,) = self.bodies(self.published())
        self.assertIn("有异议的，请在 5月19日 24:00 前写明事实和依据提出", body)

    def test_after_its_days_invites_nobody_to_object_and_says_whom_to_ask(self):
        days = {
            "starts_on": at("2025-04-21T00:00").date(),
            "ends_on": at("2025-04-25T00:00").date(),
        }
        made = honours.published(self.edition, self.jidian, elsewhere="教务处公告栏", **days)
        (body,) = self.bodies(made)
        self.assertNotIn("请在", body)
        self.assertIn(f"不再受理异议。确有情况的，请直接联系：{honours.CONTACT}。", body)

    def test_is_written_down_with_the_names(self):
        made = self.published(self.jidian, self.caijing)
        entry = AuditEntry.objects.about(made).get(verb="发布公示")
        self.assertEqual("机电学院、财经学院", entry.note)

    def test_of_an_edition_in_preparation_stays_inside(self):
        self.published()
        Edition.objects.update(opened_at=None)
        self.assertEqual(0, Announcement.objects.public().count())

    def test_keeps_the_names_it_was_published_with(self):
        made = self.published()
        self.jidian.name = "智能制造学院"
        self.jidian.save()
        self.assertEqual(["机电学院"], self.again(made).winner_names)

    def test_twice_is_refused(self):
        made = honours.draft(self.edition, self.jidian)
        other = self.again(made)
        made.publish(self.zhou, timezone.now())
        with self.assertRaisesMessage(WrongState, "公示中"):
            other.publish(self.wu, timezone.now())


class TakingDown(Prepared):
    def test_gives_the_award_back_to_be_confirmed_anew(self):
        made = self.published()
        made.take_down(self.zhou, timezone.now(), "异议成立")
        self.assertEqual("closed", Award.objects.get().status)
        self.assertEqual(0, Announcement.objects.public().count())
        honours.published(self.edition, self.caijing, by=self.zhou)
        self.assertEqual(["财经学院"], Announcement.objects.public().get().winner_names)

    def test_asks_for_a_reason(self):
        made = self.published()
        with self.assertRaisesMessage(BrokenRule, "必须写明原因"):
            made.take_down(self.zhou, timezone.now(), "  ")

    def test_tells_who_was_told_before(self):
        made = self.published()
        made.take_down(self.zhou, timezone.now(), "异议成立")
        chen = Notice.objects.visible_to(self.chen).filter(title__startswith="公示已撤下")
        self.assertEqual(1, chen.count())
        self.assertNotIn("异议成立", chen.get().body)

    def test_happens_by_itself_where_the_award_took_its_winners_back(self):
        made = self.published()
        made.award.take_back(self.zhou, "补充核查")
        self.assertEqual(0, Announcement.objects.public().count())
        self.assertFalse(self.again(made).is_published)
        honours.published(self.edition, self.jidian, by=self.zhou)
        self.assertEqual("withdrawn", self.again(made).status)


class Ending(Prepared):
    def refused(self, made, sentence, when=None):
        with self.assertRaisesMessage(BrokenRule, sentence):
            made.end(self.zhou, when or made.closes_at)
        self.assertEqual("publicised", Award.objects.get().status)

    def test_waits_for_its_last_midnight(self):
        made = self.published()
        self.assertEqual(at("2025-05-20T00:00"), made.closes_at)
        self.refused(made, "5月19日 24:00 才满", made.closes_at - timedelta(milliseconds=1))
        made.end(self.zhou, made.closes_at)
        self.assertEqual("final", Award.objects.get().status)

    def test_waits_for_every_answer(self):
        made = self.published()
        objection = honours.objection(made, self.caijing)
        self.refused(made, "还有 1 件异议没有答复")
        objection.reject(self.zhou, timezone.now(), honours.REASON)
        made.end(self.zhou, made.closes_at)
        self.assertEqual("final", Award.objects.get().status)

    def test_is_barred_by_a_sustained_objection(self):
        made = self.published()
        honours.objection(made, self.caijing).sustain(self.zhou, timezone.now(), "情况属实。")
        self.refused(made, "有异议成立")

    def test_is_not_barred_by_one_that_was_withdrawn(self):
        made = self.published()
        honours.objection(made, self.caijing).withdraw(self.lin)
        made.end(self.zhou, made.closes_at)
        self.assertEqual([made], list(Announcement.objects.public()))

    def test_tells_everybody_the_result(self):
        made = honours.ended(self.edition, self.jidian, by=self.zhou)
        told = Notice.objects.visible_to(self.lin).get(title__startswith="结果已公布")
        self.assertIn(made.winner_names[0], told.body)

    def test_of_two_officers_the_second_is_told(self):
        made = self.published()
        other = self.again(made)
        made.end(self.zhou, made.closes_at)
        with self.assertRaisesMessage(WrongState, "公示结束"):
            other.end(self.wu, made.closes_at)


class Objecting(Prepared):
    def test_is_numbered_and_told_to_the_office(self):
        made = self.published()
        numbers = [honours.objection(made, one).number for one in (self.caijing, self.jidian)]
        self.assertEqual([1, 2], numbers)
        told = Notice.objects.visible_to(self.zhou).filter(title="公示收到异议：财经学院")
        self.assertEqual(1, told.count())

    def test_is_the_colleges_own_matter(self):
        honours.objection(self.published(), self.caijing)
        seen = {
            user.username: Objection.objects.visible_to(user).count()
            for user in (self.lin, self.he, self.chen, self.zhou, self.chu, self.jiang, self.zheng)
        }
        wanted = {"lin": 1, "he": 1, "chen": 0, "zhou": 1, "chu": 1, "jiang": 0, "zheng": 0}
        self.assertEqual(wanted, seen)

    def test_ends_with_the_last_day_to_the_millisecond(self):
        made = self.published()
        honours.objection(made, self.caijing, at=made.closes_at - timedelta(milliseconds=1))
        with self.assertRaisesMessage(BrokenRule, "公示期已满"):
            honours.objection(made, self.caijing, at=made.closes_at)

    def test_that_reached_the_office_in_time_may_be_entered_later(self):
        made = self.published()
        facts = {"source": "letter", "informant": "某学生家长", "at": made.closes_at}
        entered = honours.objection(made, None, by=self.zhou, **facts)
        self.assertTrue(entered.is_open)

    def test_is_never_anonymous(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            honours.objection(self.published(), None, by=self.zhou)

    def test_asks_for_facts(self):
        with self.assertRaisesMessage(BrokenRule, "事实和依据"):
            honours.objection(self.published(), self.caijing, text=" \n ")

    def test_of_a_draft_there_is_none(self):
        made = honours.draft(self.edition, self.jidian)
        with self.assertRaisesMessage(BrokenRule, "已经结束或撤下"):
            honours.objection(made, self.caijing)

    def test_of_one_college_not_without_end(self):
        made = self.published()
        for _ in range(5):
            honours.objection(made, self.caijing)
        with self.assertRaisesMessage(BrokenRule, "已有 5 件异议"):
            honours.objection(made, self.caijing)


class Answering(Prepared):
    def test_is_on_record_and_told_to_the_college(self):
        one = honours.objection(self.published(), self.caijing)
        one.reject(self.zhou, timezone.now(), honours.REASON)
        told = Notice.objects.about(one).filter(title__endswith="不成立")
        names = set(told.values_list("user__username", flat=True))
        self.assertEqual({"lin", "he"}, names)
        self.assertEqual(honours.REASON, told[0].body)
        entry = AuditEntry.objects.about(one).get(verb="答复异议：不成立")
        self.assertEqual((self.zhou, honours.REASON), (entry.actor, entry.note))

    def test_asks_for_reasons(self):
        one = honours.objection(self.published(), self.caijing)
        for verb in (one.reject, one.sustain):
            with self.assertRaisesMessage(BrokenRule, "查证情况和理由"):
                verb(self.zhou, timezone.now(), " ")

    def test_second_answer_is_refused(self):
        one = honours.objection(self.published(), self.caijing)
        other = self.again(one)
        one.reject(self.zhou, timezone.now(), honours.REASON)
        with self.assertRaisesMessage(WrongState, "不成立"):
            other.sustain(self.wu, timezone.now(), "情况属实。")
        self.assertEqual("rejected", self.again(one).status)

    def test_withdrawn_cannot_be_answered(self):
        one = honours.objection(self.published(), self.caijing)
        other = self.again(one)
        one.withdraw(self.lin)
        with self.assertRaisesMessage(WrongState, "已撤回"):
            other.reject(self.zhou, timezone.now(), honours.REASON)

    def test_only_the_office_answers_only_the_college_withdraws(self):
        one = honours.objection(self.published(), self.caijing)
        people = (self.zhou, self.lin, self.chen, self.chu)
        self.assertEqual([True, False, False, False], [one.can_be_answered_by(u) for u in people])
        self.assertEqual([False, True, False, False], [one.can_be_withdrawn_by(u) for u in people])
