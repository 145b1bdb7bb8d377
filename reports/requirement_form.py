"""What the office types of one requirement: its name, its two lines, its reminders."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from activities.forms.settings import RowForm, date_field
from activities.models import Requirement
from colleges.dates import deadline, when

from .reminders import has_passed, offset_in_words

CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
DAY = timedelta(days=1)
# Offsets to tick, in minutes; others are typed.
OFFERED = (-48 * 60, -24 * 60, -6 * 60, -3 * 60, -60, 0, 12 * 60, 24 * 60)
MINUTES = {"分钟": 1, "小时": 60, "天": 24 * 60}
FURTHEST_DAYS = 30
MOST_REMINDERS = 12
Kind = Requirement.Kind


class ClockField(forms.CharField):
    """A time of day as deadlines are told: 18:00, and 24:00 for the end of the day."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"list": "clocks", "inputmode": "numeric", "size": 6})
        super().__init__(max_length=8, widget=widget, **kwargs)

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value))
        found = CLOCK.fullmatch(text)
        clock = found and timedelta(hours=int(found[1]), minutes=int(found[2]))
        if not clock and clock != timedelta() or clock > DAY:
            raise forms.ValidationError("时间不对，请写成 18:00；当天结束写 24:00。")
        return clock


def told_apart(instant):
    """(date, clock) of an exclusive line: a midnight is 24:00 of the day before."""
    local = timezone.localtime(instant)
    if local.time() == time(0):
        return local.date() - DAY, "24:00"
    return local.date(), f"{local:%H:%M}"


def typed_lines(requirement):
    """The two lines of a requirement as the form's fields have them."""
    typed = {}
    for name in ("due", "closes"):
        date, clock = told_apart(getattr(requirement, f"{name}_at"))
        typed |= {f"{name}_date": date, f"{name}_clock": clock}
    return typed


class LinesForm(RowForm):
    """Name and lines. Subclasses know the `edition`."""

    title = forms.CharField(label="名称", max_length=60)
    annex = forms.CharField(label="附件号", max_length=10, required=False, help_text="没有就不填。")
    due_date = date_field("逾期线日期")
    due_clock = ClockField(label="逾期线时间")
    closes_date = date_field("关闭线日期")
    closes_clock = ClockField(label="关闭线时间")

    def clean(self):
        cleaned = super().clean()
        due_at, closes_at = self.instant("due"), self.instant("closes")
        if due_at and closes_at and closes_at < due_at:
            told = f"关闭线不能早于逾期线（{deadline(due_at)}）。请改晚，或把逾期线改早。"
            self.add_error("closes_date", told)
        return cleaned | {"due_at": due_at, "closes_at": closes_at}

    def instant(self, name):
        date, clock = self.cleaned_data.get(f"{name}_date"), self.cleaned_data.get(f"{name}_clock")
        if date is None or clock is None:
            return None
        if abs(date.year - self.edition.year) > 1:
            self.add_error(f"{name}_date", "年份离活动周太远，请核对。")
            return None
        return timezone.make_aware(datetime.combine(date, time(0)) + clock)

    @property
    def lines(self):
        return self.cleaned_data["due_at"], self.cleaned_data["closes_at"]


def name_of(offset):
    """The form's field of one offset: remind_before_60, remind_after_0."""
    return f"remind_{'before' if offset < 0 else 'after'}_{abs(offset)}"


class DeadlineForm(LinesForm):
    """A requirement there is: what the portal collects has reminders as well."""

    extra_side = forms.ChoiceField(
        label="另加一个", choices=[("前", "截止前"), ("后", "截止后")], required=False
    )
    extra_amount = forms.IntegerField(
        label="数值",
        min_value=1,
        required=False,
        error_messages={"min_value": "请填 1 以上的整数。"},
    )
    extra_unit = forms.ChoiceField(
        label="单位", choices=[(unit, unit) for unit in MINUTES], required=False
    )

    def __init__(self, data=None, *, thing, initial, **kwargs):
        self.edition = thing.edition
        stored = thing.reminder_offsets if thing.in_portal else ()
        self.offered = sorted({*OFFERED, *stored}) if thing.in_portal else []
        ticks = {name_of(offset): offset in stored for offset in self.offered}
        usual = {"extra_side": "前", "extra_unit": "小时"}
        super().__init__(data, thing=thing, initial=initial | ticks | usual, **kwargs)
        if not thing.in_portal:
            for name in ("extra_side", "extra_amount", "extra_unit"):
                del self.fields[name]
        for offset in self.offered:
            label = f"提醒（{offset_in_words(offset)}）"
            self.fields[name_of(offset)] = forms.BooleanField(label=label, required=False)

    def labelled(self):
        """Side and unit say nothing without a number."""
        entries = list(super().labelled())
        amount = self.add_prefix("extra_amount")
        if any(text for name, _, text in entries if name == amount):
            return entries
        idle = (self.add_prefix("extra_side"), self.add_prefix("extra_unit"))
        return [entry for entry in entries if entry[0] not in idle]

    @property
    def facts(self):
        """The fields of name and lines, in order, for the page."""
        return [self[name] for name in LinesForm.base_fields]

    @property
    def reminders(self):
        """[(field, words, offset, instant, is over)] by the due line as typed, if it is one."""
        due_at = self.is_bound and self.is_valid() and self.cleaned_data["due_at"]
        due_at, at = due_at or self.thing.due_at, timezone.now()
        return [
            (
                self[name_of(offset)],
                offset_in_words(offset),
                offset,
                when(due_at + timedelta(minutes=offset)),
                has_passed(due_at, offset, at),
            )
            for offset in self.offered
        ]

    def clean(self):
        cleaned = super().clean()
        ticked = {offset for offset in self.offered if cleaned.get(name_of(offset))}
        if amount := cleaned.get("extra_amount"):
            sign = 1 if cleaned.get("extra_side") == "后" else -1
            minutes = amount * MINUTES[cleaned.get("extra_unit") or "小时"]
            ticked.add(sign * minutes)
            if minutes > FURTHEST_DAYS * MINUTES["天"]:
                told = f"提醒最多在截止前、后 {FURTHEST_DAYS} 天。请改小。"
                self.add_error("extra_amount", told)
        if len(ticked) > MOST_REMINDERS:
            told = f"一项要求最多提醒 {MOST_REMINDERS} 次，现在是 {len(ticked)} 次。请去掉几个。"
            self.add_error("extra_amount", told)
        return cleaned | {"offsets": sorted(ticked)}

    @property
    def offsets(self):
        return self.cleaned_data["offsets"]

    @property
    def is_moved(self):
        return self.lines != (self.thing.due_at, self.thing.closes_at)

    @property
    def resets_reminders(self):
        stored = sorted(self.thing.reminder_offsets)
        return self.thing.in_portal and (
            self.cleaned_data["due_at"] != self.thing.due_at or self.offsets != stored
        )


class RequirementForm(LinesForm):
    """A requirement that the notice did not have, or that was taken away."""

    kind = forms.ChoiceField(label="类型")
    way = forms.ChoiceField(
        label="怎么交",
        choices=[("portal", "在本系统报送"), ("mail", "按通知以邮件交教务处")],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial="mail",
    )
    field_order = ["kind", "title", "annex", "way"]

    def __init__(self, edition, data=None):
        self.edition = edition
        super().__init__(data, initial={"due_clock": "18:00", "closes_clock": "24:00"})
        taken = set(edition.requirements.values_list("kind", flat=True)) - {Kind.OTHER}
        free = [(kind.value, kind.label) for kind in Kind if kind not in taken]
        self.fields["kind"].choices = free
        self.fields["kind"].error_messages["invalid_choice"] = (
            "这一届已经有这一类，每类只能有一项。请改已有的那一项，或选“其他材料”。"
        )
        if len(free) < len(Kind):
            self.fields["kind"].help_text = "本届已有的类型不再列出。"
        collected = "、".join(kind.label for kind in Requirement.COLLECTED)
        self.fields["way"].error_messages["required"] = "请选择怎么交。"
        self.fields["way"].help_text = f"本系统现在只收取：{collected}。"
        self.show_dates_of(edition)

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and cleaned.get("way") == "portal" and kind not in Requirement.COLLECTED:
            told = f"“{Kind(kind).label}”本系统还不能收取。请选“按通知以邮件交教务处”。"
            self.add_error("way", told)
        return cleaned

    def as_facts(self):
        names = ("kind", "title", "annex", "due_at", "closes_at")
        facts = {name: self.cleaned_data[name] for name in names}
        return facts | {"in_portal": self.cleaned_data["way"] == "portal"}
