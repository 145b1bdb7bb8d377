import logging

from django.core.cache import cache

from colleges.models import AuditEntry, User
from tests.base import PortalTestCase
from tests.make import PASSWORD

LOGIN = "/accounts/login/"
TOO_MANY = "试错次数太多"
ANOTHER = "mei-hua-77-shan-shui"


class SignIn(PortalTestCase):
    def enter(self, password=PASSWORD, username="chen", address="10.1.2.3"):
        facts = {"login": username, "password": password}
        return self.client.post(LOGIN, facts, REMOTE_ADDR=address)

    def verbs(self):
        return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))

    def test_a_right_password_leads_home_and_is_audited(self):
        before = len(self.verbs())
        self.assertRedirects(self.enter(), "/", fetch_redirect_response=False)
        self.client.post("/accounts/logout/")
        self.assertEqual(self.verbs()[before:], ["登录", "退出登录"])
        self.assertIn(LOGIN, self.client.get("/inbox/").url)

    def test_the_sixth_guess_is_refused_also_from_a_private_address(self):
        for _ in range(5):
            self.assertContains(self.enter("wrong"), "账号或密码不对")
        self.assertContains(self.enter("wrong"), TOO_MANY)
        self.assertContains(self.enter(), TOO_MANY)
        self.assertEqual(self.verbs()[-7:], ["登录失败"] * 5 + ["登录受限"] * 2)

    def test_a_stranger_elsewhere_does_not_lock_the_owner_out(self):
        for _ in range(6):
            self.enter("wrong")
        self.assertEqual(self.enter(address="10.9.9.9").status_code, 302)

    def test_a_colleague_behind_the_same_address_is_not_locked_out(self):
        for _ in range(6):
            self.enter("wrong")
        self.assertEqual(self.enter(username="sun").status_code, 302)

    def test_successes_do_not_count(self):
        for _ in range(8):
            self.assertEqual(self.enter().status_code, 302)
            self.client.logout()

    def test_an_unknown_name_gets_the_same_answer(self):
        known, unknown = self.enter("wrong"), self.enter("wrong", username="nobody")
        sentence = "账号或密码不对。忘记密码请联系教务处。"
        self.assertContains(known, sentence)
        self.assertContains(unknown, sentence)

    def test_the_session_key_changes(self):
        self.client.get(LOGIN)
        self.client.get("/")
        before = self.client.session.session_key
        self.enter()
        self.assertNotEqual(self.client.session.session_key, before)

    def test_a_foreign_next_is_not_followed(self):
        facts = {"login": "chen", "password": PASSWORD, "next": "https://evil.example/"}
        self.assertEqual(self.client.post(LOGIN, facts).url, "/")

    def test_a_next_that_is_no_address_is_not_followed(self):
        self.assertEqual(self.client.get(f"{LOGIN}?next=http://[").status_code, 200)
        facts = {"login": "chen", "password": PASSWORD, "next": "http://["}
        self.assertEqual(self.client.post(LOGIN, facts).url, "/")

    def test_many_tried_names_do_not_make_it_forget(self):
        for _ in range(5):
            self.enter("wrong")
        for number in range(700):
            cache.set(f"another-{number}", 1)
        self.assertContains(self.enter(), "试错次数太多")

    def test_nobody_signs_up(self):
        self.assertEqual(self.client.get("/accounts/signup/").status_code, 404)
        self.assertEqual(self.client.post("/accounts/signup/").status_code, 404)

    def test_leaving_needs_a_post(self):
        self.sign_in(self.chen)
        self.client.get("/accounts/logout/")
        self.assertIn("_auth_user_id", self.client.session)


class ForgottenPassword(PortalTestCase):
    BROKEN = "django.core.mail.backends.smtp.EmailBackend"

    def ask(self, email):
        return self.client.post("/accounts/password/reset/", {"email": email})

    def test_without_or_with_a_dead_mail_server_known_and_unknown_get_the_same(self):
        User.objects.filter(pk=self.chen.pk).update(email="chen@example.com")
        for configured in (False, True):
            dead = {"EMAIL_BACKEND": self.BROKEN, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 9}
            with self.settings(MAIL_CONFIGURED=configured, **dead), self.subTest(configured):
                logging.disable(logging.CRITICAL)
                self.addCleanup(logging.disable, logging.NOTSET)
                answers = [self.ask("chen@example.com"), self.ask("nobody@example.com")]
                self.assertEqual([answer.status_code for answer in answers], [302, 302])
                self.assertEqual(answers[0].url, answers[1].url)


class ChangedPassword(PortalTestCase):
    def test_ends_the_other_sessions_and_keeps_this_one(self):
        elsewhere = self.client_class()
        elsewhere.force_login(self.chen)
        self.sign_in(self.chen)
        facts = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
        self.assertEqual(self.client.post("/accounts/password/change/", facts).status_code, 302)
        self.assertNotIn(LOGIN, self.client.get("/").url)
        self.assertIn(LOGIN, elsewhere.get("/inbox/").url)

    def test_is_written_down(self):
        self.sign_in(self.chen)
        facts = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
        self.client.post("/accounts/password/change/", facts)
        entry = AuditEntry.objects.get(verb="修改密码")
        self.assertEqual((entry.actor, entry.object_id), (self.chen, str(self.chen.pk)))
