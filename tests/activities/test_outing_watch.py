"""The clock and the outings: it reminds and alarms once, and never approves."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from activities.models import OutingStep
from activities.outing_status import Status
from activities.outing_watch import alarm, press, pressing_hours, watch
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

    def test_a_beat_whose_clock_is_slow_sends_no_lower_level_after_a_higher_one(self):
        self.watch_at("17:31", "16:46", "17:01", "17:32")
        self.assertEqual(self.alarms(self.zhou), [60])

    def test_two_beats_that_read_it_at_once_cannot_swap_their_levels(self):
        slow, fast = make.reloaded(self.outing), make.reloaded(self.outing)
        alarm(fast, 60, at("2025-05-14T17:31"))
        alarm(slow, 15, at("2025-05-14T16:46"))
        self.assertEqual(self.alarms(self.zhou), [60])

    def test_back_in_the_meantime_alarms_nobody(self):
        read = make.reloaded(self.outing)
        make.reloaded(self.outing).come_back(self.chen, at("2025-05-14T16:50"), 42)
        alarm(read, 15, at("2025-05-14T16:50"))
        self.assertEqual(self.alarms(self.zhou), [])

    def test_what_was_claimed_and_not_sent_is_sent_by_the_next(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            alarm(make.reloaded(self.outing), 15, at("2025-05-14T16:45"))
            raise ZeroDivisionError
        self.watch_at("16:46")
        self.assertEqual(self.alarms(self.zhou), [15])

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

    def test_what_no_worker_took_before_its_next_turn_is_dropped(self):
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            clock, expires = entry["schedule"], entry["options"]["expires"]
            self.assertLessEqual(expires, clock if isinstance(clock, float) else 86_400, name)
        self.assertIn("activities.tasks.purge_participants", settings.CELERY_TASK_ROUTES)


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

    def test_a_beat_whose_clock_is_slow_reminds_of_no_further_hour_after_a_nearer_one(self):
        self.watch_before(3, 12, 24, 2.9)
        self.assertEqual(self.pressed(self.sun), [3])

    def test_two_beats_that_read_it_at_once_cannot_swap_their_hours(self):
        slow, fast = make.reloaded(self.outing), make.reloaded(self.outing)
        press(fast, 3)
        press(slow, 12)
        self.assertEqual(self.pressed(self.sun), [3])

    def test_decided_between_two_reads_is_left_alone(self):
        read = make.reloaded(self.outing)
        make.agreed(make.agreed(self.outing, by=self.sun), by=self.zhou)
        press(read, 3)
        press(make.reloaded(self.outing), 3)
        self.assertEqual(self.pressed(self.sun), [])


class ATick(PortalTestCase):
    """Of many outings, on Tuesday the 13th at 08:30: a day before they leave."""

    tick = at("2025-05-13T08:30")

    def asked(self, number):
        for _ in range(number):
            make.asked(make.outing(college=self.jidian), at=at("2025-05-11T10:00"))

    def cost(self, instant):
        with CaptureQueriesContext(connection) as queries:
            watch(instant)
        return len(queries)

    def test_what_was_told_costs_nothing_however_much_waits(self):
        self.asked(1)
        watch(self.tick)
        before = self.cost(self.tick)
        self.asked(3)
        watch(self.tick)
        self.assertEqual(self.cost(self.tick), before)

    def test_alarms_that_were_sent_to_the_last_cost_nothing(self):
        late = at("2025-05-14T18:00")
        before = self.cost(late)
        for _ in range(3):
            make.approved_outing(college=self.jidian).depart(self.chen, at("2025-05-14T08:25"), 42)
        watch(late)
        self.assertEqual(self.cost(late), before)

    def test_who_sits_where_is_asked_once(self):
        self.asked(3)
        with CaptureQueriesContext(connection) as queries:
            watch(self.tick)
        asked = [one["sql"] for one in queries if 'FROM "colleges_membership"' in one["sql"]]
        self.assertEqual(len(asked), 1, asked)
        self.assertEqual(Notice.objects.filter(user=self.sun, kind="reminder").count(), 3)

    def test_one_that_cannot_be_told_of_keeps_no_other_from_its_alarm(self):
        for clock in ("2025-05-14T08:25", "2025-05-14T08:26"):
            make.approved_outing(college=self.jidian).depart(self.chen, at(clock), 42)
        self.asked(1)
        broken = OutingStep.objects.next_ones().get()
        # No such office: whom to ask of this step cannot be said.
        OutingStep.objects.filter(pk=broken.pk).update(approver="nobody")
        make.asked(
            make.outing(
                college=self.caijing,
                departs_at=at("2025-05-14T18:30"),
                returns_at=at("2025-05-14T20:30"),
            ),
            at=at("2025-05-11T10:00"),
        )
        with self.assertLogs("activities.outing_watch", "ERROR"):
            watch(at("2025-05-14T08:00"))
        watch(at("2025-05-14T17:31"))
        self.assertEqual(Notice.objects.filter(user=self.zhou, kind="overdue").count(), 2)
        self.assertEqual(Notice.objects.filter(user=self.he, kind="reminder").count(), 2)
