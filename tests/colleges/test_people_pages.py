import re
from datetime import timedelta

import time_machine
from django.core.management import CommandError, call_command
from django.utils.crypto import get_random_string

from colleges import accounts
from colleges.first_start import administrator_link
from colleges.forms import PersonForm
from colleges.models import AuditEntry, Department, Invitation, Membership, Role, User
from tests import make
from tests.base import PortalTestCase

PASSWORD = "mei-hua-77-shan-shui"


class PersonPages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zheng)

    def new(self, **overrides):
        facts = {"username": "qian", "name": "钱", "role": Role.OFFICE, "phone": ""}
        return self.client.post("/people/new/", facts | overrides)

    def test_a_form_that_came_twice_at_once_is_told_so(self):
        facts = {"username": "qian", "name": "钱", "role": Role.OFFICE, "phone": ""}
        form = PersonForm(facts)
        self.assertTrue(form.is_valid())
        self.new()
        self.assertIsNone(form.save(by=self.zheng))
        self.assertIn("账号刚刚被占用", form.errors["username"][0])

    def test_only_administrators_come_here(self):
        for user, expected in [(self.chen, 403), (self.zhou, 403), (self.feng, 403)]:
            with self.subTest(user):
                self.sign_in(user)
                self.assertEqual(self.client.get("/people/").status_code, expected)
                self.assertEqual(self.new().status_code, expected)
        self.assertFalse(User.objects.filter(username="qian").exists())

    def test_list_finds_by_name_and_unit(self):
        found = self.client.get("/people/", {"unit": self.jidian.pk}).context["page"]
        self.assertEqual(list(found), [self.chen, self.sun])
        found = self.client.get("/people/", {"unit": "security", "q": "卫"}).context["page"]
        self.assertEqual(list(found), [self.wei])

    def test_nonsense_in_the_address_is_no_error(self):
        for query in ("?unit=99999999999999999999", "?unit=²", "?page=x"):
            with self.subTest(query):
                self.assertEqual(self.client.get(f"/people/{query}").status_code, 200)

    def test_list_costs_the_same_with_more_people(self):
        def grow():
            for number in range(3):
                make.person(f"新{number}", Role.COLLEGE_STAFF, college=self.jidian)

        self.assertCostStaysFlat("/people/", grow)

    def test_a_new_person_gets_one_link_and_no_password(self):
        response = self.client.get(self.new(username="Qian", phone="１３８ 0000 0001").url)
        user = User.objects.get(username="qian")
        self.assertFalse(user.has_usable_password())
        self.assertEqual((user.phone, user.is_office), ("13800000001", True))
        self.assertContains(response, "/invitations/", count=1)
        self.assertEqual(AuditEntry.objects.filter(verb="建立账号").count(), 1)

    def test_what_is_missing_or_wrong_is_said_at_its_field(self):
        for field, sentence, wrong in [
            ("username", "账号 chen 已经有人使用，请换一个。", {"username": "Chen"}),
            ("username", "账号由小写字母、数字组成，2–30 位。", {"username": "钱老师"}),
            (
                "college",
                "填报人必须属于一个二级学院，请选择。",
                {"role": Role.COLLEGE_STAFF},
            ),
            (
                "college",
                "教务处不属于学院，请改选“（不属于学院）”。",
                {"college": self.jidian.pk},
            ),
            ("department", "部门工作人员必须属于一个部门，请选择。", {"role": Role.DEPARTMENT}),
            ("name", "请填写姓名。", {"name": ""}),
            ("role", "请选择角色。", {"role": ""}),
            ("phone", "请填写 11 位手机号，或带区号的座机号，如 028-12345678。", {"phone": "123"}),
        ]:
            with self.subTest(sentence):
                response = self.new(**wrong)
                self.assertFormError(response.context["form"], field, sentence)
        self.assertFalse(User.objects.filter(username="qian").exists())

    def test_units_are_shown_to_the_roles_that_have_one(self):
        page = self.client.get("/people/new/").content.decode()
        for mark in ("role=college_staff|college_lead", "role=department"):
            self.assertEqual(page.count(f'data-show-when="{mark}"'), 1)

    def test_a_department_takes_people(self):
        department = Department.objects.shipped().get(code="logistics")
        self.new(role=Role.DEPARTMENT, department=department.pk)
        hat = Membership.objects.get(user__username="qian")
        self.assertEqual(hat.department.name, "后勤处")

    def test_a_disabled_person_is_out_at_once_and_stays_out_after_enabling(self):
        theirs = self.client_class()
        theirs.force_login(self.chen)
        self.client.post(f"/people/{self.chen.pk}/disable/")
        self.assertIn("/accounts/login/", theirs.get("/inbox/").url)
        self.client.post(f"/people/{self.chen.pk}/enable/")
        self.assertIn("/accounts/login/", theirs.get("/inbox/").url)
        verbs = AuditEntry.objects.about(self.chen).values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["启用账号", "停用账号"])

    def test_nobody_disables_themselves(self):
        response = self.client.post(f"/people/{self.zheng.pk}/disable/")
        self.assertRefused(response, "不能停用自己的账号。请另一位系统管理员来做。")

    def test_the_last_administrator_stays(self):
        with self.assertRaisesMessage(accounts.BrokenRule, "这是最后一位系统管理员"):
            accounts.disable(self.zheng, by=self.zhou)

    def test_disabling_twice_is_refused(self):
        accounts.disable(self.chen, by=self.zheng)
        with self.assertRaisesMessage(accounts.BrokenRule, "陈的账号已经停用。"):
            accounts.disable(self.chen, by=self.zheng)

    def test_a_disabled_person_gets_no_link(self):
        accounts.disable(self.chen, by=self.zheng)
        response = self.client.post(f"/people/{self.chen.pk}/invite/")
        self.assertRefused(response, "陈的账号已停用。请先启用，再发放链接。")

    def test_another_hat_is_worn_until_changed(self):
        leader = make.hat(self.zheng, Role.LEADER)
        self.client.post(f"/hats/{leader.pk}/wear/")
        self.assertEqual(self.client.get("/").url, f"/editions/{self.edition.code}/board/")

    def test_a_hat_of_somebody_else_is_not_there(self):
        hat = self.zhou.memberships.get()
        self.assertEqual(self.client.post(f"/hats/{hat.pk}/wear/").status_code, 404)


class InvitationPages(PortalTestCase):
    def setUp(self):
        self.qian = User.objects.create(username="qian", name="钱", password="!")
        self.token = Invitation.objects.issue(self.qian, by=self.zheng)

    def open(self, token=None):
        return self.client.get(f"/invitations/{token or self.token}/", follow=True)

    def accept(self, password=PASSWORD, again=None):
        facts = {"name": "钱", "new_password1": password, "new_password2": again or password}
        return self.client.post("/invitations/open/", facts, follow=True)

    def test_the_token_leaves_the_address_before_anything_is_shown(self):
        response = self.open()
        self.assertEqual(response.redirect_chain, [("/invitations/open/", 302)])
        self.assertContains(response, "qian")
        self.assertNotContains(response, self.token)

    def test_it_sets_the_password_once_and_leads_to_sign_in(self):
        self.open()
        response = self.accept()
        self.assertEqual(response.redirect_chain, [("/accounts/login/", 302)])
        self.assertContains(response, "密码已设置，请用它登录。")
        self.qian.refresh_from_db()
        self.assertTrue(self.qian.check_password(PASSWORD))
        self.assertEqual(self.open().status_code, 410)

    def test_looking_does_not_use_it_up(self):
        for _ in range(3):
            self.assertEqual(self.open().status_code, 200)

    def test_weak_or_different_passwords_are_told_at_the_field(self):
        self.open()
        self.assertContains(self.accept("短", "短"), "12")
        self.assertContains(self.accept(PASSWORD, "x" * 14), "不一致")
        self.assertContains(
            self.accept("职教活动周zhijiao"), "密码不能主要由“职教活动周”一类的词组成"
        )

    def test_a_later_link_revokes_the_earlier(self):
        Invitation.objects.issue(self.qian, by=self.zheng)
        self.assertContains(self.open(), "链接已失效", status_code=410)

    def test_it_ends_after_seven_days(self):
        with time_machine.travel(self.now + timedelta(days=7, minutes=1), tick=False):
            self.assertEqual(self.open().status_code, 410)

    def test_nonsense_and_disabled_people_get_the_same_page(self):
        self.assertEqual(self.open(get_random_string(43)).status_code, 410)
        User.objects.filter(pk=self.qian.pk).update(is_active=False)
        self.assertEqual(self.open().status_code, 410)

    def test_without_a_link_there_is_no_form(self):
        self.assertEqual(self.client.get("/invitations/open/").status_code, 410)
        self.assertEqual(self.accept().status_code, 410)


class FirstStart(PortalTestCase):
    def test_there_is_a_link_until_somebody_has_a_password(self):
        self.assertIsNone(administrator_link())
        User.objects.update(password="!")
        first, second = administrator_link(), administrator_link()
        self.assertNotEqual(first, second)
        self.assertTrue(User.objects.get(username="admin").is_administrator)

    def test_invite_is_the_way_back_in(self):
        call_command("invite", "ZHENG", stdout=(out := Lines()))
        self.assertRegex(out.text, r"/invitations/[\w-]{43}/")
        with self.assertRaisesMessage(CommandError, "没有账号 nobody。"):
            call_command("invite", "nobody")


class Lines:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text


class AuditPages(PortalTestCase):
    def setUp(self):
        accounts.open_account(self.zheng, username="qian", name="钱", role=Role.OFFICE)
        accounts.disable(self.chen, by=self.zheng)

    def test_only_the_auditor_reads_it(self):
        for user, expected in [(self.feng, 200), (self.zheng, 403), (self.zhou, 403)]:
            with self.subTest(user):
                self.sign_in(user)
                self.assertEqual(self.client.get("/audit/").status_code, expected)

    def test_filters_stand_in_the_address(self):
        self.sign_in(self.feng)
        for query, verbs in [
            ({"verb": "停用账号"}, ["停用账号"]),
            ({"thing": "钱"}, ["建立账号"]),
            (
                {"person": "郑", "since": "2025-05-12", "until": "2025-05-12"},
                ["停用账号", "建立账号"],
            ),
            ({"until": "2025-05-11"}, []),
        ]:
            with self.subTest(query):
                page = self.client.get("/audit/", query).context["page"]
                self.assertEqual([entry.verb for entry in page], verbs)

    def test_changes_are_told_and_a_wrong_date_is_said(self):
        self.sign_in(self.feng)
        self.assertContains(self.client.get("/audit/", {"thing": "钱"}), "qian")
        page = self.client.get("/audit/", {"since": "gestern"})
        self.assertEqual(len(re.findall("invalid-feedback", page.content.decode())), 1)
