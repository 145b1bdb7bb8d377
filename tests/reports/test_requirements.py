"""What an edition asks for: added and taken away by the office in the browser."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Edition, Requirement
from colleges.models import AuditEntry, Notice, NoticeKind
from colleges.rules import BrokenRule, WrongState
from reports.models import AnnexUpload, CompileJob, Filing, ReminderRun
from reports.requirements import collect_by_mail, collect_here
from tests import make
from tests.base import PortalTestCase, at


class RequirementTest(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)
        self.info_form = self.filing.requirement

    def add(self, **changes):
        sent = {
            "kind": "other",
            "title": "安全承诺书",
            "annex": "附件5",
            "way": "mail",
            "due_date": "2025-05-20",
            "due_clock": "18:00",
            "closes_date": "2025-05-28",
            "closes_clock": "24:00",
        }
        return self.client.post(reverse("requirement_new", args=["2025"]), sent | changes)

    def add_info_form(self):
        return self.add(kind="info_form", title="信息表", annex="附件1", way="portal")

    def remove(self, requirement):
        address = reverse("requirement_remove", args=["2025", requirement.pk])
        return self.client.post(address, follow=True)


class Adding(RequirementTest):
    def test_one_by_mail_is_on_every_desk_and_in_the_log(self):
        self.assertRedirects(self.add(), reverse("edition_requirements", args=["2025"]))
        made = Requirement.objects.get(title="安全承诺书")
        self.assertEqual((made.due_at, made.in_portal), (at("2025-05-20T18:00"), False))
        self.assertFalse(made.filings.exists())
        entry = AuditEntry.objects.about(self.edition).first()
        self.assertEqual((entry.verb, entry.payload["after"]["逾期线"]),
                         ("增加报送要求", "5月20日（周二）18:00"))  # fmt: skip
        self.sign_in(self.chen)
        self.assertContains(self.client.get(reverse("desk", args=["2025"])), "安全承诺书")

    def test_every_college_is_told_once(self):
        self.add()
        told = Notice.objects.filter(kind=NoticeKind.DEADLINE)
        self.assertEqual(told.count(), 4)
        self.assertIn("5月20日（周二）18:00前以邮件交教务处", told.first().body)

    def test_one_for_the_portal_is_owed_by_every_college(self):
        self.remove(self.info_form)
        self.add_info_form()
        made = Requirement.objects.get(kind="info_form")
        owing = [filing.college for filing in made.filings.all()]
        self.assertEqual(owing, [self.jidian, self.caijing])
        page = self.client.get(reverse("board", args=["2025"]))
        self.assertContains(page, "附件1《信息表》")

    def test_of_an_edition_being_prepared_nobody_owes_or_hears(self):
        self.remove(self.info_form)
        Notice.objects.all().delete()
        Edition.objects.update(opened_at=None)
        self.add_info_form()
        self.assertFalse(Filing.objects.exists())
        self.assertFalse(Notice.objects.exists())

    def test_what_is_wrong_stands_at_the_field(self):
        for changes, sentence in [
            ({"title": ""}, "请填写名称"),
            ({"kind": "info_form"}, "每类只能有一项"),
            ({"way": "portal"}, "“其他材料”本系统还不能收取"),
            ({"way": ""}, "请选择怎么交"),
            ({"due_date": "morgen"}, "日期不对，请写成 2025-05-11"),
            ({"due_date": ""}, "请填写逾期线日期"),
            ({"closes_date": "2025-05-19"}, "关闭线不能早于逾期线"),
            ({"due_date": "2035-05-20"}, "年份离活动周太远"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.add(**changes), sentence, status_code=422)
        self.assertEqual(self.edition.requirements.count(), 4)

    def test_several_of_the_other_kind_but_one_of_each(self):
        self.add(title="甲")
        self.add(title="乙")
        self.assertEqual(self.edition.requirements.filter(kind="other").count(), 2)
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.info_form.pk = None
            self.info_form.save()

    def test_it_goes_along_into_next_years(self):
        self.add()
        copied = Edition.objects.copy(self.edition, starts_on=at("2026-05-10").date(), by=self.zhou)
        made = copied.requirements.get(kind="other")
        self.assertEqual((made.title, made.reminders_since), ("安全承诺书", None))


class Removing(RequirementTest):
    def test_what_nobody_filed_goes_with_all_that_hangs_on_it(self):
        make.activity(college=self.jidian)
        make.extension(self.other_filing)
        make.annex_upload(self.filing)
        ReminderRun.objects.chase(self.info_form, by=self.zhou, at=self.now)
        self.assertRefused(self.remove(self.info_form), "已删除附件1《2025年职教活动周信息表》")
        self.assertFalse(Requirement.objects.filter(kind="info_form").exists())
        self.assertFalse(Filing.objects.exists() or AnnexUpload.objects.exists())
        self.assertEqual(AuditEntry.objects.about(self.edition).first().verb, "删除报送要求")

    def test_the_colleges_are_told_and_older_notices_lead_to_the_desk(self):
        ReminderRun.objects.chase(self.info_form, by=self.zhou, at=self.now)
        self.remove(self.info_form)
        urls = set(self.chen.notices.values_list("url", flat=True))
        self.assertEqual(urls, {reverse("desk", args=["2025"])})
        self.assertEqual(self.chen.notices.first().title, "附件1不用再交")

    def test_what_was_filed_stays_even_if_it_was_sent_back(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不对")
        self.assertRefused(self.remove(self.info_form), "已有 1 个学院（机电学院）报送过，不能删除")
        self.assertTrue(Requirement.objects.filter(kind="info_form").exists())

    def test_what_waits_for_its_signature_stays(self):
        make.handed_over(self.filing)
        self.assertRefused(self.remove(self.info_form), "（机电学院）提交签发，不能删除")

    def test_twice_is_not_found(self):
        one = self.edition.requirements.get(kind="summary_report")
        self.remove(one)
        self.assertEqual(self.remove(one).status_code, 404)

    def test_of_another_edition_is_not_found(self):
        copied = Edition.objects.copy(self.edition, starts_on=at("2026-05-10").date(), by=self.zhou)
        self.assertEqual(self.remove(copied.requirements.first()).status_code, 404)

    def test_without_an_information_sheet_every_page_still_opens(self):
        self.remove(self.info_form)
        for user, names in [
            (self.zhou, ("board", "reminder_list", "edition_settings", "edition_timeline")),
            (self.zhou, ("special_case_list", "coverage", "edition_requirements")),
            (self.chen, ("desk", "week", "edition_about", "edition_timeline")),
        ]:
            self.sign_in(user)
            for name in names:
                with self.subTest(name):
                    answer = self.client.get(reverse(name, args=["2025"]))
                    self.assertEqual(answer.status_code, 200)

    def test_compiling_says_what_is_missing(self):
        self.remove(self.info_form)
        for ask in (self.client.get, self.client.post):
            name = "compile_job_list" if ask == self.client.get else "compile_job_new"
            answer = ask(reverse(name, args=["2025"]))
            self.assertRefused(answer, "本届没有“信息表”这项报送要求")
        self.assertFalse(CompileJob.objects.exists())


class Renaming(RequirementTest):
    def test_a_new_name_is_no_change_of_what_a_college_filed(self):
        make.filed(self.filing)
        Requirement.objects.filter(pk=self.info_form.pk).update(title="信息登记表", annex="附件甲")
        filing = Filing.objects.get(pk=self.filing.pk)
        self.assertFalse(filing.has_changes())
        self.assertRefused(self.remove(filing.requirement), "附件甲《信息登记表》已有 1 个学院")


class Way(PortalTestCase):
    """In the portal or by mail: the office switches what an edition collects."""

    def setUp(self):
        self.requirement = self.edition.requirements.get(kind="statistics_form")

    def filings(self):
        return Filing.objects.filter(requirement=self.requirement)

    def test_switched_on_every_college_owes_it_and_is_told(self):
        collect_here(self.requirement, self.zhou, self.now)
        self.assertEqual((self.requirement.in_portal, self.filings().count()), (True, 2))
        notice = self.chen.notices.latest("pk")
        self.assertEqual(notice.title, "附件2改为在本系统报送")

    def test_switched_off_the_empty_forms_go(self):
        collect_here(self.requirement, self.zhou, self.now)
        collect_by_mail(self.requirement, self.zhou, self.now)
        self.assertEqual((self.requirement.in_portal, self.filings().count()), (False, 0))

    def test_each_way_is_written_into_the_log(self):
        collect_here(self.requirement, self.zhou, self.now)
        collect_by_mail(self.requirement, self.wu, self.now)
        entries = AuditEntry.objects.filter(verb="改报送方式").order_by("pk")
        told = [(one.actor_name, one.payload["after"]["在本系统报送"]) for one in entries]
        self.assertEqual(told, [("周", "是"), ("吴", "否")])

    def test_what_somebody_filed_stays_in_the_portal(self):
        owed = make.collects(self.edition, self.jidian, "statistics_form")
        make.figures(self.jidian)
        make.filed(owed)
        self.requirement.refresh_from_db()
        with self.assertRaisesMessage(BrokenRule, "情况统计表》已有 1 个学院"):
            collect_by_mail(self.requirement, self.zhou, self.now)

    def test_two_who_press_at_once(self):
        other = self.edition.requirements.get(kind="statistics_form")
        collect_here(self.requirement, self.zhou, self.now)
        with self.assertRaisesMessage(WrongState, "同事刚刚已经改过附件2"):
            collect_here(other, self.wu, self.now)

    def test_what_has_no_form_cannot_be_collected(self):
        facts = {"kind": "other", "title": "新闻剪报", "in_portal": False}
        lines = {"due_at": self.requirement.due_at, "closes_at": self.requirement.closes_at}
        other = self.edition.requirements.create(**facts, **lines)
        with self.assertRaisesMessage(BrokenRule, "“其他材料”本系统还不能收取"):
            collect_here(other, self.zhou, self.now)

    def test_buttons_on_the_settings_page(self):
        self.sign_in(self.zhou)
        settings = reverse("edition_requirements", args=["2025"])
        url = reverse("requirement_collect", args=["2025", self.requirement.pk])
        self.assertContains(self.client.get(settings), url)
        self.client.post(url)
        back = reverse("requirement_by_mail", args=["2025", self.requirement.pk])
        self.assertContains(self.client.get(settings), back)
        self.client.post(back)
        self.requirement.refresh_from_db()
        self.assertFalse(self.requirement.in_portal)
