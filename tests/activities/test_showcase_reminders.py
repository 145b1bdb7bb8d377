from activities.models import Edition, Showcase
from activities.showcase.release import Release
from activities.showcase.reminding import remind
from colleges.models import Notice
from tests import make
from tests.base import PortalTestCase, at


class Reminders(PortalTestCase):
    def setUp(self):
        showcase = Showcase.objects.for_page().get(edition=self.edition)
        make.booth(showcase.site, "A01").give(self.jidian, self.zhou, "手工安排")
        showcase.site.refresh_from_db()
        release = Release(showcase, showcase.site)
        release.make(self.zhou, self.now, base_version=showcase.site.version, warned=True)
        Notice.objects.all().delete()

    def titles(self, user):
        return [notice.title for notice in Notice.objects.filter(user=user).order_by("pk")]

    def test_on_the_eve_at_four_whoever_has_a_booth_is_told_which(self):
        remind(at("2025-05-13T15:59:59"))
        self.assertEqual(self.titles(self.chen), [])
        remind(at("2025-05-13T16:00"))
        self.assertEqual(len(self.titles(self.chen)), 1)
        self.assertIn("展位 A01", self.titles(self.chen)[0])
        self.assertEqual(self.titles(self.lin), [])

    def test_twice_and_late_everybody_is_told_once(self):
        for instant in ("2025-05-13T16:00", "2025-05-13T16:01", "2025-05-13T19:30"):
            remind(at(instant))
        self.assertEqual(len(self.titles(self.chen)), 1)

    def test_an_hour_before_it_opens_again(self):
        remind(at("2025-05-13T16:00"))
        remind(at("2025-05-14T08:30"))
        self.assertEqual(len(self.titles(self.chen)), 2)

    def test_once_it_has_begun_nobody_is_reminded_to_come(self):
        remind(at("2025-05-14T09:30"))
        self.assertEqual(self.titles(self.chen), [])
        remind(at("2025-05-14T09:29:59"))
        self.assertEqual(len(self.titles(self.chen)), 1)

    def test_a_moved_day_is_reminded_anew(self):
        remind(at("2025-05-13T16:00"))
        Edition.objects.filter(pk=self.edition.pk).update(showcase_on="2025-05-15")
        remind(at("2025-05-14T16:00"))
        self.assertIn("5月15日", self.titles(self.chen)[-1])

    def test_what_is_cancelled_reminds_nobody(self):
        Showcase.objects.update(is_cancelled=True)
        remind(at("2025-05-13T16:00"))
        self.assertEqual(self.titles(self.chen), [])
