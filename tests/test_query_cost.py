"""Three rows cost what one does: no page asks the database once per row."""

import time_machine
from django.urls import reverse

from activities.models import Activity
from colleges.models import AuditEntry, College, Department, Role
from reports.models import CompileJob, Filing, ReminderRun

from . import make
from .base import PortalTestCase


class CostStaysFlat(PortalTestCase):
    def setUp(self):
        make.activity(college=self.jidian, tags=self.edition.tag_set.all()[:2])

    def address(self, name):
        return reverse(name, args=[self.edition.code])

    def more_activities(self):
        tags = self.edition.tag_set.all()[:3]
        for day in self.edition.dates[2:4]:
            make.activity(college=self.jidian, start_date=day, tags=tags, is_outing=True)

    def more_colleges(self):
        """Two more colleges that have filed, been accepted and added something since."""
        for name in ("艺术学院", "护理学院"):
            College.objects.named([name])
            college = College.objects.get(name=name)
            make.person(name, Role.COLLEGE_STAFF, college=college)
            make.person(name, Role.COLLEGE_LEAD, college=college)
            Filing.objects.expect(self.edition)
            self.filed_and_accepted(Filing.objects.get(college=college))

    def filed_and_accepted(self, filing):
        make.filed(filing)
        make.accepted(filing, self.wu, self.now)
        make.activity(college=filing.college)

    def test_week(self):
        # Asks once for the outings of what leaves, and not at all where nothing does.
        make.outing_activity(college=self.jidian)
        self.sign_in(self.chen)
        self.assertCostStaysFlat(self.address("week"), self.more_activities)

    def test_desk(self):
        self.sign_in(self.sun)
        self.assertCostStaysFlat(self.address("desk"), self.more_activities)

    def test_form_as_the_college_sees_it(self):
        self.sign_in(self.chen)
        self.assertCostStaysFlat(self.filing.get_absolute_url(), self.more_activities)

    def test_form_as_the_office_sees_it(self):
        make.filed(self.filing)
        self.sign_in(self.zhou)

        def grow():
            self.more_activities()
            make.filed(self.filing)

        self.assertCostStaysFlat(self.filing.get_absolute_url(), grow)

    def test_panel(self):
        make.filed(self.filing)
        self.sign_in(self.zhou)
        address = reverse("filing_panel", args=[self.filing.pk])
        self.assertCostStaysFlat(address, self.more_activities)

    def test_desk_and_form_of_a_busy_college_take_twelve_for_its_people(self):
        """Filed twice, changed since, a draft, a 变更单 that was approved, activities off campus.

        At most 12 each; a desk read from outside asks for its college as well.
        """
        make.filed(self.filing)
        self.more_activities()
        make.filed(self.filing)
        make.draft(owner=self.chen, college=self.jidian)
        amendment = make.amendment(self.filing)
        amendment.approve(self.wu, self.filing.closes_at, seen=amendment.content_digest)
        desk = f"{self.address('desk')}?college={self.jidian.pk}"
        everybody = [self.chen, self.sun, self.zhou, self.wu, self.chu, self.zheng]
        for moment in (self.now, self.filing.closes_at):
            with time_machine.travel(moment, tick=False):
                for user in everybody:
                    self.sign_in(user)
                    for url in (desk, self.filing.get_absolute_url()):
                        self.client.get(url)
                        queries = self.queries_of(url)
                        most = 12 + (url == desk and not user.college_ids)
                        with self.subTest(f"{user} {url} {moment}"):
                            self.assertLessEqual(len(queries), most, "\n".join(queries))

    def test_receipt(self):
        self.more_activities()
        make.filed(self.filing)
        self.sign_in(self.sun)
        self.assertCostStaysFlat(self.filing.revision.get_absolute_url(), self.more_activities)

    def test_activity_with_its_history(self):
        one = Activity.objects.first()
        self.sign_in(self.zhou)

        def grow():
            for number in range(3):
                one.title = f"第{number}次改名"
                one.revise(self.chen, [], base_version=one.version)

        self.assertCostStaysFlat(one.get_absolute_url(), grow)

    def test_board(self):
        self.filed_and_accepted(self.filing)
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(self.address("board"), self.more_colleges)

    def test_reminders(self):
        self.sign_in(self.zhou)

        def grow():
            for name in ("艺术学院", "护理学院"):
                College.objects.named([name])
                college = College.objects.get(name=name)
                make.person(name, Role.COLLEGE_STAFF, college=college)
            Filing.objects.expect(self.edition)
            ReminderRun.objects.chase(self.filing.requirement, by=self.zhou, at=self.now)

        self.assertCostStaysFlat(self.address("reminder_list"), grow)

    def test_programme(self):
        make.filed(self.filing)
        self.sign_in(self.jiang)

        def grow():
            self.more_activities()
            make.filed(self.filing)
            self.more_colleges()

        self.assertCostStaysFlat(self.address("programme"), grow)

    def test_compile_jobs(self):
        make.filed(self.filing)
        CompileJob.objects.order(self.edition, self.zhou)
        self.sign_in(self.zhou)

        def grow():
            for by in (self.wu, None):
                CompileJob.objects.order(self.edition, by)

        self.assertCostStaysFlat(self.address("compile_job_list"), grow)

    def test_compile_job_with_its_inputs(self):
        make.filed(self.filing)
        job = CompileJob.objects.order(self.edition, self.zhou)
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(job.get_absolute_url(), self.more_colleges)

    def test_special_cases(self):
        make.extension(self.other_filing)
        make.filed(self.filing)
        make.amendment(self.filing)
        self.sign_in(self.zhou)

        def grow():
            self.more_colleges()
            for filing in Filing.objects.exclude(revision=None).exclude(pk=self.filing.pk):
                filing.stand_in(self.zhou, self.now, "来电委托")
                make.extension(filing)
                make.amendment(filing)

        self.assertCostStaysFlat(self.address("special_case_list"), grow)

    def test_filings_side_by_side(self):
        make.filed(self.filing)
        self.sign_in(self.sun)

        def grow():
            for _ in range(2):
                self.more_activities()
                make.filed(self.filing)

        address = reverse("revision_compare", args=[self.filing.pk])
        self.assertCostStaysFlat(address, grow)

    def test_colleges(self):
        self.sign_in(self.zheng)
        self.assertCostStaysFlat(reverse("college_list"), self.more_colleges)

    def test_one_person_with_many_roles(self):
        self.sign_in(self.zheng)

        def grow():
            for department in Department.objects.shipped():
                make.hat(self.jiang, Role.DEPARTMENT, department=department)

        self.assertCostStaysFlat(reverse("person_edit", args=[self.jiang.pk]), grow)

    def test_departments_and_delegations(self):
        make.delegation(self.sun, self.chen)
        self.sign_in(self.zhou)
        deputies = [make.person(n, Role.COLLEGE_STAFF, college=self.jidian) for n in "钱李王"]

        def grow():
            for deputy in deputies:
                make.delegation(self.sun, deputy)

        self.assertCostStaysFlat(reverse("delegation_list"), grow)
        self.sign_in(self.zheng)
        more = lambda: make.person("陶", Role.DEPARTMENT, department=self.security)  # noqa: E731
        self.assertCostStaysFlat(reverse("department_list"), more)

    def test_profiles(self):
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(self.address("profile_list"), self.more_colleges)

    def test_people(self):
        self.sign_in(self.zheng)

        def grow():
            for name in ("钱", "李", "王"):
                person = make.person(name, Role.COLLEGE_STAFF, college=self.jidian)
                make.hat(person, Role.COLLEGE_LEAD, college=self.caijing)

        self.assertCostStaysFlat(reverse("person_list"), grow)

    def test_search(self):
        self.sign_in(self.zhou)

        def grow():
            self.more_activities()
            self.more_colleges()

        address = reverse("search") + "?q=学院"
        self.assertCostStaysFlat(address, grow)
        self.assertLessEqual(len(self.queries_of(address)), 12)

    def test_audit(self):
        self.sign_in(self.feng)

        def grow():
            for person in (self.chen, self.sun, self.zhou):
                AuditEntry.objects.record(person, "退回", self.filing)

        self.assertCostStaysFlat(reverse("audit_list"), grow)
