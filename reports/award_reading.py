"""What a judge may read of a college: what it filed, what is public, what enterprises gave."""

from django.urls import reverse

from activities.models import Activity, MediaItem, NewsItem, Requirement
from colleges.dates import when

from .award_inputs import filed_facts
from .indicators import INDICATORS
from .models import Filing, StatisticsEntry

# The numbers of 附件2 that say most in one line.
TOLD = ("A1", "D10", "C3", "C4", "E1", "E3")
MOST_TEXTS = 10


class CollegeMaterial:
    """[(words, address or "")], what was filed first. The address of a filed report is for judges;
    all others are public."""

    def __init__(self, edition, college):
        self.edition, self.college = edition, college

    @property
    def rows(self):
        return [*self.papers(), *self.shown(), *self.texts(), *self.gifts()]

    def filed(self, kind):
        """The college's filing of this kind; None while it is not filed, or was sent back."""
        own = Filing.objects.filter(edition=self.edition, college=self.college)
        own = own.filter(requirement__kind=kind).select_related("requirement", "revision")
        filing = own.first()
        return filing if filing is not None and filing.is_filed() else None

    def papers(self):
        if figures := self.filed(Requirement.Kind.STATISTICS_FORM):
            yield (
                f"{figures.requirement.short}（{filed_at(figures)}）：{told(figures.revision)}",
                "",
            )
        if report := self.filed(Requirement.Kind.SUMMARY_REPORT):
            words = f"总结报告（{filed_at(report)}），下载 .docx"
            yield words, reverse("award_report", args=[self.edition.code, self.college.pk])

    def shown(self):
        own = {"edition": self.edition, "college": self.college}
        if count := Activity.objects.filter(**own).public().count():
            page = reverse("public_college", args=[self.edition.code, self.college.pk])
            yield f"公众网站上的 {count} 项活动", page
        if count := MediaItem.objects.public().pictures().filter(**own).count():
            page = reverse("public_gallery", args=[self.edition.code])
            yield f"图集里的 {count} 张照片、视频", f"{page}?college={self.college.pk}"

    def texts(self):
        found = NewsItem.objects.filter(edition=self.edition, college=self.college)
        found = found.filter(status=NewsItem.Status.PUBLISHED).order_by("pk")[:MOST_TEXTS]
        for one in found:
            words = f"{one.get_kind_display()}：{one.title}"
            yield words, reverse("public_article", args=[self.edition.code, one.pk])

    def gifts(self):
        entries = StatisticsEntry.objects.filter(edition=self.edition, college=self.college)
        entry = entries.first()
        if entry and (gifts := entry.stated.get("E4")):
            yield f"企业投入：{gifts}", ""


def filed_at(filing):
    return f"{when(filing.revision.received_at)}报送"


def told(revision):
    """A line of the form's numbers; one that is not known is “-”."""
    facts = filed_facts(revision.full_content(), revision.receipt_no)
    lines = []
    for one in INDICATORS:
        if one.code in TOLD and (fact := facts.get(one.code)):
            value = "-" if fact.value is None else f"{fact.value:f}"
            lines.append(f"{one.bare_name} {value} {one.unit}")
    return "，".join(lines)
