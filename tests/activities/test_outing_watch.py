"""The clock and the outings: it reminds and alarms once, and never approves."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from activities.models import OutingStep
from activities.outing_status import Status
from activities.outing_watch import pressing_hours, watch
from activities.tasks import watch_outings
from colleges.models import AuditEntry, Notice, Role
from tests import make
from tests.base import PortalTestCase, at


class Overdue(PortalTestCase):
    """Back at 16:30, left at 08:25."""

    def setUp(self):
        self.outing = make.approved_outing(college=self.jidian)
        self.outing.depart(self.chen, at("2025-05-14T08:25"), 42)

    def alarms(self, user):
        """The minutes of which this person was told, in order."""
        keys = Notice.objects.filter(user=user, kind="overdue").order_by("pk")
        return [int(key.rsplit(":", 1)[1]) for key in keys.values_list("key", flat=True)]

    def watch_at(self, *clocks):
        for clock in clocks:
            watch(at(f"2025-05-14T{clock}"))

    def test_two_levels_come_in_their_order(self):
        self.watch_at("16:31", "16:44", "16:45", "16:46", "16:59", "17:00", "17:01")
        self.assertEqual(self.alarms(self.zhou), [15, 30])

    def test_a_beat_that_slept_sends_the_highest_level_alone(self):
        self.watch_at("16:44", "17:31")
        self.assertEqual(self.alarms(self.zhou), [60])

    def test_twice_is_once(self):
        self.watch_at("16:45", "16:45", "16:45")
        self.assertEqual(self.alarms(self.zhou), [15])

    def test_college_office_and_guards_are_told_and_nobody_else(self):
        self.watch_at("17:31", "23:59")
        for user in (self.chen, self.sun, self.zhou, self.wu, self.wei):
            self.assertEqual(self.alarms(user), [60], user)
        for user in (self.lin, self.he, self.jiang, self.feng, self.chu):
            self.assertEqual(self.alarms(user), [], user)

    def test_who_wears_two_hats_is_told_once(self):
        make.hat(self.zhou, Role.DEPARTMENT, department=self.security)
        make.hat(self.zhou, Role.COLLEGE_LEAD, college=self.jidian)
        self.watch_at("16:45")
        self.assertEqual(self.alarms(self.zhou), [15])

    def test_in_time_back_or_never_left_alarms_nobody(self):
        make.approved_outing(college=self.caijing)
        self.watch_at("16:30", "16:44")
        self.outing.come_back(self.chen, at("2025-05-14T16:50"), 42)
        self.watch_at("17:31")
        self.assertEqual(self.alarms(self.zhou), [])

    def test_notices_name_the_leader_and_no_number(self):
        self.watch_at("16:45")
        told = Notice.objects.get(user=self.zhou, kind="overdue")
        self.assertIn("钱老师", told.body)
        self.assertNotIn("1380000", told.title + told.body)

    def test_the_task_and_the_command_do_the_same(self):
        with self.clock_at("2025-05-14T16:45"):
            watch_outings()
        self.assertEqual(self.alarms(self.zhou), [15])
        with self.clock_at("2025-05-14T17:00"):
            call_command("watch_outings", stdout=StringIO())
            call_command("watch_outings", stdout=StringIO())
        self.assertEqual(self.alarms(self.zhou), [15, 30])

    def test_the_beat_runs_it_every_minute_before_long_jobs(self):
        task = settings.CELERY_BEAT_SCHEDULE["watch-outings"]
        self.assertEqual((task["task"], task["schedule"]), (watch_outings.name, 60.0))
        self.assertEqual(settings.CELERY_TASK_ROUTES[watch_outings.name], {"queue": "notify"})


class Pressing(PortalTestCase):
    """Asked on Monday 10:00, leaves on Wednesday 14th at 08:30: 46 hours and a half later."""

    def setUp(self):
        self.outing = make.asked(make.outing(college=self.jidian), at=self.now)
        self.leaves = self.outing.departs_at

    def pressed(self, user):
        """The hours that this person was reminded of, in order."""
        keys = Notice.objects.filter(user=user, kind="reminder").order_by("pk")
        return [int(key.rsplit(":", 1)[1]) for key in keys.values_list("key", flat=True)]

    def watch_before(self, *hours):
        for one in hours:
            watch(self.leaves - timedelta(hours=one))

    def test_the_hour_counts_down_and_ends_at_departure(self):
        for left, hours in [
            (49, None),
            (48, 48),
            (25, 48),
            (24, 24),
            (0.5, 1),
            (0, None),
            (-1, None),
        ]:
            instant = self.leaves - timedelta(hours=left)
            self.assertEqual(pressing_hours(self.leaves, instant), hours, left)

    def test_once_an_hour_step_however_often_the_beat_ticks(self):
        self.watch_before(24, 23.9, 23, 12, 12, 11.5, 6, 3)
        self.assertEqual(self.pressed(self.sun), [24, 12, 6, 3])

    def test_a_beat_that_slept_sends_the_nearest_alone(self):
        self.watch_before(24, 2.5)
        self.assertEqual(self.pressed(self.sun), [24, 3])

    def test_being_asked_is_the_first_reminder(self):
        self.watch_before(46)
        self.assertEqual(self.pressed(self.sun), [])

    def test_who_may_take_the_step_first_and_near_departure_office_and_college_too(self):
        self.watch_before(12)
        for user, hours in [(self.sun, [12]), (self.chen, []), (self.zhou, []), (self.he, [])]:
            self.assertEqual(self.pressed(user), hours, user)
        self.watch_before(3)
        for user, hours in [(self.sun, [12, 3]), (self.chen, [3]), (self.zhou, [3]), (self.he, [])]:
            self.assertEqual(self.pressed(user), hours, user)

    def test_it_goes_on_to_the_next_step_and_stops_once_passed(self):
        self.watch_before(24)
        signed = make.agreed(self.outing, by=self.sun, at=self.leaves - timedelta(hours=20))
        self.watch_before(12)
        self.assertEqual((self.pressed(self.sun), self.pressed(self.zhou)), ([24], [12]))
        make.agreed(signed, by=self.zhou, at=self.leaves - timedelta(hours=10))
        self.watch_before(6, 3, 1)
        self.assertEqual((self.pressed(self.sun), self.pressed(self.zhou)), ([24], [12]))

    def test_time_never_approves(self):
        entries = AuditEntry.objects.count()
        self.watch_before(48, 24, 12, 6, 3, 2, 1, 0, -1, -24, -24 * 30)
        self.assertEqual(make.reloaded(self.outing).status, Status.WAITING)
        self.assertFalse(OutingStep.objects.decided().exists())
        self.assertEqual(AuditEntry.objects.count(), entries)

    def test_who_filed_it_is_not_asked_to_decide(self):
        make.hat(self.chen, Role.OFFICE)
        signed = make.agreed(self.outing, by=self.sun, at=self.now)
        self.watch_before(6)
        self.assertEqual(signed.step.approver, "office")
        self.assertEqual((self.pressed(self.chen), self.pressed(self.zhou)), ([], [6]))
