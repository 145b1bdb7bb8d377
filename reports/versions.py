"""What changed in a college's form since when; worked out as the page asks for it."""

from functools import cached_property


class Versions:
    """`draft` is what stands there now, the rest are the filing's revisions."""

    def __init__(self, filing):
        self.filing, self.paper = filing, filing.paper

    @cached_property
    def read(self):
        return self.paper.read(self.filing)

    @cached_property
    def draft(self):
        return self.filing.content(self.read)

    @cached_property
    def filed(self):
        return self.filing.revision.full_content() if self.filing.revision else None

    @cached_property
    def since_filed(self):
        """Not filed yet: what the college changed after its newest signature."""
        return self.paper.compare(self.filed, self.draft) if self.filed else []

    @cached_property
    def since_accepted(self):
        """Filed after the office's last acceptance, so that it need not read all again."""
        accepted = self.filing.accepted_revision
        if accepted is None or accepted == self.filing.revision:
            return []
        return self.paper.compare(accepted.full_content(), self.filed)


def last_change(revision):
    """Before/after of one filing against the one before; [] for the first."""
    before, paper = revision.before(), revision.filing.paper
    return paper.compare(before.full_content(), revision.full_content()) if before else []
