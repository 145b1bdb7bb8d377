import json
from collections import Counter
from datetime import timedelta
from io import BytesIO, StringIO

import pypdfium2
import time_machine
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from activities.forms.activity import ActivityForm
from activities.models import (
    Activity,
    BoothNeed,
    Draft,
    Edition,
    MediaItem,
    MediaMention,
    NewsItem,
    Outing,
    ThemeMaterial,
)
from activities.outing_status import Status
from colleges.files import stored
from colleges.models import AuditEntry, College, Department, Membership, Role, User
from colleges.models.people import SHIPPED_DEPARTMENTS
from reports.annex_two import FORM
from reports.columns import ANNEX_ONE, printed
from reports.demo.gate import about_to_leave, middle_of
from reports.demo.present import before, due_at, first_day
from reports.demo.school import DATA, DEMO_PASSWORD
from reports.demo.week import as_typed
from reports.models import Filing, Revision, WorkMark

from ..base import at


def seed():
    output = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_demo", stdout=output)
    return output.getvalue()


class Seeded(TestCase):
    """A school seeded on an afternoon in the week before Christmas."""

    now = at("2026-12-22T14:03")

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(cls.now, tick=False):
            cls.output = seed()
        cls.earlier, cls.past, cls.present = Edition.objects.order_by("starts_on")

    def one_to_ask_for(self):
        """An outing activity of college01 that is still ahead and for which nobody has asked."""
        rows = Activity.objects.filter(edition=self.present, college__code="01", is_outing=True)
        tomorrow = timezone.localdate(self.now) + timedelta(days=1)
        return rows.planned().filter(outings=None, start_date__gte=tomorrow).exists()

    def states(self, edition, moment, kind="info_form"):
        filings = Filing.objects.for_board(edition).filter(requirement__kind=kind)
        return {filing.college.code: filing.state_code(moment) for filing in filings}


class SeedDemo(Seeded):
    def test_password_stands_on_a_line_of_its_own(self):
        self.assertIn(f"DEMO_PASSWORD={DEMO_PASSWORD}", self.output.splitlines())

    def test_second_run_changes_nothing_and_says_so(self):
        entries = AuditEntry.objects.count()
        output = seed()
        self.assertIn("已经装入", output)
        self.assertIn(f"DEMO_PASSWORD={DEMO_PASSWORD}", output.splitlines())
        self.assertEqual(AuditEntry.objects.count(), entries)
        self.assertEqual(Edition.objects.count(), 3)

    def test_audit_chain_is_whole_and_in_order(self):
        sealed, unsealed, faults = AuditEntry.objects.verify()
        self.assertEqual((unsealed, faults), (0, []))
        instants = list(AuditEntry.objects.order_by("sequence").values_list("at", flat=True))
        self.assertEqual(instants, sorted(instants))
        self.assertGreater(sealed, 200)

    def test_last_entry_says_that_the_records_are_made_up(self):
        last = AuditEntry.objects.first()
        self.assertIn("虚构", last.note)
        self.assertEqual(last.at, self.now)

    def test_nothing_lies_in_the_future(self):
        self.assertFalse(AuditEntry.objects.filter(at__gt=self.now).exists())
        self.assertFalse(Activity.objects.filter(updated_at__gt=self.now).exists())
        self.assertFalse(Revision.objects.filter(received_at__gt=self.now).exists())
        self.assertFalse(Draft.objects.filter(saved_at__gt=self.now).exists())


class DemoSchool(Seeded):
    def test_accounts_are_the_promised_ones(self):
        names = {"admin", "office", "office2", "auditor", "leader", "security", "logistics", "it"}
        names |= {"student", "media", *(f"judge{n}" for n in range(1, 6))}
        names |= {f"{who}{n:02d}" for who in ("college", "lead") for n in range(1, 13)}
        self.assertEqual(set(User.objects.values_list("username", flat=True)), names)

    def test_every_account_has_the_one_password(self):
        hashes = set(User.objects.values_list("password", flat=True))
        self.assertEqual(len(hashes), 1)
        self.assertTrue(check_password(DEMO_PASSWORD, hashes.pop()))

    def test_everybody_wears_one_hat(self):
        self.assertEqual(Membership.objects.current(self.now).count(), User.objects.count())
        roles = Counter(Membership.objects.values_list("role", flat=True))
        self.assertEqual(roles[Role.COLLEGE_STAFF], 12)
        self.assertEqual(roles[Role.COLLEGE_LEAD], 12)
        self.assertEqual(roles[Role.JUDGE], 5)
        self.assertEqual(roles[Role.DEPARTMENT], 5)

    def test_units_are_whole(self):
        self.assertEqual(College.objects.count(), 12)
        codes = set(Department.objects.values_list("code", flat=True))
        self.assertEqual(codes, set(SHIPPED_DEPARTMENTS))

    def test_phones_lie_in_the_fictitious_range(self):
        phones = {*User.objects.values_list("phone", flat=True)}
        phones |= {*Activity.objects.values_list("leader_phone", flat=True)}
        for phone in phones:
            self.assertRegex(phone, r"^1380000\d{4}$")

    def test_names_are_not_shared(self):
        names = list(User.objects.values_list("name", flat=True))
        self.assertEqual(len(names), len(set(names)))


class DemoPast(Seeded):
    def test_everything_is_accepted(self):
        self.assertEqual(set(self.states(self.past, self.now).values()), {"accepted"})

    def test_figures_are_accepted_but_for_those_left_to_try(self):
        states = self.states(self.past, self.now, "statistics_form")
        left = {code: state for code, state in states.items() if state != "accepted"}
        self.assertEqual(left, {"01": "overdue", "05": "returned", "06": "overdue", "11": "filed"})

    def test_figures_of_one_came_late(self):
        late = Revision.objects.filter(
            filing__requirement__kind="statistics_form", filing__edition=self.past, is_late=True
        )
        self.assertEqual([revision.receipt_no for revision in late], ["ZJZ2025-F2-07-01"])

    def test_filed_rows_are_about_120(self):
        filings = Filing.objects.filter(edition=self.past, requirement__kind="info_form")
        filings = filings.select_related("revision")
        rows = [len(filing.revision.full_content()["rows"]) for filing in filings]
        self.assertTrue(115 <= sum(rows) <= 130, sum(rows))
        self.assertTrue(all(8 <= count <= 12 for count in rows), rows)

    def test_two_are_late_and_say_why(self):
        late = Revision.objects.filter(filing__edition=self.past, is_late=True)
        late = late.filter(filing__requirement__kind="info_form")
        self.assertEqual(late.count(), 2)
        for revision in late:
            self.assertEqual(revision.kind_name, "补报")
            self.assertTrue(revision.reason)

    def test_one_was_sent_back_and_filed_again(self):
        twice = Revision.objects.filter(filing__edition=self.past, number=2)
        self.assertEqual([r.receipt_no for r in twice], ["ZJZ2025-F1-05-02"])

    def test_something_every_day_but_one(self):
        gaps = [
            (college.code, day.isoformat())
            for college in College.objects.all()
            for day in self.past.dates
            if not Activity.objects.of(self.past, college).planned().touching(day).exists()
        ]
        self.assertEqual(gaps, [("11", "2025-05-17")])

    def test_every_college_stands_on_the_square(self):
        stands = Activity.objects.filter(edition=self.past, category__code="exhibition")
        self.assertEqual(stands.count(), 12)
        places = set(stands.values_list("start_date", "start_time", "end_time", "venue"))
        edition = self.past
        self.assertEqual(
            places,
            {
                (
                    edition.showcase_on,
                    edition.showcase_from,
                    edition.showcase_until,
                    edition.showcase_place,
                )
            },
        )

    def test_every_word_of_the_forms_is_used(self):
        plans = Activity.objects.filter(edition=self.past)
        self.assertEqual(set(plans.values_list("mode", flat=True)), set(Activity.Mode.values))
        told = {code for row in plans for code in row.audiences}
        self.assertEqual(told, set(Activity.Audience.values))
        self.assertEqual({code for row in plans for code in row.needs}, set(Activity.Need.values))
        self.assertGreaterEqual(plans.values("category").distinct().count(), 14)
        self.assertEqual(plans.values("tags").exclude(tags=None).distinct().count(), 10)

    def test_revisions_are_untouched(self):
        self.assertTrue(all(revision.is_untouched() for revision in Revision.objects.all()))

    def test_entries_were_written_before_they_were_filed(self):
        filings = Filing.objects.filter(edition=self.past, requirement__kind="info_form")
        for filing in filings.select_related("revision"):
            newest = filing.activities().latest("updated_at")
            self.assertLess(newest.updated_at, filing.revision.received_at)


class DemoPresent(Seeded):
    def test_week_is_now(self):
        self.assertTrue(self.present.contains(timezone.localdate(self.now)))
        self.assertEqual(Edition.objects.current(), self.present)

    def test_annex_one_is_due_in_six_hours(self):
        form = self.present.requirements.get(kind="info_form")
        self.assertEqual(form.due_at, at("2026-12-22T20:10"))
        self.assertGreaterEqual(form.closes_at, form.due_at + timedelta(days=2))

    def test_filings_stand_in_every_state_before_the_line(self):
        self.assertEqual(
            self.states(self.present, self.now),
            {
                "01": "started",
                "02": "filed",
                "03": "accepted",
                "04": "returned",
                "05": "pending",
                "06": "not_started",
                "07": "started",
                "08": "filed",
                "09": "accepted",
                "10": "pending",
                "11": "filed",
                "12": "not_started",
            },
        )

    def test_one_college_changed_what_it_had_filed(self):
        filings = Filing.objects.for_board(self.present).exclude(revision=None)
        changed = {filing.college.code for filing in filings if filing.has_changes()}
        self.assertEqual(changed, {"08", "10"})

    def test_warnings_of_each_kind_are_to_be_seen(self):
        rows = Activity.objects.filter(edition=self.present).for_list()
        told = " ".join(sentence for row in rows for sentence in row.warnings())
        for words in ("周外活动", "大型群众性活动", "工匠进校园", "请勾选“外出”"):
            self.assertIn(words, told)

    def test_a_department_organises_three_and_files_nothing(self):
        student = Department.objects.get(code="student")
        own = Activity.objects.of(self.present, student).announced()
        self.assertEqual(own.count(), 3)
        self.assertFalse(Activity.objects.filter(edition=self.past, college=None).exists())

    def test_cancelled_ones_say_why(self):
        gone = Activity.objects.filter(status="cancelled")
        self.assertEqual(gone.count(), 2)
        self.assertTrue(all(activity.cancel_reason for activity in gone))

    def test_newcomer_has_a_gap_and_a_draft_that_fills_it(self):
        college = College.objects.get(code="01")
        plans = Activity.objects.of(self.present, college)
        gaps = [day for day in self.present.dates if not plans.touching(day).exists()]
        draft = Draft.objects.unsent(self.present, college).get()
        self.assertEqual([day.isoformat() for day in gaps], [draft.date_text])
        self.assertFalse(
            Revision.objects.filter(filing__college=college)
            .exclude(filing__edition=self.past)
            .exists()
        )

    def test_newcomer_finishes_the_draft_and_files(self):
        college = College.objects.get(code="01")
        draft = Draft.objects.unsent(self.present, college).get()
        data = QueryDict(mutable=True)
        for name, values in draft.data.items():
            data.setlist(name, values)
        missing = ActivityForm(data, edition=self.present, organiser=college)
        self.assertEqual(list(missing.errors), ["leader_phone"])
        data["leader_phone"] = "13800000111"
        form = ActivityForm(data, edition=self.present, organiser=college)
        self.assertTrue(form.is_valid(), form.errors)
        form.store(draft.owner)
        kind = {"requirement__kind": "info_form"}
        filing = Filing.objects.get(edition=self.present, college=college, **kind)
        filing.hand_over(draft.owner, self.now)
        lead = User.objects.get(username="lead01")
        seen = filing.content_digest()
        filing.sign(lead, received_at=self.now, declared=True, seen=seen)
        self.assertEqual(filing.state_code(self.now), "filed")

    def test_everything_happened_by_day(self):
        acts = AuditEntry.objects.exclude(actor=None).exclude(verb__in=("出发", "归校"))
        acts = acts.values_list("at", flat=True)
        hours = {timezone.localtime(instant).hour for instant in acts}
        self.assertLessEqual(hours, set(range(8, 23)))

    def test_most_colleges_have_said_what_their_booths_need(self):
        needs = BoothNeed.objects.filter(edition=self.present).select_related("college")
        silent = College.objects.exclude(pk__in=needs.values("college"))
        self.assertEqual([college.code for college in silent], ["01", "12"])
        self.assertEqual([need.college.code for need in needs if need.version > 1], ["03"])
        self.assertEqual([need.college.code for need in needs if not need.rain_plan], ["10"])
        self.assertEqual({need.leader_phone[:5] for need in needs}, {"13800"})

    def test_strangers_see_pictures_and_texts_of_both_weeks(self):
        for edition, pictures, texts in [(self.past, 5, 2), (self.present, 8, 2)]:
            with self.subTest(edition):
                shown = MediaItem.objects.public().pictures().filter(edition=edition)
                self.assertEqual(shown.count(), pictures)
                self.assertEqual(NewsItem.objects.public().filter(edition=edition).count(), texts)
                counted = MediaMention.objects.filter(story__edition=edition, status="confirmed")
                self.assertGreaterEqual(counted.count(), 3)

    def test_pictures_of_an_activity_wait_until_it_is_filed(self):
        waiting = MediaItem.objects.filter(edition=self.present, status="approved")
        waiting = waiting.exclude(pk__in=MediaItem.objects.public())
        self.assertEqual({item.college.code for item in waiting}, {"01"})
        self.assertTrue(all(item.activity for item in waiting))

    def test_pupils_are_shown_with_a_consent_and_two_sent_the_same(self):
        shown = MediaItem.objects.public().get(edition=self.present, has_minors="yes")
        self.assertTrue(stored(shown.stored_consent).exists())
        families = Counter(MediaItem.objects.values_list("family", flat=True))
        self.assertEqual(sorted(families.values())[-2:], [1, 2])

    def test_strangers_may_take_the_notice_the_forms_and_the_poster(self):
        for edition in (self.past, self.present):
            shown = self.client.get(reverse("public_about", args=[edition.code]))
            for document in edition.documents.all():
                self.assertContains(shown, f"{document}")
            kinds = [document.kind for document in edition.documents.all()]
            self.assertEqual(kinds, ["annex_1", "annex_2", "notice", "poster"])

    def test_the_notice_tells_the_dates_and_no_person(self):
        pages = pypdfium2.PdfDocument(self.document("notice"))
        said = "".join(page.get_textpage().get_text_bounded() for page in pages)
        for words in ("12月20日（周日）", "12月22日（周二）20:10前", "天天有活动"):
            self.assertIn(words, "".join(said.split()))
        self.assertNotRegex(said, r"〔|\d{11}")

    def test_the_empty_forms_have_the_columns_of_the_filled_ones(self):
        for kind, count in (("annex_1", len(printed(ANNEX_ONE))), ("annex_2", len(FORM))):
            book = CalamineWorkbook.from_filelike(BytesIO(self.document(kind)))
            rows = book.get_sheet_by_index(0).to_python()
            self.assertEqual(len([cell for cell in rows[3] if cell]), count)

    def document(self, kind):
        return stored(self.present.documents.get(kind=kind).key).read_bytes()

    def test_every_day_has_words_of_its_own(self):
        texts = ThemeMaterial.objects.filter(theme_day__edition=self.present)
        told = list(texts.values_list("text", flat=True))
        self.assertEqual((len(told), len(set(told))), (21, 21))

    def test_outings_stand_in_every_state(self):
        outings = Outing.objects.of(self.present)
        states = Counter(outings.values_list("status", flat=True))
        self.assertEqual(set(states), set(Status) - {"refused", "cancelled"})
        approvers = {one.step.approver for one in outings.waiting().for_list()}
        self.assertEqual(approvers, {"college", "office"})
        tomorrow = timezone.localdate(self.now) + timedelta(days=1)
        self.assertTrue(outings.passed().on(tomorrow).exists())
        self.assertTrue(Activity.objects.filter(edition=self.present).held_up().exists())

    def test_the_gate_has_somebody_to_let_out_and_somebody_to_wait_for(self):
        outings = Outing.objects.of(self.present)
        leaving = [one for one in outings.passed() if one.is_for_today(self.now)]
        late = [one for one in outings.filter(status="out") if one.minutes_overdue(self.now)]
        self.assertTrue(any(one.status == "approved" for one in leaving))
        self.assertTrue(late)

    def test_supporting_offices_are_at_work(self):
        marks = WorkMark.objects.filter(edition=self.present)
        self.assertGreaterEqual(marks.filter(status__in=("confirmed", "done")).count(), 10)
        self.assertEqual(marks.filter(status="asked").count(), 1)
        answered = [mark for mark in marks if any(one.is_answer for one in mark.remarks.all())]
        self.assertEqual(len(answered), 1)

    def test_there_is_one_to_ask_for_as_the_readme_says(self):
        self.assertTrue(self.one_to_ask_for())

    def test_everybody_of_the_past_week_came_back(self):
        self.assertEqual(
            set(Outing.objects.of(self.past).values_list("status", flat=True)), {"closed"}
        )
        self.assertFalse(Activity.objects.filter(edition=self.past).held_up().exists())


class DemoRows(Seeded):
    """The texts as people would have typed them: the form takes every row."""

    def test_form_takes_every_activity(self):
        for activity in Activity.objects.for_list():
            form = ActivityForm(
                typed(activity),
                instance=activity,
                edition=activity.edition,
                organiser=activity.organiser,
            )
            self.assertTrue(form.is_valid(), (activity, form.errors))

    def test_summaries_say_something_of_their_own(self):
        rows = [
            row
            for path in DATA.glob("*_*.json")
            for row in json.loads(path.read_text(encoding="utf-8")).get("activities", ())
        ]
        summaries = [row["summary"] for row in rows]
        self.assertEqual(len(summaries), len(set(summaries)))
        self.assertTrue(all(38 <= len(text) <= 150 for text in summaries))


def typed(activity):
    """The body of the form that would have sent `activity`."""
    data = QueryDict(mutable=True)
    for name in ActivityForm.Meta.fields:
        if name not in ("category", "theme_day", "tags", "partners"):
            data.setlist(name, as_typed(getattr(activity, name)))
    data["partners"] = "\n".join(activity.partners)
    data["category"] = str(activity.category_id)
    data["theme_day"] = str(activity.theme_day_id or "")
    data.setlist("tags", [str(tag.pk) for tag in activity.tags.all()])
    data["token"], data["base_version"] = str(activity.token), str(activity.version)
    return data


class SeedDemoRefusals(TestCase):
    def test_refused_in_production(self):
        with (
            override_settings(DJANGO_ENV="production"),
            self.assertRaisesMessage(CommandError, "正式环境"),
        ):
            seed()
        self.assertFalse(User.objects.exists())

    def test_refused_without_the_demo_switch(self):
        with (
            override_settings(DEMO=False),
            self.assertRaisesMessage(CommandError, "只有演示环境"),
        ):
            call_command("seed_demo")

    def test_refused_beside_other_data(self):
        College.objects.create(code="01", name="机电学院")
        with self.assertRaisesMessage(CommandError, "不能混入演示数据"):
            seed()

    def test_year_of_the_notice_itself_gets_a_second_edition(self):
        with time_machine.travel(at("2025-11-19T09:00"), tick=False):
            seed()
        codes = list(Edition.objects.order_by("starts_on").values_list("code", flat=True))
        self.assertEqual(codes, ["2024", "2025", "2025-now"])
        self.assertEqual(Edition.objects.current().title, "2025年职业教育活动周")


class DemoClock(TestCase):
    def test_week_begins_on_the_sunday_on_or_before_today(self):
        for today, sunday in [
            ("2026-11-22T00:10", "2026-11-22"),
            ("2026-11-24T12:00", "2026-11-22"),
            ("2026-11-28T23:59", "2026-11-22"),
            ("2027-01-01T08:00", "2026-12-27"),
        ]:
            with self.subTest(today):
                self.assertEqual(first_day(at(today)).isoformat(), sunday)

    def test_due_is_the_next_full_ten_minutes_six_hours_away(self):
        self.assertEqual(due_at(at("2026-11-24T10:00")), at("2026-11-24T16:00"))
        self.assertEqual(due_at(at("2026-11-24T10:01")), at("2026-11-24T16:10"))
        self.assertEqual(due_at(at("2026-11-24T18:55")), at("2026-11-25T01:00"))

    def test_nights_do_not_count(self):
        for now, hours, instant in [
            ("2026-11-24T14:00", 2, "2026-11-24T12:00"),
            ("2026-11-24T10:00", 4, "2026-11-23T20:00"),
            ("2026-11-24T05:47", 1, "2026-11-23T21:00"),
            ("2026-11-24T23:30", 1, "2026-11-24T21:00"),
        ]:
            with self.subTest(now):
                self.assertEqual(before(at(now), hours), at(instant))


class DemoGate(SimpleTestCase):
    def test_the_next_party_fits_into_its_day_at_any_minute(self):
        for minute in range(24 * 60):
            leaves, returns = about_to_leave(at("2026-12-22T00:00") + timedelta(minutes=minute))
            begins, ends = middle_of(leaves, returns)
            with self.subTest(minute=minute):
                self.assertTrue(leaves <= begins < ends <= returns)
                self.assertEqual(timezone.localdate(leaves), timezone.localdate(returns))


class DemoAtTheEndOfItsWeek(Seeded):
    """On Saturday evening nothing of the week is ahead any more."""

    now = at("2026-12-26T21:07")

    def test_there_is_still_one_to_ask_for(self):
        self.assertTrue(self.one_to_ask_for())

    def test_the_gate_is_still_at_work(self):
        outings = Outing.objects.of(self.present)
        self.assertTrue(outings.filter(status="out", returns_at__lt=self.now).exists())
        self.assertTrue(outings.filter(status="approved", departs_at__gt=self.now).exists())

    def test_outings_still_stand_in_every_state(self):
        states = set(Outing.objects.of(self.present).values_list("status", flat=True))
        self.assertEqual(
            states, {"draft", "waiting", "returned", "approved", "out", "closed", "back"}
        )
