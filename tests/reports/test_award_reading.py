"""What a judge may read of a college before scoring it."""

import hashlib

from django.urls import reverse

from activities.models import Requirement
from colleges.models import AuditEntry, Role
from tests import make, summaries
from tests.base import PortalTestCase


class Reading(PortalTestCase):
    def setUp(self):
        self.award = make.scoring_award(by=self.zhou)
        self.paper = make.collects(self.edition, self.jidian, Requirement.Kind.SUMMARY_REPORT)
        self.report = reverse("award_report", args=["2025", self.jidian.pk])

    def file(self, paper):
        paper.hand_over(self.chen, make.timezone.now())
        return make.signed(paper)

    def sheet(self):
        self.sign_in(self.jiang)
        return self.client.get(reverse("award_sheet", args=["2025", self.jidian.pk]))

    def test_nothing_that_is_not_filed(self):
        summaries.version(self.jidian, "还在写")
        self.assertNotContains(self.sheet(), self.report)
        self.assertEqual(self.client.get(self.report).status_code, 404)

    def test_the_report_as_it_was_filed(self):
        version = summaries.version(self.jidian, "我院活动丰富。")
        self.file(self.paper)
        summaries.version(self.jidian, "后来又改了。")
        self.assertContains(self.sheet(), self.report)
        answer = self.client.get(self.report)
        got = hashlib.sha256(b"".join(answer.streaming_content)).hexdigest()
        self.assertEqual(got, version.sha256)
        entry = AuditEntry.objects.filter(verb="下载").last()
        self.assertEqual((entry.actor, entry.object_id), (self.jiang, f"{self.paper.pk}"))

    def test_the_report_is_for_judges_of_other_colleges_alone(self):
        summaries.version(self.jidian, "我院活动丰富。")
        self.file(self.paper)
        for user in (self.chen, self.lin, self.zhou):
            self.sign_in(user)
            self.assertEqual(self.client.get(self.report).status_code, 403)
        make.hat(self.jiang, Role.COLLEGE_STAFF, college=self.jidian)
        self.sign_in(self.jiang)
        self.assertNotEqual(self.client.get(self.report).status_code, 200)

    def test_the_numbers_of_the_filed_form(self):
        make.figures(self.jidian)
        self.file(make.collects(self.edition, self.jidian, Requirement.Kind.STATISTICS_FORM))
        self.assertContains(self.sheet(), "开展活动总场次 1 场次，")

    def test_what_the_public_sees(self):
        make.activity(college=self.jidian)
        make.filed(self.filing)
        page = self.sheet()
        self.assertContains(page, "公众网站上的 1 项活动")
        self.assertContains(page, reverse("public_college", args=["2025", self.jidian.pk]))
