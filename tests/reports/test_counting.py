"""What the database adds up against the same figures made of single rows, over random weeks."""

from datetime import timedelta
from random import Random

from django.db import transaction

from activities.models import CollegeProfile, Partner
from activities.result_facts import NUMBERS, Part
from colleges.models import AuditEntry
from reports.counted import school_figure, unit_figures
from reports.gathering import counted, counted_of
from reports.indicators import BY_CODE, figures, totals
from reports.models import StatisticsEntry
from reports.statistics import school
from tests import make, media, newsroom, summaries
from tests.base import PortalTestCase

KINDS = ("enterprise", "institute", "community", "village", "other")
ROLES = [part.value for part in Part]


class Counting(PortalTestCase):
    def week(self, seed, edition=None):
        """A random one: two colleges, a department, merged partners, outings, a press."""
        self.random, edition = Random(seed), edition or self.edition
        self.kinds, self.tags = list(edition.category_set.all()), list(edition.tag_set.all())
        for number in range(14):
            self.activity(seed, number)
        self.merge()
        for level in ("city", "school", "national", "city"):
            self.told(f"选题{seed}{self.random.randint(1, 2)}", level)
        for status in ("approved", "approved", "waiting"):
            media.item(college=self.jidian, status=status)
        newsroom.published(newsroom.news_item(college=self.caijing, kind="case"))
        summaries.version(self.caijing)
        stated = {"D1": 30, "B1": 9, "G6": 7} if seed % 2 else {"D1": 30, "D2": 4}
        facts = {"edition": edition, "college": self.jidian, "updated_by": self.chen}
        StatisticsEntry.objects.create(**facts, stated=stated, notes={"D1": "抽样"})
        counts = {self.jidian: (200, 20), self.caijing: (150, None)}
        CollegeProfile.objects.set_headcounts(edition, counts, by=self.zhou)

    def activity(self, seed, number):
        pick = self.random
        unit = pick.choice([{"college": self.jidian}, {"college": self.caijing}])
        unit = {"department": self.security} if number == 5 else unit
        day = self.edition.starts_on + timedelta(days=pick.randint(0, 6))
        made = make.activity(
            **unit,
            title=f"活动{seed}-{number}",
            start_date=day,
            end_date=day,
            mode=pick.choice(["on_site", "online", "mixed"]),
            category=pick.choice(self.kinds),
            tags=pick.sample(self.tags, pick.randint(0, 4)),
        )
        if number % 5 == 4:
            made = make.asked(make.outing(college=self.caijing))
            return make.agreed(made, by=self.he) if number % 2 else made
        self.result(made, held=number % 6 != 3)

    def result(self, activity, *, held):
        pick = self.random
        if not held:
            facts = {"outcome": "not_held", "session_count": None, "dates_held": []}
            return make.result(activity, **facts, students=None, reason="没有成行")
        days = [activity.start_date + timedelta(days=n) for n in range(pick.randint(1, 3))]
        numbers = {name: pick.choice([None, 0, pick.randint(1, 99)]) for name in NUMBERS}
        numbers |= {"fair_students": 90, "job_intents": pick.randint(0, 90)}
        partners = [
            make.took_part(f"单位{n}", *pick.sample(ROLES, pick.randint(1, 2)), kind=KINDS[n % 5])
            for n in pick.sample(range(12), pick.randint(0, 4))
        ]
        venues = pick.sample(["甲 实训室", "甲实训室", "乙实训室"], pick.randint(0, 2))
        days = [day.isoformat() for day in days]
        sessions = pick.randint(1, 4)
        facts = numbers | {"partners": partners, "venues": venues, "dates_held": days}
        make.result(activity, session_count=sessions, **facts)

    def merge(self):
        found = list(Partner.objects.filter(kind="enterprise", merged_into=None))
        if len(found) > 1:
            found[0].merge(self.zhou, found[1])

    def told(self, title, level):
        mention = newsroom.mention(newsroom.story(college=self.jidian, title=title), level=level)
        mention.confirm(newsroom.media_person())

    def assertSame(self, edition):
        units = school(edition, self.monday)
        own = [figures(unit) for _, unit in units]
        found = counted([edition], self.monday)[edition.pk].units
        self.assertEqual([key for key, _ in found], [key for key, _ in units])
        self.assertEqual([unit_figures(unit) for _, unit in found], own)
        self.assertEqual([unit.lacking for _, unit in found], [unit.lacking for _, unit in units])
        plain = [unit for _, unit in found]
        shown = {code: school_figure(BY_CODE[code], plain) for code in own[0]}
        self.assertEqual(shown, totals([unit for _, unit in units], own))

    def test_every_figure_of_every_unit_and_of_the_school(self):
        for seed in range(4):
            with self.subTest(seed=seed), transaction.atomic():
                self.week(seed)
                self.assertSame(self.edition)
                transaction.set_rollback(True)

    def test_nothing_booked_is_unknown_and_not_nought(self):
        self.assertSame(self.edition)
        found = counted([self.edition], self.monday)[self.edition.pk]
        self.assertEqual((found.line.activities, found.line.attendance), (0, None))

    def test_one_organiser_alone(self):
        self.week(1)
        everybody = dict(counted([self.edition], self.monday)[self.edition.pk].units)
        for unit in (self.jidian, self.security):
            ((key, found),) = counted([self.edition], self.monday, unit)[self.edition.pk].units
            self.assertEqual(unit_figures(found), unit_figures(everybody[key]))

    def test_kinds_and_forms_add_up_and_tags_do_not(self):
        self.week(2)
        found = counted([self.edition], self.monday)[self.edition.pk]
        for lines in (found.kinds, found.modes):
            self.assertEqual(added(lines.values()), added([found.line]))
        self.assertGreater(sum(one.activities for one in found.tags.values()), 0)

    def test_whoever_changes_a_thing_makes_them_anew(self):
        asked = ([self.edition], self.monday)
        made = make.activity(college=self.jidian)
        self.assertEqual(counted_of(*asked)[self.edition.pk].line.activities, 0)
        make.result(made)
        with self.assertNumQueries(6):
            self.assertEqual(counted_of(*asked)[self.edition.pk].line.activities, 1)
        with self.assertNumQueries(1):
            counted_of(*asked)

    def test_who_signs_in_changes_nothing(self):
        before = AuditEntry.objects.state()
        AuditEntry.objects.record(self.chen, "登录", self.chen)
        self.assertEqual(AuditEntry.objects.state(), before)

    def test_a_late_commit_with_a_lower_number_is_noticed(self):
        entry = AuditEntry.objects.record(self.zhou, "导出")
        before = AuditEntry.objects.state()
        AuditEntry.objects.filter(pk=entry.pk).delete()
        newest = AuditEntry.objects.record(self.zhou, "导出")
        known = AuditEntry.objects.state()
        AuditEntry.objects.filter(pk=newest.pk).update(id=newest.pk + 5)
        late = AuditEntry.objects.record(self.zhou, "退回")
        AuditEntry.objects.filter(pk=late.pk).update(id=newest.pk)
        self.assertEqual(len({before, known, AuditEntry.objects.state()}), 3)


def added(lines):
    rows = [(one.activities, one.sessions, one.attendance or 0, one.unknown) for one in lines]
    return [sum(column) for column in zip(*rows, strict=True)]
