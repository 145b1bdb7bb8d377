from colleges import accounts
from colleges.models import AuditEntry, College, Invitation, Role, User
from tests import make
from tests.base import PortalTestCase

PASSWORD = "mei-hua-77-shan-shui"


class Welcome(PortalTestCase):
    """The one-time link of an account that was made for a college."""

    def setUp(self):
        College.objects.named(["机电工程学院"])
        slips, _ = accounts.open_college_accounts(self.zheng)[:2]
        self.user, *_, token = slips[0]
        self.client.get(f"/invitations/{token}/")

    def accept(self, **facts):
        sent = {"name": "钱一", "phone": "138 0000 0031"}
        sent |= {"new_password1": PASSWORD, "new_password2": PASSWORD}
        return self.client.post("/invitations/open/", sent | facts, follow=True)

    def test_asks_for_the_name_and_does_not_offer_the_placeholder(self):
        self.assertEqual(self.user.name, "机电工程学院填报人")
        form = self.client.get("/invitations/open/").context["form"]
        self.assertEqual((form["name"].value(), form["phone"].value()), ("", ""))

    def test_name_and_phone_are_kept_with_the_password(self):
        self.accept()
        user = User.objects.get(pk=self.user.pk)
        self.assertEqual((user.name, user.phone), ("钱一", "13800000031"))
        self.assertTrue(user.check_password(PASSWORD))
        self.assertTrue(AuditEntry.objects.about(user).filter(verb="修改人员").exists())

    def test_what_is_missing_is_said_at_its_field_and_nothing_is_used_up(self):
        for field, sentence, wrong in [
            ("name", "请填写姓名。", {"name": ""}),
            ("name", "请填写您本人的姓名", {"name": "机电工程学院填报人"}),
            ("phone", "请填写联系电话。", {"phone": ""}),
            ("phone", "请填写 11 位手机号", {"phone": "123"}),
            ("new_password1", "密码太短，请至少写 12 位。", {"new_password1": "短"}),
            ("new_password2", "两次填写的密码不一致", {"new_password2": "x" * 14}),
        ]:
            with self.subTest(sentence):
                form = self.accept(**wrong).context["form"]
                self.assertIn(sentence, form.errors[field][0])
                self.assertEqual(len(form.errors[field]), 1)
        self.assertFalse(User.objects.get(pk=self.user.pk).has_usable_password())

    def test_the_summary_does_not_claim_that_passwords_stay(self):
        self.assertContains(self.accept(name=""), "密码要重新填写")

    def test_the_office_needs_no_phone(self):
        self.client.get(f"/invitations/{Invitation.objects.issue(self.wu)}/")
        self.accept(name="吴", phone="")
        self.assertTrue(User.objects.get(pk=self.wu.pk).check_password(PASSWORD))


class PasswordWords(PortalTestCase):
    def errors(self, password):
        self.client.get(f"/invitations/{Invitation.objects.issue(self.chen)}/")
        sent = {"name": "陈", "phone": "13800000032", "new_password1": password}
        page = self.client.post("/invitations/open/", sent | {"new_password2": password})
        return page.context["form"].errors["new_password1"] if page.context else []

    def test_each_rule_is_one_chinese_sentence(self):
        for password, sentences in [
            ("kuajie", ["密码太短，请至少写 12 位。"]),
            ("职业教育职教活动周vocweek", ["密码不能主要由“职教活动周”一类的词组成，请换一个。"]),
            ("1qaz2wsx3edc", ["这个密码太常见，容易被猜到，请换一个。"]),
            (PASSWORD, []),
        ]:
            with self.subTest(password):
                self.assertEqual(self.errors(password), sentences)

    def test_the_help_text_is_polite_chinese(self):
        self.client.get(f"/invitations/{Invitation.objects.issue(self.chen)}/")
        page = self.client.get("/invitations/open/").content.decode()
        self.assertIn("至少 12 位；可以用一句只有您知道的话", page)
        self.assertNotIn("你的", page)
        self.assertNotIn("password must", page)


class Profile(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)

    def save(self, **facts):
        sent = {"name": "陈", "phone": self.chen.phone, "email": "", "password": ""}
        return self.client.post("/profile/", sent | facts, follow=True)

    def test_everybody_keeps_their_own_name_and_phone(self):
        for user in (self.chen, self.zhou, self.jiang):
            self.sign_in(user)
            self.assertContains(self.save(name="新名"), "已保存您的资料。")
            self.assertEqual(User.objects.get(pk=user.pk).name, "新名")
        entry = AuditEntry.objects.about(self.chen).get(verb="修改人员")
        self.assertEqual(entry.payload["after"], {"name": "新名"})

    def test_a_new_mail_address_needs_the_password(self):
        page = self.save(email="c@example.edu.cn", password="falsch")
        self.assertContains(page, "修改邮箱要填写正确的当前密码。")
        self.save(email="c@example.edu.cn", password=make.PASSWORD)
        self.assertEqual(User.objects.get(pk=self.chen.pk).email, "c@example.edu.cn")

    def test_guesses_of_the_password_end_as_at_the_sign_in(self):
        for _ in range(5):
            page = self.save(email="c@example.edu.cn", password="falsch")
            self.assertContains(page, "正确的当前密码")
        page = self.save(email="c@example.edu.cn", password=make.PASSWORD)
        self.assertContains(page, "试错次数太多")
        self.assertEqual(User.objects.get(pk=self.chen.pk).email, "")
        self.assertEqual(AuditEntry.objects.filter(verb="登录失败").count(), 5)
        self.assertContains(self.save(name="陈一"), "已保存您的资料。")

    def test_an_address_is_one_persons_however_it_is_written(self):
        User.objects.filter(pk=self.lin.pk).update(email="Lin@example.edu.cn")
        page = self.save(email="lin@Example.edu.cn", password=make.PASSWORD)
        self.assertContains(page, "已经登记在另一个账号上")
        # Only who knows the own password learns which addresses are known.
        page = self.save(email="lin@example.edu.cn", password="falsch")
        self.assertNotContains(page, "另一个账号")

    def test_two_who_take_one_address_at_once(self):
        User.objects.filter(pk=self.lin.pk).update(email="Lin@example.edu.cn")
        with self.assertRaisesMessage(accounts.BrokenRule, "另一个账号"):
            accounts.correct(self.chen, self.chen, email="lin@example.edu.cn")
        self.assertFalse(AuditEntry.objects.about(self.chen).filter(verb="修改人员").exists())

    def test_past_receipts_stay_as_they_were(self):
        revision = make.filed(self.filing)
        self.sign_in(self.sun)
        self.save(name="孙二")
        revision.refresh_from_db()
        self.assertEqual(revision.signed_name, "孙")

    def test_it_stands_in_the_menu_of_the_person(self):
        page = self.client.get(f"/editions/{self.edition.code}/desk/")
        self.assertContains(page, 'href="/profile/"')
        self.assertNotContains(page, "填写我的资料")


class NamelessPeople(PortalTestCase):
    def test_are_told_where_they_work_and_cannot_hand_over(self):
        make.activity(college=self.jidian)
        for facts, words in [
            ({"name": "机电学院填报人"}, "还不知道您的姓名，"),
            ({"name": "陈", "phone": ""}, "还不知道您的联系电话，"),
        ]:
            User.objects.filter(pk=self.chen.pk).update(**facts)
            self.sign_in(self.chen)
            for page in (f"/editions/{self.edition.code}/desk/", f"/filings/{self.filing.pk}/"):
                with self.subTest(words, page=page):
                    self.assertContains(self.client.get(page), words)
            response = self.client.post(f"/filings/{self.filing.pk}/hand-over/")
            self.assertRefused(response, "还不知道您的姓名或联系电话，不能提交签发")

    def test_cannot_sign(self):
        make.handed_over(self.filing)
        lead = make.person("机电学院院长/书记", Role.COLLEGE_LEAD, college=self.jidian)
        with self.assertRaisesMessage(accounts.BrokenRule, "“我的资料”"):
            make.signed(self.filing, by=lead)
