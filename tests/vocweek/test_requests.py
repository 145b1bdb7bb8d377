import logging
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import time_machine
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from colleges.models import AuditEntry
from colleges.rules import BrokenRule, require
from tests.base import PortalTestCase
from vocweek import urls
from vocweek.middleware import ReceivedAt
from vocweek.wsgi import without_charset


def breaks_a_rule(request):
    raise BrokenRule("现在不行，请稍后再来。")


def fails(request):
    raise OperationalError("database is gone")


urlpatterns = [
    *urls.urlpatterns,
    path("breaks/", breaks_a_rule),
    path("asks/", require_POST(breaks_a_rule)),
    path("fails/", fails),
    path("forbids/", lambda request: require(False)),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500


class SlowBody:
    """A form whose last byte arrives ten minutes after its first."""

    def __init__(self, clock, body):
        self.clock, self.body = clock, body

    def read(self, size=-1):
        self.clock.shift(timedelta(minutes=10))
        body, self.body = self.body, b""
        return body

    def close(self):
        pass


class Watched:
    """A body that tells whether anybody read it."""

    def __init__(self, body):
        self.body, self.was_read = body, False

    def __getattr__(self, name):
        self.was_read = True
        return getattr(self.body, name)


class ReceivedAtInstant(PortalTestCase):
    def test_a_form_is_received_when_its_last_byte_is_here(self):
        with time_machine.travel(self.now, tick=False) as clock:
            request = RequestFactory().post("/", content_type="application/x-www-form-urlencoded")
            request._stream = SlowBody(clock, b"a=1")
            seen = []
            ReceivedAt(lambda r: seen.append(r.received_at) or HttpResponse())(request)
        self.assertEqual(seen, [self.now + timedelta(minutes=10)])
        self.assertEqual(request.POST["a"], "1")

    def test_a_form_that_is_too_large_is_told_so_with_its_policy(self):
        self.sign_in(self.zheng)
        response = self.client.post("/colleges/paste/", {"names": "院" * 3_000_000})
        self.assertEqual(response.status_code, 413)
        self.assertIn("Content-Security-Policy", response.headers)

    def test_a_file_nobody_asked_for_is_refused_unread(self):
        file = SimpleUploadedFile("film.mp4", b"0" * 3_000_000)
        response = self.client.post("/accounts/login/", {"login": "x", "film": file})
        self.assertEqual(response.status_code, 413)

    def upload(self, cookies):
        """Three megabytes at an address that takes files; whether a byte of them was read."""
        address = reverse("edition_documents", args=["2025"])
        file = SimpleUploadedFile("film.mp4", b"0" * 3_000_000)
        request = RequestFactory().post(address, {"file": file})
        request.COOKIES.update(cookies)
        request._stream = body = Watched(request._stream)
        answer = ReceivedAt(lambda r: HttpResponse())(request)
        return answer, body.was_read

    def test_only_who_is_signed_in_sends_more_than_a_form(self):
        self.sign_in(self.zhou)
        answer, was_read = self.upload({name: c.value for name, c in self.client.cookies.items()})
        self.assertEqual((answer.status_code, was_read), (200, True))
        self.client.logout()
        stranger = self.client.session
        stranger["messages"] = "x"
        stranger.save()
        for key in ("", "invented", stranger.session_key):
            with self.subTest(key):
                answer, was_read = self.upload({settings.SESSION_COOKIE_NAME: key})
                self.assertEqual((answer.status_code, was_read), (302, False))
                self.assertIn("/accounts/login/", answer.url)

    def test_a_header_does_not_choose_the_decoder(self):
        for claim in ("; charset=hex", ";CharSet*=utf-8''hex", ' ; charset = "hex"'):
            kind = without_charset(f"multipart/form-data; boundary=x{claim}")
            with self.subTest(claim):
                request = RequestFactory().generic("POST", "/?a=%41", b"-", content_type=kind)
                self.assertEqual((request.GET["a"], request.content_params["boundary"]), ("A", "x"))

    def test_an_id_of_four_thousand_digits_is_nobodys(self):
        self.sign_in(self.chen)
        digits = "9" * 4500
        for address, status in [
            (f"/editions/2025/week/?college={digits}", 404),
            (f"/editions/2025/programme/?college={digits}", 200),
        ]:
            with self.subTest(address[:25]):
                self.assertEqual(self.client.get(address).status_code, status)

    def test_origin_of_a_request_is_noted_with_what_it_did(self):
        self.client.post("/accounts/login/", {"login": "nobody", "password": "x"})
        entry = AuditEntry.objects.get(verb="登录失败")
        self.assertEqual(entry.address, "127.0.0.1")
        self.assertEqual(len(entry.request_id), 36)


@override_settings(ROOT_URLCONF=__name__)
class Refusal(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)
        self.client.raise_request_exception = False
        self.enterContext(quiet("django.request"))

    def test_a_broken_rule_is_told_on_the_page_the_person_came_from(self):
        response = self.client.post(
            "/breaks/", headers={"referer": "http://testserver/people/?q=1"}
        )
        self.assertRedirects(response, "/people/?q=1", fetch_redirect_response=False)
        self.assertEqual(told(response), ["现在不行，请稍后再来。"])

    def test_a_button_pressed_after_the_session_leads_back_to_its_page(self):
        self.client.logout()
        headers = {"referer": "http://testserver/filings/1/?x=1"}
        response = self.client.post("/filings/1/hand-over/", headers=headers)
        self.assertEqual(response.url, "/accounts/login/?next=%2Ffilings%2F1%2F%3Fx%3D1")

    def test_a_path_that_reads_like_another_site_stays_here(self):
        referer = "http://testserver//evil.example/x"
        response = self.client.post("/breaks/", headers={"referer": referer})
        self.assertRedirects(response, "/%2Fevil.example/x", fetch_redirect_response=False)

    def test_a_foreign_referer_leads_home(self):
        response = self.client.post("/breaks/", headers={"referer": "https://evil.example/x"})
        self.assertRedirects(response, "/", fetch_redirect_response=False)

    def test_a_broken_rule_in_a_part_of_a_page_is_a_toast(self):
        response = self.client.post("/breaks/", headers={"hx-request": "true"})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.headers["HX-Reswap"], "none")
        self.assertIn("toast", response.headers["HX-Trigger"])
        self.assertEqual(told(response), [])

    def test_a_forbidden_thing_is_audited_although_it_is_refused(self):
        self.assertEqual(self.client.post("/forbids/").status_code, 403)
        entry = AuditEntry.objects.get(verb="拒绝访问")
        self.assertEqual((entry.actor, entry.note), (self.zhou, "POST /forbids/"))

    def test_every_error_page_is_ours_and_has_a_policy(self):
        for address, status in [("/forbids/", 403), ("/nowhere/", 404), ("/fails/", 500)]:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(response.status_code, status)
                self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
                self.assertContains(response, "教务处", status_code=status)
                self.assertNotContains(response, "Traceback", status_code=status)

    def test_a_refusal_is_one_line_in_the_log_and_a_fault_keeps_its_trace(self):
        logging.getLogger("django.request").setLevel(logging.INFO)
        self.addCleanup(logging.getLogger("django.request").setLevel, logging.CRITICAL)
        for address, traced in [("/forbids/", False), ("/nowhere/", False), ("/fails/", True)]:
            with self.subTest(address), console() as log:
                self.client.get(address)
                self.assertEqual("Traceback" in log.getvalue(), traced)
                self.assertIn(address, log.getvalue())

    def test_a_wrong_host_gets_a_page_of_ours(self):
        response = self.client.get("/", headers={"host": "evil.example"})
        self.assertContains(response, "<html", status_code=400)
        self.assertIn("Content-Security-Policy", response.headers)

    def test_a_nul_is_refused_wherever_it_stands(self):
        for query in ("q=%00&q=a", "q=a&q=%00&q=b", "q%00=a", "q=a&q=%00"):
            with self.subTest(query):
                self.assertEqual(self.client.get(f"/search/?{query}").status_code, 400)
        for sent in ({"a": ["\0", "b"]}, {"a\0": "b"}):
            with self.subTest(sent):
                self.assertEqual(self.client.post("/breaks/", sent).status_code, 400)

    def test_a_form_kept_open_too_long_is_told_what_to_do(self):
        self.client.handler.enforce_csrf_checks = True
        response = self.client.post("/breaks/")
        self.assertContains(response, "太久", status_code=403)
        self.assertIn("Content-Security-Policy", response.headers)

    def expired(self, referer):
        self.client.handler.enforce_csrf_checks = True
        return self.client.post("/breaks/", headers={"referer": referer}).content.decode()

    def test_an_expired_form_leads_back_to_its_page(self):
        self.assertIn('href="/people/?q=1"', self.expired("http://testserver/people/?q=1"))
        self.assertIn('href="/"', self.expired("https://evil.example/people/"))

    def test_an_expired_form_of_one_signed_out_leads_through_sign_in(self):
        self.client.logout()
        page = self.expired("http://testserver/accounts/login/?next=%2Fpeople%2F")
        self.assertIn('href="/accounts/login/?next=%2Fpeople%2F"', page)
        page = self.expired("http://testserver/people/?q=1")
        self.assertIn('href="/accounts/login/?next=%2Fpeople%2F%3Fq%3D1"', page)

    def test_the_address_of_a_button_leads_back_kindly(self):
        response = self.client.get("/asks/", headers={"referer": "http://testserver/people/"})
        self.assertContains(response, 'href="/people/"', status_code=405)
        self.assertContains(response, "这个地址不能直接打开", status_code=405)
        self.assertEqual(response.headers["Allow"], "POST")
        self.assertIn("Content-Security-Policy", response.headers)


class IdleSession(PortalTestCase):
    def open_after(self, user, *minutes, **headers):
        """Sign in, then ask for a page after each span; returns the last answer."""
        with time_machine.travel(self.now, tick=False) as clock:
            self.client.logout()
            self.client.force_login(user)
            response = self.client.get("/inbox/", headers=headers)
            for span in minutes:
                clock.shift(timedelta(minutes=span))
                response = self.client.get("/inbox/", headers=headers)
            return response

    def test_limits_by_what_a_person_may_do(self):
        half_an_hour, half_a_day = 30, 12 * 60
        for user, minutes, is_out in [
            (self.zhou, half_an_hour - 1, False),
            (self.zhou, half_an_hour, True),
            (self.zheng, half_an_hour, True),
            (self.chen, half_an_hour, False),
            (self.chen, half_a_day, True),
            (self.chu, half_a_day - 1, False),
        ]:
            with self.subTest(f"{user} {minutes}"):
                response = self.open_after(user, minutes)
                self.assertEqual(response.status_code == 302, is_out)

    def test_own_requests_extend_it(self):
        self.assertEqual(self.open_after(self.zhou, 20, 20, 20).status_code, 200)

    def test_background_requests_do_not_extend_it(self):
        response = self.open_after(self.zhou, 20, 20, **{"x-background": "1"})
        self.assertEqual(response.status_code, 401)

    def test_the_person_is_told_and_comes_back_after_signing_in(self):
        response = self.open_after(self.zhou, 31)
        self.assertEqual(response.url, "/accounts/login/?next=%2Finbox%2F")
        self.assertEqual(
            told(response),
            ["已超过 30 分钟没有操作，为安全起见请重新登录。刚才填写的内容保存在本机。"],
        )
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(self):
        with self.clock_at("2025-05-12T10:00"):
            self.client.force_login(self.zhou)
            self.client.get("/")
        page = "http://testserver/people/"
        headers = {"hx-request": "true", "hx-current-url": page}
        with self.clock_at("2025-05-12T10:31"):
            response = self.client.post("/", headers=headers)
        self.assertEqual(response.status_code, 401)
        self.assertEqual(response.headers["HX-Redirect"], "/accounts/login/?next=%2Fpeople%2F")

    def test_a_disabled_person_is_out_at_the_next_request(self):
        self.sign_in(self.chen)
        type(self.chen).objects.filter(pk=self.chen.pk).update(is_active=False)
        self.assertIn("/accounts/login/", self.client.get("/inbox/").url)


class Headers(PortalTestCase):
    def test_pages_are_not_kept_and_not_framed(self):
        self.sign_in(self.zheng)
        headers = self.client.get("/people/").headers
        self.assertEqual(headers["Cache-Control"], "no-store, private")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", headers["Content-Security-Policy"])

    def test_pages_do_not_carry_styles_or_scripts_of_their_own(self):
        self.sign_in(self.zheng)
        for address in ("/people/", "/people/new/", "/setup/", "/colleges/"):
            with self.subTest(address):
                page = self.client.get(address).content.decode()
                self.assertNotIn(" style=", page)
                self.assertNotIn(" onclick=", page)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@contextmanager
def console():
    """What the program's own handler writes meanwhile."""
    handlers = logging.getLogger().handlers
    handler = next(one for one in handlers if one.name == "console")
    before = handler.setStream(StringIO())
    try:
        yield handler.stream
    finally:
        handler.setStream(before)


class quiet:
    """Expected complaints stay out of the test's output."""

    def __init__(self, name):
        self.logger = logging.getLogger(name)

    def __enter__(self):
        self.level = self.logger.level
        self.logger.setLevel(logging.CRITICAL)

    def __exit__(self, *exc):
        self.logger.setLevel(self.level)
