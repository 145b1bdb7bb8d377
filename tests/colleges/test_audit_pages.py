from colleges.models import AuditEntry
from colleges.models.audit import CHECKED
from colleges.tasks import check_audit_chain
from tests import make
from tests.base import PortalTestCase


class AuditPage(PortalTestCase):
    def setUp(self):
        self.sign_in(self.feng)

    def page(self, **filters):
        return self.client.get("/audit/", filters)

    def test_one_thing_alone(self):
        one, other = (make.activity(college=self.jidian, title=name) for name in "甲乙")
        about = AuditEntry.objects.about(one)[0].about
        found = self.page(about=about).context["page"]
        self.assertEqual([entry.object_text for entry in found], ["“甲”"])
        self.assertContains(self.page(), f"?about={about.replace(':', '%3A')}")
        self.assertNotEqual(about, AuditEntry.objects.about(other)[0].about)

    def test_before_and_after_are_words(self):
        one = make.activity(college=self.jidian, mode="on_site", is_outing=False)
        one.mode, one.is_outing, one.leader_phone = "mixed", True, "13800000077"
        one.revise(self.chen, [], base_version=1)
        html = self.page(verb="修改").content.decode()
        for words in ("活动形式", "<del>线下</del> → 线上线下结合", "<del>否</del> → 是"):
            self.assertIn(words, html)
        self.assertIn("138****0077", html)
        self.assertNotIn("13800000077", html)

    def test_phones_in_reasons_are_masked(self):
        AuditEntry.objects.record(self.zhou, "退回", self.filing, "请打13800000055核实")
        html = self.page().content.decode()
        self.assertIn("请打138****0055核实", html)
        self.assertNotIn("13800000055", html)

    def test_the_verb_is_chosen_from_those_that_exist(self):
        for verb in ("退回", "确认", "退回"):
            AuditEntry.objects.record(self.zhou, verb, self.filing)
        page = self.page(verb="退回")
        verbs = [value for value, _ in page.context["form"].fields["verb"].choices]
        self.assertEqual(
            verbs, ["", *sorted(set(AuditEntry.objects.values_list("verb", flat=True)))]
        )
        self.assertEqual([entry.verb for entry in page.context["page"]], ["退回", "退回"])
        self.assertContains(page, '<option value="退回" selected>退回</option>', html=True)

    def test_the_verbs_of_an_empty_log(self):
        AuditEntry.objects.all().delete()
        self.assertEqual(AuditEntry.objects.verbs(), [])

    def test_a_filter_that_makes_no_sense_says_so_and_shows_nothing(self):
        for sentence, filters in [
            ("“从”晚于“到”", {"since": "2025-05-13", "until": "2025-05-12"}),
            ("没有这个动作", {"verb": "飞"}),
        ]:
            with self.subTest(sentence):
                page = self.page(**filters)
                self.assertContains(page, sentence)
                self.assertEqual(list(page.context["page"]), [])
                self.assertNotContains(page, "export.xlsx")
        self.assertNotContains(self.page(since="2025-05-12", until="2025-05-12"), "晚于")

    def test_hostile_filters_are_harmless(self):
        for value in ("%' OR 1=1 --", "<script>", "a" * 5000, "reports.filing:1;drop"):
            for name in ("person", "verb", "thing", "since", "about", "page"):
                with self.subTest(name=name, value=value[:20]):
                    page = self.page(**{name: value})
                    self.assertEqual(page.status_code, 200)
                    self.assertNotContains(page, "<script>alert")


class AuditVerify(PortalTestCase):
    def setUp(self):
        self.sign_in(self.feng)

    def verify(self):
        return self.client.post("/audit/verify/", follow=True)

    def test_a_whole_chain_is_said_and_written_down(self):
        AuditEntry.objects.seal()
        self.assertContains(self.verify(), "审计链完整")
        entry = AuditEntry.objects.filter(verb=CHECKED).first()
        self.assertEqual((entry.actor, entry.payload), (self.feng, {"faults": 0}))
        self.assertContains(self.client.get("/audit/"), "上次核对")

    def test_a_changed_entry_is_named(self):
        AuditEntry.objects.seal()
        AuditEntry.objects.filter(sequence=1).update(note="改过")
        self.assertContains(self.verify(), "第 1 条的内容被改动")

    def test_not_again_and_again(self):
        for _ in range(6):
            self.verify()
        self.assertContains(self.verify(), "次数太多了")

    def test_the_nightly_check_writes_down_what_came_out(self):
        AuditEntry.objects.seal()
        check_audit_chain()
        self.assertIn("完整", AuditEntry.objects.chain()["checked"].note)


class History(PortalTestCase):
    def test_an_activity_tells_what_changed(self):
        one = make.activity(college=self.jidian, venue="一楼")
        one.venue, one.leader_phone = "二楼", "13800000066"
        one.revise(self.chen, [], base_version=1)
        self.sign_in(self.zhou)
        html = self.client.get(one.get_absolute_url()).content.decode()
        self.assertIn("<dt>活动地点</dt><dd><del>一楼</del>", html)
        self.assertIn("<ins>二楼</ins>", html)
        self.assertNotIn("13800000066</ins>", html)
