from io import BytesIO

import python_calamine
from django.urls import reverse

from activities.models import Activity
from colleges.models import AuditEntry
from reports.models import WorkMark
from tests import make

from .test_work_list_rules import WorkLists

PHONE = "13800000001"


class WorkPages(WorkLists):
    def setUp(self):
        self.one = self.announced(title="焊接展示", needs=["power", "security", "filming"])

    def page(self, user, query="", name="work_list"):
        self.sign_in(user)
        return self.client.get(reverse(name, args=["2025"]) + query)

    def press(self, user, verb, *items, office="logistics"):
        self.sign_in(user)
        address = reverse(f"work_mark_{verb}", args=["2025", office])
        return self.client.post(address, {"item": items}, follow=True)

    def seen(self, thing=None, user=None):
        return make.work_item(user or self.cang, thing or self.one).seen


class WhoReads(WorkPages):
    def test_each_office_its_own_and_the_office_all_five(self):
        query = "?department={}"
        for user, code, status in [
            (self.cang, "logistics", 200),
            (self.cang, "security", 403),
            (self.wei, "security", 200),
            (self.wei, "logistics", 403),
            (self.chen, "logistics", 403),
            (self.zhou, "logistics", 200),
            (self.zhou, "media", 200),
            (self.chu, "it", 200),
            (self.zhou, "office", 404),
            (self.jiang, "it", 403),
        ]:
            for name in ("work_list", "work_sheet", "work_print"):
                with self.subTest(user=user.name, code=code, page=name):
                    found = self.page(user, query.format(code), name)
                    self.assertEqual(found.status_code, status)

    def test_only_the_office_itself_acts(self):
        for user, status in [(self.zhou, 403), (self.chu, 403), (self.wei, 403), (self.chen, 403)]:
            for verb in ("confirm", "done"):
                with self.subTest(user=user.name, verb=verb):
                    self.assertEqual(self.press(user, verb, self.seen()).status_code, status)
        self.assertFalse(WorkMark.objects.exists())

    def test_who_may_not_act_is_offered_no_button(self):
        self.assertContains(self.page(self.cang), "确认所选")
        self.assertNotContains(self.page(self.zhou, "?department=logistics"), "确认所选")

    def test_a_work_phone_is_read_until_the_day_after(self):
        for user, moment, shown in [
            (self.cang, "2025-05-13T23:59", True),
            (self.cang, "2025-05-14T00:00", False),
            (self.chu, "2025-05-12T10:00", False),
            (self.zhou, "2025-05-20T10:00", True),
        ]:
            with self.clock_at(moment), self.subTest(user=user.name, moment=moment):
                for name in ("work_list", "work_print"):
                    found = self.page(user, "?department=logistics", name).content.decode()
                    self.assertEqual(PHONE in found, shown)
                    self.assertEqual("138****0001" in found, not shown)


class Acting(WorkPages):
    def test_confirming_one_and_marking_it_done(self):
        page = self.press(self.cang, "confirm", self.seen())
        self.assertContains(page, "已确认 1 项：“焊接展示”")
        self.assertContains(page, "仓 5月12日（周一）10:00")
        page = self.press(self.cang, "done", self.seen())
        self.assertContains(page, "已完成 1 项")
        self.assertEqual(WorkMark.objects.get().status, "done")

    def test_several_at_once_each_by_itself(self):
        others = [self.announced(title=f"第{n}场", needs=["power"]) for n in "一二三"]
        items = [self.seen(one) for one in others]
        Activity.objects.filter(pk=others[1].pk).update(venue="图书馆")
        page = self.press(self.cang, "confirm", *items)
        self.assertContains(page, "已确认 2 项：“第一场”、“第三场”")
        self.assertContains(page, "“第二场”在您打开清单之后有变化")
        self.assertEqual(self.state(self.cang, others[1]), "waiting")

    def test_what_changed_since_it_was_confirmed_is_told(self):
        self.confirmed(self.cang, self.one)
        seen = self.seen()
        Activity.objects.filter(pk=self.one.pk).update(venue="图书馆")
        page = self.press(self.cang, "confirm", seen)
        self.assertContains(page, "改动：地点：实训楼 101 → 图书馆")

    def test_nothing_ticked_cancelled_and_nonsense_are_told(self):
        self.assertContains(self.press(self.cang, "confirm"), "还没有勾选")
        seen = self.seen()
        Activity.objects.get(pk=self.one.pk).cancel(self.chen, "下雨")
        for sent in (seen, "activity-99999999999999999999:x", "nonsense", "booth-1:", ""):
            with self.subTest(sent):
                self.assertContains(self.press(self.cang, "confirm", sent), "已经不在清单里")

    def test_an_item_of_another_office_is_not_confirmed(self):
        other = self.announced(title="直播", needs=["devices"])
        sent = make.work_item(self.shu, other).seen
        self.assertContains(self.press(self.cang, "confirm", sent), "已经不在清单里")

    def test_asking_and_answering(self):
        self.sign_in(self.cang)
        key = f"activity-{self.one.pk}"
        ask = reverse("work_mark_ask", args=["2025", "logistics", key])
        page = self.client.post(ask, {"reason": "要几个插座？"}, follow=True)
        self.assertContains(page, "要几个插座？")
        mark = WorkMark.objects.get()
        answer = reverse("work_mark_answer", args=[mark.pk])
        for user, status in [(self.lin, 404), (self.zhou, 403), (self.cang, 403)]:
            self.sign_in(user)
            with self.subTest(user.name):
                found = self.client.post(answer, {"reason": "四个。"})
                self.assertEqual(found.status_code, status)
        questions = self.page(self.chen, name="work_question_list")
        self.assertContains(questions, "要几个插座？")
        self.assertContains(questions, "等您答复")
        self.assertNotContains(self.page(self.lin, name="work_question_list"), "要几个插座？")
        self.sign_in(self.chen)
        page = self.client.post(answer, {"reason": "四个。"}, follow=True)
        self.assertContains(page, "已了结")
        self.assertContains(self.page(self.cang), "已答复")

    def test_what_was_typed_is_kept_when_it_is_refused(self):
        self.sign_in(self.cang)
        key = f"activity-{self.one.pk}"
        here = reverse("work_item", args=["2025", "logistics", key])
        ask = reverse("work_mark_ask", args=["2025", "logistics", key])
        long = "问" * 301
        page = self.client.post(
            ask, {"reason": long}, follow=True, headers={"referer": f"http://testserver{here}"}
        )
        self.assertContains(page, "最多写 300 字")
        self.assertContains(page, long)

    def test_the_desk_of_the_college_shows_what_waits(self):
        make.work_question(self.cang, self.one)
        self.assertContains(self.page(self.chen, name="desk"), "1 个保障部门的提问等答复")
        self.assertNotContains(self.page(self.lin, name="desk"), "保障部门的提问")


class Showing(WorkPages):
    def test_days_and_states_are_chips_that_hold(self):
        self.announced(title="周五的", needs=["power"], start_date=self.edition.dates[5])
        page = self.page(self.cang, "?day=2025-05-16")
        self.assertContains(page, "周五的")
        self.assertNotContains(page, "焊接展示")
        self.confirmed(self.cang, self.one)
        page = self.page(self.cang, "?state=confirmed")
        self.assertNotContains(page, "周五的")
        self.assertContains(page, "焊接展示")

    def test_nonsense_in_the_address_is_the_whole_list(self):
        page = self.page(self.cang, "?day=x&state=x&page=x")
        self.assertContains(page, "焊接展示")

    def test_an_empty_list_says_what_it_is_for(self):
        self.assertContains(self.page(self.shu), "没有要准备的")

    def test_power_is_drawn_with_its_table(self):
        make.booth_need(self.jidian, power_kw=25)
        box = make.power_box(self.site)
        make.booth(self.site, "A01", college=self.jidian, supply=box)
        make.release(self.site, by=self.zhou)
        page = self.page(self.cang)
        self.assertContains(page, "1号配电箱：最高 25 kW，容量 20 kW，超过容量")
        self.assertContains(page, "25（超）")
        self.assertNotContains(self.page(self.cang, "?day=2025-05-16"), "最高 25 kW")

    def test_a_number_shown_whole_can_be_called(self):
        self.assertContains(self.page(self.cang), f'href="tel:{PHONE}"')
        self.assertNotContains(self.page(self.chu, "?department=logistics"), "tel:")

    def test_clashing_shoots_are_told(self):
        self.announced(title="合唱", needs=["filming"], venue="音乐厅")
        page = self.page(self.wen, "?day=2025-05-12")
        self.assertContains(page, "同时还要在音乐厅拍摄")
        self.assertContains(page, "2 处同时拍摄")

    def test_guards_find_crowds_and_outings(self):
        page = self.page(self.wei, "?day=2025-05-12")
        self.assertContains(page, "每天预计人流")
        self.assertContains(page, reverse("outing_list", args=["2025"]) + "?day=2025-05-12")

    def test_an_item_that_is_gone_can_be_read(self):
        mark = self.confirmed(self.cang, self.one)
        Activity.objects.get(pk=self.one.pk).cancel(self.chen, "下雨")
        self.sign_in(self.cang)
        self.assertContains(self.client.get(mark.get_absolute_url()), "已经不在清单里")
        lost = reverse("work_item", args=["2025", "logistics", "activity-0"])
        self.assertEqual(self.client.get(lost).status_code, 404)


class Paper(WorkPages):
    def sheets(self, user, query=""):
        response = self.page(user, query, "work_sheet")
        self.assertEqual(response.status_code, 200)
        book = python_calamine.CalamineWorkbook.from_filelike(
            BytesIO(b"".join(response.streaming_content))
        )
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    def test_the_file_has_the_rows_of_the_page(self):
        self.confirmed(self.cang, self.one)
        rows = self.sheets(self.cang)[0]
        self.assertEqual(rows[1][:3], ["日期", "时间", "名称"])
        line = dict(zip(rows[1], rows[2], strict=True))
        self.assertEqual((line["名称"], line["电话"]), ("焊接展示", PHONE))
        self.assertEqual((line["状态"], line["需要"][:5]), ("已确认", "需要：用电"))
        self.assertIsInstance(line["电话"], str)

    def test_text_stays_text(self):
        self.announced(title="=1+1", needs=["power"], remark="+cmd")
        rows = self.sheets(self.cang)[0]
        self.assertIn("=1+1", [row[2] for row in rows])

    def test_sums_stand_on_a_sheet_of_their_own(self):
        make.booth_need(self.jidian)
        found = [row[:2] for row in self.sheets(self.cang)[1]]
        self.assertIn(["椅", "4 把"], found)

    def test_what_leaves_the_screen_is_in_the_log(self):
        self.sheets(self.cang, "?day=2025-05-12")
        self.page(self.cang, "", "work_print")
        verbs = AuditEntry.objects.filter(actor=self.cang).values_list("verb", flat=True)
        self.assertEqual(
            set(verbs) & {"导出保障清单", "打印保障清单"}, {"导出保障清单", "打印保障清单"}
        )
        entry = AuditEntry.objects.get(verb="导出保障清单")
        self.assertEqual(entry.payload, {"rows": 1, "filters": "后勤处，5月12日（周一）"})

    def test_the_seventh_in_a_minute_is_refused(self):
        for _ in range(6):
            self.sheets(self.cang)
        self.assertRefused(self.page(self.cang, "", "work_sheet"), "次数太多了")


class Cost(WorkPages):
    def grow(self):
        for number in range(5):
            one = self.announced(title=f"又一{number}", needs=["power", "security", "filming"])
            for user in (self.cang, self.wei, self.wen):
                make.work_question(user, one)

    def test_pages_cost_the_same_at_any_size_and_twelve_at_most(self):
        make.booth_need(self.jidian)
        make.booth(self.site, "A01", college=self.jidian)
        make.release(self.site, by=self.zhou)
        self.grow_a_little()
        for user, office in [
            (self.cang, "logistics"),
            (self.wei, "security"),
            (self.wen, "media"),
            (self.zhou, "security"),
            (self.chu, "security"),
        ]:
            for day in ("", "2025-05-14"):
                self.sign_in(user)
                url = reverse("work_list", args=["2025"]) + f"?department={office}&day={day}"
                self.client.get(url)
                queries = self.queries_of(url)
                with self.subTest(user=user.name, office=office, day=day):
                    self.assertLessEqual(len(queries), 12, "\n".join(queries))

    def grow_a_little(self):
        make.work_question(self.cang, self.one)
        make.work_question(self.wei, self.one)
        make.work_question(self.wen, self.one)

    def test_it_stays_flat(self):
        self.grow_a_little()
        self.sign_in(self.wei)
        self.assertCostStaysFlat(reverse("work_list", args=["2025"]), self.grow)

    def test_questions_stay_flat(self):
        self.grow_a_little()
        self.sign_in(self.chen)
        self.assertCostStaysFlat(reverse("work_question_list", args=["2025"]), self.grow)
