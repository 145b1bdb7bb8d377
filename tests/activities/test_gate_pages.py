"""The permit, the gate and the two bookings, as the people there see them."""

import re
from contextlib import contextmanager

import pypdfium2
import zxingcpp
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse

from activities.models import Participant
from activities.models.trip import EARLY
from activities.outing_permit import SIGNED, gate_address
from activities.outing_status import Status
from activities.permit_code import sign
from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase, at

LEADER, DRIVER = "13800000002", "13800000004"


class GateTestCase(PortalTestCase):
    """机电学院's outing of 5月14日, approved: 42 people, 08:30 to 16:30, with a hired bus."""

    user = None

    def setUp(self):
        bus = {"transport": "hired", "carrier": "滨江客运", "plate": "川A00001", "seats": 49}
        bus |= {"driver_name": "周师傅", "driver_phone": DRIVER, "carrier_licensed": True}
        made = make.outing(college=self.jidian, **bus)
        self.listed(made)
        made = make.agreed(make.asked(made), by=self.sun)
        self.outing = make.agreed(made, by=self.zhou)
        self.gate = reverse("outing_check", args=[make.gate_token(self.outing)])
        self.inside = reverse("outing_gate", args=[make.gate_token(self.outing)])

    def sign_in(self, user):
        self.user = user
        super().sign_in(user)

    @contextmanager
    def clock_at(self, text):
        """Whoever is signed in did so on that day; idle sessions are another test's."""
        with super().clock_at(text):
            if self.user:
                super().sign_in(self.user)
            yield

    def listed(self, outing):
        one = {"name": "何同学", "class_name": "焊接一班", "phone": "13800000009"}
        Participant.objects.replace(outing, [one], self.chen)

    def url(self, name):
        return reverse(name, args=[self.outing.pk])

    def verdict(self, path=None, client=None):
        """(word, whole page) of what the gate answers."""
        page = (client or Client()).get(path or self.gate).content.decode()
        return re.search(r"<strong>(.+?)</strong>", page)[1], page

    def left(self):
        make.reloaded(self.outing).depart(self.wei, at("2025-05-14T08:25"), 42)

    def came_back(self):
        make.reloaded(self.outing).come_back(self.wei, at("2025-05-14T16:20"), 42)


class ThePermit(GateTestCase):
    def read(self):
        response = self.client.get(self.url("outing_permit"))
        self.assertEqual(response["Content-Type"], "application/pdf")
        document = pypdfium2.PdfDocument(b"".join(response))
        self.assertEqual(len(document), 1)
        page = document[0]
        words = re.sub(r"[\s\u200b\ufffe]", "", page.get_textpage().get_text_range())
        picture = page.render(scale=2, grayscale=True)
        shape = (picture.height, picture.width)
        (code,) = zxingcpp.read_barcodes(memoryview(picture.buffer).cast("B", shape))
        return response, words, code.text

    def test_says_what_was_approved_and_its_code_leads_to_the_gate(self):
        self.sign_in(self.chen)
        response, words, code = self.read()
        for fact in [
            self.outing.serial,
            "机电学院",
            "钱老师13800000002",
            "租车；承运单位滨江客运；车牌川A00001；驾驶员周师傅13800000004；核载49人",
            "学生40人，教师2人，共42人",
            "学院签发孙同意5月12日10:00",
            "教务处审批周同意",
            "校内应急联系人赵老师13800000003",
        ]:
            self.assertIn(fact, words)
        self.assertEqual(code, gate_address(self.outing))
        self.assertTrue(code.startswith(f"{settings.SITE_URL}/gate/"))
        self.assertEqual(resolve(code.removeprefix(settings.SITE_URL)).url_name, "outing_check")
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertIn(self.outing.serial, response["Content-Disposition"])

    def test_what_the_code_says_counts_on_the_day(self):
        self.sign_in(self.chen)
        _, _, code = self.read()
        with self.clock_at("2025-05-14T08:20"):
            self.assertEqual(self.verdict(code.removeprefix(settings.SITE_URL))[0], "有效")

    def test_leaders_of_the_school_get_it_without_the_numbers(self):
        self.sign_in(self.chu)
        _, words, _ = self.read()
        self.assertNotIn(LEADER, words)
        self.assertIn("138****0002", words)

    def test_each_download_is_in_the_log(self):
        self.sign_in(self.wei)
        self.read()
        entry = AuditEntry.objects.get(verb="下载外出审批单")
        self.assertEqual((entry.actor, entry.note), (self.wei, self.outing.serial))

    def test_the_seventh_in_a_minute_is_refused(self):
        self.sign_in(self.chen)
        for _ in range(6):
            self.read()
        self.assertRefused(self.client.get(self.url("outing_permit")), "次数太多了")

    def test_there_is_none_before_it_has_passed(self):
        self.outing = make.asked(make.outing(college=self.jidian))
        self.sign_in(self.chen)
        response = self.client.get(self.url("outing_permit"))
        self.assertRefused(response, "审批通过后才能下载")

    def test_nor_once_a_change_re_opened_it(self):
        self.change(destination="体育馆")
        self.sign_in(self.chen)
        self.assertRefused(self.client.get(self.url("outing_permit")), "没有审批单")

    def change(self, **facts):
        now = make.reloaded(self.outing)
        now.revise(self.chen, facts, base_version=now.version, at=self.now)

    def test_a_character_the_paper_lacks_is_told_on_the_page(self):
        self.change(remark="", other_teachers="")
        self.sign_in(self.chen)
        self.assertNotContains(self.client.get(self.outing.get_absolute_url()), "打印字库里没有")
        self.change(safety_officer="李😀")
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "打印字库里没有")


class TheCode(GateTestCase):
    def test_on_its_day_it_counts_until_the_approved_return(self):
        for instant in ("2025-05-14T06:30", "2025-05-14T08:30", "2025-05-14T16:29"):
            with self.clock_at(instant):
                self.assertEqual(self.verdict()[0], "有效", instant)

    def test_forged_ones_do_not(self):
        serial, rest = self.gate.removeprefix("/gate/").split("-", 1)
        another = f"/gate/{make.outing(college=self.jidian).pk + 5}-{rest}"
        for path in (another, self.gate[:-2] + "_/", "/gate/abc/", f"/gate/{'x' * 500}/"):
            with self.subTest(path), self.clock_at("2025-05-14T08:20"):
                self.assertEqual(self.verdict(path)[0], "无效")

    def test_on_another_day_the_right_one_is_named(self):
        with self.clock_at("2025-05-13T08:30"):
            word, page = self.verdict()
        self.assertEqual(word, "未到日期")
        self.assertIn("5月14日（周三）", page)

    def test_from_the_approved_return_on_it_has_expired(self):
        for instant in ("2025-05-14T16:30", "2025-05-14T22:00", "2025-05-15T00:00"):
            with self.clock_at(instant):
                self.assertEqual(self.verdict()[0], "已过期", instant)
                self.assertFalse(make.reloaded(self.outing).is_for_today(at(instant)))

    def test_an_older_paper_that_says_the_whole_day_has_expired_as_well(self):
        outing, end = self.outing, at("2025-05-15T00:00")
        start = outing.departs_at - EARLY
        token = sign(outing.pk, outing.approved_fingerprint[:SIGNED], start, end)
        paper = reverse("outing_check", args=[token])
        with self.clock_at("2025-05-14T16:29"):
            self.assertEqual(self.verdict(paper)[0], "有效")
        with self.clock_at("2025-05-14T22:00"):
            self.assertEqual(self.verdict(paper)[0], "已过期")

    def test_out_already_and_back_already_with_the_time(self):
        self.left()
        with self.clock_at("2025-05-14T09:00"):
            word, page = self.verdict()
        self.assertEqual(word, "已出发")
        self.assertIn("5月14日（周三）08:25已登记出发", page)
        self.came_back()
        with self.clock_at("2025-05-14T16:30"):
            word, page = self.verdict()
        self.assertEqual(word, "已归校")
        self.assertIn("5月14日（周三）16:20已登记归校", page)

    def test_a_change_that_re_opened_it_stops_it_and_so_does_the_old_paper(self):
        now = make.reloaded(self.outing)
        now.revise(self.chen, {"student_count": 41}, base_version=now.version, at=self.now)
        with self.clock_at("2025-05-14T08:20"):
            word, page = self.verdict()
            self.assertEqual(word, "已变更")
            self.assertIn("重新批准之前不得放行", page)
            again = make.agreed(make.agreed(now, by=self.sun), by=self.zhou)
            word, page = self.verdict()
            self.assertEqual(word, "已变更")
            self.assertIn("请出示新的审批单", page)
            anew = reverse("outing_check", args=[make.gate_token(again)])
            self.assertEqual(self.verdict(anew)[0], "有效")

    def test_while_a_change_waits_the_gate_tells_what_was_approved(self):
        now = make.reloaded(self.outing)
        later = {"departs_at": at("2025-05-14T10:10"), "route": "绕城高速"}
        now.revise(self.chen, later, base_version=now.version, at=self.now)
        self.sign_in(self.wei)
        with self.clock_at("2025-05-14T08:20"):
            for page in (self.verdict()[1], self.client.get(self.inside).content.decode()):
                self.assertIn("5月14日（周三）08:30", page)
                self.assertIn("下面是原来批准的内容", page)
                self.assertNotIn("10:10", page)
                self.assertNotIn("绕城高速", page)

    def test_a_change_that_was_refused_waits_for_nothing(self):
        now = make.reloaded(self.outing)
        now.revise(self.chen, {"student_count": 41}, base_version=now.version, at=self.now)
        make.reloaded(now).step.refuse(self.sun, self.now, seen=2, opinion="不妥")
        with self.clock_at("2025-05-14T08:20"):
            word, page = self.verdict()
        self.assertEqual(word, "已变更")
        self.assertIn("变更没有获得同意，原批准不再有效，不得放行", page)

    def test_the_forms_of_the_gate_leave_the_words_to_the_server(self):
        self.sign_in(self.wei)
        with self.clock_at("2025-05-14T08:20"):
            self.assertContains(
                self.client.get(self.inside), '<form class="trip-form" method="post" novalidate'
            )

    def test_a_cancelled_one_or_one_of_a_cancelled_activity_is_stopped(self):
        other = make.approved_outing(college=self.jidian)
        make.reloaded(self.outing).cancel(self.chen, "下雨")
        other.activity.cancel(self.chen, "下雨")
        with self.clock_at("2025-05-14T08:20"):
            for outing in (self.outing, other):
                path = reverse("outing_check", args=[make.gate_token(make.reloaded(outing))])
                word, page = self.verdict(path)
                self.assertEqual(word, "已取消")
                self.assertIn("已取消，不得放行", page)


class WhoSeesWhat(GateTestCase):
    def test_strangers_see_neither_names_nor_phones_and_get_no_cookie(self):
        with self.clock_at("2025-05-14T08:20"):
            response = self.client.get(self.gate)
        page = response.content.decode()
        for word in ("钱老师", "赵老师", "周师傅", "何同学", LEADER, DRIVER, "川A00001"):
            self.assertNotIn(word, page)
        for word in (self.outing.serial, "机电学院", "42 人", "5月14日（周三）16:30"):
            self.assertIn(word, page)
        self.assertEqual(list(response.cookies), [])

    def test_the_link_to_sign_in_comes_back(self):
        response = self.client.get(self.gate)
        self.assertContains(response, f'href="{self.inside}"')
        response = self.client.get(self.inside)
        self.assertIn("next=%2Fgate%2F", response.url)

    def test_guards_go_on_to_what_they_must_see(self):
        self.sign_in(self.wei)
        with self.clock_at("2025-05-14T08:20"):
            self.assertRedirects(self.client.get(self.gate), self.inside)
            response = self.client.get(self.inside)
        for word in ("有效", "钱老师", LEADER, "川A00001", "周师傅", "何同学", "登记出发"):
            self.assertContains(response, word)
        self.assertNotContains(response, "13800000009")

    def test_other_colleges_see_no_more_than_strangers(self):
        self.sign_in(self.lin)
        with self.clock_at("2025-05-14T08:20"):
            response = self.client.get(self.inside)
        for word in ("钱老师", LEADER, "何同学", self.url("outing_depart")):
            self.assertNotContains(response, word)
        self.assertContains(response, self.outing.serial)

    def test_leaders_of_the_school_see_no_list_no_number_and_no_button(self):
        self.sign_in(self.chu)
        with self.clock_at("2025-05-14T08:20"):
            response = self.client.get(self.inside)
        self.assertContains(response, "138****0002")
        for word in (LEADER, "何同学", self.url("outing_depart")):
            self.assertNotContains(response, word)

    def test_while_it_is_re_opened_guards_see_no_list(self):
        now = make.reloaded(self.outing)
        now.revise(self.chen, {"student_count": 41}, base_version=now.version, at=self.now)
        self.sign_in(self.wei)
        response = self.client.get(self.inside)
        self.assertContains(response, "已变更")
        self.assertNotContains(response, "何同学")
        self.assertNotContains(response, self.url("outing_depart"))


class Booking(GateTestCase):
    def press(self, name, instant, **typed):
        referer = f"http://testserver{self.inside}"
        with self.clock_at(instant):
            return self.client.post(self.url(name), typed, HTTP_REFERER=referer)

    def test_the_leader_takes_two_taps_and_a_sentence(self):
        self.sign_in(self.chen)
        with self.clock_at("2025-05-14T08:20"):
            page = self.client.get(self.outing.get_absolute_url())
        self.assertContains(page, 'name="count" type="number" inputmode="numeric" min="1" max="42"')
        self.press("outing_depart", "2025-05-14T08:25", count="42")
        self.assertContains(self.client.get(self.outing.get_absolute_url()), "归校报平安")
        self.press("outing_come_back", "2025-05-14T16:20", count="42")
        self.press("outing_close", "2025-05-14T17:00", feedback="服务居民 60 人，一切顺利")
        self.assertEqual(make.reloaded(self.outing).status, Status.CLOSED)

    def test_before_the_day_the_page_offers_the_paper_not_the_button(self):
        self.sign_in(self.chen)
        page = self.client.get(self.outing.get_absolute_url())
        self.assertContains(page, "下载外出审批单")
        self.assertNotContains(page, self.url("outing_depart"))

    def test_a_refused_return_comes_back_with_all_that_was_typed(self):
        self.sign_in(self.chen)
        self.press("outing_depart", "2025-05-14T08:25", count="42")
        for count, unusual, sentence in [
            ("41", "", "人数不一致"),
            ("41", "学" * 301, "最多写 300 字"),
            ("99999", "一名学生由家长接回", "人数最多 9999"),
            ("", "一名学生由家长接回", "请填写归校人数，至少 1 人"),
            ("0", "一名学生由家长接回", "请填写归校人数，至少 1 人"),
        ]:
            with self.subTest(sentence):
                at_gate = {"count": count, "unusual": unusual, "next": self.inside}
                page = self.press("outing_come_back", "2025-05-14T16:20", **at_gate)
                self.assertContains(page, sentence, status_code=422)
                self.assertContains(page, f'required value="{count}"', status_code=422)
                self.assertContains(page, f'value="{unusual}" placeholder', status_code=422)
                self.assertContains(page, f'name="next" value="{self.inside}"', status_code=422)
        self.assertEqual(make.reloaded(self.outing).status, Status.OUT)

    def test_who_went_or_the_office_is_asked_for_the_feedback(self):
        self.left()
        self.came_back()
        for user, asked in [(self.chen, True), (self.zhou, True), (self.wei, False)]:
            self.sign_in(user)
            page = self.client.get(self.outing.get_absolute_url()).content.decode()
            self.assertEqual(self.url("outing_close") in page, asked, user)

    def test_a_refused_feedback_comes_back_as_it_was_typed(self):
        self.sign_in(self.chen)
        self.press("outing_depart", "2025-05-14T08:25", count="42")
        self.press("outing_come_back", "2025-05-14T16:20", count="42")
        page = self.press("outing_close", "2025-05-14T17:00", feedback="好" * 501)
        self.assertContains(page, "最多写 500 字", status_code=422)
        self.assertContains(page, "好" * 501, status_code=422)
        self.assertEqual(make.reloaded(self.outing).status, Status.BACK)

    def test_who_was_slower_is_told_and_asked_nothing_again(self):
        self.sign_in(self.chen)
        self.press("outing_depart", "2025-05-14T08:25", count="42")
        self.press("outing_come_back", "2025-05-14T16:20", count="42")
        again = self.press("outing_come_back", "2025-05-14T16:21", count="42")
        self.assertRefused(again, "已是“已归校”")
        self.assertEqual(again.status_code, 302)

    def test_the_guard_stays_at_the_gate(self):
        self.sign_in(self.wei)
        response = self.press("outing_depart", "2025-05-14T08:25", count="42", next=self.inside)
        self.assertRedirects(response, self.inside)
        with self.clock_at("2025-05-14T08:26"):
            self.assertContains(self.client.get(self.inside), "登记归校")
        response = self.press("outing_come_back", "2025-05-14T16:20", count="42", next=self.inside)
        self.assertRedirects(response, self.inside)
        closed = self.press("outing_close", "2025-05-14T17:00", feedback="一切顺利")
        self.assertEqual(closed.status_code, 403)

    def test_nobody_is_led_to_another_site(self):
        self.sign_in(self.wei)
        for page in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
            self.outing = make.approved_outing(college=self.jidian)
            response = self.press("outing_depart", "2025-05-14T08:25", count="42", next=page)
            self.assertEqual(response.url, self.outing.get_absolute_url())

    def test_refusals_are_told_at_the_gate(self):
        self.sign_in(self.wei)
        for count, sentence in [
            ("43", "超过批准人数 42 人，请学院先报变更"),
            ("500", "现在有 500 人，超过批准人数 42 人"),
            ("", "实际出发人数"),
            ("一", "实际出发人数"),
        ]:
            response = self.press("outing_depart", "2025-05-14T08:25", count=count)
            self.assertRefused(response, sentence)
            self.assertEqual(response.url, self.inside)
        self.left()
        response = self.press("outing_come_back", "2025-05-14T16:20", count="9" * 9, unusual="多")
        self.assertRefused(response, "人数最多 9999")
        response = self.press("outing_come_back", "2025-05-14T16:20", count="41")
        self.assertRefused(response, "人数不一致")
        self.assertEqual(make.reloaded(self.outing).status, Status.OUT)

    def test_full_width_digits_count(self):
        self.sign_in(self.wei)
        self.press("outing_depart", "2025-05-14T08:25", count=" ４２ ")
        self.assertEqual(make.reloaded(self.outing).left_count, 42)


class TheBoard(GateTestCase):
    def setUp(self):
        super().setUp()
        self.board = reverse("outing_board", args=[self.edition.code])

    def seen_by(self, user, instant):
        self.sign_in(user)
        with self.clock_at(instant):
            return self.client.get(self.board)

    def test_those_outside_with_their_return_and_whom_to_call(self):
        self.left()
        page = self.seen_by(self.wei, "2025-05-14T12:00")
        for word in ("<title>现在谁在外面", "外出中", "还有 4 小时 30 分返回", f"tel:{LEADER}"):
            self.assertContains(page, word)
        self.assertContains(page, "tel:13800000003")
        self.assertNotContains(page, "何同学")

    def test_overdue_ones_say_by_how_much(self):
        self.left()
        page = self.seen_by(self.zhou, "2025-05-14T17:15")
        self.assertContains(page, "逾期未归")
        self.assertContains(page, "已超过 45 分")
        self.assertContains(self.seen_by(self.zhou, "2025-05-15T17:15"), "已超过 1 天 45 分")

    def test_leaders_and_administrators_see_masked_numbers(self):
        self.left()
        for user in (self.chu, self.zheng):
            page = self.seen_by(user, "2025-05-14T12:00")
            self.assertContains(page, "138****0002")
            self.assertNotContains(page, LEADER)

    def test_who_leaves_today_and_who_is_back(self):
        page = self.seen_by(self.wei, "2025-05-14T07:00")
        self.assertContains(page, "今天还要出发（1）")
        self.assertContains(page, "现在没有人在外面")
        self.left()
        self.came_back()
        page = self.seen_by(self.wei, "2025-05-14T17:00")
        self.assertContains(page, "今天还要出发（0）")
        self.assertContains(page, "今天已归校（1）")

    def test_it_refreshes_its_part_alone(self):
        self.sign_in(self.wei)
        page = self.client.get(self.board, HTTP_HX_REQUEST="true", HTTP_X_BACKGROUND="1")
        self.assertNotContains(page, "<html")
        self.assertContains(page, "现在没有人在外面")

    def test_it_costs_the_same_however_many_are_out(self):
        self.left()
        self.sign_in(self.wei)

        def grow():
            for _ in range(3):
                self.outing = make.approved_outing(college=self.jidian)
                self.left()

        with self.clock_at("2025-05-14T12:00"):
            self.assertCostStaysFlat(self.board, grow)
