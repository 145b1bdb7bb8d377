"""What the pages tell of outings without being asked: who waits, who is outside, what is next."""

from django.urls import reverse

from tests import make
from tests.base import PortalTestCase, at


class WhatWaits(PortalTestCase):
    def board(self, user):
        self.client.logout()
        self.sign_in(user)
        return self.client.get(reverse("board", args=["2025"]))

    def test_the_board_leads_the_office_to_what_waits_and_says_when_it_leaves(self):
        self.assertNotContains(self.board(self.zhou), "等您审批")
        for _ in range(2):
            make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        page = self.board(self.zhou)
        self.assertContains(page, "等您审批 2，最近一次距出发")
        self.assertContains(page, f'href="{reverse("outing_queue", args=["2025"])}"')
        self.assertNotContains(self.board(self.chu), "等您审批")

    def test_the_board_tells_who_is_outside_and_who_is_overdue(self):
        with self.clock_at("2025-05-14T08:25"):
            make.approved_outing(college=self.jidian).depart(self.chen, at("2025-05-14T08:25"), 42)
            page = self.board(self.zhou)
            self.assertContains(page, "现在谁在外面 1")
            self.assertNotContains(page, "逾期未归 ")
        with self.clock_at("2025-05-14T17:00"):
            self.assertContains(self.board(self.zhou), "逾期未归 1")

    def test_it_costs_the_same_however_much_waits(self):
        make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun)
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(
            reverse("board", args=["2025"]),
            lambda: make.agreed(make.asked(make.outing(college=self.jidian)), by=self.sun),
        )

    def test_the_desk_leads_the_lead_to_what_waits_for_the_signature(self):
        make.asked(make.outing(college=self.jidian))
        for user, told in ((self.sun, True), (self.chen, False), (self.he, False)):
            self.sign_in(user)
            page = self.client.get(reverse("desk", args=["2025"]))
            self.assertEqual("等您签发 1" in page.content.decode(), told, user)
            self.assertEqual("1 次外出等您签发" in page.content.decode(), told, user)

    def test_the_queue_leads_the_office_to_who_is_outside(self):
        address = reverse("outing_board", args=["2025"])
        for user, told in ((self.zhou, True), (self.wei, True), (self.sun, False)):
            self.sign_in(user)
            page = self.client.get(reverse("outing_queue", args=["2025"]))
            self.assertEqual(f'href="{address}"' in page.content.decode(), told, user)


class TheBoardOutside(PortalTestCase):
    def test_it_counts_the_people_and_offers_the_return_to_who_may_book_it(self):
        for college in (self.jidian, self.caijing):
            outing = make.approved_outing(college=college)
            outing.depart(self.zhou, at("2025-05-14T08:25"), 40)
        address = reverse("outing_board", args=["2025"])
        for user, books in ((self.zhou, True), (self.wei, True), (self.chu, False)):
            self.sign_in(user)
            page = self.client.get(address)
            self.assertContains(page, "共 <strong>80</strong> 人")
            offer = f'href="{outing.get_absolute_url()}#back-count"'
            self.assertEqual(offer in page.content.decode(), books, user)


class WhatIsNext(PortalTestCase):
    def setUp(self):
        self.outing = make.asked(make.outing(college=self.jidian))

    def page(self, thing):
        self.sign_in(self.chen)
        return self.client.get(thing.get_absolute_url())

    def returned(self):
        self.outing.step.send_back(self.sun, self.now, seen=1, opinion="请补充路线")
        return make.reloaded(self.outing)

    def test_a_returned_one_says_why_on_top_and_offers_its_edit_first(self):
        page = self.page(self.returned()).content.decode()
        self.assertLess(page.index("学院负责人退回："), page.index("提交签发"))
        edit = reverse("outing_edit", args=[self.outing.pk])
        self.assertIn(f'class="btn btn-primary w-100" href="{edit}"', page)

    def test_its_activity_is_marked_and_leads_back_to_the_outing(self):
        self.assertContains(self.page(self.outing.activity), "外出未审批")
        self.assertNotContains(self.page(self.outing.activity), "修改并重新提交")
        self.assertContains(self.page(self.returned().activity), "修改并重新提交")

    def test_the_activity_of_an_approved_one_is_not_marked(self):
        passed = make.approved_outing(college=self.jidian)
        self.assertNotContains(self.page(passed.activity), "外出未审批")

    def test_what_is_missing_stands_under_the_button(self):
        draft = make.outing(college=self.jidian, destination="")
        self.assertContains(self.page(draft), "填好才能提交，还差：目的地")
        self.assertNotContains(self.page(make.outing(college=self.jidian)), "填好才能提交")

    def test_without_a_list_there_is_no_button_to_look_at_it(self):
        self.assertNotContains(self.page(self.outing), "查看名单")
        make.listed(make.outing(college=self.jidian))
        full = make.asked(make.listed(make.outing(college=self.jidian)))
        self.assertContains(self.page(full), "查看名单")

    def test_the_form_marks_what_a_hand_over_asks(self):
        draft = make.outing(college=self.jidian)
        self.sign_in(self.chen)
        page = self.client.get(reverse("outing_edit", args=[draft.pk]))
        for label in ("目的地 *", "返回时间 *", "教师人数"):
            self.assertContains(page, label)

    def test_what_was_never_answered_is_asked_and_not_blamed(self):
        draft = make.outing(college=self.jidian, insurance="")
        self.assertContains(self.page(draft), "没有填写是否购买了人身意外伤害保险")
        self.assertNotContains(self.page(draft), "还没有购买")
        draft = make.outing(college=self.jidian, insurance="not_bought")
        self.assertContains(self.page(draft), "还没有购买人身意外伤害保险")
