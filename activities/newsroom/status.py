"""三审三校: the road of a text, who holds it at each station, and how people are told."""

from django.db import models

from colleges.models import State


class Kind(models.TextChoices):
    NEWS = "news", "新闻稿"
    CASE = "case", "典型案例"


class Status(models.TextChoices):
    DRAFT = "draft", "草稿"
    FIRST = "first", "待一审"
    SECOND = "second", "待二审"
    THIRD = "third", "待三审"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


STATES = {
    Status.DRAFT: State("draft", "草稿", "draft", "pencil"),
    Status.FIRST: State("first", "待一审", "pending", "clock"),
    Status.SECOND: State("second", "待二审", "pending", "clock"),
    Status.THIRD: State("third", "待三审", "pending", "clock"),
    Status.RETURNED: State("returned", "已退回", "returned", "arrow-back-up"),
    Status.PUBLISHED: State("published", "已发布", "done", "circle-check"),
    Status.WITHDRAWN: State("withdrawn", "已撤下", "muted", "x"),
}
# Each station with the next one; what the third agrees to is public.
ROAD = {
    Status.FIRST: Status.SECOND,
    Status.SECOND: Status.THIRD,
    Status.THIRD: Status.PUBLISHED,
}
STATIONS = tuple(ROAD)
# Where the unit may change the text.
WRITABLE = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN)
NAMES = {Status.FIRST: "一审", Status.SECOND: "二审", Status.THIRD: "三审"}
# What is printed under a text: 每稿注明作者、编辑、审核 (domain.md §6).
CREDITS = {Status.FIRST: "编辑", Status.SECOND: "复审", Status.THIRD: "审核"}
MEDIA_CENTRE = "media"


def holder(status, college, department):
    """Which office has the text at this station; `college` and `department` are its organiser."""
    if status == Status.FIRST:
        return f"{college}院长/书记" if college else f"{department}的另一位同事"
    return "AIGC新媒体中心" if status == Status.SECOND else "教务处"
