from datetime import date, time

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase

from activities.coverage import by_day, gaps
from activities.forms.activity import ActivityForm
from activities.models import Activity, EditConflict
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState
from tests import make
from tests.base import PortalTestCase


def opened(activity):
    """The activity as a second person has it open."""
    return Activity.objects.get(pk=activity.pk)


class WhoSeesAnActivity(PortalTestCase):
    def test_by_person(self):
        make.activity(college=self.jidian)
        table = [(self.chen, 1), (self.sun, 1), (self.lin, 0), (self.he, 0), (self.zhou, 1)]
        table += [(self.chu, 1), (self.zheng, 1), (self.feng, 0), (self.wei, 0), (self.jiang, 0)]
        for user, expected in table:
            with self.subTest(user=user.name):
                self.assertEqual(Activity.objects.visible_to(user).count(), expected)

    def test_only_the_own_college_edits(self):
        one = make.activity(college=self.jidian)
        may = {
            user.name
            for user in (self.chen, self.sun, self.lin, self.zhou, self.zheng)
            if one.can_be_edited_by(user)
        }
        self.assertEqual(may, {"陈", "孙"})


class Add(PortalTestCase):
    def test_it_knows_who_and_starts_at_version_one(self):
        one = make.activity(college=self.jidian, by=self.sun)
        self.assertEqual((one.created_by, one.updated_by, one.version), (self.sun, self.sun, 1))

    def test_it_is_written_down_with_its_facts(self):
        one = make.activity(college=self.jidian, title="焊接体验课")
        entry = AuditEntry.objects.about(one).get()
        self.assertEqual(entry.verb, "新增")
        self.assertEqual(entry.payload["after"]["title"], "焊接体验课")

    def test_the_same_title_on_the_same_day_is_refused_by_the_database(self):
        make.activity(college=self.jidian, title="焊接体验课")
        with self.assertRaises(IntegrityError), transaction.atomic():
            make.activity(college=self.jidian, title="焊接体验课")

    def test_another_day_another_college_or_a_cancelled_twin_is_fine(self):
        make.activity(college=self.jidian, title="义诊").cancel(self.chen, "下雨")
        make.activity(college=self.jidian, title="义诊")
        make.activity(college=self.caijing, title="义诊")
        make.activity(college=self.jidian, title="义诊", start_date=self.edition.dates[3])
        self.assertEqual(Activity.objects.filter(title="义诊").count(), 4)

    def test_the_same_token_twice_is_refused_by_the_database(self):
        one = make.activity(college=self.jidian)
        with self.assertRaises(IntegrityError), transaction.atomic():
            make.activity(college=self.jidian, token=one.token)

    def test_ending_before_it_starts_is_refused_by_the_database(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make.activity(college=self.jidian, end_time=time(8, 0))

    def test_a_night_that_ends_next_morning_is_fine(self):
        nightly = {"start_time": time(20, 0), "end_time": time(6, 0)}
        days = {"start_date": date(2025, 5, 12), "end_date": date(2025, 5, 13)}
        self.assertTrue(make.activity(college=self.jidian, **nightly, **days).pk)


class Revise(PortalTestCase):
    def setUp(self):
        self.one = make.activity(college=self.jidian, title="焊接体验课")

    def revised(self, title, *, by=None, base_version=1):
        mine = opened(self.one)
        mine.title = title
        mine.revise(by or self.chen, [], base_version=base_version)
        return mine

    def test_it_counts_the_version_on(self):
        self.assertEqual(self.revised("新名").version, 2)
        self.assertEqual(opened(self.one).title, "新名")

    def test_before_and_after_are_written_down(self):
        self.revised("新名")
        payload = AuditEntry.objects.about(self.one).first().payload
        self.assertEqual(payload, {"before": {"title": "焊接体验课"}, "after": {"title": "新名"}})

    def test_the_second_of_two_is_told_of_the_first(self):
        self.revised("孙改的名", by=self.sun)
        with self.assertRaises(EditConflict) as caught:
            self.revised("陈改的名")
        self.assertEqual(caught.exception.activity.title, "孙改的名")

    def test_the_first_ones_version_stays(self):
        self.revised("孙改的名", by=self.sun)
        with self.assertRaises(EditConflict):
            self.revised("陈改的名")
        stored = opened(self.one)
        self.assertEqual(
            (stored.title, stored.updated_by, stored.version), ("孙改的名", self.sun, 2)
        )

    def test_having_seen_the_other_version_it_may_be_saved(self):
        self.revised("孙改的名", by=self.sun)
        self.assertEqual(self.revised("陈改的名", base_version=2).version, 3)

    def test_deleted_meanwhile_is_told(self):
        mine = opened(self.one)
        self.one.remove(self.sun)
        with self.assertRaisesMessage(WrongState, "“焊接体验课”刚刚被同事删除"):
            mine.revise(self.chen, [], base_version=1)

    def test_cancelled_meanwhile_is_a_conflict(self):
        opened(self.one).cancel(self.sun, "下雨")
        with self.assertRaises(EditConflict):
            self.revised("新名")

    def test_a_cancelled_one_is_restored_first(self):
        opened(self.one).cancel(self.sun, "下雨")
        with self.assertRaisesMessage(WrongState, "已取消，不能修改。请先恢复活动。"):
            self.revised("新名", base_version=2)
        self.assertEqual(opened(self.one).version, 2)

    def test_a_filing_signed_meanwhile_keeps_its_mark(self):
        mine = opened(self.one)
        make.filed(self.filing)
        mine.title = "改过的名称"
        mine.revise(self.chen, [], base_version=1)
        self.assertEqual(opened(self.one).filing_mark.name, "有变更")


class CancelAndRestore(PortalTestCase):
    def setUp(self):
        self.one = make.activity(college=self.jidian, title="义诊")

    def test_cancelled_with_its_reason(self):
        self.one.cancel(self.chen, " 天气原因 ")
        stored = opened(self.one)
        facts = stored.is_cancelled, stored.cancel_reason, stored.version
        self.assertEqual(facts, (True, "天气原因", 2))

    def test_without_a_reason_is_refused(self):
        with self.assertRaisesMessage(BrokenRule, "取消活动必须写明原因"):
            self.one.cancel(self.chen, " ")

    def test_a_second_time_is_refused_with_the_state(self):
        late = opened(self.one)
        self.one.cancel(self.chen, "下雨")
        with self.assertRaisesMessage(WrongState, "“义诊”已是“已取消”，不能取消。请刷新页面查看。"):
            late.cancel(self.sun, "下雨")

    def test_restored_it_is_planned_again(self):
        self.one.cancel(self.chen, "下雨")
        self.one.restore(self.chen)
        stored = opened(self.one)
        self.assertEqual((stored.status, stored.cancel_reason), ("planned", ""))

    def test_what_is_planned_cannot_be_restored(self):
        other = make.activity(college=self.jidian)
        with self.assertRaisesMessage(WrongState, "不能恢复。请刷新页面查看。"):
            other.restore(self.chen)

    def test_restored_beside_a_twin_is_refused(self):
        self.one.cancel(self.chen, "下雨")
        make.activity(college=self.jidian, title="义诊")
        # Nothing looks for the twin first: one saved in between meets the same constraint.
        with self.assertNumQueries(4), self.assertRaisesMessage(BrokenRule, "当天已有同名活动"):
            self.one.restore(self.chen)
        self.assertTrue(opened(self.one).is_cancelled)


class Remove(PortalTestCase):
    def test_what_no_form_has_seen_goes(self):
        one = make.activity(college=self.jidian)
        one.remove(self.chen)
        self.assertFalse(Activity.objects.filter(college=self.jidian).exists())

    def test_the_entry_keeps_what_it_said(self):
        make.activity(college=self.jidian, title="义诊").remove(self.chen)
        entry = AuditEntry.objects.first()
        self.assertEqual((entry.verb, entry.payload["before"]["title"]), ("删除", "义诊"))

    def test_what_was_filed_is_refused_and_no_deletion_is_written_down(self):
        one = make.activity(college=self.jidian, title="义诊")
        make.filed(self.filing)
        with self.assertRaisesMessage(BrokenRule, "“义诊”已经报送过，不能删除。请用“取消”"):
            opened(one).remove(self.chen)
        self.assertFalse(AuditEntry.objects.filter(verb="删除").exists())

    def test_filed_in_another_tab_is_refused_too(self):
        one = make.activity(college=self.jidian)
        stale = opened(one)
        make.filed(self.filing)
        with self.assertRaises(BrokenRule):
            stale.remove(self.chen)


class Warnings(PortalTestCase):
    """They are told and never block."""

    def warnings(self, **overrides):
        return make.activity(college=self.jidian, **overrides).warnings()

    def test_an_ordinary_activity_has_none(self):
        self.assertEqual(self.warnings(), [])

    def test_outside_the_week(self):
        week = "5月11日（周日）至5月17日（周六）"
        told = [f"周外活动：日期不在活动周（{week}）内，请核对。"]
        self.assertEqual(self.warnings(start_date=date(2025, 5, 10)), told)
        span = {"start_date": date(2025, 5, 17), "end_date": date(2025, 5, 18)}
        self.assertEqual(self.warnings(**span), [f"周外活动：有几天不在活动周（{week}）内。"])

    def test_a_thousand_public_visitors_need_the_police(self):
        (told,) = self.warnings(expected_external=1000)
        self.assertIn("提前 20 日向公安机关申请安全许可", told)

    def test_fewer_or_not_public_do_not(self):
        self.assertEqual(self.warnings(expected_external=999), [])
        self.assertEqual(self.warnings(expected_external=5000, open_to_public=False), [])

    def test_craftsmen_on_campus_behind_closed_doors(self):
        craftsman = make.category("alumni_return_craftsman")
        (told,) = self.warnings(category=craftsman, open_to_public=False)
        self.assertIn("“工匠进校园”面向公众开放", told)
        self.assertEqual(self.warnings(category=craftsman, open_to_public=True), [])

    def test_usually_outside_but_no_outing(self):
        for code in ("alumni_visit", "social_service", "into_community", "into_village"):
            with self.subTest(code=code):
                (told,) = self.warnings(category=make.category(code))
                self.assertIn("请勾选“外出”", told)

    def test_an_outing_or_online_is_not_asked(self):
        visit = make.category("alumni_visit")
        self.assertEqual(self.warnings(category=visit, is_outing=True), [])
        self.assertEqual(self.warnings(category=visit, mode="online"), [])


class Coverage(SimpleTestCase):
    """「天天有活动」: which days count."""

    days = [date(2025, 5, day) for day in range(11, 18)]

    def planned(self, start, end=None, **overrides):
        fields = {"start_date": date(2025, 5, start), "end_date": date(2025, 5, end or start)}
        return Activity(title=f"{start}日", **fields | overrides)

    def test_an_empty_week_is_seven_gaps(self):
        self.assertEqual(gaps(self.days, []), self.days)

    def test_a_span_counts_on_each_of_its_days(self):
        left = [day.day for day in gaps(self.days, [self.planned(12, 15)])]
        self.assertEqual(left, [11, 16, 17])

    def test_a_cancelled_one_never_counts(self):
        self.assertEqual(len(gaps(self.days, [self.planned(12, status="cancelled")])), 7)

    def test_what_begins_before_the_week_counts_inside_it(self):
        found = by_day(self.days, [self.planned(9, 11)])
        self.assertEqual([len(rows) for rows in found.values()], [1, 0, 0, 0, 0, 0, 0])


class TheFormArrivesTwice(PortalTestCase):
    def sent(self, instance=None, **overrides):
        """The posted form of a new activity (or of `instance`), valid as it stands."""
        new = instance or Activity(edition=self.edition, **make.activity_fields(self.edition))
        shown = ActivityForm(instance=new, edition=self.edition, organiser=self.jidian)
        data = {name: shown[name].value() for name in shown.fields}
        data = {name: value for name, value in data.items() if value not in (None, "")}
        data |= {"category": new.category_id, "end_date": new.start_date, **overrides}
        form = ActivityForm(data, instance=instance, edition=self.edition, organiser=self.jidian)
        self.assertTrue(form.is_valid(), form.errors)
        return form

    def test_it_is_saved_once(self):
        first = self.sent().store(self.chen)
        again = self.sent(token=first.token, title=first.title).store(self.chen)
        self.assertEqual((again, Activity.objects.count()), (first, 1))

    def test_a_twin_saved_meanwhile_is_told_at_the_title(self):
        form = self.sent(title="义诊")
        make.activity(college=self.jidian, title="义诊")
        self.assertIsNone(form.store(self.chen))
        self.assertIn("同名活动刚刚由同事保存", form.errors["title"][0])

    def test_an_edit_into_a_twin_saved_meanwhile_is_told_too(self):
        form = self.sent(make.activity(college=self.jidian), title="义诊")
        make.activity(college=self.jidian, title="义诊")
        self.assertIsNone(form.store(self.chen))
        self.assertIn("title", form.errors)


class SavedAsItStood(PortalTestCase):
    def test_nothing_becomes_a_change(self):
        activity = make.activity(college=self.jidian, tags=self.edition.tag_set.all()[:2])
        activity.revise(self.chen, self.edition.tag_set.all()[:2], base_version=1)
        activity.refresh_from_db()
        self.assertEqual(activity.version, 1)
        self.assertFalse(AuditEntry.objects.about(activity).filter(verb="修改").exists())

    def test_another_tag_is_a_change(self):
        activity = make.activity(college=self.jidian, tags=self.edition.tag_set.all()[:2])
        activity.revise(self.chen, self.edition.tag_set.all()[:1], base_version=1)
        activity.refresh_from_db()
        self.assertEqual(activity.version, 2)
