"""What a 公示 says, in the form that schools use; the office may reword heading and opening."""

from datetime import date

from activities.models import Edition
from colleges.dates import day as told_day

from .working_days import FEWEST, MOST, last_day, working_days

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


def span(first: date, last: date) -> str:
    """2025年6月3日（周二）至6月9日（周一），共 5 个工作日."""
    year = f"{last.year}年" if last.year != first.year else ""
    days = working_days(first, last)
    return f"{first.year}年{told_day(first)}至{year}{told_day(last)}，共 {days} 个工作日"


def too_short(first: date, last: date) -> str:
    """How much is lacking and which end would do; empty for a 公示 that is long enough."""
    days = working_days(first, last)
    if days >= FEWEST:
        return ""
    return (
        f"公示期只有 {days} 个工作日，还差 {FEWEST - days} 个（至少 {FEWEST} 个，一般 {MOST} 个）："
        f"{told_day(first)}开始的，最早到{told_day(last_day(first, FEWEST))}结束"
    )


def begun_already(first: date, today: date) -> str:
    """Why a paper of today cannot announce it; empty for one that begins today or later."""
    if first >= today:
        return ""
    return (
        f"公示开始的{told_day(first)}已经过去，今天是{told_day(today)}：请改为今天或以后开始；"
        "如果当时已在公告栏等处公示过，请填“已在何处公示”补登"
    )
