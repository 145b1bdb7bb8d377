from django.urls import reverse

from activities.models import Activity, BackupPlan, Edition, WeatherSwitch
from colleges.models import Notice
from tests import make
from tests.base import PortalTestCase

TYPED = {
    "name": "雨天方案",
    "day": "2025-05-15",
    "opens_at": "10:00",
    "closes_at": "17:00",
    "place": "体育馆",
    "what_to_do": "展板请用防水袋。",
}


class WeatherPages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)

    def write(self, **typed):
        return self.client.post(reverse("backup_plan_new", args=["2025"]), TYPED | typed)

    def switch(self, backup, **sent):
        address = reverse("backup_plan_switch", args=[backup.pk])
        seen = self.client.get(address).context["preview"].seen
        return self.client.post(address, {"seen": seen, "reason": "暴雨"} | sent)


class PreparingAPlan(WeatherPages):
    def test_it_moves_nothing(self):
        self.write()
        self.assertEqual(str(BackupPlan.objects.get().day), "2025-05-15")
        self.assertEqual(str(Edition.objects.get().showcase_on), "2025-05-14")

    def test_what_is_wrong_is_said_at_the_field_and_all_is_kept(self):
        for typed, sentence in [
            ({"closes_at": "09:00"}, "结束要晚于开始"),
            ({"day": "2025-06-01"}, "请选活动周内的一天"),
            ({"place": ""}, "改期或换地点时要填这一项"),
            ({"day": "下周"}, "日期"),
        ]:
            with self.subTest(typed=typed):
                page = self.write(**typed)
                self.assertEqual(page.status_code, 422)
                self.assertContains(page, sentence, status_code=422)
                self.assertContains(page, "展板请用防水袋", status_code=422)

    def test_a_second_of_that_name_is_refused_with_all_that_was_typed(self):
        self.write()
        page = self.write(place="图书馆")
        self.assertContains(page, "已有叫“雨天方案”的预案", status_code=422)
        self.assertContains(page, "图书馆", status_code=422)

    def test_who_saved_in_between_is_not_overwritten(self):
        self.write()
        backup = BackupPlan.objects.get()
        address = reverse("backup_plan_edit", args=[backup.pk])
        self.client.post(address, TYPED | {"version": 1, "place": "图书馆"})
        page = self.client.post(address, TYPED | {"version": 1, "place": "食堂"})
        self.assertContains(page, "刚刚有同事改过", status_code=422)
        self.assertEqual(BackupPlan.objects.get().place, "图书馆")

    def test_while_one_is_in_force_the_list_leads_to_its_undoing(self):
        address = reverse("backup_plan_list", args=["2025"])
        backup = make.backup_plan(self.edition)
        self.assertContains(self.client.get(address), "看会移动什么，再切换")
        made = make.weather_switch(backup)
        page = self.client.get(address)
        self.assertContains(page, f'href="{made.get_absolute_url()}">谁还没看到、撤销')
        self.assertNotContains(page, "再切换")

    def test_one_that_was_used_stays(self):
        backup = make.backup_plan(self.edition)
        make.weather_switch(backup)
        response = self.client.post(reverse("backup_plan_delete", args=[backup.pk]))
        self.assertRefused(response, "用过，要留下记录")

    def test_calling_off_asks_for_no_place(self):
        self.write(calls_off="on", day="", opens_at="", closes_at="", place="")
        self.assertTrue(BackupPlan.objects.get().calls_off)


class SwitchingPages(WeatherPages):
    def setUp(self):
        super().setUp()
        self.exhibition = make.activity(
            college=self.jidian,
            category=make.category("exhibition", self.edition),
            start_date=self.edition.showcase_on,
            venue="东区科技广场",
        )
        self.backup = make.backup_plan(self.edition)

    def test_it_says_beforehand_what_moves_and_what_cannot(self):
        page = self.client.get(reverse("backup_plan_switch", args=[self.backup.pk]))
        self.assertContains(page, f"机电学院{self.exhibition}")
        self.assertContains(page, "还没有发布展位图")

    def test_after_it_everybody_reads_it_on_top_and_the_office_who_has_not(self):
        page = self.client.post(
            reverse("backup_plan_switch", args=[self.backup.pk]),
            {
                "seen": self.client.get(reverse("backup_plan_switch", args=[self.backup.pk]))
                .context["preview"]
                .seen,
                "reason": "暴雨",
            },
            follow=True,
        )
        self.assertContains(page, "陈")
        self.sign_in(self.lin)
        told = self.client.get(reverse("showcase", args=["2025"]))
        self.assertContains(told, "因暴雨，集中展示改为5月15日（周四）10:00–17:00")

    def test_who_reads_the_notice_is_no_longer_waited_for(self):
        self.switch(self.backup)
        made = WeatherSwitch.objects.get()
        notice = Notice.objects.get(user=self.lin, key=f"weather:{made.pk}")
        before = self.client.get(reverse("switch_detail", args=[made.pk])).context["receipts"]
        notice.read()
        after = self.client.get(reverse("switch_detail", args=[made.pk])).context["receipts"]
        self.assertEqual(after.seen, before.seen + 1)

    def test_pressed_twice_the_second_is_told(self):
        address = reverse("backup_plan_switch", args=[self.backup.pk])
        seen = self.client.get(address).context["preview"].seen
        self.client.post(address, {"seen": seen, "reason": "暴雨"})
        again = self.client.post(address, {"seen": seen, "reason": "暴雨"})
        self.assertRefused(again, "已经切换过了")
        self.assertEqual(WeatherSwitch.objects.count(), 1)

    def test_undoing_shows_first_what_somebody_edited(self):
        self.switch(self.backup)
        Activity.objects.filter(pk=self.exhibition.pk).update(venue="图书馆")
        made = WeatherSwitch.objects.get()
        page = self.client.post(reverse("switch_undo", args=[made.pk]))
        self.assertContains(page, "图书馆", status_code=409)
        self.client.post(reverse("switch_undo", args=[made.pk]), {"keep": "1"})
        self.assertEqual(str(Edition.objects.get().showcase_on), "2025-05-14")
        self.assertEqual(Activity.objects.get(pk=self.exhibition.pk).venue, "图书馆")
