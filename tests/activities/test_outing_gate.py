"""What may be shown, counted and held: only what the chain has let out."""

from datetime import timedelta

from django.utils import timezone

from activities.matrix import CoverageMatrix
from activities.models import Activity, Edition, Outing
from activities.outing_status import PASSED, Status
from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase, at


def put(outing, status):
    """The outing in any state at all; the verbs lead there in test_outing_rules.py."""
    bound = {"approved_round": 1, "serial": f"WC-{outing.pk}", "approved_fingerprint": "a" * 64}
    bound |= {"left_at": outing.departs_at, "back_at": outing.returns_at}
    facts = bound if status in PASSED else {}
    Outing.objects.filter(pk=outing.pk).update(status=status, **facts)


class Gate(PortalTestCase):
    def setUp(self):
        self.activity = make.outing_activity(college=self.jidian)
        make.filed(self.filing)

    def is_public(self, activity=None):
        return Activity.objects.public().filter(pk=(activity or self.activity).pk).exists()

    def held_up(self):
        return list(Activity.objects.held_up())

    def test_without_an_outing_it_is_neither_public_nor_held(self):
        self.assertFalse(self.is_public())
        self.assertFalse(self.activity.can_be_held())
        self.assertTrue(self.activity.needs_outing_approval)
        self.assertEqual(self.held_up(), [self.activity])

    def test_every_status_of_an_outing(self):
        outing = make.outing(activity=self.activity, by=self.chen)
        for status in Status:
            with self.subTest(status):
                put(outing, status)
                passed = status in ("approved", "out", "back", "closed")
                self.assertEqual(self.is_public(), passed)
                self.assertEqual(self.activity.can_be_held(), passed)
                self.assertEqual(self.held_up(), [] if passed else [self.activity])
                listed = Activity.objects.for_list().get(pk=self.activity.pk)
                self.assertEqual(listed.needs_outing_approval, not passed)
                counting = Activity.objects.counting()
                self.assertEqual(counting.filter(pk=self.activity.pk).exists(), passed)

    def test_one_that_passed_is_enough(self):
        for status in (Status.CANCELLED, Status.APPROVED, Status.DRAFT):
            put(make.outing(activity=self.activity, by=self.chen), status)
        self.assertEqual(list(Activity.objects.public()), [self.activity])
        self.assertTrue(self.activity.can_be_held())

    def test_another_activitys_outing_opens_nothing(self):
        put(make.outing(college=self.caijing), Status.APPROVED)
        self.assertFalse(self.is_public())

    def test_what_stays_on_the_campus_needs_none(self):
        activity = make.activity(college=self.jidian)
        self.assertTrue(activity.can_be_held())
        self.assertFalse(self.is_public(activity))  # not filed, not announced
        make.filed(type(self.filing).objects.get(pk=self.filing.pk))
        self.assertTrue(self.is_public(activity))

    def test_a_cancelled_one_is_neither(self):
        activity = make.activity(department=self.security)
        self.assertTrue(self.is_public(activity))
        activity.cancel(self.wei, "下雨")
        self.assertFalse(self.is_public(activity))
        self.assertFalse(activity.can_be_held())
        self.assertFalse(activity.needs_outing_approval)

    def test_what_is_being_prepared_is_not_public(self):
        put(make.outing(activity=self.activity, by=self.chen), Status.APPROVED)
        Edition.objects.update(opened_at=None)
        self.assertFalse(self.is_public())

    def test_a_list_asks_once_for_all(self):
        for _ in range(3):
            make.outing_activity(college=self.jidian)
        listed = list(Activity.objects.for_list())
        with self.assertNumQueries(0):
            self.assertEqual([one.needs_outing_approval for one in listed], [True] * 4)


class Counting(PortalTestCase):
    def test_what_was_handed_over_and_not_given_up_and_what_has_passed(self):
        outing = make.outing(college=self.jidian)
        for status in Status:
            put(outing, status)
            counts = [rows.count() for rows in (Outing.objects.meant(), Outing.objects.passed())]
            given_up = status in ("draft", "cancelled", "refused")
            self.assertEqual(counts, [not given_up, status in PASSED], status)


class Covering(PortalTestCase):
    def setUp(self):
        self.activity = make.outing_activity(college=self.jidian, start_date=self.monday)

    def matrix(self, **filters):
        return CoverageMatrix(self.edition, College.objects.active(), **filters)

    def cell(self):
        matrix = self.matrix()
        return matrix.rows(matrix.found)[0].cells[1]

    def test_a_cell_says_what_does_not_count(self):
        cell = self.cell()
        self.assertEqual((cell.planned, cell.held_up, cell.is_gap), (0, 1, True))
        self.assertEqual(cell.words, "5月12日（周一）：1 项外出待审批，通过后才算有安排")
        make.activity(college=self.jidian, start_date=self.monday)
        self.assertIn("1 项，其中已报送 0 项，另有 1 项外出待审批，不计入", self.cell().words)
        self.assertEqual((self.cell().planned, self.cell().held_up), (1, 1))

    def test_an_approved_one_counts_everywhere(self):
        self.assertEqual([day["gaps"] for day in self.matrix().days][1], 2)
        make.approved_outing(college=self.jidian, activity=self.activity)
        self.assertEqual((self.cell().planned, self.cell().held_up), (1, 0))
        day = self.matrix().days[1]
        self.assertEqual((day["gaps"], day["planned"]), (1, 1))
        found = self.matrix(gap=self.monday.isoformat()).found
        self.assertEqual([name for _, name in found], ["财经学院"])

    def test_of_several_days_only_those_count_on_which_an_approved_outing_is_away(self):
        tuesday, wednesday = self.edition.dates[2:4]
        Activity.objects.filter(pk=self.activity.pk).update(end_date=wednesday)
        self.activity.refresh_from_db()
        make.approved_outing(
            college=self.jidian,
            activity=self.activity,
            departs_at=at("2025-05-13T08:00"),
            returns_at=at("2025-05-13T12:00"),
        )
        matrix = self.matrix()
        cells = matrix.rows(matrix.found)[0].cells[1:4]
        self.assertEqual([(one.planned, one.held_up) for one in cells], [(0, 1), (1, 0), (0, 1)])
        self.assertEqual([day["planned"] for day in matrix.days][1:4], [0, 1, 0])
        self.assertEqual([day["gaps"] for day in matrix.days][1:4], [2, 1, 2])
        for day, names in [(tuesday, ["财经学院"]), (wednesday, ["机电学院", "财经学院"])]:
            found = self.matrix(gap=day.isoformat()).found
            self.assertEqual([name for _, name in found], names)
        listed = Activity.objects.for_list().get(pk=self.activity.pk)
        days = [self.monday, tuesday, wednesday]
        self.assertEqual([listed.is_held_up_on(day) for day in days], [True, False, True])
        counting = [Activity.objects.counting_on(day).exists() for day in days]
        self.assertEqual(counting, [False, True, False])
        held_up = [Activity.objects.held_up_on(day).exists() for day in days]
        self.assertEqual(held_up, [True, False, True])

    def test_a_departments_does_not_count_for_the_school_either(self):
        make.activity(department=self.security, start_date=self.monday, is_outing=True)
        self.assertEqual(self.matrix().days[1]["departments"], 0)


class Moved(PortalTestCase):
    """An activity whose outing was approved for the fourth day of the week."""

    def setUp(self):
        self.outing = make.approved_outing(college=self.jidian)
        self.activity = Activity.objects.get(pk=self.outing.activity_id)

    def revise(self, **facts):
        activity = Activity.objects.get(pk=self.activity.pk)
        for name, value in facts.items():
            setattr(activity, name, value)
        activity.revise(self.chen, [], base_version=activity.version)
        self.activity = Activity.objects.for_list().get(pk=self.activity.pk)

    def free(self):
        counting = Activity.objects.counting().filter(pk=self.activity.pk).exists()
        held_up = Activity.objects.held_up().filter(pk=self.activity.pk).exists()
        return self.activity.can_be_held(), counting, not held_up

    def test_to_another_date_it_needs_another_approval(self):
        self.assertEqual(self.free(), (True, True, True))
        self.revise(start_date=self.edition.dates[6], end_date=self.edition.dates[6])
        self.assertEqual(self.free(), (False, False, False))
        self.assertTrue(self.activity.needs_outing_approval)
        self.sign_in(self.chen)
        page = self.client.get(self.activity.get_absolute_url())
        self.assertContains(page, "外出未审批")
        make.filed(self.filing)
        self.assertFalse(Activity.objects.public().filter(pk=self.activity.pk).exists())

    def test_within_the_days_of_the_outing_it_stands(self):
        self.revise(venue="锦绣社区二期广场")
        self.assertEqual(self.free(), (True, True, True))

    def test_the_tick_stays_under_what_was_asked_for(self):
        for status, told in [
            (Status.WAITING, "请先撤回或取消外出"),
            (Status.APPROVED, "请先撤回或取消外出"),
            (Status.OUT, "请先登记归校"),
            (Status.BACK, "已经成行"),
            (Status.CLOSED, "已经成行"),
        ]:
            put(self.outing, status)
            with self.subTest(status), self.assertRaisesMessage(WrongState, told):
                self.revise(is_outing=False)
        for status in (Status.DRAFT, Status.RETURNED, Status.REFUSED, Status.CANCELLED):
            put(self.outing, status)
            self.revise(is_outing=False)
            Activity.objects.filter(pk=self.activity.pk).update(is_outing=True)


class ActivityVerbs(PortalTestCase):
    def setUp(self):
        self.activity = make.outing_activity(college=self.jidian)

    def outing(self, status=Status.DRAFT):
        outing = make.outing(activity=self.activity, by=self.chen)
        put(outing, status)
        return outing

    def statuses(self):
        outings = Outing.objects.filter(activity=self.activity).order_by("pk")
        return list(outings.values_list("status", flat=True))

    def test_cancelling_cancels_what_has_not_left(self):
        for status in (Status.DRAFT, Status.WAITING, Status.RETURNED, Status.APPROVED, Status.BACK):
            self.outing(status)
        self.activity.cancel(self.chen, "暴雨")
        self.assertEqual(self.statuses(), ["cancelled"] * 4 + ["back"])
        self.assertIn(
            "暴雨",
            Outing.objects.filter(activity=self.activity, status=Status.CANCELLED)[0].cancel_reason,
        )

    def test_a_long_reason_is_no_hindrance(self):
        self.outing()
        self.activity.cancel(self.chen, "雨" * 200)
        self.assertEqual(self.statuses(), ["cancelled"])

    def test_nobody_is_left_outside(self):
        self.outing(Status.APPROVED)
        self.outing(Status.OUT)
        with self.assertRaisesMessage(BrokenRule, "还没有归校，不能取消活动"):
            self.activity.cancel(self.chen, "暴雨")
        self.activity.refresh_from_db()
        self.assertFalse(self.activity.is_cancelled)
        self.assertEqual(self.statuses(), ["approved", "out"])

    def test_who_leaves_while_it_is_being_cancelled_is_not_left_outside(self):
        outing = make.approved_outing(college=self.jidian, activity=self.activity)
        move = self.activity.move

        def meanwhile(*args, **facts):
            move(*args, **facts)
            # What another process has done by now, seen by this one after its UPDATE.
            Outing.objects.filter(pk=outing.pk).update(status=Status.OUT, left_at=self.now)

        self.activity.move = meanwhile
        with self.assertRaisesMessage(BrokenRule, "还没有归校，不能取消活动"):
            self.activity.cancel(self.chen, "暴雨")

    def test_deleting_takes_the_drafts_along(self):
        self.outing()
        self.activity.remove(self.chen)
        self.assertFalse(Outing.objects.exists())
        told = AuditEntry.objects.get(verb="删除外出")
        self.assertEqual(told.payload["before"]["destination"], "锦绣社区广场")

    def test_what_somebody_was_asked_about_stays(self):
        outing = make.asked(self.outing())
        with self.assertRaisesMessage(BrokenRule, "提交过审批或已经取消"):
            self.activity.remove(self.chen)
        outing.withdraw(self.chen)
        with self.assertRaisesMessage(BrokenRule, "不能删除"):
            self.activity.remove(self.chen)
        self.assertEqual(self.statuses(), ["draft"])

    def test_a_reopened_approval_closes_the_gate(self):
        outing = make.approved_outing(college=self.jidian, activity=self.activity)
        self.assertTrue(self.activity.can_be_held())
        facts = {"returns_at": outing.returns_at + timedelta(hours=1)}
        base = outing.version
        outing.revise(self.chen, facts, base_version=base, at=timezone.now())
        self.assertFalse(self.activity.can_be_held())
