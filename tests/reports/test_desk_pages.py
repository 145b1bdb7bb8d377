"""学院工作台: what is due, what was returned and why, what to do next."""

from django.urls import reverse

from activities.models import Activity
from colleges.models import Role
from tests import make
from tests.base import PortalTestCase

LATE = "2025-05-12T18:00:00"
CLOSED = "2025-05-18T00:00:00"


class DeskCase(PortalTestCase):
    def setUp(self):
        self.url = reverse("desk", args=["2025"])
        self.sign_in(self.chen)

    def html(self, user=None, moment=None, query=""):
        if user:
            self.sign_in(user)
        if moment is None:
            return self.client.get(self.url + query).content.decode()
        with self.clock_at(moment):
            self.sign_in(user or self.chen)
            return self.client.get(self.url + query).content.decode()

    def card(self, user=None):
        self.sign_in(user or self.chen)
        return self.client.get(self.url).context["desk"].cards[0]


class Countdown(DeskCase):
    def test_to_the_minute(self):
        self.assertIn("还剩 7 小时 59 分", self.html(moment="2025-05-12T10:00:01"))
        self.assertIn("5月12日（周一）18:00前报送", self.html())

    def test_the_last_minute(self):
        self.assertIn("还剩 不到 1 分", self.html(moment="2025-05-12T17:59:59"))

    def test_over(self):
        html = self.html(moment="2025-05-12T20:30:00")
        self.assertIn("已逾期 2 小时 30 分", html)
        self.assertIn("现在报送记为“补报”，5月17日（周六）24:00关闭", html)

    def test_filed_it_is_a_receipt_instead(self):
        revision = make.filed(self.filing)
        html = self.html()
        self.assertNotIn("countdown-left", html)
        self.assertIn(f'href="{revision.get_absolute_url()}">{revision.receipt_no}</a>', html)


class NextStep(DeskCase):
    """The one button, for 填报人 (chen) and 院长 (sun)."""

    def assertNext(self, **expected):
        for name, words in expected.items():
            with self.subTest(user=name):
                self.assertEqual(self.card(getattr(self, name))["next"][0], words)
                self.assertIn(f'btn-wide" href="{self.target()}">{words}</a>', self.html())

    def target(self):
        name = self.card_next_url()
        if name == "filing_detail":
            return self.filing.get_absolute_url()
        return f"{reverse(name, args=['2025'])}?college={self.jidian.pk}"

    def card_next_url(self):
        return self.client.get(self.url).context["desk"].cards[0]["next"][1]

    def test_nothing_entered(self):
        self.assertNext(chen="填写第一项活动", sun="填写第一项活动")

    def test_something_entered(self):
        make.activity(college=self.jidian)
        self.assertNext(chen="核对并提交签发", sun="核对并提交签发")

    def test_handed_over(self):
        make.handed_over(self.filing)
        self.assertNext(chen="查看待签发的表", sun="去签发")

    def test_filed(self):
        make.filed(self.filing)
        self.assertNext(chen="查看报送与回执", sun="查看报送与回执")

    def test_sent_back(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        self.assertNext(chen="按退回原因修改", sun="按退回原因修改")

    def test_closed(self):
        with self.clock_at(CLOSED):
            self.assertNext(chen="查看", sun="查看")

    def test_the_checklist_follows(self):
        make.activity(college=self.jidian)
        self.assertEqual([done for done, _ in self.card()["steps"]], [True, False, False, False])
        make.filed(self.filing)
        self.assertEqual([done for done, _ in self.card()["steps"]], [True, True, True, False])
        make.accepted(self.filing, self.zhou, self.now)
        self.assertEqual([done for done, _ in self.card()["steps"]], [True] * 4)


class Todo(DeskCase):
    def test_a_return_with_its_reason_and_who(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "第 3 项<b>电话</b>不全")
        html = self.html()
        self.assertIn("教务处周于5月12日（周一）10:00退回：", html)
        self.assertIn("第 3 项&lt;b&gt;电话&lt;/b&gt;不全", html)

    def test_handed_over_again_the_return_is_history(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        make.handed_over(self.filing)
        html = self.html()
        self.assertNotIn("电话不全", html)
        self.assertIn("待签发：陈于5月12日（周一）10:00提交", html)

    def test_a_change_after_filing(self):
        make.filed(self.filing)
        self.assertNotIn("改动还没有报送", self.html())
        make.activity(college=self.jidian)
        self.assertIn("报送之后又改动过内容，改动还没有报送。", self.html())

    def test_drafts_of_the_college(self):
        make.draft(owner=self.sun, college=self.jidian, data={"title": ["半个"]})
        make.draft(owner=self.lin, college=self.caijing, data={"title": ["财经的"]})
        html = self.html()
        self.assertIn("草稿“半个”", html)
        self.assertNotIn("财经的", html)

    def test_gaps_lead_to_a_form_of_that_day(self):
        days = self.edition.dates
        make.activity(college=self.jidian, start_date=days[0], end_date=days[5])
        html = self.html()
        self.assertEqual(html.count("还没有安排"), 1)
        new = reverse("activity_new", args=["2025"])
        self.assertIn(f'{new}?college={self.jidian.pk}&amp;date=2025-05-17">新增活动</a>', html)

    def test_nothing_left(self):
        days = self.edition.dates
        make.activity(college=self.jidian, start_date=days[0], end_date=days[6])
        self.assertIn("七天都有安排，没有未完成的草稿。", self.html())
        self.assertNotIn("没有要做的事", self.html())

    def confirmed_week(self):
        days = self.edition.dates
        facts = {"start_date": days[0], "end_date": days[6]}
        self.jidian_activity = make.activity(college=self.jidian, **facts)
        make.filed(self.filing)
        make.accepted(self.filing, self.zhou, self.now)
        make.booth_need(self.jidian)

    def test_confirmed_with_a_full_week_there_is_nothing_to_do(self):
        self.confirmed_week()
        self.assertIn("没有要做的事", self.html())
        make.result(self.jidian_activity)
        self.assertIn("没有要做的事", self.html(moment=CLOSED))

    def test_an_outing_that_waits_is_something_to_do(self):
        days = self.edition.dates
        make.activity(college=self.jidian, start_date=days[3], is_outing=True)
        self.confirmed_week()
        html = self.html()
        self.assertIn("外出未审批", html)
        self.assertNotIn("没有要做的事", html)

    def test_a_day_with_nothing_but_an_outing_that_waits_says_so_and_leads_there(self):
        days = self.edition.dates
        make.activity(college=self.jidian, start_date=days[0], end_date=days[2])
        make.activity(college=self.jidian, start_date=days[4], end_date=days[6])
        activity = make.outing_activity(college=self.jidian, start_date=days[3])
        line = "5月14日（周三）有 1 项外出待审批，通过后才算有安排："
        link = '<a href="{}">' + activity.title + "</a>（{}）"
        self.assertIn(line + link.format(activity.get_absolute_url(), "还没有申请"), self.html())
        outing = make.asked(make.outing(activity=activity, college=self.jidian))
        html = self.html()
        self.assertIn(line + link.format(outing.get_absolute_url(), "审批中"), html)
        for words in ("还没有安排", "没有活动", "七天都有安排", "外出未审批"):
            self.assertNotIn(words, html)
        tile = html.split('class="day-tile')[4]
        self.assertTrue(tile.startswith(" gap"))
        self.assertIn("1 项外出待审批", tile)
        make.agreed(make.agreed(outing, by=self.sun), by=self.zhou)
        self.assertIn("七天都有安排", self.html())

    def test_closed_the_list_says_what_is_owed_or_changed(self):
        self.assertIn("通道已关闭：确需补报，请联系教务处延期", self.html(moment=CLOSED))
        self.confirmed_week()
        make.activity(college=self.jidian)
        html = self.html(moment=CLOSED)
        self.assertIn("报送之后有改动：确需变更，请提交变更单", html)
        self.assertNotIn("没有要做的事", html)


class Surroundings(DeskCase):
    def test_pictures_are_uploaded_here_and_not_sent_by_mail(self):
        said = self.html()
        there = reverse("media_list", args=["2025"])
        self.assertIn(f'（在<a href="{there}">影像资料</a>里上传，由教务处打包）', said)

    def test_outings_of_today(self):
        facts = {"college": self.jidian, "is_outing": True}
        make.activity(title="进社区", **facts)
        make.activity(title="不去了", **facts).cancel(self.chen, "暴雨")
        make.activity(title="明天去", start_date=self.edition.dates[2], **facts)
        rows = self.outings().today
        self.assertEqual(
            [(row["activity"].title, row["next"]) for row in rows], [("进社区", "申请外出")]
        )
        self.assertIn("09:00 进社区", self.html())
        self.assertIn("明天去</a>（还没有申请）", self.html())

    def outings(self, user=None):
        self.sign_in(user or self.chen)
        return self.client.get(self.url).context["desk"].outings

    def test_each_outing_has_its_one_next_step(self):
        activity = make.outing_activity(college=self.jidian, start_date=self.edition.dates[1])
        outing = make.outing(college=self.jidian, activity=activity)
        steps = lambda user: [row["next"] for row in self.outings(user).today]  # noqa: E731
        self.assertEqual(steps(self.chen), ["填好并提交"])
        make.asked(outing)
        self.assertEqual((steps(self.chen), steps(self.sun)), (["查看进度"], ["去签发"]))
        make.agreed(make.agreed(outing, by=self.sun), by=self.zhou)
        self.assertEqual(steps(self.chen), ["登记出发"])
        self.assertEqual(self.outings().held_up, [])
        make.reloaded(outing).depart(self.chen, self.now, 42)
        self.assertEqual(steps(self.chen), ["登记归校"])
        make.reloaded(outing).come_back(self.chen, self.now, 42)
        self.assertEqual(steps(self.chen), ["反馈并办结"])

    def test_more_outings_cost_the_same(self):
        make.outing(college=self.jidian)
        self.assertCostStaysFlat(self.url, lambda: make.asked(make.outing(college=self.jidian)))

    def test_the_week_in_seven_tiles(self):
        make.activity(college=self.jidian, end_date=self.edition.dates[2])
        counts = [tile["count"] for tile in self.client.get(self.url).context["desk"].days]
        self.assertEqual(counts, [0, 1, 1, 0, 0, 0, 0])
        self.assertEqual(self.html().count("没有活动</span>"), 5)

    def test_what_else_the_notice_asks_for_and_when(self):
        html = self.html()
        self.assertIn("5月21日（周三）24:00前", html)
        self.assertIn("集中展示 · 东区科技广场", html)

    def test_no_phone_stands_here(self):
        make.activity(college=self.jidian, is_outing=True)
        self.assertNotIn("13800000001", self.html())

    def test_of_two_colleges_the_one_named(self):
        make.hat(self.chen, Role.COLLEGE_STAFF, college=self.caijing)
        make.activity(college=self.caijing, title="财经的", is_outing=True)
        html = self.html(self.chen, query=f"?college={self.caijing.pk}")
        self.assertIn("财经学院工作台", html)
        self.assertIn("财经的", html)

    def test_the_other_college_is_not_found(self):
        for college in [self.caijing.pk, "x", "²"]:
            with self.subTest(college=college):
                response = self.client.get(f"{self.url}?college={college}")
                self.assertEqual(response.status_code, 404)

    def test_a_right_withdrawn_counts_at_the_next_request(self):
        self.assertIn("机电学院工作台", self.html())
        self.chen.memberships.update(valid_until=self.now)
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_markup_is_escaped(self):
        one = make.activity(college=self.jidian, is_outing=True)
        Activity.objects.filter(pk=one.pk).update(title="<script>x")
        self.assertNotIn("<script>x", self.html())


class Showcase(DeskCase):
    def test_the_need_is_asked_for_until_it_is_said(self):
        address = f"{reverse('booth_need_edit', args=['2025'])}?college={self.jidian.pk}"
        self.assertIn(address, self.html())
        make.booth_need(self.jidian)
        self.assertNotIn("展位需求未填", self.html())

    def test_who_only_reads_has_no_link_to_the_form(self):
        html = self.html(self.chu, query=f"?college={self.jidian.pk}")
        self.assertIn("展位需求未填", html)
        self.assertNotIn("填写展位需求", html)

    def test_it_is_not_asked_when_it_is_over_or_called_off(self):
        self.assertNotIn("展位需求未填", self.html(moment="2025-05-14T17:00:00"))
        showcase = self.edition.showcase
        showcase.is_cancelled = True
        showcase.save()
        self.assertNotIn("展位需求未填", self.html())

    def test_on_the_day_it_says_when_and_on_which_booth(self):
        self.assertNotIn("今天<a", self.html())
        self.assertIn("09:30–17:00，东区科技广场", self.html(moment="2025-05-14T08:00:00"))
        college = {"code": self.jidian.code, "name": self.jidian.name}
        facts = {"sha256": "0" * 64, "released_by": self.zhou, "number": 1}
        drawn = {"booths": [{"code": "A02", "college": None}, {"code": "A03", "college": college}]}
        self.edition.showcase.site.releases.create(drawn=drawn, **facts)
        self.assertIn("09:30–17:00，展位 A03", self.html(moment="2025-05-14T08:00:00"))


class Unbooked(PortalTestCase):
    def test_what_is_over_asks_for_its_result(self):
        activity = make.activity(college=self.jidian, start_date=self.edition.dates[0])
        self.sign_in(self.chen)
        address = reverse("desk", args=[self.edition.code])
        self.assertContains(self.client.get(address), "1 项活动已经结束，还没有登记结果")
        make.result(activity)
        self.assertNotContains(self.client.get(address), "还没有登记结果")
