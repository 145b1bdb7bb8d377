import json

from colleges.models.audit import canonical
from colleges.quotes import quoted
from colleges.rules import BrokenRule

from ..compare import Change
from ..models.summary_report import SummaryReport, SummaryVersion
from ..sheet import PaperSheet
from ..summary.comparing import verdict_of
from .paper import Paper, Place

LABELS = {"name": "文件名", "size": "大小（字节）", "way": "方式", "sha256": "SHA-256"}
LABELS |= {"left_open": "没有写的【请补充】", "comment": "数字不一致的说明"}


class FileChange(Change):
    """Another version of the report, or another explanation of its numbers."""

    key = "kind"
    labels = LABELS

    @property
    def title(self):
        return (self.new or self.old)["name"]

    @property
    def sentence(self):
        if self.old is None or self.new is None:
            return f"{self.word}{quoted(self.title)}"
        if self.old["sha256"] == self.new["sha256"]:
            return f"{quoted(self.title)}改了说明"
        return f"报告换成第 {self.new['number']} 版{quoted(self.title)}"

    @staticmethod
    def spoken(name, row, masks_phones):
        return str(row.get(name, ""))


class SummaryPaper(Paper):
    """总结报告: a file of the college, with what it says of the key numbers of 附件2."""

    page = "summary_report"
    preview = "reports/_summary_sheet.html"
    ending = ".docx"
    first_step = "交总结报告"
    first_thing = ("交总结报告", "summary_report")
    change = FileChange
    made_of = "总结报告"
    mend = "在“总结报告”里换一版"
    kept_in = "改动仍留在“总结报告”里"
    nothing_to_hand_over = "还没有总结报告，不能提交。请先在“总结报告”里上传，或按草稿生成。"
    nothing_to_sign = "总结报告已经没有了，不能签发。请先撤回，交上报告后再提交。"
    nothing_to_amend = "还没有总结报告，不能提交变更单。请先在“总结报告”里上传，或按草稿生成。"

    def begun(self, edition, college):
        return [
            SummaryReport.objects.filter(edition=edition, college=college, newest__isnull=False)
        ]

    def content(self, filing, read=None):
        """One row, the facts of the file; beside it what it says of each key number, and what
        those were at that moment."""
        report = SummaryReport.objects.of(filing.edition, filing.college)
        told = {
            "form": filing.requirement.kind,
            "edition": filing.edition.code,
            "title": filing.requirement.title,
            "unit": filing.college.name,
            "rows": [],
            "numbers": {},
            "findings": [],
            "source": "",
        }
        if report.newest:
            verdict = verdict_of(report.newest, filing.edition, filing.college)
            told |= {
                "rows": [report.newest.facts() | {"kind": "file"}],
                "numbers": {code: one.value for code, one in verdict.figures.items()},
                "findings": [[one.code, one.kind, one.sentence] for one in verdict.findings],
                "source": verdict.source,
            }
        return json.loads(canonical(told))

    def hold(self, filing):
        # PostgreSQL: no other version comes to count between this reading and the commit.
        rows = SummaryReport.objects.filter(edition=filing.edition_id, college=filing.college_id)
        list(rows.select_for_update(no_key=True).values_list("pk"))

    def obstacle(self, content):
        differing = [sentence for _, kind, sentence in content["findings"] if kind == "differs"]
        if differing and not content["rows"][0]["comment"]:
            return (
                f"报告里有 {len(differing)} 个数和{content['source']}不一致，"
                f"请在“总结报告”里换一版，或写明原因：{''.join(differing)}"
            )
        return ""

    def is_changed(self, old, new):
        """What 附件2 says by now is no change of the report."""
        return bool(self.compare(old, new))

    def is_kept(self, content):
        rows = {row["id"]: row["sha256"] for row in content["rows"]}
        found = SummaryVersion.objects.in_bulk(rows)
        return all(pk in found and found[pk].is_intact(sha256) for pk, sha256 in rows.items())

    def sheet(self, content, filing, revision=None, *, reader, as_filed=False, read=None):
        return FileSheet(content, filing, revision, reader=reader)

    def places(self, filing):
        return [Place("去总结报告", "file-text", self.address(filing, self.page))]


class FileSheet(PaperSheet):
    """The report as a page shows it: the facts of its file, and how its numbers stood."""

    @property
    def row(self):
        return self.rows[0] if self.rows else None

    @property
    def counted(self):
        return f"总结报告第 {self.row['number']} 版" if self.row else "总结报告"

    @property
    def findings(self):
        return [(kind, sentence) for _, kind, sentence in self.content["findings"]]

    @property
    def file_name(self):
        return self.row["name"] if self.row else f"{self.filing.requirement.short}.docx"

    def hand_out(self, by):
        """The file itself, as it came: the one of the receipt."""
        if self.row is None:
            raise BrokenRule("学院还没有交总结报告，没有可以下载的文件。")
        version = SummaryVersion.objects.select_related("report").get(pk=self.row["id"])
        return version.hand_out(by, self.row["sha256"])
