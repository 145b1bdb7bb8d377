from datetime import date, timedelta

from activities.models import Edition
from colleges.rules import BrokenRule
from tests.base import PortalTestCase, at


class LoadedEdition(PortalTestCase):
    """load("2025") says what the notice says."""

    def requirement(self, kind="info_form"):
        return self.edition.requirements.get(kind=kind)

    def test_its_week_runs_from_sunday_to_saturday(self):
        week = self.edition
        self.assertEqual((week.starts_on, week.ends_on), (date(2025, 5, 11), date(2025, 5, 17)))

    def test_every_day_has_its_theme(self):
        names = [day.name for day in self.edition.theme_days.all()]
        self.assertEqual(names[0], "职教发展研讨日")
        self.assertEqual(names[6], "地方特色活动日")
        self.assertEqual(len(names), 7)

    def test_attachment_one_is_due_on_monday_at_six(self):
        self.assertEqual(self.requirement().due_at, at("2025-05-12T18:00"))

    def test_the_papers_are_due_when_the_21st_is_over(self):
        self.assertEqual(self.requirement("summary_report").due_at, at("2025-05-22T00:00"))

    def test_only_attachment_one_is_filed_here_yet(self):
        here = self.edition.requirements.filter(in_portal=True)
        self.assertEqual([one.kind for one in here], ["info_form"])

    def test_the_number_of_awards_is_data(self):
        self.assertEqual(self.edition.award_count, 4)


class Deadline(PortalTestCase):
    """Due is exclusive to the microsecond."""

    def test_last_microsecond_before_six_is_in_time(self):
        info_form = self.edition.requirements.get(kind="info_form")
        self.assertFalse(info_form.is_late(at("2025-05-12T17:59:59.999999")))

    def test_six_sharp_is_late(self):
        info_form = self.edition.requirements.get(kind="info_form")
        self.assertTrue(info_form.is_late(at("2025-05-12T18:00:00")))

    def test_closing_is_exclusive_too(self):
        info_form = self.edition.requirements.get(kind="info_form")
        self.assertFalse(info_form.is_closed(at("2025-05-17T23:59:59.999999")))
        self.assertTrue(info_form.is_closed(at("2025-05-18T00:00:00")))


class EditionOnAnotherSunday(PortalTestCase):
    def test_every_date_moves_with_the_first_day(self):
        moved = Edition.objects.load("2025", starts_on=date(2026, 5, 10))
        self.assertEqual(moved.code, "2026")
        self.assertEqual(moved.ends_on - moved.starts_on, timedelta(days=6))
        self.assertEqual(moved.showcase_on, date(2026, 5, 13))
        self.assertEqual(moved.theme_days.first().date, date(2026, 5, 10))

    def test_deadlines_move_and_keep_their_hour(self):
        moved = Edition.objects.load("2025", starts_on=date(2026, 5, 10))
        info_form = moved.requirements.get(kind="info_form")
        self.assertEqual(info_form.due_at, at("2026-05-11T18:00"))
        self.assertEqual(info_form.closes_at, at("2026-05-17T00:00"))

    def test_titles_speak_of_the_new_year(self):
        moved = Edition.objects.load("2025", starts_on=date(2026, 5, 10))
        self.assertEqual(moved.title, "2026年职业教育活动周")
        self.assertEqual(moved.requirements.first().title, "2026年职教活动周信息表")

    def test_a_day_that_is_no_sunday_is_refused(self):
        with self.assertRaisesMessage(BrokenRule, "2026-05-11 不是星期日。请另选一天。"):
            Edition.objects.load("2025", starts_on=date(2026, 5, 11))

    def test_the_same_year_twice_is_refused(self):
        with self.assertRaisesMessage(BrokenRule, "2025 届已经存在，不能再建一次。"):
            Edition.objects.load("2025")

    def test_an_unknown_edition_is_refused_with_what_there_is(self):
        with self.assertRaisesMessage(BrokenRule, "没有随系统附带 1999 届的数据。现有：2025。"):
            Edition.objects.load("1999")

    def test_a_path_is_no_edition(self):
        with self.assertRaises(BrokenRule):
            Edition.objects.load("../secret")

    def test_the_newest_week_is_the_current_edition(self):
        moved = Edition.objects.load("2025", starts_on=date(2026, 5, 10))
        self.assertEqual(Edition.objects.current(), moved)
