"""One teacher, two outings at once: told to all, named only to those who may see the other."""

from django.urls import reverse

from tests import make
from tests.base import PortalTestCase

NAMED, UNNAMED = "同一时间还带队外出“财经走访”", "该教师同一时间另有外出（其他单位）"


class Clash(PortalTestCase):
    def setUp(self):
        activity = make.outing_activity(college=self.caijing, title="财经走访")
        self.other = make.asked(make.outing(college=self.caijing, activity=activity))
        self.mine = make.outing(college=self.jidian, warning_reason="已协调")

    def pages(self, user):
        self.sign_in(user)
        return [
            self.client.get(reverse(name, args=[self.mine.pk])).content.decode()
            for name in ("outing_detail", "outing_edit")
        ]

    def test_another_college_learns_that_there_is_one_and_no_more(self):
        for page in self.pages(self.chen):
            self.assertIn(UNNAMED, page)
            self.assertNotIn("财经走访", page)

    def test_the_lead_of_the_college_neither_in_the_queue(self):
        make.asked(self.mine)
        self.sign_in(self.sun)
        queue = self.client.get(reverse("outing_queue", args=["2025"]))
        self.assertContains(queue, UNNAMED)
        self.assertNotContains(queue, "财经走访")

    def test_the_office_reads_which(self):
        make.agreed(make.asked(self.mine), by=self.sun)
        self.sign_in(self.zhou)
        for name, args in (("outing_detail", [self.mine.pk]), ("outing_queue", ["2025"])):
            self.assertContains(self.client.get(reverse(name, args=args)), NAMED)

    def test_its_own_other_outing_is_named(self):
        make.asked(make.outing(college=self.jidian, activity=self.mine.activity))
        self.assertIn(f"还带队外出{self.mine.activity}", self.pages(self.chen)[0])
