"""Every address × method × role has a stated answer (security.md B-01, B-02, B-17)."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import NoReverseMatch, reverse

from activities.models import Activity
from colleges.models import AuditEntry, Membership
from reports.models import CompileJob, Filing, Revision

from .access_matrix import METHODS, rows
from .base import PortalTestCase
from .stage import EVERY_ADDRESS, Stage

MATRIX = rows()
# What a GET of these writes down is the point of it.
DOWNLOADS_AND_LOGOUT = ("account_logout", "filing_sheet", "compile_job_download")
DOWNLOADS_AND_LOGOUT += ("annex_upload_file", "outing_export", "outing_print", "outing_permit")
DOWNLOADS_AND_LOGOUT += ("booth_need_export", "mention_export")
DOWNLOADS_AND_LOGOUT += ("statistics_export", "statistics_board_export")
DOWNLOADS_AND_LOGOUT += ("summary_draft", "summary_file", "summary_school_draft")
DOWNLOADS_AND_LOGOUT += ("dashboard_export", "bulletin_pdf")
DOWNLOADS_AND_LOGOUT += ("work_sheet", "work_print")
DOWNLOADS_AND_LOGOUT += ("media_original", "certificate_pdf", "certificate_png")
DOWNLOADS_AND_LOGOUT += ("award_export", "award_report")


class EveryAddress(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.stage = Stage(cls)

    def answers(self, role):
        """{(name, method): answer} of every address, each on an untouched stage."""
        client = Client(raise_request_exception=False)
        if user := self.stage.users()[role]:
            client.force_login(user)
        return {key: self.answer(client, *key) for key in MATRIX}

    def answer(self, client, name, method):
        address, cookies = self.stage.address(name), client.cookies.copy()
        with transaction.atomic():
            ask = getattr(client, method.lower())
            response = ask(address, self.stage.body(name) if method == "POST" else None)
            transaction.set_rollback(True)
        client.cookies = cookies
        if response.status_code == 302 and is_sign_in(response.url) and name != "account_logout":
            return "in"
        return str(response.status_code)

    def assertAnswers(self, role):
        expected = {key: answers[role] for key, answers in MATRIX.items()}
        found = self.answers(role)
        wrong = {key: (expected[key], found[key]) for key in MATRIX if found[key] != expected[key]}
        self.assertEqual(wrong, {}, "address: (expected, found)")

    def test_anonymous(self):
        self.assertAnswers("anonymous")

    def test_staff_of_the_college(self):
        self.assertAnswers("staff")

    def test_lead_of_the_college(self):
        self.assertAnswers("lead")

    def test_staff_of_another_college(self):
        self.assertAnswers("other")

    def test_office(self):
        self.assertAnswers("office")

    def test_leader(self):
        self.assertAnswers("leader")

    def test_administrator(self):
        self.assertAnswers("administrator")

    def test_auditor(self):
        self.assertAnswers("auditor")

    def test_department(self):
        self.assertAnswers("department")

    def test_judge(self):
        self.assertAnswers("judge")

    def test_every_address_stands_in_the_matrix(self):
        names = {name for name, method in MATRIX}
        self.assertEqual(names, set(EVERY_ADDRESS), "add the new address to access_matrix.py")

    def test_every_method_stands_in_the_matrix(self):
        wanted = {(name, method) for name in EVERY_ADDRESS for method in METHODS}
        self.assertEqual(set(MATRIX), wanted)

    def test_other_methods_do_nothing(self):
        client = Client(raise_request_exception=False)
        client.force_login(self.zheng)
        ours = [name for name in EVERY_ADDRESS if not name.startswith(("account_", "mfa_"))]
        for name in ours:
            for method in ("PUT", "PATCH", "DELETE"):
                with self.subTest(name=name, method=method):
                    answer = client.generic(method, self.stage.address(name))
                    self.assertIn(answer.status_code, (403, 404, 405))

    def test_reading_changes_nothing(self):
        """A GET of every page by the people who may read it leaves the data alone."""
        before = self.state_of_data()
        for user in (self.sun, self.zhou, self.zheng):
            self.sign_in(user)
            for name in EVERY_ADDRESS:
                if name not in DOWNLOADS_AND_LOGOUT:
                    self.client.get(self.stage.address(name))
        self.assertEqual(self.state_of_data(), before)

    def state_of_data(self):
        kinds = (Activity, Filing, Revision, Membership, CompileJob)
        rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
        verbs = AuditEntry.objects.exclude(verb__in=["拒绝访问", "登录"])
        return rows, verbs.count()


def is_sign_in(address):
    return address.startswith(resolve_url(settings.LOGIN_URL))


class ProtectedForms(PortalTestCase):
    def test_a_post_without_its_token_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.chen)
        address = reverse("filing_hand_over", args=[self.filing.pk])
        self.assertEqual(client.post(address).status_code, 403)

    def test_media_is_not_served_by_its_path(self):
        for address in ("/files/", "/media/", "/var/files/", "/static/../db.sqlite3"):
            with self.subTest(address=address):
                self.sign_in(self.zheng)
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_there_is_no_admin_site(self):
        with self.assertRaises(NoReverseMatch):
            reverse("admin:index")
