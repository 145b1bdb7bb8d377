"""A person's page, units in the browser: what is done there is audited and obeyed at once."""

from colleges.models import AuditEntry, College, Department, Role
from reports.models import Filing
from tests import make
from tests.base import PortalTestCase


class PersonPage(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zheng)
        self.address = f"/people/{self.chen.pk}/"

    def test_facts_are_corrected_and_the_log_says_from_what(self):
        sent = {"name": "陈新", "phone": "１３８00000009", "email": "chen@school.example"}
        self.assertRedirects(self.client.post(self.address, sent), self.address)
        self.chen.refresh_from_db()
        self.assertEqual((self.chen.name, self.chen.phone), ("陈新", "13800000009"))
        entry = AuditEntry.objects.about(self.chen).first()
        self.assertEqual(entry.payload["before"]["name"], "陈")

    def test_nothing_changed_writes_nothing(self):
        before = AuditEntry.objects.count()
        facts = {"name": self.chen.name, "phone": self.chen.phone, "email": self.chen.email}
        self.client.post(self.address, facts)
        self.assertEqual(AuditEntry.objects.count(), before)

    def test_what_is_wrong_is_told_and_kept(self):
        make.person("钱", Role.JUDGE, email="taken@school.example")
        sent = {"name": "", "phone": "12", "email": "TAKEN@school.example"}
        answer = self.client.post(self.address, sent)
        self.assertContains(answer, "请填写 11 位手机号", status_code=422)
        self.assertContains(answer, "已经登记在另一个账号上", status_code=422)
        self.assertContains(answer, 'value="12"', status_code=422)

    def test_a_role_is_added_with_its_unit(self):
        add = f"{self.address}memberships/"
        answer = self.client.post(add, {"role": Role.COLLEGE_LEAD})
        self.assertContains(answer, "必须属于一个二级学院", status_code=422)
        self.client.post(add, {"role": Role.COLLEGE_LEAD, "college": self.jidian.pk})
        self.assertContains(self.client.get(self.address), "机电学院 院长/书记")
        answer = self.client.post(add, {"role": Role.COLLEGE_LEAD, "college": self.jidian.pk})
        self.assertContains(answer, "不用再加", status_code=422)
        answer = self.client.post(add, {"role": Role.JUDGE, "since": "0001-01-01"})
        self.assertContains(answer, "离今天超过三年", status_code=422)

    def test_withdrawn_the_next_request_obeys(self):
        theirs = self.client_class()
        theirs.force_login(self.chen)
        self.assertEqual(theirs.get("/editions/2025/week/").status_code, 200)
        self.client.post(f"/memberships/{self.chen.memberships.get().pk}/end/")
        self.assertEqual(theirs.get("/editions/2025/week/").status_code, 404)
        self.assertContains(self.client.get(self.address), "过去的任职（1）")

    def test_moved_the_next_request_shows_the_other_college(self):
        theirs = self.client_class()
        theirs.force_login(self.chen)
        hat = self.chen.memberships.get()
        self.client.post(f"/memberships/{hat.pk}/move/", {"college": self.caijing.pk})
        self.assertContains(theirs.get("/editions/2025/week/"), "财经学院")
        self.assertEqual(theirs.get(self.filing.get_absolute_url()).status_code, 404)

    def test_moving_nowhere_is_a_sentence(self):
        hat = self.chen.memberships.get()
        answer = self.client.post(f"/memberships/{hat.pk}/move/", {"college": "x"})
        self.assertRefused(answer, "请选择要调往的学院")


class UnitPages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zheng)

    def test_a_college_is_added_and_expected(self):
        self.client.post("/colleges/new/", {"name": " 艺术　学院 "})
        college = College.objects.get(name="艺术 学院")
        self.assertTrue(Filing.objects.filter(college=college, edition=self.edition).exists())
        answer = self.client.post("/colleges/new/", {"name": "机电学院"})
        self.assertContains(answer, "已经有这个学院", status_code=422)

    def test_a_college_is_renamed(self):
        address = f"/colleges/{self.jidian.pk}/"
        self.client.post(address, {"name": "智能制造学院"})
        self.jidian.refresh_from_db()
        self.assertEqual(self.jidian.name, "智能制造学院")
        answer = self.client.post(address, {"name": "财经学院"})
        self.assertContains(answer, "已经有“财经学院”", status_code=422)
        self.assertEqual(AuditEntry.objects.about(self.jidian).first().verb, "改名")

    def test_colleges_are_put_in_order(self):
        self.client.post(f"/colleges/{self.caijing.pk}/shift/", {"to": "up"})
        self.assertEqual(list(College.objects.all()), [self.caijing, self.jidian])
        answer = self.client.post(f"/colleges/{self.caijing.pk}/shift/", {"to": "up"})
        self.assertRefused(answer, "已经在最前")

    def test_disabled_it_is_not_expected_and_its_people_stay(self):
        self.client.post(f"/colleges/{self.jidian.pk}/disable/")
        shown = Filing.objects.for_board(self.edition)
        self.assertNotIn(self.filing, shown)
        theirs = self.client_class()
        theirs.force_login(self.chen)
        self.assertEqual(theirs.get(self.filing.get_absolute_url()).status_code, 200)
        answer = self.client.post(f"/colleges/{self.jidian.pk}/disable/")
        self.assertRefused(answer, "已经停用")
        self.client.post(f"/colleges/{self.jidian.pk}/enable/")
        self.assertIn(self.filing, Filing.objects.for_board(self.edition))

    def test_the_six_departments_are_shipped_and_own_ones_added(self):
        Department.objects.shipped()
        self.client.post("/departments/new/", {"name": "图书馆"})
        self.assertContains(self.client.get("/departments/"), "图书馆")
        self.assertEqual(Department.objects.get(name="图书馆").code, "own1")
        answer = self.client.post("/departments/new/", {"name": "图书馆"})
        self.assertContains(answer, "已经有“图书馆”", status_code=422)

    def test_a_department_is_renamed(self):
        address = f"/departments/{self.security.pk}/rename/"
        self.client.post(address, {"name": "安全保卫处"})
        self.security.refresh_from_db()
        self.assertEqual(self.security.name, "安全保卫处")
        answer = self.client.post(address, {"name": "教务处"})
        self.assertContains(answer, "已经有“教务处”", status_code=422)
