"""Winners of all editions that the public may see, for strangers."""

from ..models import Announcement, Certificate


def past_winners():
    """[(公示, its winners)], the newest edition first; whose award was cancelled is not named."""
    over = Announcement.objects.public().filter(status=Announcement.Status.ENDED).for_page()
    lost = set(Certificate.objects.cancelled().values_list("award", "college"))
    return [
        (one, [winner for winner in one.named() if (one.award_id, winner["college"]) not in lost])
        for one in over.order_by("-award__edition__starts_on")
    ]
