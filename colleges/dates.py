"""Dates as people say them, in Shanghai time: 5月12日（周一）18:00; a midnight line is 24:00."""

from datetime import datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def day(value):
    """Of a date, or of an instant by the calendar of Shanghai."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


def paper_day(value):
    """As papers carry it: 2025年5月12日, Arabic numerals without leading noughts (GB/T 9704)."""
    return f"{value.year}年{value.month}月{value.day}日"


def when(instant):
    local = timezone.localtime(instant)
    return f"{day(local)}{local:%H:%M}"


def deadline(instant):
    """An exclusive line at midnight is the end of the day before: 5月21日（周三）24:00."""
    local = timezone.localtime(instant)
    if local.time() == time(0):
        return f"{day(local - timedelta(days=1))}24:00"
    return f"{day(local)}{local:%H:%M}"


def time_left(instant, at):
    """“2 天 3 小时 4 分” until `instant`, to the minute; the sign is the caller's to tell."""
    minutes = int(abs((instant - at).total_seconds()) // 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(days, "天"), (hours, "小时"), (minutes, "分")]
    told = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(told) or "不到 1 分"
