"""What a 公示 says, in the form that schools use; the office may reword heading and opening."""

from activities.models import Edition
from colleges.dates import day as told_day

HEADING = "关于{edition}“{award}”评选结果的公示"
OPENING = (
    "根据学校《关于做好{edition}相关工作的通知》要求，经数据核算、评委评分和评审，"
    "现将{edition}“{award}”拟获奖单位公示如下（排名不分先后）："
)
OBJECTING = (
    "公示期内对评选结果有异议的，请以书面形式署名向教务处反映，写明事实和依据，留下联系方式；"
    "匿名或超过公示期的一般不予受理。各学院也可登录活动周系统，在“公示”页面提出。"
)


def heading(edition: Edition, award: str) -> str:
    return HEADING.format(edition=edition.title, award=award)


def opening(edition: Edition, award: str) -> str:
    return OPENING.format(edition=edition.title, award=award)


def span(first, last, working_days: int) -> str:
    """2025年6月3日（周二）至6月9日（周一），共 5 个工作日."""
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{first.year}年{told_day(first)}至{year}{told_day(last)}，共 {working_days} 个工作日"
