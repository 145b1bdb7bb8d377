from io import StringIO

from django.core.management import CommandError, call_command

from activities.models import Edition, Showcase
from colleges.models import College, Invitation, Membership, Role, User
from colleges.qr import qr
from reports.models import Filing
from tests.base import PortalTestCase


class SetupPages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zheng)

    def load(self, **facts):
        return self.client.post("/editions/load/", {"shipped": "2025"} | facts)

    def paste(self, text):
        return self.client.post("/colleges/paste/", {"names": text})

    def accounts(self, **facts):
        return self.client.post("/colleges/accounts/", facts, follow=True)

    def test_the_ends_of_the_calendar_are_too_far_away(self):
        for day in ("0001-01-01", "9999-12-31"):
            with self.subTest(day):
                self.assertContains(self.load(starts_on=day), "年份离今年太远")

    def test_only_administrators_set_up(self):
        for user in (self.zhou, self.chen, self.feng):
            with self.subTest(user):
                self.sign_in(user)
                answers = [self.client.get("/setup/"), self.load(), self.paste("新学院")]
                answers.append(self.client.post("/colleges/accounts/"))
                self.assertEqual({answer.status_code for answer in answers}, {403})

    def test_the_office_reads_the_colleges_others_do_not(self):
        for user, expected in [(self.zheng, 200), (self.zhou, 200), (self.chen, 403)]:
            with self.subTest(user):
                self.sign_in(user)
                self.assertEqual(self.client.get("/colleges/").status_code, expected)

    def test_a_further_edition_is_prepared_until_its_button_is_pressed(self):
        self.load(starts_on="2026-05-10")
        edition = Edition.objects.get(code="2026")
        self.assertFalse(edition.is_open)
        self.assertFalse(Filing.objects.filter(edition=edition).exists())
        self.assertContains(self.client.get("/setup/"), "/editions/2026/open/")

    def test_what_blocks_the_first_edition_is_told_and_it_opens_by_itself(self):
        Filing.objects.all().delete()
        Showcase.objects.all().delete()
        Edition.objects.all().delete()
        self.paste("医护学院")
        self.load(starts_on="2026-05-10")
        told = self.client.get("/setup/")
        self.assertContains(told, "1 个学院还没有填报人账号：医护学院")
        self.client.post("/colleges/accounts/")
        self.assertTrue(Edition.objects.get().is_open)
        self.assertEqual(Filing.objects.count(), 3 * 4)

    def test_an_opened_edition_of_another_sunday_expects_every_college(self):
        self.assertRedirects(self.load(starts_on="2026-05-10"), "/setup/")
        edition = Edition.objects.get(code="2026")
        self.client.post("/editions/2026/open/")
        filings = Filing.objects.filter(edition=edition)
        self.assertEqual({filing.college for filing in filings}, {self.jidian, self.caijing})

    def test_wrong_first_days_are_told_at_the_field(self):
        for facts, sentence in [
            ({"starts_on": "2026-05-11"}, "前后的星期日是 2026-05-10 和 2026-05-17。"),
            ({"starts_on": "morgen"}, "请填写日期，例如 2026-05-10。"),
            ({"starts_on": "2999-01-06"}, "年份离今年太远，请核对。"),
            ({}, "2025 届已经存在，不能再建一次。"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.load(**facts), sentence)
        self.assertEqual(Edition.objects.count(), 1)

    def test_pasted_colleges_are_added_once_and_expected(self):
        response = self.paste("1\t机电学院\t张\n2\t医护学院\n3、艺术学院\n\n医护学院")
        self.assertRedirects(response, "/setup/")
        names = College.objects.values_list("name", flat=True)
        self.assertEqual(list(names), ["机电学院", "财经学院", "医护学院", "艺术学院"])
        self.assertEqual(Filing.objects.filter(edition=self.edition).count(), 4)

    def test_an_empty_or_overlong_list_is_told_at_the_field(self):
        self.assertContains(self.paste(" \n\t\n1"), "请每行写一个")
        self.assertContains(self.paste("院" * 41), "超过 40 字，请写简称。")
        self.assertContains(
            self.paste("\n".join(f"第{n}院院" for n in range(201))), "一次最多 200 个"
        )

    def test_every_college_without_people_gets_two_accounts_and_slips(self):
        self.paste("医护学院")
        response = self.accounts()
        made = Membership.objects.filter(college__name="医护学院").order_by("pk")
        self.assertEqual(
            [(hat.user.username, hat.role) for hat in made],
            [("college03", Role.COLLEGE_STAFF), ("lead03", Role.COLLEGE_LEAD)],
        )
        self.assertContains(response, "/invitations/", count=2)

    def test_pressing_twice_gives_fresh_slips_and_no_second_account(self):
        self.paste("医护学院")
        first = self.accounts().context["slips"]
        second = self.accounts(replace="1").context["slips"]
        self.assertEqual([s["username"] for s in first], [s["username"] for s in second])
        self.assertEqual(self.client.get(first[0]["url"], follow=True).status_code, 410)

    def test_links_on_their_way_are_replaced_only_when_one_says_so(self):
        self.paste("医护学院")
        link = self.accounts().context["slips"][0]["url"]
        page = self.accounts()
        self.assertContains(page, "2 个账号的链接以前发放过")
        self.assertContains(page, "college03、lead03")
        self.assertEqual(page.context["slips"], [])
        self.assertEqual(self.client.get(link, follow=True).status_code, 200)

    def test_a_reload_of_the_slips_issues_nothing_and_they_end_after_ten_minutes(self):
        self.paste("医护学院")
        with self.clock_at("2025-05-12T10:00"):
            self.accounts()
            first, second = (self.client.get("/people/slips/").context["slips"] for _ in "ab")
        self.assertEqual(first, second)
        self.assertEqual(Invitation.objects.count(), 2)
        with self.clock_at("2025-05-12T10:11"):
            page = self.client.get("/people/slips/")
        self.assertContains(page, "链接只显示一次")
        self.assertNotContains(page, "/invitations/")

    def test_every_slip_carries_its_link_as_a_code(self):
        self.paste("医护学院")
        page = self.accounts()
        self.assertContains(page, 'class="slip-code"', count=2)
        drawn = page.context["slips"][0]["qr"]
        self.assertEqual(drawn, qr(page.context["slips"][0]["url"]))
        self.assertGreater(drawn["size"], 29)

    def test_the_next_step_is_named(self):
        self.assertNotContains(self.client.get("/setup/"), "下一步")
        self.paste("医护学院")
        self.assertContains(self.client.get("/setup/"), "下一步：为 1 个学院建立账号")

    def test_a_form_with_errors_opened_again_leads_to_setup(self):
        for address in ("/editions/load/", "/colleges/paste/"):
            with self.subTest(address):
                self.assertRedirects(self.client.get(address), "/setup/")

    def test_a_name_taken_by_somebody_else_is_told(self):
        User.objects.create(username="lead03", name="李")
        self.paste("医护学院")
        self.assertContains(self.accounts(), "没有建立：lead03")

    def test_nothing_to_do_is_a_sentence(self):
        response = self.client.post("/colleges/accounts/")
        self.assertRefused(response, "没有要发放的")

    def test_college_list_costs_the_same_with_more_colleges(self):
        self.assertCostStaysFlat("/colleges/", lambda: College.objects.named(["甲学院", "乙学院"]))


class Home(PortalTestCase):
    def test_leads_where_the_hat_works(self):
        for user, address in [
            (self.chen, "/editions/2025/desk/"),
            (self.sun, "/editions/2025/desk/"),
            (self.zhou, "/editions/2025/board/"),
            (self.chu, "/editions/2025/board/"),
            (self.zheng, "/setup/"),
            (self.feng, "/audit/"),
            (self.jiang, "/editions/2025/showcase/"),
        ]:
            with self.subTest(user):
                self.sign_in(user)
                self.assertEqual(self.client.get("/").url, address)

    def test_before_there_is_an_edition_people_are_told_so(self):
        Filing.objects.all().delete()
        Showcase.objects.all().delete()
        Edition.objects.all().delete()
        self.sign_in(self.zheng)
        self.assertEqual(self.client.get("/").url, "/setup/")
        for user in (self.chen, self.zhou, self.chu, self.jiang):
            self.sign_in(user)
            self.assertContains(self.client.get("/"), "今年的活动周还没有建立")


class LoadEdition(PortalTestCase):
    def test_moves_the_week_and_expects_every_college(self):
        call_command("load_edition", "2025", "--starts", "2026-05-10", stdout=(out := StringIO()))
        self.assertIn("2026 届", out.getvalue())
        self.assertEqual(Filing.objects.filter(edition__code="2026").count(), 2 * 4)

    def test_refuses_in_a_sentence(self):
        for arguments, sentence in [
            (["2025"], "2025 届已经存在"),
            (["1999"], "没有随系统附带 1999 届的数据"),
            (["2025", "--starts", "2026-05-11"], "不是星期日"),
            (["2025", "--starts", "Mai"], "“Mai”不是日期"),
        ]:
            with self.subTest(sentence), self.assertRaisesMessage(CommandError, sentence):
                call_command("load_edition", *arguments)
