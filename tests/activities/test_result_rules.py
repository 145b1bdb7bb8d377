"""What happened: booked once it could have happened, never over a colleague's words."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from activities.models import ActivityResult, Partner, ResultConflict, ResultPart
from activities.result_facts import attendance_of
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from .. import make
from ..base import PortalTestCase, at


class Results(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian)

    def test_a_booking_is_stored_and_logged(self):
        result = make.result(self.activity, students=37, pupils=0)
        self.assertEqual((result.students, result.pupils, result.parents), (37, 0, None))
        entry = AuditEntry.objects.about(self.activity).first()
        self.assertEqual((entry.verb, entry.actor_name), ("登记结果", "陈"))

    def test_before_the_activity_nothing_is_booked(self):
        facts = make.result(self.activity).facts()
        ahead = make.activity(college=self.jidian, start_date=self.edition.dates[4])
        result = ActivityResult.objects.of(ahead)
        with self.assertRaisesMessage(BrokenRule, "5月15日才开始，还不能登记结果"):
            result.book(self.chen, at("2025-05-14T20:00"), facts, base_version=0)

    def test_what_was_cancelled_was_not_held(self):
        self.activity.cancel(self.chen, "下雨")
        with self.assertRaisesMessage(WrongState, "已取消（下雨），不能登记为已举办"):
            make.result(self.activity)

    def test_what_was_cancelled_may_be_told_as_not_held(self):
        self.activity.cancel(self.chen, "下雨")
        blank = {"dates_held": [], "session_count": None, "students": None}
        result = make.result(self.activity, outcome="not_held", reason="下雨", **blank)
        self.assertFalse(result.took_place)

    def test_what_was_held_is_not_cancelled(self):
        make.result(self.activity)
        self.activity.refresh_from_db()
        with self.assertRaisesMessage(BrokenRule, "结果已登记为“如期举办”，不能取消"):
            self.activity.cancel(self.chen, "下雨")

    def test_an_outing_nobody_approved_was_not_held(self):
        leaving = make.outing_activity(college=self.jidian, start_date=self.edition.dates[1])
        with self.assertRaisesMessage(BrokenRule, "外出没有审批通过，不能登记为已举办"):
            make.result(leaving)

    def test_an_approval_holds_for_its_days_only(self):
        leaving = make.approved_outing(college=self.jidian).activity
        days = [day.isoformat() for day in self.edition.dates[3:5]]
        with self.assertRaisesMessage(BrokenRule, "2025-05-15没有审批通过的外出"):
            make.result(leaving, dates_held=days)

    def test_the_second_first_booking_meets_the_first(self):
        late = ActivityResult.objects.of(self.activity)
        facts = make.result(self.activity).facts()
        with self.assertRaises(ResultConflict) as raised:
            late.book(self.sun, self.later, facts | {"students": 1}, base_version=0)
        self.assertEqual(raised.exception.result.students, 40)

    @property
    def later(self):
        return self.now + timedelta(days=1)

    def test_an_older_version_does_not_overwrite(self):
        facts = make.result(self.activity).facts()
        make.result(self.activity, students=41)
        stale = ActivityResult.objects.of(self.activity)
        with self.assertRaises(ResultConflict):
            stale.book(self.sun, self.later, facts | {"students": 9}, base_version=1)
        self.assertEqual(ActivityResult.objects.of(self.activity).students, 41)

    def test_saved_as_it_stood_is_no_change(self):
        first = make.result(self.activity)
        again = make.result(self.activity)
        self.assertEqual((first.version, again.version), (1, 1))

    def test_the_database_refuses_what_took_place_without_sessions(self):
        result = make.result(self.activity)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ActivityResult.objects.filter(pk=result.pk).update(session_count=None)

    def test_the_database_refuses_more_intents_than_visitors(self):
        result = make.result(self.activity)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ActivityResult.objects.filter(pk=result.pk).update(fair_students=2, job_intents=3)

    def test_lacking_is_what_is_over_and_not_booked(self):
        make.activity(college=self.jidian, start_date=self.edition.dates[4])
        own = self.activity.__class__.objects.of(self.edition, self.jidian)
        tuesday = self.edition.dates[2]
        self.assertEqual([*ActivityResult.objects.lacking(own, tuesday)], [self.activity])
        make.result(self.activity)
        self.assertEqual([*ActivityResult.objects.lacking(own, tuesday)], [])

    def test_unknown_attendance_is_no_nought(self):
        facts = make.result(self.activity, students=None).facts()
        self.assertIsNone(attendance_of(facts))
        self.assertEqual(attendance_of(facts | {"pupils": 0}), 0)
        self.assertEqual(attendance_of(facts | {"pupils": 3, "alumni": 4}), 7)


class Partners(PortalTestCase):
    def setUp(self):
        self.activity = make.activity(college=self.jidian)

    def book(self, *partners, activity=None):
        return make.result(activity or self.activity, partners=list(partners))

    def test_one_name_in_two_spellings_is_one_partner(self):
        self.book(make.took_part("示例（成都）机电"))
        other = make.activity(college=self.caijing)
        self.book(make.took_part("示例(成都) 机电"), activity=other)
        self.assertEqual(Partner.objects.count(), 1)
        self.assertEqual(ResultPart.objects.count(), 2)

    def test_parts_are_told_together(self):
        result = self.book(make.took_part("示例机电", "joined", "signed"))
        told = [{"name": "示例机电", "kind": "enterprise", "parts": ["joined", "signed"]}]
        self.assertEqual(result.partners_told(), told)

    def test_merged_ones_count_as_one_and_split_again(self):
        one, other = (make.partner(name, by=self.chen) for name in ("示例机电", "示例机电公司"))
        other.merge(self.zhou, one)
        self.assertEqual(Partner.objects.get(pk=other.pk).counted_as, one)
        other.split(self.zhou)
        self.assertEqual(Partner.objects.get(pk=other.pk).counted_as, other)

    def test_what_was_merged_into_it_goes_along(self):
        one, two, three = (make.partner(f"示例{n}厂", by=self.chen) for n in "甲乙丙")
        three.merge(self.zhou, two)
        two.merge(self.zhou, one)
        self.assertEqual(Partner.objects.get(pk=three.pk).counted_as, one)

    def test_nobody_is_merged_into_itself_nor_twice(self):
        one, two = (make.partner(f"示例{n}厂", by=self.chen) for n in "甲乙")
        with self.assertRaisesMessage(BrokenRule, "不能并入它自己"):
            one.merge(self.zhou, one)
        stale = Partner.objects.get(pk=two.pk)
        two.merge(self.zhou, one)
        with self.assertRaisesMessage(WrongState, "刚刚已被合并"):
            stale.merge(self.zhou, make.partner("示例丁厂", by=self.chen))

    def test_a_village_is_no_enterprise(self):
        one = make.partner("示例厂", by=self.chen)
        village = make.partner("示例村", by=self.chen, kind="village")
        with self.assertRaisesMessage(BrokenRule, "“示例村”是乡村，“示例厂”是企业，不能合并"):
            village.merge(self.zhou, one)

    def test_a_name_is_not_given_twice(self):
        one, two = (make.partner(f"示例{n}厂", by=self.chen) for n in "甲乙")
        with self.assertRaisesMessage(BrokenRule, "名单里已有“示例甲厂”"):
            two.revise(self.zhou, name="示例 甲厂", kind="enterprise")
