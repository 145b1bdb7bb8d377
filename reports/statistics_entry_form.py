from django import forms
from django.db import transaction
from django.utils import timezone

from activities.forms.booth_need import speak_chinese
from activities.forms.result import NumberField
from activities.models.result import MOST
from colleges.lines import OneLineFields

from .indicators import BY_CODE, TYPED, Source
from .models import StatisticsDraft

LONGEST_TEXT, LONGEST_REASON = 300, 200
STATED = [one for one in TYPED if one.source is Source.STATED]
OPEN = [one for one in TYPED if one.source is Source.BOTH]
STORY = "note_H3"
FORM_FIELDS = {"base_version", STORY}
FORM_FIELDS |= {f"{what}_{one.code}" for one in TYPED for what in ("value", "reason")}
FORM_FIELDS |= {f"{what}_{code}" for code in BY_CODE for what in ("comment", "asked")}


def value_field(indicator):
    if indicator.is_text:
        widget = forms.Textarea(attrs={"rows": 3, "data-counter": str(LONGEST_TEXT)})
        return forms.CharField(
            label=indicator.name, max_length=LONGEST_TEXT, required=False, widget=widget
        )
    label = f"{indicator.bare_name}（{indicator.unit}）"
    return NumberField(label=label, min_value=0, max_value=MOST, required=False)


def reason_field(label):
    return forms.CharField(label=label, max_length=LONGEST_REASON, required=False)


class StatisticsEntryForm(OneLineFields, forms.Form):
    """What the college reports itself; a figure beside a computed one wants its reason."""

    base_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "请重新打开这个页面，再填写。"),
    )

    def __init__(self, data=None, *, form, initial=None):
        self.form, self.entry = form, form.entry
        self.commented = form.asked
        super().__init__(data, initial=initial_of(form) | (initial or {}))
        for indicator in TYPED:
            self.fields[f"value_{indicator.code}"] = field = value_field(indicator)
            field.help_text = self.hint(indicator)
            if indicator.source is Source.BOTH:
                label = f"更正“{indicator.name}”的原因"
                self.fields[f"reason_{indicator.code}"] = reason_field(label)
        for check in self.commented:
            self.fields[f"comment_{check.code}"] = field = reason_field(check.sentence)
            field.help_text = self.wanted(check)
        self.fields[STORY] = reason_field("安全事故的情况")
        self.fields[STORY].help_text = "有安全事故时写明时间、情况和处理。"
        for field in self.fields.values():
            speak_chinese(field)

    def computed(self, indicator):
        return self.form.figures[indicator.code].computed

    def hint(self, indicator):
        if indicator.source is Source.STATED:
            return indicator.formula
        known = self.computed(indicator)
        if known is None:
            return f"系统没有这个数，可以直接填。{indicator.formula}。"
        return f"系统算得 {known}（{indicator.formula}）。空着就用它。"

    def wanted(self, check):
        if check.code not in self.form.outdated:
            return "为什么是这样，写一句；改好数字以后这条提醒会消失。"
        said, sentence = self.form.outdated[check.code]
        of = f"，说明的是“{sentence}”" if sentence else "。"
        return f"数字变了，请按现在的重新写。原来写的“{said}”{of}"

    @property
    def stated_fields(self):
        return [self[f"value_{one.code}"] for one in STATED] + [self[STORY]]

    @property
    def open_fields(self):
        return [(self[f"value_{one.code}"], self[f"reason_{one.code}"]) for one in OPEN]

    @property
    def comment_fields(self):
        """[(field, name of what says which warning was read, that warning)]"""
        return [
            (self[f"comment_{one.code}"], f"asked_{one.code}", one.sentence)
            for one in self.commented
        ]

    def clean(self):
        cleaned = super().clean()
        for indicator in OPEN:
            code = indicator.code
            value, reason = cleaned.get(f"value_{code}"), cleaned.get(f"reason_{code}")
            if f"value_{code}" in self.errors or f"reason_{code}" in self.errors:
                continue
            if value is None and reason:
                self.add_error(f"value_{code}", "写了原因，请填更正后的数。")
            elif value is not None and not reason and self.differs(indicator, value):
                told = f"系统算得 {self.computed(indicator)}，填 {value} 请写明原因。"
                self.add_error(f"reason_{code}", told)
        return cleaned

    def differs(self, indicator, value):
        """From what the portal computed, where it did."""
        return self.computed(indicator) not in (None, value)

    def facts(self):
        """As `StatisticsEntry.state` takes them; what equals the computed figure is none."""
        stated, overrides, notes = {}, {}, {}
        for indicator in TYPED:
            code = indicator.code
            value = self.cleaned_data.get(f"value_{code}")
            if value in (None, "") or self.is_as_computed(indicator, value):
                continue
            stated[code] = value
            reason = self.cleaned_data.get(f"reason_{code}")
            if indicator.source is Source.BOTH and self.differs(indicator, value):
                overrides[code] = {"computed": self.computed(indicator), "reason": reason}
            elif reason:
                notes[code] = reason
        if story := self.cleaned_data.get(STORY):
            notes["H3"] = story
        return {"stated": stated, "overrides": overrides, "notes": notes} | self.comments()

    def comments(self):
        """Each with the warning that was read when it was typed. Those on warnings that are gone
        stay: they may come back; and those on other numbers, until there are words on these."""
        entry, asked = self.entry, {check.code: check.sentence for check in self.commented}
        gone = [code for code in entry.comments if code not in asked or code in self.form.outdated]
        kept = {code: entry.comments[code] for code in gone}
        typed = {code: self.cleaned_data.get(f"comment_{code}") for code in asked}
        said = {code: text for code, text in typed.items() if text}
        read = {code: self.warning_read(code, asked[code]) for code in said}
        before = {code: entry.answered[code] for code in kept if code in entry.answered}
        return {"comments": kept | said, "answered": before | read}

    def warning_read(self, code, now):
        """The warning that stood above what was typed. A sentence that the portal is not known to
        have said is none: the words answer nothing, and are asked for anew."""
        sent = self.data.get(f"asked_{code}") or now
        return sent if sent in (now, self.entry.answered.get(code)) else ""

    def is_as_computed(self, indicator, value):
        return indicator.source is Source.BOTH and value == self.computed(indicator)

    @transaction.atomic
    def store(self, by):
        """True when anything changed."""
        base = self.cleaned_data["base_version"]
        changed = self.entry.state(by, timezone.now(), self.facts(), base_version=base)
        StatisticsDraft.objects.of(self.entry, by).delete()
        return changed


def initial_of(form):
    entry = form.entry
    found = {f"value_{code}": value for code, value in entry.stated.items()}
    found |= {f"reason_{code}": text for code, text in entry.notes.items() if code != "H3"}
    found |= {f"reason_{code}": one["reason"] for code, one in entry.overrides.items()}
    found |= {f"comment_{code}": text for code, text in form.comments.items()}
    return found | {STORY: entry.notes.get("H3", ""), "base_version": entry.version}


def initial_from(data):
    """What a draft holds, as the form's initial values; `data` maps names to lists of strings."""
    return {name: values[0] for name, values in data.items() if values}
