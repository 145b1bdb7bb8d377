import re
from datetime import date, timedelta

from django.urls import reverse

from activities.models import Edition
from colleges.models import AuditEntry
from reports.models import Filing
from reports.requirement_form import told_apart
from tests import make
from tests.activities.test_settings_pages import SettingsTest
from tests.base import PortalTestCase, at


class Requirements(SettingsTest):
    name = "edition_requirements"

    def setUp(self):
        super().setUp()
        self.info_form = self.edition.requirements.get(kind="info_form")
        self.prefix = f"r{self.info_form.pk}"

    def move(self, **changes):
        return self.save(self.name, **{f"{self.prefix}-{k}": v for k, v in changes.items()})

    def confirmed(self, **changes):
        """Moved, read what it does, ticked."""
        sent = {f"{self.prefix}-{name}": value for name, value in changes.items()}
        move = self.move(**changes).context["page"].move
        return self.save(self.name, confirmed=move, **sent)

    def test_midnight_is_the_end_of_the_day_before(self):
        self.assertEqual(told_apart(at("2025-05-22T00:00")), (date(2025, 5, 21), "24:00"))
        page = self.client.get(self.address(self.name))
        self.assertContains(page, 'value="24:00"')

    def test_a_move_tells_first_whom_it_touches(self):
        make.filed(self.filing)
        answer = self.move(due_date="2025-05-13")
        self.assertContains(
            answer, "逾期线由5月12日（周一）18:00改为5月13日（周二）18:00", status_code=422
        )
        self.assertContains(answer, "影响还没有报送的 1 个学院：财经学院", status_code=422)
        self.info_form.refresh_from_db()
        self.assertEqual(self.info_form.due_at, at("2025-05-12T18:00"))

    def test_confirmed_it_moves_and_is_recorded(self):
        self.assertSaved(self.confirmed(due_date="2025-05-13", due_clock="24:00"))
        self.info_form.refresh_from_db()
        self.assertEqual(self.info_form.due_at, at("2025-05-14T00:00"))
        entry = AuditEntry.objects.about(self.edition).first()
        self.assertEqual(entry.verb, "调整时限")
        self.assertEqual(entry.payload["after"]["附件1：逾期线日期"], "2025-05-13")

    def test_a_name_alone_is_a_setting(self):
        self.assertSaved(self.move(title="活动信息表"))
        self.assertEqual(AuditEntry.objects.about(self.edition).first().verb, "修改设置")

    def test_a_tick_counts_for_the_move_it_was_shown_with(self):
        move = self.move(due_date="2025-05-13").context["page"].move
        answer = self.save(self.name, confirmed=move, **{f"{self.prefix}-due_date": "2025-05-11"})
        self.assertEqual(answer.status_code, 422)

    def test_behind_now_it_warns_that_colleges_become_late(self):
        answer = self.move(due_date="2025-05-12", due_clock="09:00")
        self.assertContains(answer, "新的逾期线已经过去", status_code=422)
        self.assertSaved(self.confirmed(due_date="2025-05-12", due_clock="09:00"))
        self.info_form.refresh_from_db()
        self.assertTrue(self.info_form.is_late(self.now))

    def test_what_is_wrong_stands_at_the_field(self):
        for changes, sentence in [
            ({"closes_date": "2025-05-11"}, "关闭线不能早于逾期线"),
            ({"due_clock": "25:00"}, "时间不对"),
            ({"due_clock": "24:30"}, "时间不对"),
            ({"due_date": "9999-12-31"}, "年份离活动周太远"),
            ({"due_date": "Mai"}, "日期不对"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.move(**changes), sentence, status_code=422)

    def test_full_width_times_are_understood(self):
        self.assertSaved(self.confirmed(due_clock="１７：３０"))
        self.info_form.refresh_from_db()
        self.assertEqual(self.info_form.due_at, at("2025-05-12T17:30"))

    def test_a_new_title_needs_no_tick(self):
        self.assertSaved(self.move(title="信息表"))


class TimelinePage(PortalTestCase):
    def moments(self, user):
        self.sign_in(user)
        page = self.client.get(reverse("edition_timeline", args=["2025"]))
        return page, page.context["line"]

    def test_every_date_is_on_it_in_order(self):
        page, line = self.moments(self.zhou)
        texts = "".join(moment.text for moment in line.moments)
        for part in ("活动周开始：职教发展研讨日", "集中展示：东区科技广场", "逾期线", "关闭线",
                     "截止前 24 小时"):  # fmt: skip
            self.assertIn(part, texts)
        instants = [moment.at for moment in line.moments]
        self.assertEqual(instants, sorted(instants))
        self.assertContains(page, reverse("edition_requirements", args=["2025"]))
        self.assertIsNotNone(line.today)

    def test_each_entry_is_one_link_with_a_name_of_its_own(self):
        page, line = self.moments(self.zhou)
        found = re.findall(r'<a class="timeline-entry".*?</a>', page.content.decode())
        names = [re.sub(r"<.*?>", "", link) for link in found]
        self.assertEqual(len(names), len(line.moments))
        self.assertEqual(len(set(names)), len(names))
        self.assertIn("5月12日（周一）18:00 附件1《2025年职教活动周信息表》逾期线", names)
        one = self.edition.requirements.get(kind="info_form")
        self.assertContains(page, f"/settings/requirements/#r{one.pk}")

    def test_a_moved_deadline_moves_its_reminders(self):
        one = self.edition.requirements.get(kind="info_form")
        one.due_at += timedelta(days=1)
        one.save()
        _, line = self.moments(self.zhou)
        reminders = [moment.at for moment in line.moments if moment.kind == "reminder"]
        self.assertIn(at("2025-05-13T12:00"), reminders)

    def test_colleges_read_it_without_the_settings(self):
        page, _ = self.moments(self.chen)
        self.assertNotContains(page, "/settings/")

    def test_extensions_are_the_own_colleges_only(self):
        until = self.filing.requirement.closes_at + timedelta(days=3)
        self.filing.extend(self.zhou, self.now, until, "系统培训与校外签约冲突")
        for user, seen in [(self.zhou, True), (self.chen, True), (self.lin, False)]:
            with self.subTest(user):
                page, _ = self.moments(user)
                self.assertEqual("机电学院的" in page.content.decode(), seen)

    def test_it_costs_the_same_with_more_extensions(self):
        until = self.filing.requirement.closes_at + timedelta(days=3)
        self.filing.extend(self.zhou, self.now, until, "外出")
        self.sign_in(self.zhou)

        def grow():
            self.other_filing.extend(self.zhou, self.now, until, "外出")

        self.assertCostStaysFlat(reverse("edition_timeline", args=["2025"]), grow)

    def test_outside_its_time_there_is_no_now_on_the_line(self):
        with self.clock_at("2025-08-01T00:00"):
            _, line = self.moments(self.zhou)
        self.assertIsNone(line.today)
        self.assertEqual(line.ahead, len(line.moments))


class CopyAndOpen(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)

    def copy(self, day):
        return self.client.post(reverse("edition_copy", args=["2025"]), {"starts_on": day})

    def test_copied_checked_and_opened(self):
        settings = reverse("edition_settings", args=["2026"])
        self.assertRedirects(self.copy("2026-05-10"), settings)
        self.assertContains(self.client.get(settings), "一切就绪")
        self.client.post(reverse("edition_open", args=["2026"]))
        self.assertTrue(Edition.objects.get(code="2026").is_open)
        self.assertEqual(Filing.objects.filter(edition__code="2026").count(), 2)

    def test_refusals_stand_at_the_field(self):
        self.copy("2026-05-10")
        for day, sentence in [
            ("", "请填写新一届的第一天"),
            ("2026-05-11", "不是星期日"),
            ("2026-05-17", "2026 届已经存在"),
            ("2999-01-06", "年份离今年太远"),
        ]:
            with self.subTest(day):
                self.assertContains(self.copy(day), sentence, status_code=422)

    def test_what_blocks_is_a_list_and_the_button_is_not_there(self):
        self.copy("2026-05-10")
        Edition.objects.filter(code="2026").update(contact="")
        page = self.client.get(reverse("edition_settings", args=["2026"]))
        self.assertContains(page, "还没有写联系方式")
        self.assertNotContains(page, reverse("edition_open", args=["2026"]))
        answer = self.client.post(reverse("edition_open", args=["2026"]))
        self.assertRefused(answer, "还不能开放")
