from django.db.models import F

from activities.models import Activity

from ..content import info_form_content
from ..sheet import Sheet
from .paper import Paper, Place


class InfoForm(Paper):
    """附件1 信息表: one row for each activity."""

    preview = "reports/_sheet.html"
    first_step = "填写活动"
    first_thing = ("填写第一项活动", "activity_new")
    leaves_drafts = True
    nothing_to_hand_over = "还没有填写任何活动，不能提交。请先在“活动周”里新增活动。"
    nothing_to_sign = "表里已经没有活动，不能签发。请先撤回，在“活动周”里新增活动。"
    nothing_to_amend = "表里已经没有活动，不能提交变更单。请先新增活动。"

    def begun(self, edition, college):
        return [Activity.objects.of(edition, college).planned()]

    def progress(self, filing):
        return f"（{filing.planned_count} 项）"

    def read(self, filing):
        return list(filing.activities().for_list().in_order())

    def content(self, filing, read=None):
        """A row nobody touched since it was filed stands as it was filed: a theme or a category
        that the office renames is no change of the college's.
        """
        rows = filing.activities().for_list().in_order() if read is None else read
        kept = [row for row in rows if row.was_filed or not row.is_cancelled]
        content = info_form_content(filing, kept)
        if filing.revision is None:
            return content
        untouched = {row.pk for row in kept if row.filed_version == row.version}
        filed = {row["id"]: row for row in filing.revision.full_content()["rows"]}
        rows = [
            filed.get(row["id"], row) if row["id"] in untouched else row for row in content["rows"]
        ]
        return content | {"rows": rows}

    def hold(self, filing):
        # PostgreSQL: nobody edits an activity between this reading and the commit.
        list(filing.activities().select_for_update(no_key=True).values_list("pk"))

    def signed(self, filing, content):
        filed = [row["id"] for row in content["rows"]]
        filing.activities().filter(pk__in=filed).update(filed_version=F("version"))

    def sheet(self, content, filing, revision=None, *, reader, as_filed=False, read=None):
        # The days on which each may leave, as the same reading found them.
        known = read is not None
        approved = {activity.pk: activity.approved_spans for activity in read} if known else None
        return Sheet(content, filing, revision, reader=reader, as_filed=as_filed, approved=approved)

    def start(self, filing):
        return Place("先新增活动", "plus", self.address(filing, "activity_new"))

    def places(self, filing):
        upload = Place("从 Excel 导入", "upload", self.address(filing, "annex_upload"))
        return [*super().places(filing), upload]
