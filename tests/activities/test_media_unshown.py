"""A picture whose activity strangers may not see: every page on which it stands says so."""

from django.urls import reverse

from activities.models import MediaItem
from colleges.models import Department, Role

from .. import make, media
from ..base import PortalTestCase

NOT_YET, OFF = "活动还没有公布，公布后才在公众网站上显示", "活动已取消，公众网站上不显示"


class Unshown(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian)

    def picture(self, **facts):
        return media.item(college=self.jidian, **{"activity": self.activity} | facts)

    def page(self, name, *args):
        return self.client.get(reverse(name, args=args)).content.decode()

    def test_until_its_activity_is_filed(self):
        item = self.picture(status="approved")
        self.assertEqual(item.unshown_because, NOT_YET)
        make.filed(self.filing)
        self.assertEqual(item.unshown_because, "")
        self.assertIn(item, MediaItem.objects.public())

    def test_called_off(self):
        self.activity.cancel(self.chen, "下雨")
        self.assertEqual(self.picture(activity=self.activity).unshown_because, OFF)

    def test_nothing_is_said_where_something_else_is_to_be_done(self):
        for facts in ({"activity": None}, {"status": "returned"}, {"kind": "document"}):
            with self.subTest(facts):
                self.assertEqual(self.picture(**facts).unshown_because, "")

    def test_a_list_says_what_the_item_says(self):
        shown, hidden = self.picture(activity=None), self.picture(status="approved")
        rows = MediaItem.objects.with_activity_shown().for_list()
        told = {row.pk: row.unshown_because for row in rows}
        self.assertEqual(told, {shown.pk: "", hidden.pk: NOT_YET})

    def test_its_unit_reads_it_on_the_list_and_on_the_page(self):
        item = self.picture(status="approved")
        self.sign_in(self.chen)
        self.assertIn(NOT_YET, self.page("media_list", "2025"))
        self.assertIn(NOT_YET, self.page("media_detail", item.pk))
        self.assertIn("附件1 已签发", self.page("upload_new", "2025"))

    def test_who_reviews_reads_it_before_and_after(self):
        item = self.picture()
        centre = Department.objects.get(code="media")
        self.sign_in(make.person("许", Role.DEPARTMENT, department=centre))
        self.assertIn(NOT_YET, self.page("media_review", "2025"))
        path = reverse("media_approve", args=[item.pk])
        seen = {"version": item.version}
        self.assertContains(self.client.post(path, seen, headers={"HX-Request": "true"}), NOT_YET)

    def test_the_grid_asks_once_for_all(self):
        self.picture()
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(
            reverse("media_review", args=["2025"]), lambda: [self.picture() for _ in range(4)]
        )
