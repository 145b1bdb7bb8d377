"""两步验证: asked of administrators and the office, set up once, and the way back (B-13)."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.management import call_command
from django.test import override_settings

from colleges import second_factor
from colleges.models import AuditEntry, Role
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase

SET_UP = "/accounts/second-factor/set-up/"
ENTER = "/accounts/second-factor/enter/"
CODES = "/accounts/second-factor/codes/"


def code_of(secret):
    """What the phone shows at this moment."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


@override_settings(REQUIRE_SECOND_FACTOR=True)
class SecondFactor(PortalTestCase):
    def enter(self, user, client=None):
        client = client or self.client
        return client.post("/accounts/login/", {"login": user.username, "password": make.PASSWORD})

    def set_up(self, user):
        """Sign in and set up; returns the secret and the recovery codes shown."""
        self.enter(user)
        self.client.get(SET_UP)
        secret = self.client.session[SECRET_SESSION_KEY]
        self.client.post(SET_UP, {"code": code_of(secret)})
        shown = self.client.get(CODES).content.decode()
        return secret, re.findall(r"<li>(\d{8})</li>", shown)

    def verbs(self, user):
        return list(AuditEntry.objects.about(user).values_list("verb", flat=True))

    def test_who_can_change_the_schools_data_is_led_to_the_set_up(self):
        for user in (self.zheng, self.zhou):
            with self.subTest(user=user.name):
                self.enter(user)
                self.assertRedirects(self.client.get("/people/"), SET_UP)
                self.assertEqual(
                    self.client.get("/", headers={"HX-Request": "true"}).status_code, 401
                )
                page = self.client.get(SET_UP)
                self.assertContains(page, "data:image/svg+xml;base64,")
                self.assertContains(page, self.client.session[SECRET_SESSION_KEY])
                self.client.post("/accounts/logout/")

    def test_others_are_not_but_may(self):
        self.enter(self.chen)
        self.assertEqual(self.client.get("/accounts/second-factor/").status_code, 200)
        self.assertContains(self.client.get(SET_UP), "设置两步验证")

    @override_settings(REQUIRE_SECOND_FACTOR=False)
    def test_switched_off_nobody_is_asked(self):
        self.enter(self.zheng)
        self.assertEqual(self.client.get("/people/").status_code, 200)

    def test_a_new_office_member_is_asked_at_the_next_request(self):
        self.enter(self.chen)
        make.hat(self.chen, Role.OFFICE)
        self.assertRedirects(self.client.get("/"), SET_UP)

    def test_set_up_once_then_asked_at_every_sign_in(self):
        secret, codes = self.set_up(self.zheng)
        self.assertEqual(len(codes), 10)
        self.assertEqual(self.client.get("/people/").status_code, 200)
        self.client.post("/accounts/logout/")
        self.assertRedirects(self.enter(self.zheng), ENTER)
        self.assertIn("/accounts/login/", self.client.get("/people/").url)
        wrong = self.client.post(ENTER, {"code": "000000"})
        self.assertContains(wrong, "验证码不对")
        self.client.post(ENTER, {"code": code_of(secret)})
        self.assertEqual(self.client.get("/people/").status_code, 200)
        self.assertIn("设置两步验证", self.verbs(self.zheng))
        self.assertIn("验证码错误", self.verbs(self.zheng))

    def test_a_recovery_code_works_once_and_codes_are_shown_once(self):
        _, codes = self.set_up(self.zheng)
        self.assertNotContains(self.client.get(CODES), codes[0])
        for expected in (200, 302):
            self.client.post("/accounts/logout/")
            self.enter(self.zheng)
            self.client.post(ENTER, {"code": codes[0]})
            self.assertEqual(self.client.get("/people/").status_code, expected)

    def test_guesses_are_limited(self):
        secret, _ = self.set_up(self.zheng)
        self.client.post("/accounts/logout/")
        self.enter(self.zheng)
        for _ in range(5):
            self.client.post(ENTER, {"code": "000000"})
        self.assertContains(self.client.post(ENTER, {"code": code_of(secret)}), "试错次数太多")

    def test_windows_opened_without_it_are_closed(self):
        other = self.client_class()
        self.enter(self.zheng, other)
        self.set_up(self.zheng)
        self.assertIn("/accounts/login/", other.get("/people/").url)
        self.assertEqual(self.client.get("/people/").status_code, 200)

    def test_the_secret_is_not_in_the_database_in_the_clear(self):
        secret, _ = self.set_up(self.zheng)
        self.assertNotIn(secret, str(list(Authenticator.objects.values("data"))))

    def test_another_signing_key_fits_no_code(self):
        secret, _ = self.set_up(self.zheng)
        with override_settings(SECRET_KEY="another" * 8):
            factor = Authenticator.objects.get(user=self.zheng, type=Authenticator.Type.TOTP)
            self.assertFalse(factor.wrap().validate_code(code_of(secret)))

    def test_an_administrator_resets_a_colleagues(self):
        self.set_up(self.zhou)
        theirs, self.client = self.client, self.client_class()
        self.set_up(self.zheng)
        self.assertContains(self.client.get(f"/people/{self.zhou.pk}/"), "重置两步验证")
        self.client.post(f"/people/{self.zhou.pk}/reset-second-factor/")
        self.assertFalse(second_factor.has_second_factor(self.zhou))
        self.assertIn("/accounts/login/", theirs.get("/inbox/").url)
        self.assertIn("重置两步验证", self.verbs(self.zhou))
        own = self.client.post(f"/people/{self.zheng.pk}/reset-second-factor/")
        self.assertEqual(own.status_code, 403)

    def test_the_command_is_the_way_back_in(self):
        self.set_up(self.zheng)
        call_command("invite", "zheng", "--reset-second-factor")
        self.assertFalse(second_factor.has_second_factor(self.zheng))
        self.assertIn("/accounts/login/", self.client.get("/people/").url)
        self.assertIn("重置两步验证", self.verbs(self.zheng))
        call_command("invite", "zheng", "--reset-second-factor")

    def test_nothing_to_reset_is_a_sentence(self):
        with self.assertRaisesMessage(BrokenRule, "没有设置两步验证"):
            second_factor.reset(self.zhou, self.zheng)

    def test_new_recovery_codes_replace_the_old_ones(self):
        _, codes = self.set_up(self.zheng)
        self.client.post(f"{CODES}new/")
        fresh = re.findall(r"<li>(\d{8})</li>", self.client.get(CODES).content.decode())
        self.assertEqual(len(fresh), 10)
        self.assertFalse(set(fresh) & set(codes))

    def test_ended_it_is_asked_for_again(self):
        self.set_up(self.zheng)
        self.client.post("/accounts/second-factor/end/")
        self.assertRedirects(self.client.get("/people/"), SET_UP)
        self.assertIn("关闭两步验证", self.verbs(self.zheng))
