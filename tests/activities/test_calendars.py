"""iCalendar for everybody, read back by another library than the one that writes it."""

from datetime import date, datetime, time, timedelta

import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Edition, Outing
from activities.showcase.switching import undo
from tests import make
from tests.base import SHANGHAI, PortalTestCase, at


class CalendarTestCase(PortalTestCase):
    def feed(self, name="calendar_feed", *args, **query):
        url = reverse(name, args=args or [self.edition.code])
        self.answer = Client().get(url, query)
        self.assertEqual(self.answer.status_code, 200)
        return vobject.readOne(self.answer.content.decode())

    def events(self, *args, **query):
        """{uid up to the @: event} of the activities in a calendar."""
        found = self.feed(*args, **query).contents.get("vevent", [])
        return {event.uid.value.split("@")[0]: event for event in found}

    def only(self, *args, **query):
        found = self.events(*args, **query)
        (event,) = (found[name] for name in found if name.startswith("activity"))
        return event

    def public(self, **facts):
        made = make.activity(college=self.jidian, **facts)
        make.filed(self.filing)
        return Activity.objects.get(pk=made.pk)


class Event(CalendarTestCase):
    def test_says_what_when_and_where(self):
        activity = self.public(title="焊接，体验；课", venue="实训楼 101")
        event = self.only()
        self.assertEqual(event.summary.value, "焊接，体验；课")
        self.assertEqual(event.dtstart.value, datetime(2025, 5, 12, 9, tzinfo=SHANGHAI))
        self.assertEqual(event.dtend.value, datetime(2025, 5, 12, 11, 30, tzinfo=SHANGHAI))
        self.assertEqual(event.location.value, "实训楼 101")
        self.assertEqual(event.status.value, "CONFIRMED")
        self.assertIn("主办：机电学院", event.description.value)
        self.assertIn(f"/activities/{activity.pk}/", event.url.value)

    def test_times_are_of_shanghai_and_the_zone_comes_with_them(self):
        self.public()
        found = self.feed()
        self.assertIn(b"DTSTART;TZID=Asia/Shanghai:20250512T090000", self.answer.content)
        self.assertEqual(found.vtimezone.tzid.value, "Asia/Shanghai")

    def test_lines_end_and_fold_as_the_standard_wants(self):
        self.public(summary="长" * 300)
        self.feed()
        lines = self.answer.content.split(b"\r\n")
        self.assertLessEqual(max(map(len, lines)), 75)
        self.assertNotIn(b"\n", self.answer.content.replace(b"\r\n", b""))

    def test_an_edit_keeps_the_uid_and_raises_the_sequence(self):
        activity = self.public()
        before = self.only()
        activity.title = "焊接开放课"
        with self.clock_at("2025-05-12T11:00"):
            activity.revise(self.chen, [], base_version=activity.version)
        after = self.only()
        self.assertEqual(after.uid.value, before.uid.value)
        self.assertGreater(int(after.sequence.value), int(before.sequence.value))
        self.assertEqual(after.last_modified.value, at("2025-05-12T11:00"))

    def test_online_link_is_its_address(self):
        link = "https://live.example.edu.cn/1"
        self.public(mode="online", venue="", online_link=link)
        event = self.only()
        self.assertEqual((event.url.value, event.location.value), (link, "线上"))

    def test_no_phone_number_of_anybody(self):
        self.public(title="报名13800000001", summary="或 028-12345678。", venue="一楼 13800000001")
        self.feed()
        text = self.answer.content.decode().replace("\r\n ", "")
        for number in ("13800000001", "028-12345678", "赵老师"):
            self.assertNotIn(number, text)
        self.assertIn("138****0001", text)


class SeveralDays(CalendarTestCase):
    def days(self, event):
        return [one.date() for one in event.getrruleset(addRDate=True)]

    def test_each_day_has_its_hours(self):
        self.public(end_date=date(2025, 5, 14))
        event = self.only()
        self.assertEqual(event.dtend.value - event.dtstart.value, timedelta(hours=2, minutes=30))
        self.assertEqual(self.days(event), [date(2025, 5, day) for day in (12, 13, 14)])

    def test_the_calendar_of_a_day_has_that_day_alone(self):
        self.public(end_date=date(2025, 5, 14))
        event = self.only("day_calendar", self.edition.code, "2025-05-13")
        self.assertEqual(event.dtstart.value, datetime(2025, 5, 13, 9, tzinfo=SHANGHAI))
        self.assertNotIn("rrule", event.contents)

    def test_hours_that_run_backwards_go_through_the_night(self):
        self.public(end_date=date(2025, 5, 14), start_time=time(14), end_time=time(11))
        event = self.only()
        self.assertEqual(event.dtend.value, datetime(2025, 5, 14, 11, tzinfo=SHANGHAI))
        self.assertNotIn("rrule", event.contents)

    def test_days_without_an_approved_outing_are_left_out(self):
        activity = make.outing_activity(college=self.jidian, end_date=date(2025, 5, 16))
        make.filed(self.filing)
        make.approved_outing(college=self.jidian, activity=activity)
        days = {"departs_at": at("2025-05-15T08:30"), "returns_at": at("2025-05-15T17:00")}
        Outing.objects.update(**days)
        event = self.only()
        self.assertEqual(event.dtstart.value.date(), date(2025, 5, 15))
        self.assertNotIn("rrule", event.contents)
        self.assertEqual(self.events("day_calendar", self.edition.code, "2025-05-16"), {})


class WhatIsInIt(CalendarTestCase):
    def test_nothing_before_it_is_filed(self):
        make.activity(college=self.jidian)
        self.assertEqual(list(self.events()), ["showcase-2025"])

    def test_no_outing_without_approval(self):
        activity = make.outing_activity(college=self.jidian)
        make.filed(self.filing)
        self.assertEqual(list(self.events()), ["showcase-2025"])
        url = reverse("activity_calendar", args=[activity.pk])
        self.assertEqual(Client().get(url).status_code, 404)

    def test_what_was_called_off_is_said_to_be(self):
        activity = self.public()
        before = self.only()
        activity.cancel(self.chen, "讲师生病")
        event = self.only()
        self.assertEqual(event.status.value, "CANCELLED")
        self.assertEqual(event.uid.value, before.uid.value)
        self.assertGreater(int(event.sequence.value), int(before.sequence.value))
        self.assertIn("已取消：讲师生病", event.description.value)

    def test_what_nobody_had_read_of_is_not_said_to_be_called_off(self):
        make.activity(college=self.jidian).cancel(self.chen, "不办了")
        outing = make.outing_activity(college=self.caijing)
        make.filed(self.other_filing)
        Activity.objects.get(pk=outing.pk).cancel(self.lin, "不去了")
        self.assertEqual(list(self.events()), ["showcase-2025"])

    def test_a_called_off_outing_that_had_been_approved_is_told(self):
        activity = make.outing_activity(college=self.jidian)
        make.filed(self.filing)
        make.approved_outing(college=self.jidian, activity=activity)
        Activity.objects.get(pk=activity.pk).cancel(self.chen, "下雨")
        self.assertEqual(self.only().status.value, "CANCELLED")

    def test_a_college_has_its_own(self):
        own = self.public()
        make.activity(college=self.caijing)
        make.filed(self.other_filing)
        found = self.events("college_calendar", self.edition.code, self.jidian.pk)
        self.assertEqual(list(found), [f"activity-{own.pk}"])

    def test_filters_of_the_programme_hold_here_too(self):
        self.public()
        fair = self.public(category=make.category("job_fair"))
        self.assertEqual(list(self.events(category="job_fair")), [f"activity-{fair.pk}"])
        self.assertEqual(self.events(category="job_fair", day="2025-05-17"), {})

    def test_an_activity_has_a_file_of_its_own(self):
        activity = self.public(title="焊接体验课")
        self.public()
        found = self.events("activity_calendar", activity.pk)
        self.assertEqual(list(found), [f"activity-{activity.pk}"])
        self.assertIn("filename*=utf-8''", self.answer.headers["Content-Disposition"])


class ShowcaseDay(CalendarTestCase):
    def showcase(self):
        return self.events()["showcase-2025"]

    def test_stands_with_its_hours_and_place(self):
        event = self.showcase()
        self.assertEqual(event.dtstart.value, datetime(2025, 5, 14, 9, 30, tzinfo=SHANGHAI))
        self.assertEqual(event.location.value, "东区科技广场")

    def test_moves_with_the_weather_and_back(self):
        before = self.showcase()
        switch = make.weather_switch(make.backup_plan(self.edition))
        moved = self.showcase()
        self.assertEqual(moved.dtstart.value, datetime(2025, 5, 15, 10, tzinfo=SHANGHAI))
        self.assertEqual(moved.location.value, "体育馆")
        self.assertEqual(moved.uid.value, before.uid.value)
        undo(switch, self.zhou, timezone.now())
        numbers = [int(one.sequence.value) for one in (before, moved, self.showcase())]
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_called_off(self):
        make.weather_switch(make.backup_plan(self.edition, name="取消", calls_off=True))
        self.assertEqual(self.showcase().status.value, "CANCELLED")

    def test_is_in_the_calendar_of_its_day(self):
        self.assertIn("showcase-2025", self.events("day_calendar", "2025", "2025-05-14"))
        self.assertEqual(self.events("day_calendar", "2025", "2025-05-13"), {})


class Answer(CalendarTestCase):
    def test_may_be_kept_a_minute_and_sets_no_cookie(self):
        self.public()
        self.feed()
        self.assertEqual(self.answer.headers["Cache-Control"], "public, max-age=60")
        self.assertEqual(self.answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        self.assertFalse(self.answer.cookies)
        self.assertNotIn("Cookie", self.answer.headers.get("Vary", ""))

    def test_unchanged_it_is_not_sent_again(self):
        activity = self.public()
        self.feed()
        seen = {"If-None-Match": self.answer.headers["ETag"]}
        url = reverse("calendar_feed", args=[self.edition.code])
        self.assertEqual(Client().get(url, headers=seen).status_code, 304)
        activity.cancel(self.chen, "讲师生病")
        self.assertEqual(Client().get(url, headers=seen).status_code, 200)

    def test_of_an_edition_that_is_being_prepared_there_is_none(self):
        self.public()
        Edition.objects.update(opened_at=None)
        for name, args in (("calendar_feed", ["2025"]), ("day_calendar", ["2025", "2025-05-12"])):
            self.assertEqual(Client().get(reverse(name, args=args)).status_code, 404)

    def test_a_day_outside_the_week_has_none(self):
        for day in ("2025-06-01", "heute", "2025-5-12"):
            url = reverse("day_calendar", args=["2025", day])
            self.assertEqual(Client().get(url).status_code, 404)

    def test_costs_the_same_however_many_activities(self):
        self.public()

        def grow():
            for _ in range(3):
                self.public(tags=self.edition.tag_set.all()[:2])
            make.outing_activity(college=self.jidian)

        url = reverse("calendar_feed", args=[self.edition.code])
        self.assertCostStaysFlat(url, grow)
        self.assertLessEqual(len(self.queries_of(url)), 5)
