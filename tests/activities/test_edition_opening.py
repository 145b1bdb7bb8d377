from datetime import date

from django.urls import reverse

from activities.models import Edition, ThemeDay
from activities.preparing import blockers
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState
from reports.models import Filing
from reports.opening import open_to_all
from tests import make
from tests.base import PortalTestCase

PAGES = ["week", "desk", "programme", "coverage", "activity_new", "edition_about"]


class PreparedEdition(PortalTestCase):
    def setUp(self):
        first = date(2026, 5, 10)
        self.next_year = Edition.objects.load("2025", starts_on=first, prepared=True)

    def texts(self):
        fresh = Edition.objects.get(pk=self.next_year.pk)
        return "".join(blocker.text for blocker in blockers(fresh, self.now))

    def test_only_the_office_and_administrators_see_it(self):
        for user, sees in [(self.zhou, 2), (self.zheng, 2), (self.chen, 1), (self.chu, 1)]:
            with self.subTest(user):
                self.assertEqual(Edition.objects.visible_to(user).count(), sees)

    def test_its_pages_are_not_there_for_a_college(self):
        for user in (self.chen, self.chu, self.wei):
            self.sign_in(user)
            for name in [*PAGES, "edition_timeline"]:
                with self.subTest(user=user, name=name):
                    answer = self.client.get(reverse(name, args=["2026"]))
                    self.assertEqual(answer.status_code, 404)

    def test_a_draft_cannot_be_saved_into_it(self):
        self.sign_in(self.chen)
        answer = self.client.post(reverse("draft_save"), {"edition": "2026"})
        self.assertEqual(answer.status_code, 404)

    def test_people_land_on_the_open_one(self):
        self.assertEqual(Edition.objects.current(), self.edition)
        for user in (self.zhou, self.chen):
            self.sign_in(user)
            self.assertIn("/editions/2025/", self.client.get("/").url)

    def test_nobody_owes_anything_to_it(self):
        Filing.objects.expect(self.next_year)
        self.assertFalse(Filing.objects.filter(edition=self.next_year).exists())

    def test_nothing_blocks_a_whole_one(self):
        self.assertEqual(blockers(self.next_year, self.now), [])

    def test_what_blocks_it_is_told(self):
        ThemeDay.objects.filter(edition=self.next_year).first().delete()
        self.next_year.category_set.update(in_use=False)
        self.next_year.requirements.update(in_portal=False)
        Edition.objects.filter(pk=self.next_year.pk).update(contact="")
        College.objects.named(["艺术学院"])
        told = self.texts()
        for part in [
            "1 天还没有主题：5月10日（周日）",
            "没有一个在用的活动类别",
            "没有一项在本系统报送",
            "还没有写联系方式",
            "1 个学院还没有填报人账号：艺术学院",
            "1 个学院还没有院长/书记账号：艺术学院",
        ]:
            with self.subTest(part):
                self.assertIn(part, told)

    def test_a_week_that_is_over_blocks_it(self):
        with self.clock_at("2026-06-01T00:00"):
            told = "".join(one.text for one in blockers(self.next_year, make.timezone.now()))
        self.assertIn("已经结束", told)
        self.assertIn("关闭", told)

    def test_without_colleges_it_stays_closed(self):
        College.objects.update(is_active=False)
        self.assertIn("还没有学院", self.texts())
        with self.assertRaisesMessage(BrokenRule, "还不能开放"):
            open_to_all(self.next_year, self.zhou, self.now)
        self.assertFalse(Edition.objects.get(code="2026").is_open)

    def test_opened_it_is_everybodys_and_every_college_owes_its_form(self):
        open_to_all(self.next_year, self.zhou, self.now)
        self.assertEqual(Filing.objects.filter(edition=self.next_year).count(), 2 * 4)
        self.sign_in(self.chen)
        self.assertEqual(self.client.get("/editions/2026/week/").status_code, 200)
        entry = AuditEntry.objects.about(self.next_year).first()
        self.assertEqual((entry.verb, entry.actor), ("开放届次", self.zhou))

    def test_of_two_openings_the_second_is_refused(self):
        same = Edition.objects.get(pk=self.next_year.pk)
        open_to_all(self.next_year, self.zhou, self.now)
        with self.assertRaisesMessage(WrongState, "已经开放"):
            open_to_all(same, self.wu, self.now)


class CopiedEdition(PortalTestCase):
    def copy(self):
        return Edition.objects.copy(self.edition, starts_on=date(2026, 5, 10), by=self.zhou)

    def test_the_offices_changes_come_along(self):
        self.edition.category_set.filter(code="publicity").update(name="宣传报道", in_use=False)
        self.edition.category_set.create(code="own1", name="研学", position=99)
        self.edition.duties.filter(department="保卫处").update(duty="安全")
        day = self.edition.theme_days.first()
        ThemeDay.objects.filter(pk=day.pk).update(name="新的主题")
        made = self.copy()
        words = dict(made.category_set.values_list("name", "in_use"))
        self.assertIs(words["宣传报道"], False)
        self.assertIs(words["研学"], True)
        self.assertEqual(made.duties.get(department="保卫处").duty, "安全")
        self.assertEqual(made.theme_days.first().name, "新的主题")
        self.assertEqual(made.theme_days.first().date, date(2026, 5, 10))

    def test_deadlines_and_the_year_move(self):
        made = self.copy()
        before = self.edition.requirements.get(kind="info_form")
        after = made.requirements.get(kind="info_form")
        self.assertEqual((after.due_at - before.due_at).days, 364)
        self.assertEqual(after.title, "2026年职教活动周信息表")
        self.assertEqual(made.title, "2026年职业教育活动周")
        self.assertEqual((made.code, made.year, made.is_open), ("2026", 2026, False))
        self.assertIn("2026年", made.leading_group)

    def test_a_copy_of_a_copy_is_the_same_again(self):
        again = Edition.objects.copy(self.copy(), starts_on=date(2027, 5, 9), by=self.zhou)
        self.assertEqual(again.title, "2027年职业教育活动周")
        self.assertEqual(again.requirements.count(), 4)

    def test_only_a_free_year_and_a_sunday(self):
        self.copy()
        for day, sentence in [(date(2026, 5, 11), "不是星期日"), (date(2026, 5, 17), "已经存在")]:
            with self.subTest(day), self.assertRaisesMessage(BrokenRule, sentence):
                Edition.objects.copy(self.edition, starts_on=day, by=self.zhou)
