"""What every kind of paper answers; the words that differ are attributes."""

from dataclasses import dataclass

from django.urls import reverse

from ..compare import Change, compare


@dataclass(frozen=True)
class Place:
    """Where something is done about a paper: a button."""

    words: str
    icon: str
    url: str


class Paper:
    """What a college files for one kind of requirement. Content is plain JSON with `rows`."""

    page = "week"  # URL name of where it is filled in
    preview = ""  # template of the print-true preview
    stylesheet = ""
    ending = ".xlsx"  # of the file that is downloaded
    first_step = ""  # of the checklist
    first_thing = ("", "")  # words of the button, URL name
    change = Change
    # Of what it is made: “又改动了…”; how one mends it: “请先…”.
    made_of = "活动"
    mend = "在“活动周”里改好活动"
    kept_in = "改动仍留在活动里"
    takes_reason = False  # may be filed with nothing in it, for a reason
    leaves_drafts = False  # of activities, which are not in it
    nothing_to_hand_over = ""
    nothing_to_sign = ""
    nothing_to_amend = ""

    def begun(self, edition, college):
        """Querysets that are all empty until the college has started; takes ids or OuterRefs."""
        raise NotImplementedError

    def progress(self, filing):
        """How much there is by now, for the first line of the checklist: “（3 项）”."""
        return ""

    def read(self, filing):
        """What the content is made from, for whoever needs it twice."""
        return None

    def content(self, filing, read=None):
        """What would be filed now, as plain JSON: {"title", "unit", "rows", …}."""
        raise NotImplementedError

    def hold(self, filing):
        """Keep others from editing it between this reading and the commit, where that matters."""

    def is_empty(self, content):
        return not content["rows"]

    def obstacle(self, content):
        """Why this content may not be handed over or signed, in a sentence; "" if it may."""
        return ""

    def compare(self, old, new):
        """[Change]"""
        return compare(old, new, self.change)

    def is_changed(self, old, new):
        """Is what stands there another form than the filed one? A renamed head is none."""
        return old["rows"] != new["rows"]

    def signed(self, filing, content):
        """Called inside the signing transaction, after the revision is written."""

    def is_kept(self, content):
        """Do the files that this content names still lie in store, as they came?"""
        return True

    def sheet(self, content, filing, revision=None, *, reader, as_filed=False, read=None):
        """The form as it prints: `content`, `revision`, `counted` (“12 项活动”),
        `is_empty`, `file_name`, `hand_out(by)`."""
        raise NotImplementedError

    def places(self, filing):
        """[Place] where the college mends it."""
        return [Place("去修改", "pencil", self.address(filing, self.page))]

    def start(self, filing):
        """The Place to begin while there is nothing to hand over."""
        words, name = self.first_thing
        return Place(words, "plus", self.address(filing, name))

    def address(self, filing, name):
        return f"{reverse(name, args=[filing.edition.code])}?college={filing.college_id}"
