"""The receipt: number, instant, SHA-256, and whether the archive still agrees with it."""

import re

from django.urls import reverse

from reports.models import Revision
from tests import make
from tests.base import PortalTestCase, at


class Receipt(PortalTestCase):
    def setUp(self):
        self.one = make.activity(college=self.jidian, title="焊接展")
        self.revision = make.filed(self.filing, at=at("2025-05-12T17:59:58"))
        self.sign_in(self.chen)

    def html(self, revision=None):
        return self.client.get((revision or self.revision).get_absolute_url()).content.decode()

    def filed_again(self, moment="2025-05-13T09:00:00"):
        one = make.activity(college=self.jidian, title="补的")
        revision = make.filed(self.filing, at=at(moment), reason="漏了一项")
        self.assertEqual(one.college, self.jidian)
        return revision

    def test_number_instant_to_the_second_and_hash(self):
        html = self.html()
        self.assertIn('<p class="receipt-number mono">ZJZ2025-F1-01-01</p>', html)
        self.assertIn("2025年5月12日 17:59:58（北京时间） · 按时", html)
        self.assertIn(self.revision.sha256, html)
        self.assertRegex(self.revision.sha256, r"^[0-9a-f]{64}$")

    def test_names_and_declaration(self):
        html = self.html()
        for words in ["<dd>陈</dd>", "<dd>孙</dd>", self.edition.declaration, "1 项活动"]:
            with self.subTest(words=words):
                self.assertIn(words, html)

    def test_the_name_stays_when_the_person_changes_theirs(self):
        type(self.sun).objects.filter(pk=self.sun.pk).update(name="孙二")
        self.assertIn("<dd>孙</dd>", self.html())

    def test_it_shows_the_form_as_it_was_filed(self):
        self.one.refresh_from_db()
        self.one.title = "后来改的"
        self.one.revise(self.chen, [], base_version=1)
        html = self.html()
        self.assertEqual(("焊接展" in html, "后来改的" in html), (True, False))

    def test_an_intact_archive_says_so(self):
        self.assertIn("存档内容与回执一致", self.html())

    def test_a_tampered_archive_says_so(self):
        rows = [row | {"title": "改过的"} for row in self.revision.content["rows"]]
        tampered = [{"content": self.revision.content | {"rows": rows}}, {"personal": {}}]
        for facts in tampered:
            Revision.objects.filter(pk=self.revision.pk).update(**facts)
            with self.subTest(facts=list(facts)):
                self.assertIn("存档内容与回执不一致，请联系系统管理员", self.html())
            self.revision.save()

    def test_erased_personal_facts_leave_the_proof_intact(self):
        Revision.objects.filter(pk=self.revision.pk).update(personal=None)
        html = self.html()
        self.assertIn("存档内容与回执一致", html)
        self.assertNotIn("13800000001", html)

    def test_an_old_receipt_points_to_the_newest(self):
        newest = self.filed_again()
        old = self.html()
        self.assertIn("这是第 1 次报送的回执，之后又重新报送过。", old)
        self.assertIn(f'<a href="{newest.get_absolute_url()}">看最新回执</a>', old)
        self.assertNotIn("之后又重新报送过", self.html(newest))

    def test_a_late_one_tells_its_kind_and_reason(self):
        self.assertIn("变更：漏了一项", self.html(self.filed_again()))

    def test_who_reads_it(self):
        table = [(self.sun, 200), (self.zhou, 200), (self.chu, 200), (self.zheng, 200)]
        table += [(self.lin, 404), (self.he, 404), (self.wei, 404), (self.feng, 404)]
        for user, expected in table:
            self.sign_in(user)
            with self.subTest(user=user.name):
                response = self.client.get(self.revision.get_absolute_url())
                self.assertEqual(response.status_code, expected)

    def test_a_number_that_was_never_given(self):
        response = self.client.get(reverse("receipt_detail", args=["ZJZ2025-F1-01-99"]))
        self.assertEqual(response.status_code, 404)

    def test_phones_by_reader(self):
        table = [(self.chen, "13800000001"), (self.zhou, "13800000001")]
        for user, shown in [*table, (self.chu, "138****0001"), (self.zheng, "138****0001")]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(set(re.findall(r"138[\d*]{8}", self.html())), {shown})

    def test_midnight_is_told_in_shanghai_time(self):
        late = self.filed_again("2025-05-13T00:00:00")
        self.assertIn("2025年5月13日 00:00:00（北京时间）", self.html(late))
