"""Departments organise too (design §2): for the school and the programme, for no college."""

import uuid

from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.forms.activity import ActivityForm
from activities.matrix import CoverageMatrix
from activities.models import Activity, Draft
from colleges.models import AuditEntry, College, Department, Role
from colleges.rules import BrokenRule
from reports.board import Board
from reports.models import CompileJob, Filing
from tests import make
from tests.base import PortalTestCase

PHONE = "13800000001"


class DepartmentTestCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.student = Department.objects.get(code="student")
        cls.wu_chun = make.person("伍", Role.DEPARTMENT, department=cls.student)
        facts = {"department": cls.student, "title": "团日风采展", "start_date": cls.monday}
        cls.one = make.activity(**facts, summary="优秀团支部展示", leader_name="伍老师")

    def stored(self):
        return Activity.objects.get(pk=self.one.pk)

    def week(self, user, query=""):
        self.sign_in(user)
        return self.client.get(reverse("week", args=["2025"]) + query)


class OneOrganiser(DepartmentTestCase):
    def test_it_is_the_department(self):
        self.assertEqual(self.stored().organiser, self.student)
        self.assertEqual(make.activity(college=self.jidian).organiser, self.jidian)

    def test_neither_or_both_are_refused_by_the_database(self):
        for units in ({}, {"college": self.jidian, "department": self.student}):
            with self.subTest(units), self.assertRaises(IntegrityError), transaction.atomic():
                make.activity(by=self.chen, **units)

    def test_a_draft_has_one_too(self):
        facts = {"owner": self.chen, "edition": self.edition, "data": {}}
        for units in ({}, {"college": self.jidian, "department": self.student}):
            with self.subTest(units), self.assertRaises(IntegrityError), transaction.atomic():
                Draft.objects.create(**facts, **units)

    def test_the_same_title_on_the_same_day_is_refused_by_the_database(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make.activity(department=self.student, title="团日风采展")

    def test_another_unit_may_call_its_own_so(self):
        make.activity(department=self.security, title="团日风采展")
        make.activity(college=self.jidian, title="团日风采展")
        self.assertEqual(Activity.objects.filter(title="团日风采展").count(), 3)

    def test_restored_beside_a_twin_of_its_own_alone_is_refused(self):
        self.one.cancel(self.wu_chun, "下雨")
        make.activity(department=self.security, title="团日风采展")
        twin = make.activity(department=self.student, title="团日风采展")
        with self.assertRaisesMessage(BrokenRule, "当天已有同名活动"):
            self.one.restore(self.wu_chun)
        twin.remove(self.wu_chun)
        self.one.restore(self.wu_chun)
        self.assertFalse(self.stored().is_cancelled)

    def test_the_form_finds_a_twin_of_the_own_department_alone(self):
        for unit, errors in [(self.student, ["title"]), (self.security, []), (self.jidian, [])]:
            sent = make.typed(title="团日风采展")
            form = ActivityForm(sent, edition=self.edition, organiser=unit)
            with self.subTest(unit):
                self.assertEqual(list(form.errors), errors)


class WhoMayWhat(DepartmentTestCase):
    def test_see(self):
        table = [(self.wu_chun, True), (self.wei, False), (self.chen, False), (self.sun, False)]
        table += [(self.zhou, True), (self.chu, True), (self.zheng, True), (self.feng, False)]
        for user, expected in [*table, (self.jiang, False)]:
            with self.subTest(user.name):
                self.assertEqual(Activity.objects.visible_to(user).exists(), expected)
                self.assertEqual(self.stored().can_be_seen_by(user), expected)

    def test_edit(self):
        everybody = [self.wu_chun, self.wei, self.chen, self.sun, self.zhou, self.chu, self.zheng]
        may = [user for user in everybody if self.stored().can_be_edited_by(user)]
        self.assertEqual(may, [self.wu_chun])

    def test_the_phone(self):
        everybody = [self.wu_chun, self.wei, self.chen, self.zhou, self.chu, self.zheng]
        sees = [user for user in everybody if self.one.shows_phone_to(user)]
        self.assertEqual(sees, [self.wu_chun, self.zhou])

    def test_somebody_who_left_the_department_sees_nothing(self):
        self.wu_chun.memberships.update(valid_until=self.now)
        self.sign_in(self.wu_chun)
        self.assertEqual(self.client.get(self.one.get_absolute_url()).status_code, 404)
        self.assertEqual(self.week(self.wu_chun).status_code, 404)

    def test_a_membership_of_the_office_is_no_department(self):
        """教务处 stands in the list of departments, too; its people hold another role."""
        self.assertEqual(self.zhou.department_ids, set())

    def test_every_address_about_it(self):
        table = """
        # name             method  own sec chen office leader admin judge
        activity_detail    get     200 404 404 200 200 200 404
        activity_edit      get     200 404 404 403 403 403 404
        activity_edit      post    422 404 404 403 403 403 404
        activity_copy      get     200 404 404 403 403 403 404
        activity_cancel    post    302 404 404 403 403 403 404
        activity_restore   post    302 404 404 403 403 403 404
        activity_delete    post    302 404 404 403 403 403 404
        """
        people = [self.wu_chun, self.wei, self.chen, self.zhou, self.chu, self.zheng, self.jiang]
        for line in table.strip().splitlines()[1:]:
            name, method, *answers = line.split()
            found = [self.answer(user, name, method) for user in people]
            with self.subTest(name=name, method=method):
                self.assertEqual(found, list(map(int, answers)))

    def answer(self, user, name, method):
        self.sign_in(user)
        with transaction.atomic():
            ask = getattr(self.client, method)
            response = ask(reverse(name, args=[self.one.pk]))
            transaction.set_rollback(True)
        return response.status_code


class Announced(DepartmentTestCase):
    """At once, without filing; a college's once it is filed."""

    def announced(self):
        return [one.title for one in Activity.objects.announced().in_order()]

    def test_what_a_department_plans(self):
        make.activity(college=self.jidian, title="还没有报送")
        self.assertEqual(self.announced(), ["团日风采展"])
        self.assertTrue(self.stored().is_announced)
        self.assertEqual(self.stored().filing_mark.name, "已公布")

    def test_not_what_it_called_off(self):
        self.one.cancel(self.wu_chun, "下雨")
        self.assertEqual(self.announced(), [])
        self.assertEqual(self.stored().filing_mark.name, "已取消")

    def test_what_a_college_filed(self):
        one = make.activity(college=self.jidian, title="焊接展")
        make.filed(self.filing)
        one.refresh_from_db()
        self.assertTrue(one.is_announced)
        self.assertEqual(set(self.announced()), {"团日风采展", "焊接展"})

    def test_its_outing_of_today_counts(self):
        facts = {"department": self.student, "is_outing": True}
        make.activity(**facts, start_date=self.monday)
        make.activity(**facts, start_date=self.edition.dates[3])
        self.assertEqual(Board(self.edition, self.now).numbers["outings_unasked"], 1)


class NoObligation(DepartmentTestCase):
    """Nothing of a college's moves because a department organises something."""

    def test_no_form_contains_it(self):
        make.filed(self.filing)
        titles = [row["title"] for row in self.filing.revision.full_content()["rows"]]
        self.assertNotIn("团日风采展", titles)
        self.assertIsNone(self.stored().filed_version)

    def test_no_college_has_begun_because_of_it(self):
        filings = Filing.objects.for_board(self.edition)
        states = {filing.state(self.now).name for filing in filings}
        self.assertEqual(states, {"未开始"})

    def test_no_compiled_sheet_lists_it(self):
        make.filed(self.filing)
        job = CompileJob.objects.order(self.edition, self.zhou)
        told = str(job.inputs)
        self.assertIn("机电学院", told)
        self.assertNotIn("学生处", told)

    def test_it_fills_no_gap_and_stands_in_the_total(self):
        make.activity(college=self.jidian, start_date=self.monday)
        matrix = CoverageMatrix(self.edition, College.objects.active())
        monday = matrix.days[1]
        self.assertEqual((monday["departments"], monday["planned"], monday["gaps"]), (1, 2, 1))
        self.assertEqual(matrix.numbers["gaps"], 13)

    def test_the_matrix_shows_it_in_a_line_of_its_own(self):
        self.sign_in(self.zhou)
        page = self.client.get(reverse("coverage", args=["2025"]))
        self.assertContains(page, "部门活动（项）")
        self.assertContains(page, "?college=departments&amp;day=2025-05-12")

    def test_a_college_sees_its_row_alone(self):
        self.sign_in(self.chen)
        page = self.client.get(reverse("coverage", args=["2025"]))
        self.assertNotContains(page, "部门活动（项）")


class Week(DepartmentTestCase):
    def test_it_is_the_department_of_the_hat(self):
        page = self.week(self.wu_chun)
        self.assertContains(page, "学生处、团委的活动周")
        self.assertContains(page, "团日风采展")
        self.assertContains(page, f"?department={self.student.pk}&amp;date=2025-05-14")

    def test_it_owes_no_day_and_no_form(self):
        page = self.week(self.wu_chun)
        for words in ("天天有活动", "当天没有活动", "从 Excel 导入", "不会报送"):
            with self.subTest(words):
                self.assertNotContains(page, words)
        self.assertContains(page, "部门活动不用报送")

    def test_the_frame_leads_here(self):
        page = self.week(self.wu_chun)
        self.assertContains(page, "<span>本部门活动</span>")
        self.assertNotContains(self.week(self.chen), "本部门活动")

    def test_another_department_is_not_seen(self):
        self.assertEqual(self.week(self.wei, f"?department={self.student.pk}").status_code, 404)
        self.assertEqual(self.week(self.chen, f"?department={self.student.pk}").status_code, 404)

    def test_nor_is_a_college(self):
        self.assertEqual(self.week(self.wei, f"?college={self.jidian.pk}").status_code, 404)

    def test_the_office_reads(self):
        page = self.week(self.zhou, f"?department={self.student.pk}")
        self.assertContains(page, "团日风采展")
        self.assertNotContains(page, "新增活动")

    def test_nonsense_is_not_found(self):
        for query in ("?department=x", "?department=0", "?department=" + "9" * 30):
            with self.subTest(query):
                self.assertEqual(self.week(self.wu_chun, query).status_code, 404)

    def test_of_a_person_of_both_the_hat_decides(self):
        make.hat(self.chen, Role.DEPARTMENT, department=self.student)
        self.assertContains(self.week(self.chen), "机电学院的活动周")
        hat = self.chen.memberships.get(role=Role.DEPARTMENT)
        self.client.post(reverse("hat_wear", args=[hat.pk]))
        page = self.client.get(reverse("week", args=["2025"]))
        self.assertContains(page, "学生处、团委的活动周")
        named = f"?college={self.jidian.pk}"
        self.assertContains(self.client.get(page.request["PATH_INFO"] + named), "机电学院的活动周")


class Writing(DepartmentTestCase):
    def setUp(self):
        self.sign_in(self.wu_chun)

    def send(self, name="activity_new", pk=None, **typed):
        unit = {"department": self.student.pk, "edition": "2025"}
        return self.client.post(reverse(name, args=[pk or "2025"]), make.typed(**typed) | unit)

    def test_a_new_one_is_the_department_s(self):
        answer = self.send(title="志愿服务")
        self.assertIn(f"week/?department={self.student.pk}&saved=", answer.url)
        made = Activity.objects.get(title="志愿服务")
        self.assertEqual((made.organiser, made.created_by), (self.student, self.wu_chun))

    def test_sent_twice_it_is_saved_once(self):
        token = uuid.uuid4()
        for _ in range(2):
            self.send(title="志愿服务", token=str(token))
        self.assertEqual(Activity.objects.filter(title="志愿服务").count(), 1)

    def test_for_another_department_or_a_college_nothing_is_saved(self):
        for unit in ({"department": self.security.pk}, {"college": self.jidian.pk}):
            answer = self.client.post(
                reverse("activity_new", args=["2025"]), make.typed(title="别人的") | unit
            )
            with self.subTest(unit):
                self.assertEqual(answer.status_code, 404)
        self.assertFalse(Activity.objects.filter(title="别人的").exists())

    def test_the_office_does_not_write_for_it(self):
        self.sign_in(self.zhou)
        self.assertEqual(self.send(title="代填").status_code, 403)

    def test_an_edit_is_written_down(self):
        typed = {"title": "改了名", "base_version": 1, "token": str(self.one.token)}
        self.send("activity_edit", self.one.pk, **typed)
        self.assertEqual(self.stored().title, "改了名")
        self.assertEqual(AuditEntry.objects.about(self.one).first().verb, "修改")

    def test_two_edits_meet_in_both_versions_side_by_side(self):
        mine = self.stored()
        mine.title = "同事改的"
        mine.revise(self.wu_chun, [], base_version=1)
        answer = self.send("activity_edit", self.one.pk, title="我改的", base_version=1)
        self.assertContains(answer, "同事改的", status_code=409)
        field = f'<input type="hidden" name="department" value="{self.student.pk}">'
        self.assertContains(answer, field, status_code=409, html=True)
        self.assertEqual(Draft.objects.get().organiser, self.student)

    def test_what_was_deleted_meanwhile_comes_back_as_a_new_form(self):
        pk = self.one.pk
        self.one.remove(self.wu_chun)
        answer = self.send("activity_edit", pk, title="还在写", base_version=1)
        self.assertContains(answer, "刚刚被同事删除", status_code=422)

    def test_a_draft_is_kept_and_opened(self):
        body = {"edition": "2025", "token": uuid.uuid4(), "title": "写了一半"}
        self.client.post(reverse("draft_save"), body | {"department": self.student.pk})
        draft = Draft.objects.get()
        self.assertEqual(draft.organiser, self.student)
        self.assertContains(self.client.get(draft.get_absolute_url()), 'value="写了一半"')
        self.assertContains(self.week(self.wu_chun), "草稿（还不算活动，别人看不到）")
        for user in (self.wei, self.chen, self.zhou):
            self.sign_in(user)
            with self.subTest(user.name):
                self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 404)

    def test_a_draft_of_a_college_s_activity_is_refused(self):
        theirs = make.activity(college=self.jidian)
        body = {"edition": "2025", "token": uuid.uuid4(), "activity": theirs.pk}
        answer = self.client.post(reverse("draft_save"), body)
        self.assertEqual(answer.status_code, 404)

    def test_cancelled_restored_deleted(self):
        pages = {name: reverse(f"activity_{name}", args=[self.one.pk]) for name in
                 ("cancel", "restore", "delete")}  # fmt: skip
        answer = self.client.post(pages["cancel"], {"reason": "天气原因"}, follow=True)
        self.assertContains(answer, "已取消“团日风采展”。")
        self.assertNotContains(answer, "签发")
        self.client.post(pages["restore"])
        self.assertFalse(self.stored().is_cancelled)
        answer = self.client.post(pages["delete"])
        self.assertEqual(
            answer.url, reverse("week", args=["2025"]) + f"?department={self.student.pk}"
        )
        self.assertFalse(Activity.objects.filter(pk=self.one.pk).exists())

    def test_the_form_does_not_speak_of_colleges(self):
        page = self.client.get(reverse("activity_new", args=["2025"]))
        self.assertContains(page, "只有本部门和教务处能看到完整号码")
        self.assertNotContains(page, "附件1")

    def test_its_page(self):
        page = self.client.get(self.one.get_absolute_url())
        self.assertContains(page, "<dt>主办部门</dt><dd>学生处、团委</dd>", html=True)
        self.assertContains(page, PHONE)
        self.assertContains(page, "会从“活动一览”里消失")
        self.sign_in(self.chu)
        self.assertNotContains(self.client.get(self.one.get_absolute_url()), PHONE)


class Programme(DepartmentTestCase):
    def get(self, user, **query):
        self.sign_in(user)
        return self.client.get(reverse("programme", args=["2025"]), query)

    def titles(self, **query):
        return [one.title for one in self.get(self.jiang, **query).context["page"]]

    def test_everybody_reads_it_with_its_organiser_and_no_phone(self):
        page = self.get(self.jiang)
        self.assertContains(page, '<td data-label="单位">学生处、团委</td>', html=True)
        self.assertNotContains(page, PHONE)

    def test_filters(self):
        make.activity(college=self.jidian, title="焊接展")
        make.filed(self.filing)
        table = [("departments", ["团日风采展"]), (self.jidian.pk, ["焊接展"])]
        for chosen, expected in table:
            with self.subTest(chosen):
                self.assertEqual(self.titles(college=chosen), expected)
        self.assertEqual(self.titles(q="学生处"), ["团日风采展"])
        self.assertEqual(self.titles(q="机电"), ["焊接展"])

    def test_it_links_to_the_page_of_what_one_may_open(self):
        link = f'href="{self.one.get_absolute_url()}"'
        for user, opens in [(self.wu_chun, True), (self.zhou, True), (self.chen, False)]:
            with self.subTest(user.name):
                self.assertEqual(link in self.get(user).content.decode(), opens)


class Found(DepartmentTestCase):
    def page(self, user, words):
        self.sign_in(user)
        return self.client.get(reverse("search"), {"q": words})

    def found(self, user, words):
        return [one.title for one in dict(self.groups(user, words))["activities"]]

    def groups(self, user, words):
        return [(code, rows) for code, _, rows, _ in self.page(user, words).context["groups"]]

    def test_the_own_department_finds_it_by_everything_but_the_phone(self):
        for words in ("团日", "伍老师", "优秀团支部", "学生处"):
            with self.subTest(words):
                self.assertEqual(self.found(self.wu_chun, words), ["团日风采展"])
        self.assertEqual(self.found(self.wu_chun, PHONE), [])

    def test_everybody_finds_what_the_programme_says_of_it(self):
        for user in (self.chen, self.wei, self.feng, self.jiang):
            with self.subTest(user.name):
                self.assertEqual(self.found(user, "学生处 团日"), ["团日风采展"])
                self.assertEqual(self.found(user, "伍老师"), [])
                self.assertEqual(self.found(user, "优秀团支部"), [])

    def test_strangers_are_led_to_the_programme_without_the_leader_s_name(self):
        page = self.page(self.chen, "团日")
        self.assertContains(page, reverse("programme", args=["2025"]) + "?day=2025-05-12")
        self.assertContains(page, f"#activity-{self.one.pk}")
        self.assertNotContains(page, "伍老师")
        self.assertNotContains(page, self.one.get_absolute_url())

    def test_the_own_department_to_its_page(self):
        page = self.page(self.wu_chun, "团日")
        self.assertContains(page, self.one.get_absolute_url())
        self.assertContains(page, "伍老师")

    def test_a_college_s_is_found_once_it_is_filed(self):
        make.activity(college=self.jidian, title="焊接展")
        self.assertEqual(self.found(self.wei, "焊接展"), [])
        make.filed(self.filing)
        self.assertEqual(self.found(self.wei, "焊接展"), ["焊接展"])
        self.assertEqual(self.found(self.lin, "焊接展"), ["焊接展"])

    def test_of_an_edition_in_preparation_nothing(self):
        self.edition.opened_at = None
        self.edition.save()
        self.assertEqual(self.found(self.wei, "团日"), [])

    def test_what_was_called_off_is_for_its_own_alone(self):
        self.one.cancel(self.wu_chun, "下雨")
        self.assertEqual(self.found(self.chen, "团日"), [])
        self.assertEqual(self.found(self.wu_chun, "团日"), ["团日风采展"])


class Cost(DepartmentTestCase):
    def more(self):
        tags = self.edition.tag_set.all()[:2]
        for day in self.edition.dates[2:5]:
            make.activity(department=self.student, start_date=day, tags=tags)
            make.activity(department=self.security, start_date=day, tags=tags)
            owner = {"owner": self.wu_chun, "college": self.student}
            make.draft(**owner, data={"title": [str(day)]}, token=uuid.uuid4())

    def test_stays_flat(self):
        make.draft(owner=self.wu_chun, college=self.student)
        self.sign_in(self.wu_chun)
        addresses = [reverse(name, args=["2025"]) for name in ("week", "programme")]
        for address in [*addresses, reverse("search") + "?q=焊接"]:
            with self.subTest(address), transaction.atomic():
                self.assertCostStaysFlat(address, self.more)
                transaction.set_rollback(True)

    def test_of_the_matrix_too(self):
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(reverse("coverage", args=["2025"]), self.more)
