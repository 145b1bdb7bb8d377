"""优秀组织奖 in the demo: judges have scored, 教务处 closes and names four."""

from django.utils import timezone

from activities.models import Edition
from colleges.models import User
from reports.award_closing import close
from reports.models import Award, AwardSheet

from .test_demo import Seeded


class DemoAward(Seeded):
    def test_is_ready_to_be_closed_and_names_four(self):
        award = Award.objects.of(Edition.objects.get(code="2025"))
        self.assertEqual(60, AwardSheet.objects.submitted().count())
        self.assertEqual(1, AwardSheet.objects.filter(abstains=True).count())
        office = User.objects.get(username="office")
        close(award, office, timezone.now())
        award.confirm(office, timezone.now())
        points = [place.points for place in award.winners()]
        self.assertEqual(4, len(points))
        self.assertEqual(sorted(points, reverse=True), points)
        self.assertGreater(points[-1], 40)
