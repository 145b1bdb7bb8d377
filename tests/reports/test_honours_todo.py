"""What an award asks of the office on its board, and tells a college on its desk."""

from django.urls import reverse
from django.utils import timezone

from reports.honours.todo import college_lines, office_lines, with_award
from reports.models import CertificateJob, Filing

from .. import honours
from ..base import PortalTestCase


class Asked(PortalTestCase):
    def office(self, now=None):
        return [line.what for line in office_lines(self.edition, now or timezone.now())]

    def college(self, college=None, now=None):
        filings = with_award(Filing.objects.filter(college=college or self.jidian))
        return [line.what for line in college_lines(filings, now or timezone.now())]

    def test_nothing_before_there_is_an_award(self):
        self.assertEqual(([], []), (self.office(), self.college()))

    def test_each_step_in_turn(self):
        honours.confirmed(self.edition, self.jidian, self.caijing)
        self.assertEqual(["获奖单位已经确定"], self.office())
        one = honours.draft(self.edition)
        self.assertEqual(["公示已经拟好"], self.office())
        one.publish(self.zhou, timezone.now())
        self.assertEqual(["“优秀组织奖”公示中"], self.office())
        self.assertEqual(["公示期已满"], self.office(one.closes_at))
        one.end(self.zhou, one.closes_at)
        self.assertEqual(["2 个获奖单位还没有证书"], self.office())
        job = honours.job(one.award)
        self.assertEqual(["荣誉证书正在制作"], self.office())
        job.run()
        self.assertEqual(["“优秀组织奖”已公布"], self.office())

    def test_objections_first(self):
        one = honours.published(self.edition, self.jidian)
        made = [honours.objection(one, college) for college in (self.caijing, self.jidian)]
        self.assertEqual(["2 件公示异议等您答复"], self.office(one.closes_at))
        made[0].sustain(self.zhou, timezone.now(), "情况属实。")
        self.assertEqual(["1 件公示异议等您答复", "有异议成立"], self.office(one.closes_at))

    def test_objections_of_a_list_that_was_taken_down_are_settled(self):
        one = honours.published(self.edition, self.jidian)
        honours.objection(one, self.caijing).sustain(self.zhou, timezone.now(), "情况属实。")
        one.take_down(self.zhou, timezone.now(), "异议成立")
        again = honours.published(self.edition, self.caijing)
        self.assertEqual(["公示期已满"], self.office(again.closes_at))

    def test_a_job_that_failed(self):
        self.jidian.name = "𠮷机学院"
        self.jidian.save()
        one = honours.ended(self.edition, self.jidian)
        honours.job(one.award).run()
        self.assertEqual("failed", CertificateJob.objects.get().status)
        self.assertEqual(["荣誉证书制作失败"], self.office())

    def test_a_cancelled_award_asks_for_nothing(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        one.revoke(self.zhou, timezone.now(), "cancelled", "数据造假")
        self.assertEqual(["“优秀组织奖”已公布"], self.office())

    def test_a_certificate_that_was_revoked(self):
        (one,) = honours.certificates(self.edition, self.jidian)
        one.revoke(self.zhou, timezone.now(), "replaced", "遗失")
        self.assertEqual(["1 个获奖单位还没有证书"], self.office())
        self.assertEqual([], self.college())

    def test_a_college_hears_of_the_announcement_and_of_its_certificate(self):
        honours.certificates(self.edition, self.jidian)
        self.assertEqual(["我们获得“优秀组织奖”"], self.college())
        self.assertEqual([], self.college(self.caijing))

    def test_a_college_is_not_asked_to_object_once_the_days_are_over(self):
        one = honours.published(self.edition, self.jidian)
        self.assertEqual(["“优秀组织奖”公示中"], self.college())
        self.assertEqual(["“优秀组织奖”公示期已满"], self.college(now=one.closes_at))

    def test_a_sustained_objection_leads_to_taking_the_list_down(self):
        one = honours.published(self.edition, self.jidian)
        honours.objection(one, self.caijing).sustain(self.zhou, timezone.now(), "情况属实。")
        (line,) = office_lines(self.edition, timezone.now())
        self.assertEqual(f"{one.get_absolute_url()}#take-down", line.address)

    def test_stands_on_board_and_desk(self):
        honours.published(self.edition, self.jidian)
        honours.objection(self.edition.award.announcements.get(), self.caijing)
        address = reverse("announcement", args=[self.edition.code])
        for user, name, words in [
            (self.zhou, "board", "1 件公示异议等您答复"),
            (self.lin, "desk", "“优秀组织奖”公示中"),
        ]:
            self.sign_in(user)
            page = self.client.get(reverse(name, args=[self.edition.code]))
            self.assertContains(page, f'<a href="{address}">{words}</a>', html=True)

    def test_comes_first_on_a_desk_before_what_was_filed(self):
        honours.published(self.edition, self.jidian)
        self.sign_in(self.lin)
        page = self.client.get(reverse("desk", args=[self.edition.code])).content.decode()
        desk = page[page.index("<main") :]
        self.assertEqual(1, desk.count("“优秀组织奖”公示中"))
        self.assertLess(desk.index("“优秀组织奖”公示中"), desk.index(str(self.filing.requirement)))

    def test_is_not_the_leaders_to_do(self):
        honours.confirmed(self.edition, self.jidian)
        self.sign_in(self.chu)
        page = self.client.get(reverse("board", args=[self.edition.code]))
        self.assertNotContains(page, "获奖单位已经确定")

    def test_costs_the_board_one_query(self):
        honours.certificates(self.edition, self.jidian)
        with self.assertNumQueries(1):
            self.office()


class OnTheFrontPage(PortalTestCase):
    def front(self):
        return self.client.get(reverse("public_home", args=[self.edition.code]))

    def test_is_what_the_public_may_read_now(self):
        one = honours.draft(self.edition, self.jidian)
        self.assertNotContains(self.front(), "优秀组织奖")
        one.publish(self.zhou, timezone.now())
        self.assertContains(self.front(), "公示中，至5月19日（周一）")
        self.assertNotContains(self.front(), "获奖名单")
        with self.clock_at("2025-05-20T00:00"):
            self.assertContains(self.front(), "公示期已满，等待公布结果")
        one.end(self.zhou, one.closes_at)
        self.assertContains(self.front(), "获奖名单")
