"""三审三校 of a text: who reviews, who may not, what is kept, what the public gets."""

from activities.models import NewsConflict, NewsItem
from colleges.models import AuditEntry, Membership, Notice, Role
from colleges.rules import BrokenRule, WrongState
from tests import make, newsroom
from tests.base import PortalTestCase


class NewsCase(PortalTestCase):
    def setUp(self):
        self.qian = newsroom.media_person()
        self.item = newsroom.news_item(college=self.jidian)

    def handed_in(self):
        self.item = newsroom.handed_in(self.item)
        return self.item

    def agree(self, user, opinion=""):
        self.item = newsroom.reviewed(self.item, user, opinion)

    def told(self, user):
        return list(Notice.objects.filter(user=user).values_list("title", flat=True))


class ThreeReviews(NewsCase):
    def test_goes_from_the_lead_over_the_media_centre_to_the_office(self):
        self.handed_in()
        for user, holder in [(self.sun, "AIGC新媒体中心"), (self.qian, "教务处"), (self.zhou, "")]:
            self.agree(user)
            self.assertEqual(self.item.holder, holder)
        self.assertEqual(self.item.status, "published")
        self.assertEqual(self.item.published_at.date(), self.monday)

    def test_names_author_editor_and_reviewers(self):
        self.item = newsroom.published(self.item)
        self.assertEqual(self.item.credit_line, "作者：赵同学　编辑：孙　复审：钱　审核：周")

    def test_tells_the_next_reviewer_and_at_last_the_writer(self):
        self.handed_in()
        self.agree(self.sun)
        self.assertEqual(self.told(self.sun), ["请一审：机电学院的新闻稿“焊花里的职业梦”"])
        self.assertEqual(self.told(self.qian), ["请二审：机电学院的新闻稿“焊花里的职业梦”"])
        self.agree(self.qian)
        self.agree(self.zhou)
        self.assertEqual(self.told(self.chen), ["“焊花里的职业梦”已通过三审，已发布"])

    def test_awaits_the_right_people_only(self):
        self.handed_in()
        for reviewer in (self.sun, self.qian, self.zhou):
            waits = [
                user.name
                for user in (self.chen, self.sun, self.he, self.qian, self.zhou, self.wei)
                if NewsItem.objects.awaiting(user)
            ]
            self.assertEqual(waits, [reviewer.name])
            self.assertTrue(self.item.can_be_reviewed_by(reviewer))
            self.agree(reviewer)

    def test_another_college_s_lead_does_not_decide(self):
        self.handed_in()
        with self.assertRaisesMessage(BrokenRule, "现在由机电学院院长/书记审，不到您这里"):
            self.item.agree(self.he, seen="1")

    def test_an_opinion_is_kept_with_name_and_post(self):
        self.handed_in()
        self.agree(self.sun, "导语很好")
        step = self.item.steps.get()
        self.assertEqual(
            (step.name, step.post, step.opinion), ("孙", "机电学院 院长/书记", "导语很好")
        )


class NobodyReviewsTheOwnText(NewsCase):
    def test_a_lead_who_wrote_it(self):
        self.item = newsroom.news_item(college=self.jidian, by=self.sun)
        with self.assertRaisesMessage(BrokenRule, "一审由机电学院院长/书记审，现在没有不是写稿人"):
            newsroom.handed_in(self.item)

    def test_a_lead_who_changed_a_word(self):
        second = make.person("韩", Role.COLLEGE_LEAD, college=self.jidian)
        self.item.title = "焊花里的梦"
        self.item.revise(self.sun, base_version=1)
        self.handed_in()
        with self.assertRaisesMessage(BrokenRule, "您写过、改过或送审过这篇稿件，不能自己审。"):
            self.item.agree(self.sun, seen="1")
        self.agree(second)
        self.assertEqual(self.item.status, "second")

    def test_one_person_reviews_one_round_once(self):
        make.hat(self.sun, Role.OFFICE)
        self.handed_in()
        self.agree(self.sun)
        self.agree(self.qian)
        user = type(self.sun).objects.get(pk=self.sun.pk)
        self.assertFalse(NewsItem.objects.awaiting(user))
        with self.assertRaisesMessage(BrokenRule, "这一稿您已经审过一次"):
            self.item.agree(user, seen="1")

    def test_a_deputy_of_the_lead_reviews(self):
        make.delegation(
            self.sun, deputy := make.person("沈", Role.COLLEGE_STAFF, college=self.jidian)
        )
        self.handed_in()
        self.agree(type(deputy).objects.get(pk=deputy.pk))
        self.assertEqual(self.item.steps.get().post, "机电学院 院长/书记（代签）")


class Departments(NewsCase):
    def test_a_colleague_reviews_first(self):
        other = make.person("魏", Role.DEPARTMENT, department=self.security)
        self.item = newsroom.news_item(department=self.security, by=self.wei)
        self.handed_in()
        self.assertEqual(self.item.holder, "保卫处的另一位同事")
        self.agree(other)
        self.assertEqual(self.item.status, "second")

    def test_alone_it_hands_nothing_in(self):
        self.item = newsroom.news_item(department=self.security, by=self.wei)
        with self.assertRaisesMessage(BrokenRule, "一审由保卫处的另一位同事审"):
            newsroom.handed_in(self.item)


class Returned(NewsCase):
    def test_needs_a_reason(self):
        self.handed_in()
        with self.assertRaisesMessage(BrokenRule, "退回时必须写明要改什么。"):
            self.item.send_back(self.sun, "  ", seen="1")

    def test_is_told_with_its_reason_and_reviewed_from_the_start(self):
        self.handed_in()
        self.agree(self.sun)
        self.item.send_back(self.qian, "人数请核实", seen="1")
        notice = Notice.objects.get(user=self.chen)
        self.assertEqual(
            (notice.title, notice.body), ("“焊花里的职业梦”被退回（二审）", "人数请核实")
        )
        self.handed_in()
        self.assertEqual((self.item.status, self.item.round), ("first", 2))
        self.agree(self.sun)

    def test_each_round_keeps_what_was_handed_in(self):
        self.handed_in()
        self.item.send_back(self.sun, "标题太长", seen="1")
        self.item.title = "焊花"
        self.item.revise(self.chen, base_version=1)
        self.handed_in()
        first, second = self.item.versions.all()
        self.assertEqual(first.rows_to(second), [("标题", "焊花里的职业梦", "焊花")])

    def test_a_decision_on_an_earlier_round_is_refused(self):
        stale = self.handed_in()
        newsroom.reloaded(stale).withdraw(self.chen)
        self.handed_in()
        with self.assertRaisesMessage(WrongState, "刚刚有了变化"):
            stale.agree(self.sun, seen="1")

    def test_the_second_of_two_decisions_is_refused(self):
        other = make.person("韩", Role.COLLEGE_LEAD, college=self.jidian)
        mine, theirs = self.handed_in(), newsroom.reloaded(self.item)
        mine.agree(self.sun, seen="1")
        with self.assertRaisesMessage(BrokenRule, "现在由AIGC新媒体中心审"):
            theirs.send_back(other, "再看", seen="1")


class Writing(NewsCase):
    def test_missing_things_are_named(self):
        item = newsroom.news_item(college=self.jidian, summary="", body="短")
        with self.assertRaisesMessage(BrokenRule, "摘要还没有写；正文只有 1 字，至少 50 字"):
            item.submit(self.chen)

    def test_no_mobile_number_gets_out_however_it_is_typed(self):
        for facts in ({"summary": "咨询请打 13800000001。"}, {"author_name": "李 138 0000 0001"}):
            item = newsroom.news_item(college=self.jidian, **facts)
            with self.assertRaisesMessage(BrokenRule, "文中有手机号"):
                item.submit(self.chen)

    def test_what_is_under_review_cannot_be_changed(self):
        self.handed_in().title = "另一个"
        with self.assertRaisesMessage(WrongState, "不能修改。请先撤回再改。"):
            self.item.revise(self.chen, base_version=self.item.version)

    def test_two_savers(self):
        mine, theirs = newsroom.reloaded(self.item), newsroom.reloaded(self.item)
        mine.title, theirs.title = "甲", "乙"
        mine.revise(self.chen, base_version=1)
        with self.assertRaises(NewsConflict):
            theirs.revise(self.sun, base_version=1)

    def test_the_same_form_twice_saves_once(self):
        again = newsroom.news_item(college=self.jidian, token=self.item.token)
        self.assertEqual((again.pk, NewsItem.objects.count()), (self.item.pk, 1))

    def test_only_what_nobody_was_given_is_deleted(self):
        self.handed_in().withdraw(self.chen)
        with self.assertRaisesMessage(BrokenRule, "已经送审过，审稿记录要保留"):
            newsroom.reloaded(self.item).remove(self.chen)
        fresh = newsroom.news_item(college=self.jidian)
        fresh.remove(self.chen)
        self.assertEqual(AuditEntry.objects.latest("pk").verb, "删除稿件")


class Public(NewsCase):
    def test_only_what_passed_three_reviews(self):
        self.handed_in()
        self.assertFalse(NewsItem.objects.public())
        for user in (self.sun, self.qian, self.zhou):
            self.agree(user)
        self.assertEqual(list(NewsItem.objects.public()), [self.item])

    def test_not_of_an_edition_that_is_still_prepared(self):
        newsroom.published(self.item)
        type(self.edition).objects.update(opened_at=None)
        self.assertFalse(NewsItem.objects.public())

    def test_taken_down_with_a_reason_it_is_gone_at_once(self):
        item = newsroom.published(self.item)
        with self.assertRaisesMessage(BrokenRule, "撤下必须写明原因"):
            item.take_down(self.zhou, "")
        item.take_down(self.zhou, "照片授权撤回")
        self.assertFalse(NewsItem.objects.public())
        self.assertIn("“焊花里的职业梦”已从公开页面撤下", self.told(self.chen))
        self.assertTrue(item.can_be_changed)

    def test_who_sees_it(self):
        """(before it is handed in, while it is reviewed, published)."""
        item, seen = self.item, {}
        for state in (newsroom.reloaded, newsroom.handed_in, None):
            item = newsroom.reloaded(item) if state is None else state(item)
            if state is None:
                for user in (self.sun, self.qian, self.zhou):
                    item = newsroom.reviewed(item, user)
            for user in (self.chen, self.lin, self.qian, self.zhou, self.wei, self.jiang):
                seen.setdefault(user.name, []).append(
                    NewsItem.objects.visible_to(user).filter(pk=item.pk).exists()
                )
        self.assertEqual(seen, {
            "陈": [True, True, True], "林": [False, False, True], "钱": [False, True, True],
            "周": [True, True, True], "卫": [False, False, True], "蒋": [False, False, True],
        })  # fmt: skip

    def test_memberships_that_ended_review_nothing(self):
        self.handed_in()
        Membership.objects.filter(user=self.sun).update(valid_until=self.now)
        self.assertFalse(self.item.can_be_reviewed_by(type(self.sun).objects.get(pk=self.sun.pk)))
