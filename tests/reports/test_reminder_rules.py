"""Who is reminded, by the clock and by the office."""

from datetime import timedelta

from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from activities.models import Requirement
from colleges.models import AuditEntry, Delivery, Notice, NoticeKind, Role
from colleges.rules import BrokenRule
from reports.models import Filing, ReminderRun
from reports.models.reminder import lines_at
from reports.tasks import send_due_reminders
from tests import make
from tests.base import Cast, PortalTestCase, at

DUE = at("2025-05-12T18:00")
SIX_BEFORE = at("2025-05-12T12:00")


class ByTheClock(PortalTestCase):
    def tick(self, instant=SIX_BEFORE):
        return ReminderRun.objects.send_due(instant)

    def told(self, kind=NoticeKind.REMINDER):
        return set(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))

    def test_both_of_every_college_that_owes(self):
        make.filed(self.filing)
        Notice.objects.all().delete()
        self.tick()
        self.assertEqual(self.told(), {"lin", "he"})

    def test_whoever_has_both_hats_is_told_once(self):
        make.hat(self.lin, Role.COLLEGE_LEAD, college=self.caijing)
        self.tick()
        self.assertEqual(self.lin.notices.count(), 1)

    def test_of_a_past_edition_no_filing_is_read(self):
        with self.assertNumQueries(1):
            self.assertEqual(self.tick(at("2025-05-29T12:00")), [])

    def test_an_extension_beyond_everything_still_has_its_reminder(self):
        make.extension(self.filing, until=at("2025-06-20T18:00"), at=self.now)
        self.assertEqual(len(self.tick(at("2025-06-20T12:00"))), 1)
        self.assertEqual(self.told(), {"chen", "sun"})
        self.assertEqual(len(self.tick(at("2025-06-21T12:00"))), 1)
        with self.assertNumQueries(1):
            self.assertEqual(self.tick(at("2025-06-23T12:00")), [])

    def test_what_was_sent_back_is_owed(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "第 1 项缺电话")
        self.tick()
        notice = self.chen.notices.get(kind=NoticeKind.REMINDER)
        self.assertIn("第 1 项缺电话", notice.body)

    def test_a_college_that_owes_nothing_is_left_alone(self):
        self.filing.excuse(self.zhou, self.now, "没有二级活动")
        self.tick()
        self.assertEqual(self.told(), {"lin", "he"})

    def test_a_closed_down_college_is_left_alone(self):
        self.jidian.is_active = False
        self.jidian.save()
        self.tick()
        self.assertEqual(self.told(), {"lin", "he"})

    def test_people_whose_time_is_over_are_left_alone(self):
        self.lin.memberships.update(valid_until=self.now)
        self.tick()
        self.assertNotIn("lin", self.told())

    def test_the_office_gets_one_digest(self):
        self.tick()
        digest = self.zhou.notices.get()
        self.assertEqual(digest.title, "附件1还有 2 个学院未报")
        self.assertIn("机电学院（未开始）、财经学院（未开始）", digest.body)
        self.assertEqual(self.told(NoticeKind.DIGEST), {"zhou", "wu"})

    def test_the_digest_names_who_cannot_be_told(self):
        self.jidian.memberships.all().delete()
        self.tick()
        self.assertIn("请电话联系：机电学院", self.zhou.notices.get().body)

    def test_when_nobody_owes_nobody_hears(self):
        for filing in (self.filing, self.other_filing):
            make.filed(filing)
        Notice.objects.all().delete()
        self.assertEqual(len(self.tick()), 1)
        self.assertEqual(Notice.objects.count(), 0)

    def test_a_second_tick_is_silent(self):
        self.tick()
        self.assertEqual(self.tick(SIX_BEFORE + timedelta(minutes=1)), [])

    def test_two_beats_at_once_are_one(self):
        lines = lines_at(SIX_BEFORE)
        self.assertEqual(lines_at(SIX_BEFORE), lines)  # both beats looked before either wrote
        first = [ReminderRun.objects.fire(*line, SIX_BEFORE) for line in lines]
        second = [ReminderRun.objects.fire(*line, SIX_BEFORE) for line in lines]
        self.assertEqual([bool(run) for run in first], [True])
        self.assertEqual(second, [None])
        self.assertEqual(self.chen.notices.count(), 1)

    def test_beat_was_down_over_the_line(self):
        self.tick(DUE + timedelta(hours=3))
        self.assertEqual([run.offset for run in ReminderRun.objects.all()], [0])
        self.assertEqual(self.chen.notices.get().title, "附件1已过报送时限，请尽快补报")

    def test_a_moved_deadline_reminds_anew(self):
        self.tick()
        self.move_to(at("2025-05-13T20:00"))
        self.assertEqual(self.tick(at("2025-05-12T19:00")), [])
        self.assertEqual(len(self.tick(at("2025-05-12T20:00"))), 1)
        self.assertEqual(self.chen.notices.count(), 2)

    def test_a_deadline_moved_by_hours_reminds_when_its_next_instant_comes(self):
        self.tick()
        self.move_to(at("2025-05-12T20:00"))
        self.assertEqual(self.tick(at("2025-05-12T12:30")), [])
        self.tick(at("2025-05-12T14:00"))
        self.assertIn("还有 6 小时", self.chen.notices.first().title)

    def test_moved_back_it_does_not_repeat_itself(self):
        self.tick()
        self.move_to(at("2025-05-14T18:00"))
        self.move_to(DUE)
        self.assertEqual(self.tick(SIX_BEFORE + timedelta(minutes=5)), [])

    def move_to(self, due_at):
        Requirement.objects.filter(pk=self.filing.requirement_id).update(due_at=due_at)

    def test_an_extension_has_reminders_of_its_own(self):
        self.filing.extend(self.zhou, self.now, at("2025-05-13T18:00"), "停电")
        Notice.objects.all().delete()
        self.tick()
        self.assertEqual(self.told(), {"lin", "he"})
        self.tick(at("2025-05-13T12:00"))
        self.assertEqual(self.chen.notices.filter(kind=NoticeKind.REMINDER).count(), 1)

    def test_what_had_passed_when_an_extension_was_granted_is_not_sent(self):
        until = at("2025-05-12T20:00")
        self.filing.extend(self.zhou, at("2025-05-12T10:02"), until, "停电")
        self.assertEqual(self.tick(at("2025-05-12T10:03")), [])
        # One minute late is too late as well.
        self.other_filing.extend(self.zhou, at("2025-05-12T14:01"), until, "停电")
        self.assertEqual(len(self.tick(at("2025-05-12T14:02"))), 1)
        self.assertEqual(self.told(), {"chen", "sun"})
        self.assertEqual(len(self.tick(at("2025-05-12T19:00"))), 1)
        self.assertEqual(self.told(), {"chen", "sun", "lin", "he"})

    def test_a_beat_that_was_down_catches_up_on_an_extension(self):
        self.filing.extend(self.zhou, self.now, at("2025-05-12T20:00"), "停电")
        self.tick(at("2025-05-12T16:30"))
        self.assertIn(
            "自动提醒（截止前 6 小时）", [one.reason for one in ReminderRun.objects.all()]
        )
        self.assertIn("chen", self.told())

    def test_what_had_passed_when_the_edition_opened_is_not_sent(self):
        self.edition.opened_at = at("2025-05-12T12:01")
        self.edition.save()
        self.assertEqual(self.tick(at("2025-05-12T12:02")), [])
        self.assertEqual(len(self.tick(at("2025-05-12T17:00"))), 1)

    def test_the_digest_of_some_says_how_many_owe_in_all(self):
        self.filing.extend(self.zhou, self.now, at("2025-05-13T18:00"), "停电")
        Notice.objects.all().delete()
        self.tick(at("2025-05-13T12:00"))
        title = "附件1已提醒 1 个学院（全校还有 2 个未报）"
        self.assertTrue(self.zhou.notices.filter(title=title).exists())

    def test_an_edition_in_preparation_is_silent(self):
        self.edition.opened_at = None
        self.edition.save()
        self.assertEqual(self.tick(), [])

    def test_an_old_edition_is_silent(self):
        self.assertEqual(self.tick(at("2026-05-12T12:00")), [])

    def test_it_is_written_down(self):
        self.tick()
        entry = AuditEntry.objects.get(verb="自动提醒")
        self.assertEqual((entry.actor_name, entry.note), ("系统", "2 个学院 4 人"))

    @override_settings(MAIL_CONFIGURED=True)
    def test_mail_copies_wait_in_the_outbox(self):
        self.chen.email = "chen@example.com"
        self.chen.save()
        self.tick()
        self.assertEqual(Delivery.objects.get(state="queued").notice.user, self.chen)

    def test_the_task_delivered_five_times_is_one_effect(self):
        with self.clock_at("2025-05-12T12:00"):
            for _ in range(5):
                send_due_reminders()
        self.assertEqual(self.chen.notices.count(), 1)


class Chasing(PortalTestCase):
    def chase(self, minutes=0, **overrides):
        instant = self.now + timedelta(minutes=minutes)
        facts = {"by": self.zhou, "at": instant} | overrides
        return ReminderRun.objects.chase(self.filing.requirement, **facts)

    def test_all_who_owe(self):
        run = self.chase()
        self.assertEqual(run.summary(), "2 个学院 4 人")
        self.assertEqual(self.chen.notices.get().kind, NoticeKind.CHASE)
        self.assertEqual(self.zhou.notices.count(), 0)

    def test_not_again_within_ten_minutes(self):
        self.chase()
        with self.assertRaisesMessage(BrokenRule, "周已于5月12日（周一）10:00催办过"):
            self.chase(minutes=9, by=self.wu)
        self.chase(minutes=10)
        self.assertEqual(self.chen.notices.count(), 2)

    def test_one_college_alone(self):
        self.chase(filing=self.filing)
        self.assertEqual((self.chen.notices.count(), self.lin.notices.count()), (1, 0))

    def test_one_that_was_chased_with_all_is_left_in_peace(self):
        self.chase()
        with self.assertRaisesMessage(BrokenRule, "十分钟内只催一次"):
            self.chase(minutes=5, filing=self.filing)

    def test_all_leaves_out_one_that_was_chased_alone(self):
        self.chase(filing=self.filing)
        self.chase(minutes=5)
        self.assertEqual((self.chen.notices.count(), self.lin.notices.count()), (1, 1))

    def test_nothing_to_chase(self):
        make.filed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "机电学院现在不欠报"):
            self.chase(filing=self.filing)
        make.filed(self.other_filing)
        with self.assertRaisesMessage(BrokenRule, "都已报送"):
            self.chase()

    def test_an_edition_in_preparation_is_not_chased(self):
        requirement = self.filing.requirement
        requirement.edition.opened_at = None
        with self.assertRaisesMessage(BrokenRule, "还没有开放"):
            ReminderRun.objects.chase(requirement, by=self.zhou, at=self.now)

    def test_it_is_written_down_with_the_object(self):
        self.chase(filing=self.filing)
        self.assertTrue(AuditEntry.objects.about(self.filing).filter(verb="催办").exists())
        self.assertEqual(Notice.objects.about(self.filing).count(), 2)


def minutes(low, high):
    return st.integers(low, high).map(lambda number: timedelta(minutes=number))


TICK = st.tuples(st.just("tick"), minutes(1, 900))
FILE = st.tuples(st.just("turn"), st.integers(0, 1))
MOVE = st.tuples(st.just("move"), minutes(-2000, 2000))
OFFSETS = (-1440, -360, -60, 0, 720)


class AnyWeek(PropertyTestCase):
    """Whatever happens: no one who filed is reminded, no one who owes is missed, nobody twice."""

    def setUp(self):
        cast = Cast()
        for filing in (cast.filing, cast.other_filing):
            make.filed(filing, at=at("2025-05-09T10:00"))
        Notice.objects.all().delete()
        Requirement.objects.update(closes_at=at("2025-06-29T00:00"))
        cast.edition.opened_at = at("2025-05-01T00:00")
        cast.edition.save()
        self.filings = [cast.filing, cast.other_filing]

    @settings(max_examples=60)
    @given(st.lists(st.one_of(TICK, TICK, FILE, MOVE), max_size=14))
    def test_any_week(self, events):
        self.clock, self.due, self.since = at("2025-05-11T12:00"), DUE, at("2025-05-11T12:00")
        self.owes, self.fired = [True, True], set()
        self.write_down()
        for name, value in events:
            getattr(self, name)(value)

    def write_down(self):
        for filing, owes in zip(self.filings, self.owes, strict=True):
            Filing.objects.filter(pk=filing.pk).update(returned_at=self.clock if owes else None)
        Requirement.objects.filter(kind="info_form").update(due_at=self.due)

    def turn(self, which):
        """A college files, or is sent back."""
        self.owes[which] = not self.owes[which]
        self.write_down()

    def move(self, by):
        self.due += by
        self.write_down()

    def tick(self, length):
        """The clock goes on by `length`; two beats, five times."""
        self.clock += length
        before = Notice.objects.filter(kind=NoticeKind.REMINDER).count()
        for _ in range(2):
            ReminderRun.objects.send_due(self.clock)
        new = Notice.objects.filter(kind=NoticeKind.REMINDER).order_by("pk")[before:]
        told = sorted((notice.object_id, notice.user.username) for notice in new)
        self.assertEqual(told, self.expected())

    def expected(self):
        """(filing, person) who must be told at this instant, once each."""
        reached = [o for o in OFFSETS if self.due + timedelta(minutes=o) <= self.clock]
        if not reached or (self.due, max(reached)) in self.fired:
            return []
        self.fired.add((self.due, max(reached)))
        people = (("chen", "sun"), ("lin", "he"))
        return sorted(
            (str(filing.pk), person)
            for filing, owes, both in zip(self.filings, self.owes, people, strict=True)
            if owes
            for person in both
        )
