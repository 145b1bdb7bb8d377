import json

from django.utils import timezone

from activities.models import ActivityResult
from colleges.models.audit import canonical

from ..annex_two import with_comments
from ..figure_compare import FigureChange, things_of
from ..figure_sheet import FigureSheet
from ..indicator_checks import wants_comment
from ..models.statistics import StatisticsEntry
from ..partner_merges import all_pairs, with_merges
from ..statistics import StatisticsForm
from ..statistics_rows import frozen_sources
from .paper import Paper, Place

MOST_TOLD = 5


class StatisticsPaper(Paper):
    """附件2 情况统计表: one row for each indicator, with the rows it was counted from.

    The form is read by several queries. What the lead looked at and what is read while signing
    must give the same digest (`Filing.content_seen`): of two equal readings, one after the other,
    all that was read stood together at the instant between them. So no table is locked.
    """

    page = "statistics_form"
    preview = "reports/_figure_sheet.html"
    stylesheet = "css/statistics.css"
    first_step = "登记活动结果、填自报指标"
    first_thing = ("登记活动结果", "result_list")
    change = FigureChange
    made_of = "统计数字"
    mend = "改好活动结果或自报指标"
    kept_in = "改动仍留在活动结果和自报指标里"
    nothing_to_hand_over = "还没有登记任何活动结果，也没有填自报指标，不能提交。请先登记活动结果。"
    nothing_to_sign = "表里已经没有任何数字，不能签发。请先撤回，登记活动结果、填自报指标后再提交。"
    nothing_to_amend = "表里已经没有任何数字，不能提交变更单。请先登记活动结果、填自报指标。"

    def begun(self, edition, college):
        return [
            ActivityResult.objects.filter(activity__edition=edition, activity__college=college),
            StatisticsEntry.objects.filter(edition=edition, college=college),
        ]

    def read(self, filing):
        return StatisticsForm(filing.edition, filing.college, timezone.localdate())

    def content(self, filing, read=None):
        """`StatisticsForm.content()`, with what the college says of warnings and with the rows
        behind every figure: {"things": {key: title}, "rows": {code: [[key, share]]}}."""
        form = read or self.read(filing)
        told = {
            "form": filing.requirement.kind,
            "edition": filing.edition.code,
            "title": filing.requirement.title,
            "comments": form.comments,
            "sources": frozen_sources(form.unit),
        }
        return json.loads(canonical(form.content() | told))

    def is_empty(self, content):
        """A college that held nothing has booked that; one that has booked nothing said nothing."""
        rows = content["rows"]
        booked = any(row["code"] == "A1" and row["value"] is not None for row in rows)
        return not booked and not any(row["is_stated"] for row in rows)

    def obstacle(self, content):
        checks, comments = content["checks"], content["comments"]
        if errors := [sentence for _, sentence, is_error in checks if is_error]:
            return f"有 {len(errors)} 处对不上，改好后才能提交和签发：{listed(errors)}"
        asked = [(code, told) for code, told, is_error in checks if wants_comment(code, is_error)]
        if silent := [told for code, told in asked if code not in comments]:
            return (
                f"有 {len(silent)} 条提醒还没有说明，请在“填自报指标”里改好数字，"
                f"或逐条写明原因：{listed(silent)}"
            )
        return ""

    def compare(self, old, new):
        """With what the college says of warnings in 备注. Partners that the office made one since
        are one: that is no change of the college's."""
        old, new = self.commented(old), self.commented(new)
        if [things_of(row) for row in old["rows"]] != [things_of(row) for row in new["rows"]]:
            pairs = all_pairs()
            old, new = ({"rows": list(with_merges(one["rows"], pairs))} for one in (old, new))
        return super().compare(old, new)

    def commented(self, content):
        return {"rows": list(with_comments(content["rows"], content.get("comments", {})))}

    def is_changed(self, old, new):
        return bool(self.compare(old, new))

    def sheet(self, content, filing, revision=None, *, reader, as_filed=False, read=None):
        return FigureSheet(content, filing, revision, reader=reader)

    def places(self, filing):
        return [
            Place("填自报指标", "pencil", self.address(filing, "statistics_entry")),
            Place("登记活动结果", "clipboard-check", self.address(filing, "result_list")),
        ]


def listed(sentences):
    more = len(sentences) - MOST_TOLD
    return "".join(sentences[:MOST_TOLD]) + (f"另有 {more} 处。" if more > 0 else "")
