"""The countdown chip of the frame: the nearest line, or that the edition of the page is over."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from activities.hand import line_of
from colleges.models.people import COLLEGE_ROLES, Role
from reports.models import Filing


@dataclass(frozen=True)
class Deadline:
    """The countdown chip in the top bar; without `due_at` it says that the edition is over."""

    name: str
    due_at: object
    url: str
    is_closed: bool = False


class Countdown:
    """A part of the frame, which knows `hat`, `edition`, `editions` and `now`."""

    @cached_property
    def own_filings(self):
        """What the college of the hat owes, in every edition, by deadline."""
        # The desk and the form's page have read them already.
        read = getattr(self.request, "frame_filings", [])
        if read and read[0].college_id == self.hat.college_id:
            return read
        return list(
            Filing.objects.filter(college=self.hat.college_id)
            .select_related("requirement", "extension")
            .order_by("requirement__due_at")
        )

    @cached_property
    def deadline(self):
        # Whoever sits in for the office decides on outings; its lines are not theirs.
        if self.hat is None or self.hat.only_decides:
            return None
        if self.hat.role in COLLEGE_ROLES:
            return self.own_deadline()
        if self.hat.role in (Role.OFFICE, Role.LEADER):
            return self.school_deadline()
        return None

    @property
    def is_past(self):
        """A page of an edition whose week is over, while people land on a later one."""
        if self.edition is None or self.edition.ends_on >= timezone.localdate(self.now):
            return False
        later = (one for one in self.editions if one.starts_on > self.edition.starts_on)
        return any(one.is_open for one in later)

    def over(self, name):
        """What the lines of other editions are is not told on the pages of this one."""
        if not self.is_past:
            return None
        return Deadline(f"{self.edition.code} 届", None, self.of_edition(name))

    def own_deadline(self):
        """The nearest line of what is owed; if all have closed, the last one of this edition."""
        owed = [filing for filing in self.own_filings if filing.is_owed()]
        mine = [filing for filing in owed if filing.edition_id == self.edition_id]
        owed = mine if self.is_past else owed
        found = [filing for filing in owed if not filing.is_closed(self.now)][:1] + mine[-1:]
        if not found:
            return self.over("week")
        filing = found[0]
        name, url = short(filing.requirement), filing.get_absolute_url()
        return Deadline(name, filing.due_at, url, filing.is_closed(self.now))

    def school_deadline(self):
        """The next line of what is collected; if none is ahead, this edition's last one."""
        told = [one for one in self.editions if not self.is_past or one.pk == self.edition_id]
        forms = [(line_of(edition), edition) for edition in told]
        ahead = [(form, edition) for form, edition in forms if form and form.due_at > self.now]
        ahead.sort(key=lambda pair: pair[0].due_at)
        passed = [(form, one) for form, one in forms if form and one.pk == self.edition_id]
        if self.is_past and not any(not form.is_closed(self.now) for form, _ in ahead + passed):
            return self.over("board")
        if not ahead + passed:
            return None
        form, edition = (ahead + passed)[0]
        url = reverse("board", args=[edition.code])
        return Deadline(short(form), form.due_at, url, form.is_closed(self.now))


def short(requirement):
    return requirement.annex or requirement.title
