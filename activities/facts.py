"""The facts of an activity as plain values: their words, their names, how they are told.

Forms, conflicts, audit entries and the sheets all speak of an activity through these.
"""

from datetime import date, time

from django.db import models


class Status(models.TextChoices):
    PLANNED = "planned", "计划中"
    CANCELLED = "cancelled", "已取消"


class Mode(models.TextChoices):
    ON_SITE = "on_site", "线下"
    ONLINE = "online", "线上"
    MIXED = "mixed", "线上线下结合"


class Audience(models.TextChoices):
    STUDENTS = "students", "本校学生"
    TEACHERS = "teachers", "教师"
    PUPILS = "pupils", "中小学生"
    PARENTS = "parents", "家长"
    RESIDENTS = "residents", "社区居民"
    ENTERPRISES = "enterprises", "企业"
    ALUMNI = "alumni", "校友"
    PUBLIC = "public", "社会公众"


class Need(models.TextChoices):
    POWER = "power", "用电"
    DEVICES = "devices", "信息设备"
    SECURITY = "security", "安保"
    VENUE = "venue", "场地"
    FURNITURE = "furniture", "桌椅"
    FILMING = "filming", "宣传拍摄"


LABELS = {
    "title": "活动名称",
    "category": "活动类别",
    "theme_day": "主题活动日",
    "tags": "标签",
    "start_date": "开始日期",
    "end_date": "结束日期",
    "start_time": "开始时间",
    "end_time": "结束时间",
    "mode": "活动形式",
    "venue": "活动地点",
    "online_link": "线上地址",
    "audiences": "面向对象",
    "open_to_public": "面向社会开放",
    "expected_internal": "预计校内人数",
    "expected_external": "预计校外人数",
    "partners": "合作企业/协办单位",
    "leader_name": "负责人",
    "leader_phone": "联系电话",
    "is_outing": "是否外出",
    "summary": "活动内容简介",
    "needs": "所需保障",
    "remark": "备注",
    "status": "状态",
    "cancel_reason": "取消原因",
}
# Facts that are columns of their own; category, theme_day and tags are told by name.
RELATED_FACTS = ("category", "theme_day", "tags", "status")
PLAIN_FACTS = tuple(name for name in LABELS if name not in RELATED_FACTS)
CHOICES = {"mode": Mode, "audiences": Audience, "needs": Need, "status": Status}


def labels(choices, codes):
    """The labels of `codes`, in the order of the closed set."""
    return [label for code, label in choices.choices if code in codes]


def told(name, value):
    """One fact in words; an unknown number is “-”, never 0 (design §4.10)."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in CHOICES:
        codes = value if isinstance(value, list) else [value]
        return "、".join(labels(CHOICES[name], codes))
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def changed_facts(before, after):
    """{"before": …, "after": …} of the facts that differ."""
    names = [name for name in after if before.get(name) != after[name]]
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after[name] for name in names},
    }


def compared(theirs, mine):
    """Two versions side by side: rows of (label, theirs in words, mine in words, differs)."""
    return [
        (label, told(name, theirs[name]), told(name, mine[name]), theirs[name] != mine[name])
        for name, label in LABELS.items()
        if name not in ("status", "cancel_reason")
    ]


def differing(labels, told, before, after):
    """Rows of (label, before in words, after in words) of the facts that differ."""
    return [
        (label, told(name, before[name]), told(name, after[name]))
        for name, label in labels.items()
        if before[name] != after[name]
    ]


def noted(labels, logged, before, after):
    """{"before": …, "after": …} of the facts that differ, each as the log keeps it."""
    names = [name for name in labels if before[name] != after[name]]
    return {
        "before": {name: logged(name, before[name]) for name in names},
        "after": {name: logged(name, after[name]) for name in names},
    }
