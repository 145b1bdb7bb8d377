"""The annexes that the office compiles, by the kind of requirement.

An annex says how one college's frozen form is read and written, and what goes into a compilation
beside the forms; the job, its inputs and its pages know no kind by name.
"""

from activities.models import Requirement
from colleges.rules import BrokenRule

from . import annex_one, annex_two
from .columns import with_marks
from .compare import compare
from .figure_compare import compare_figures
from .outing_marks import approved_in, outing_states, with_outing_marks
from .partner_merges import merges, with_merges


class InfoForms:
    """附件1: what the gate says of the outings of each activity goes in as well."""

    number, kind = "1", Requirement.Kind.INFO_FORM
    template_version = annex_one.TEMPLATE_VERSION
    compilation = annex_one.Compilation
    beside = "outings"  # its name in a job's inputs
    sheet_words = "学院签发的信息表，每项活动一行"
    changes = "reports/_job_changes.html"
    compare = staticmethod(compare)

    def told(self, edition, colleges):
        return outing_states(edition, colleges)

    def instants(self, told):
        return [since for _, _, since, _ in told]

    def form(self, header, content, on_time, mark, told):
        """`mark` is (补报 or 变更, when and who) of a late form, `on_time` what it had before the
        line; `told` is None of a job that was ordered before there was any."""
        rows = content["rows"]
        if mark:
            rows = with_marks(rows, on_time["rows"], mark[1])
        if told is not None:
            rows = with_outing_marks(rows, approved_in(told))
        return annex_one.Form(header, rows)


class StatisticsForms:
    """附件2: which partners were merged goes in as well, or the school would count them twice."""

    number, kind = "2", Requirement.Kind.STATISTICS_FORM
    template_version = annex_two.TEMPLATE_VERSION
    compilation = annex_two.StatisticsCompilation
    beside = "merges"
    sheet_words = "每个学院一行，各项指标一列，合计按全校去重"
    changes = "reports/_job_figures.html"
    compare = staticmethod(compare_figures)

    def told(self, edition, colleges):
        return merges(edition)

    def instants(self, told):
        return [told["since"]] if told["since"] else []

    def form(self, header, content, on_time, mark, told):
        comments = content.get("comments", {})
        rows = annex_two.with_comments(with_merges(content["rows"], told["pairs"]), comments)
        late = ""
        if mark:
            late = f"{mark[0]}（{mark[1]}）"
            rows = annex_two.marked(rows, on_time["rows"], mark[1])
        return annex_two.Form(header, list(rows), content["bases"], late)


ANNEXES = {annex.kind: annex for annex in (InfoForms(), StatisticsForms())}
BY_NUMBER = {annex.number: annex for annex in ANNEXES.values()}


def annex_of(requirement):
    return ANNEXES[requirement.kind]


def requirement_of(edition, annex):
    """Whose filings it compiles; an edition may have lost it or not have it yet."""
    found = edition.requirements.filter(kind=annex.kind).first()
    if found is None:
        raise BrokenRule(
            f"本届没有“{annex.kind.label}”这项报送要求，没有可以汇总的。"
            "请先在“届次设置”的“报送时限”里增加。"
        )
    return found


def choices_of(edition):
    """[(annex, its requirement)] of this edition, in the order of the notice."""
    found = {one.kind: one for one in edition.requirements.filter(kind__in=ANNEXES)}
    return [(annex, found[kind]) for kind, annex in ANNEXES.items() if kind in found]
