"""总结报告 of the fictitious school's past week: finished in Word, or filed as the draft stood."""

import tempfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from docx import Document

from colleges.docx_guard import guarded_text

from ..models import SummaryReport, SummaryVersion
from ..summary.checking import as_data, left_open, mentions
from ..summary.draft import draft_document
from ..summary.gathering import college_draft

# The rest has none: whoever tries the portal begins there.
WRITTEN = ("02", "03", "04", "06", "07", "08", "10")
AS_DRAFTED = ("05", "12")
# Counted by hand, as people do: the portal says where.
MISCOUNTED = ("06",)
HALF_DONE = ("04",)
PROSE = {
    "领导小组": (
        "学院成立由院长、书记任组长的活动周工作组，制定方案、明确分工，"
        "两次召开动员会；外出活动逐项审批，每场指定安全负责人。"
    ),
    "一两个": (
        "我们把实训课堂搬到群众身边：学生当讲解员，企业师傅当教练，来访者动手完成一件作品带走。"
        "这一做法让职业教育看得见、摸得着，家长和孩子的反响很好。"
    ),
    "数据背后": "学生在服务中长了本事，企业提前认识了毕业生，社区居民得到了实在的帮助。",
    "不足": "线上活动的互动还不够，个别场次的人数登记不及时，宣传素材准备得偏晚。",
    "长效": "把受欢迎的体验项目固定为每月开放日，与合作企业共建课程，把素材积累做在平时。",
}


def plan_summary(story, week, instant):
    code = week.college.code
    if code in WRITTEN + AS_DRAFTED:
        story.plan(instant, lambda at: hand_in(week, code, at))


def hand_in(week, code, at):
    draft = college_draft(week.edition, week.college, timezone.localdate(at))
    as_drafted = code in AS_DRAFTED
    content = draft_document(draft, is_final=as_drafted).read()
    if not as_drafted:
        content = finished(content, code, draft)
    text = guarded_text(content)
    with tempfile.NamedTemporaryFile(dir=settings.TEMP_DIR, delete=False) as copy:
        copy.write(content)
    version = SummaryReport.objects.of(week.edition, week.college).take_in(
        Path(copy.name),
        way=SummaryVersion.Way.DRAFT if as_drafted else SummaryVersion.Way.UPLOADED,
        name=f"{draft.title}.docx",
        said=as_data(mentions(text, week.edition.starts_on.year)),
        left_open=left_open(text),
        by=week.staff,
    )
    SummaryVersion.objects.filter(pk=version.pk).update(added_at=at)


def finished(content, code, draft):
    """What somebody made of the draft in Word."""
    paper = Document(BytesIO(content))
    for paragraph in paper.paragraphs:
        if paragraph.text.startswith("【请补充") and code not in HALF_DONE:
            told = next((told for key, told in PROSE.items() if key in paragraph.text), "")
            paragraph.runs[0].text, paragraph.runs[0].font.highlight_color = told, None
    if code in MISCOUNTED:
        total = draft.value("A1")
        swap(paper, f"共开展活动{total}场次", f"共开展活动{total - 1}场次")
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def swap(paper, old, new):
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
