"""The push ledger: proof, confirmation by somebody else, one report and one story once."""

from django.conf import settings

from activities.models import MediaMention, Story
from colleges.models import Notice, User
from colleges.rules import BrokenRule, WrongState
from tests import newsroom
from tests.base import PortalTestCase


class LedgerCase(PortalTestCase):
    def setUp(self):
        self.qian = newsroom.media_person()
        self.story = newsroom.story(college=self.jidian)

    def confirmed(self, story=None, **facts):
        mention = newsroom.mention(story or self.story, **facts)
        mention.confirm(self.qian)
        return mention

    def counted(self):
        return MediaMention.objects.counted(self.edition)

    def told(self, user):
        return list(Notice.objects.filter(user=user).values_list("title", flat=True))


class Proof(LedgerCase):
    def test_a_city_s_outlet_is_shown_by_address_or_screenshot(self):
        for level in ("city", "province", "national"):
            with self.assertRaisesMessage(BrokenRule, "媒体刊发的要有网址或截图"):
                newsroom.mention(self.story, level=level, url="")
        shown = newsroom.mention(self.story, url="", shot=newsroom.screenshot())
        self.assertTrue(shown.waits)
        self.assertTrue((settings.FILES_DIR / str(shown.shot)).exists())

    def test_the_school_s_own_pages_need_none(self):
        self.assertTrue(newsroom.mention(self.story, level="school", url="").waits)

    def test_what_is_only_sent_needs_none_and_counts_nothing(self):
        sent = newsroom.mention(self.story, level="national", url="", published_on=None)
        self.assertEqual((sent.status, self.counted()), ("sent", {}))

    def test_another_screenshot_replaces_the_first(self):
        mention = newsroom.mention(self.story, url="", shot=newsroom.screenshot())
        mention.send_back(self.qian, "看不清")
        old = settings.FILES_DIR / str(mention.shot)
        with self.captureOnCommitCallbacks(execute=True):
            facts = mention.facts()
            mention.revise(self.chen, facts, base_version=1, shot=newsroom.screenshot())
        self.assertFalse(old.exists())
        self.assertTrue((settings.FILES_DIR / str(mention.shot)).exists())


class Confirming(LedgerCase):
    def test_only_what_is_confirmed_counts(self):
        mention = newsroom.mention(self.story)
        self.assertEqual(self.counted(), {})
        mention.confirm(self.qian)
        self.assertEqual(self.counted()[self.jidian.pk]["city"], 1)

    def test_nobody_confirms_what_they_reported(self):
        mention = newsroom.mention(self.story, by=self.qian)
        with self.assertRaisesMessage(BrokenRule, "请由另一位同事"):
            mention.confirm(self.qian)
        mention.confirm(self.zhou)

    def test_the_media_centre_is_asked_and_the_reporter_is_told(self):
        self.confirmed()
        self.assertEqual(self.told(self.qian), ["请核对采用：机电学院的“焊花里的职业梦”在某市日报"])
        self.assertEqual(self.told(self.chen), ["“焊花里的职业梦”在某市日报已确认采用"])

    def test_the_office_is_asked_of_what_the_centre_reported(self):
        newsroom.mention(self.story, by=self.qian)
        self.assertEqual(len(self.told(self.zhou)), 1)

    def test_sent_back_with_a_reason_it_counts_no_more(self):
        mention = self.confirmed()
        with self.assertRaisesMessage(BrokenRule, "退回时必须写明要补什么。"):
            mention.send_back(self.zhou, " ")
        mention.send_back(self.zhou, "级别应为校级")
        self.assertEqual(self.counted(), {})
        self.assertEqual(mention.reason, "级别应为校级")
        self.assertIn("“焊花里的职业梦”在某市日报被退回", self.told(self.chen))

    def test_the_second_of_two_decisions_is_refused(self):
        mine = newsroom.mention(self.story)
        theirs = MediaMention.objects.get(pk=mine.pk)
        mine.confirm(self.qian)
        with self.assertRaisesMessage(WrongState, "已是“已采用”，不能确认采用"):
            theirs.confirm(self.zhou)


class CountedOnce(LedgerCase):
    def test_a_story_in_three_outlets(self):
        for level in ("school", "province", "city"):
            self.confirmed(level=level)
        levels = self.counted()[self.jidian.pk]
        self.assertEqual([levels[one] for one in ("school", "city", "province")], [0, 0, 1])

    def test_the_same_address_of_one_unit_is_refused_at_once(self):
        newsroom.mention(self.story, url="https://news.example/x?from=timeline")
        other = newsroom.story(college=self.jidian, title="另一个选题")
        with self.assertRaisesMessage(BrokenRule, "这个网址陈已登记过"):
            newsroom.mention(other, url="http://m.news.example/x")

    def test_the_same_address_of_two_units_is_confirmed_for_one(self):
        self.confirmed(url="https://news.example/x")
        theirs = newsroom.story(college=self.caijing)
        twin = newsroom.mention(theirs, url="https://www.news.example/x")
        self.assertEqual(twin.twins().get().story, self.story)
        with self.assertRaisesMessage(BrokenRule, "同一个网址已确认给机电学院的“焊花里的职业梦”"):
            twin.confirm(self.zhou)
        self.assertEqual((twin.status, list(self.counted())), ("claimed", [self.jidian.pk]))

    def test_what_a_department_told_counts_for_the_school_alone(self):
        self.confirmed(newsroom.story(department=self.security, by=self.wei), by=self.wei)
        self.assertEqual(list(self.counted()), [None])

    def test_one_story_a_title_and_a_text(self):
        self.assertEqual(newsroom.story(college=self.jidian), self.story)
        news = newsroom.published(newsroom.news_item(college=self.jidian))
        first = newsroom.story(college=self.jidian, title="稿件", news=news)
        self.assertEqual(newsroom.story(college=self.jidian, title="改名", news=news), first)
        self.assertEqual(Story.objects.count(), 2)


class Changing(LedgerCase):
    def test_sent_first_published_later(self):
        mention = newsroom.mention(self.story, url="", published_on=None)
        facts = mention.facts() | {"published_on": self.monday, "url": "https://a.example/1"}
        mention.revise(self.chen, facts, base_version=1)
        self.assertEqual((mention.status, mention.claimed_by), ("claimed", self.chen))

    def test_two_savers(self):
        mine = newsroom.mention(self.story, published_on=None)
        theirs = MediaMention.objects.get(pk=mine.pk)
        mine.revise(self.chen, mine.facts() | {"outlet": "甲报"}, base_version=1)
        with self.assertRaisesMessage(WrongState, "刚刚被同事改过。您填的还在"):
            theirs.revise(self.sun, theirs.facts() | {"outlet": "乙报"}, base_version=1)

    def test_what_is_claimed_or_confirmed_stands(self):
        mention = self.confirmed()
        with self.assertRaisesMessage(WrongState, "已是“已采用”，不能修改"):
            mention.revise(self.chen, mention.facts(), base_version=1)
        with self.assertRaisesMessage(WrongState, "不能删除"):
            mention.remove(self.chen)

    def test_not_taken_and_then_taken_after_all(self):
        mention = newsroom.mention(self.story, published_on=None)
        mention.drop(self.chen, "版面已满")
        facts = mention.facts() | {"published_on": self.monday}
        mention.revise(self.chen, facts, base_version=1)
        self.assertTrue(mention.waits)

    def test_deleted_with_its_screenshot(self):
        facts = {"published_on": None, "shot": newsroom.screenshot()}
        mention = newsroom.mention(self.story, **facts)
        with self.captureOnCommitCallbacks(execute=True):
            mention.remove(self.chen)
        self.assertFalse((settings.FILES_DIR / str(mention.shot)).exists())


class Seeing(LedgerCase):
    def test_who_sees_and_who_enters(self):
        mention = newsroom.mention(self.story)
        for user, sees, enters in [
            (self.chen, True, True), (self.lin, False, False), (self.qian, True, True),
            (self.zhou, True, True), (self.chu, True, False), (self.wei, False, False),
            (self.jiang, False, False),
        ]:  # fmt: skip
            user = User.objects.get(pk=user.pk)
            with self.subTest(user.name):
                seen = MediaMention.objects.visible_to(user).filter(pk=mention.pk).exists()
                self.assertEqual((seen, mention.can_be_entered_by(user)), (sees, enters))

    def test_titles_of_two_units_may_be_the_same(self):
        self.assertNotEqual(newsroom.story(college=self.caijing), self.story)
