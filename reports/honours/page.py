"""公示与证书 inside the portal: one page for everybody, each sees what is theirs to do."""

from functools import cached_property

from django.utils import timezone

from ..models import Announcement, Award, Certificate, CertificateJob, Objection
from ..models.certificate import certificates_for
from ..models.certificate_job import without_certificate


class HonoursPage:
    def __init__(self, edition, user, now):
        self.edition, self.user, self.now = edition, user, now

    @cached_property
    def award(self):
        return Award.objects.of(self.edition)

    @cached_property
    def announcements(self):
        """The newest first."""
        found = Announcement.objects.visible_to(self.user).of(self.edition).for_page()
        return list(found.order_by("-pk"))

    @cached_property
    def announcement(self):
        """The one that stands; none while the result is being looked at anew."""
        return next((one for one in self.announcements if self.stands(one)), None)

    def stands(self, one):
        return one.is_draft or one.is_published or one.is_ended

    @property
    def state(self):
        return self.announcement.state_at(self.now)

    @property
    def earlier(self):
        return [one for one in self.announcements if one.was_published and not self.stands(one)]

    @cached_property
    def objections(self):
        found = Objection.objects.visible_to(self.user).for_list()
        return list(found.filter(announcement__award__edition=self.edition).order_by("-pk"))

    @property
    def open_count(self):
        return sum(one.is_open for one in self.objections)

    @property
    def sustained(self):
        """Those of the list on display that were found right, as far as one may read them."""
        one = self.announcement
        return [it for it in self.objections if it.is_sustained and it.announcement_id == one.pk]

    @cached_property
    def is_contested(self):
        """A college learns of its own objections alone."""
        one = self.announcement
        if one is None or not one.is_published:
            return False
        return one.is_contested if self.user.reads_boards else bool(self.sustained)

    @cached_property
    def certificates(self):
        found = Certificate.objects.visible_to(self.user).for_list()
        return list(found.filter(award__edition=self.edition))

    @property
    def replaced(self):
        """Colleges whose revoked certificates have a valid successor."""
        return {one.college_id for one in self.certificates if one.is_valid}

    @cached_property
    def job(self):
        return CertificateJob.objects.of(self.award) if self.award else None

    # What there is to do

    @property
    def decides(self):
        return self.user.is_office

    @property
    def can_begin(self):
        waits = self.award is not None and self.award.status == Award.Status.CONFIRMED
        return self.decides and waits and self.announcement is None

    @property
    def faults(self):
        """What keeps the draft from being published, said before anybody presses."""
        one = self.announcement
        return one.faults(timezone.localdate(self.now)) if one and one.is_draft else []

    @property
    def can_object(self):
        one = self.announcement
        if one is None or not one.is_published:
            return False
        return self.decides or bool(self.user.college_ids and one.takes_objections(self.now))

    @property
    def can_end(self):
        return self.decides and self.is_over and not self.is_contested

    @property
    def is_over(self):
        one = self.announcement
        return one is not None and one.is_over(self.now)

    @cached_property
    def owed(self):
        """Winners that hold no valid certificate yet."""
        is_final = self.award is not None and self.award.status == Award.Status.FINAL
        return without_certificate(self.award) if is_final and self.decides else []

    @property
    def is_making(self):
        return bool(self.job and self.job.is_active)

    @property
    def can_issue(self):
        return bool(self.owed) and not self.is_making

    def planned(self, issued_on):
        """The certificates as they would be made now, unsaved."""
        return certificates_for(self.award, self.owed, self.user, self.now, issued_on)
