"""Every address × method × role has a stated answer (security.md B-01, B-02, B-17)."""

import uuid

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from activities.models import Activity
from colleges.models import AuditEntry, Invitation, Membership
from reports.models import CompileJob, Filing, Revision

from . import make
from .access_matrix import METHODS, ROLES, rows
from .base import PortalTestCase

MATRIX = rows()


def addresses(patterns, found=()):
    """Every (name, pattern) of the URLconf."""
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name, entry.pattern
        else:
            yield from addresses(entry.url_patterns)


EVERY_ADDRESS = dict(addresses(get_resolver().url_patterns))


class Stage:
    """One thing of every kind, all of 机电学院, in the states in which most verbs apply."""

    def __init__(self, test):
        self.test = test
        self.activity = make.activity(college=test.jidian)
        self.revision = make.filed(test.filing)
        self.draft = make.draft(owner=test.chen, college=test.jidian)
        self.token = Invitation.objects.issue(test.jiang)
        self.job = CompileJob.objects.order(test.edition, test.zhou)

    def users(self):
        test = self.test
        people = [None, test.chen, test.sun, test.lin, test.zhou]
        people += [test.chu, test.zheng, test.feng, test.wei, test.jiang]
        return dict(zip(ROLES, people, strict=True))

    def things(self):
        """What `pk` stands for, by the first word of the URL's name."""
        hat = self.test.chen.memberships.get()
        things = {"activity": self.activity, "draft": self.draft, "filing": self.test.filing}
        return things | {"compile": self.job, "person": self.test.jiang, "hat": hat}

    def address(self, name):
        fill = {
            "code": self.test.edition.code,
            "token": self.token,
            "receipt_no": self.revision.receipt_no,
            "uidb36": "1",
            "key": "nothing",
        }
        names = EVERY_ADDRESS[name].regex.groupindex
        if "pk" in names:
            fill["pk"] = self.things()[name.split("_")[0]].pk
        return reverse(name, kwargs={word: fill[word] for word in names})

    def body(self, name):
        """What a POST sends; most verbs say no (with a sentence) to an empty one."""
        save = {"edition": self.test.edition.code, "token": uuid.uuid4(), "title": "写了一半"}
        return {"draft_save": save}.get(name, {})


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
        ours = [name for name in EVERY_ADDRESS if not name.startswith("account_")]
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
                if name not in ("account_logout", "filing_sheet", "compile_job_download"):
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
