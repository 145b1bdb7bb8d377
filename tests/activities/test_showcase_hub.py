"""集中展示 for everybody: the day, the booth, what it asks of whom."""

from datetime import time

from django.urls import reverse

from activities.models import BackupPlan, BoothArrival, PlanRelease
from activities.showcase.drawn import digest, drawn_now
from colleges.models import College, Role
from tests import make
from tests.base import PortalTestCase


class HubCase(PortalTestCase):
    url = "/editions/2025/showcase/"

    def page(self, user):
        self.sign_in(user)
        return self.client.get(self.url)

    def release(self):
        site = self.edition.showcase.site
        drawn = drawn_now(site)
        facts = {"drawn": drawn, "sha256": digest(drawn), "released_by": self.zhou}
        return PlanRelease.objects.create(site=site, number=1, released_at=self.now, **facts)

    def move(self, **facts):
        showcase = self.edition.showcase
        for name, value in facts.items():
            setattr(showcase, name, value)
        showcase.save()


class Everybody(HubCase):
    def test_reads_when_and_where(self):
        for user in (self.chen, self.zhou, self.chu, self.wei, self.jiang, self.feng, self.zheng):
            with self.subTest(user.name):
                page = self.page(user)
                self.assertContains(page, "5月14日（周三）")
                self.assertContains(page, "东区科技广场")
                self.assertContains(page, "距开始还有 1 天 23 小时")

    def test_the_countdown_says_where_it_stands(self):
        for moment, words in [
            ("2025-05-14T09:29:30", "距开始还有 不到 1 分"),
            ("2025-05-14T09:30", "正在进行，还有 7 小时 30 分结束"),
            ("2025-05-14T17:00", "已结束"),
        ]:
            with self.subTest(moment), self.clock_at(moment):
                self.assertContains(self.page(self.chen), words)

    def test_the_weather_is_told_on_top(self):
        self.move(told="因大雨改到5月16日，展位不变。")
        self.assertContains(self.page(self.jiang), "因大雨改到5月16日，展位不变。")
        self.move(told="", is_cancelled=True)
        page = self.page(self.chen)
        self.assertContains(page, "集中展示已取消")
        self.assertNotContains(page, "填写展位需求")

    def test_an_edition_in_preparation_is_not_there(self):
        self.edition.opened_at = None
        self.edition.save()
        for user, expected in [(self.chen, 404), (self.zhou, 200)]:
            self.assertEqual(self.page(user).status_code, expected)


class OfACollege(HubCase):
    def test_what_is_asked_until_it_is_said(self):
        edit = f"{reverse('booth_need_edit', args=['2025'])}?college={self.jidian.pk}"
        self.assertContains(self.page(self.chen), edit)
        make.booth_need(self.jidian, rain_plan="")
        page = self.page(self.chen)
        self.assertNotContains(page, edit)
        self.assertContains(page, "没有写雨天预案")

    def test_the_booth_is_that_of_the_last_release(self):
        make.booth(self.edition.showcase.site, "A03", college=self.jidian)
        self.assertNotContains(self.page(self.chen), "A03")
        self.release()
        page = self.page(self.chen)
        self.assertContains(page, '<p class="booth-code">A03</p>')
        self.assertContains(page, reverse("showcase_plan", args=["2025"]))
        self.edition.showcase.site.booths.update(code="B09")
        self.assertNotContains(self.page(self.chen), "B09")
        self.assertContains(self.page(self.lin), "还没有您学院的展位")

    def test_it_shows_nothing_of_another_college(self):
        make.booth_need(self.caijing, theme="别家的主题", leader_phone="13800000077")
        page = self.page(self.chen)
        self.assertNotContains(page, "别家的主题")
        self.assertNotContains(page, "13800000077")

    def test_what_to_do_on_the_day_follows_the_need(self):
        shifts = [{"from": "09:30", "until": "13:00", "people": "赵老师"}]
        make.booth_need(self.jidian, setup_from=time(7, 30), shifts=shifts, rain_plan="进大厅")
        page = self.page(self.sun)
        for words in ("07:30 起布展", "09:30–13:00 赵老师", "下雨时：进大厅"):
            self.assertContains(page, words)

    def test_who_works_for_two_sees_both(self):
        make.hat(self.chen, Role.COLLEGE_STAFF, college=self.caijing)
        page = self.page(self.chen)
        self.assertContains(page, '<h2 id="own-', count=2)


class OfTheOffice(HubCase):
    def told(self):
        return [(step.state.code, step.told) for step in self.page(self.zhou).context["hub"].steps]

    def test_the_steps_say_how_far_they_are(self):
        self.assertEqual({state for state, _ in self.told()}, {"ahead"})
        site = self.edition.showcase.site
        make.booth_need(self.jidian)
        make.booth(site, "A01", college=self.jidian)
        make.booth(site, "A02")
        self.release()
        BackupPlan.objects.create(edition=self.edition, name="雨天", calls_off=True)
        BoothArrival.objects.book(self.edition, self.jidian, self.chen, self.now)
        self.assertEqual(self.told(), [
            ("under_way", "1/2 个学院已填写展位需求"),
            ("done", "已画 2 个展位、0 处通道和设施"),
            ("under_way", "1/2 个学院有展位"),
            ("done", "第 1 版，5月12日（周一）10:00发布"),
            ("done", "备有 1 套预案"),
            ("done", "1/1 个展位已到位签到"),
        ])  # fmt: skip

    def test_only_the_office_reads_the_steps(self):
        for user in (self.chen, self.chu, self.wei, self.jiang, self.feng, self.zheng):
            with self.subTest(user.name):
                self.assertNotContains(self.page(user), "教务处要做的")


class OfOthers(HubCase):
    def test_each_reads_what_concerns_them(self):
        for user, words in [(self.wei, "部门保障"), (self.jiang, "现场评分"), (self.chu, "全校")]:
            for other in (self.wei, self.jiang, self.chu, self.feng):
                with self.subTest(user.name, other=other.name):
                    found = f">{words}</h2>" in self.page(other).content.decode()
                    self.assertEqual(found, other == user)


class Cost(HubCase):
    def test_it_stays_flat(self):
        make.booth_need(self.jidian)
        make.booth(self.edition.showcase.site, "A01", college=self.jidian)
        self.release()

        def grow():
            for number, name in enumerate(("艺术学院", "护理学院"), 2):
                College.objects.named([name])
                college = College.objects.get(name=name)
                make.person(name, Role.COLLEGE_STAFF, college=college)
                make.booth_need(college)
                make.booth(self.edition.showcase.site, f"A0{number}", college=college)

        for user in (self.chen, self.zhou):
            self.sign_in(user)
            with self.subTest(user.name):
                self.assertCostStaysFlat(self.url, grow if user == self.chen else lambda: None)
