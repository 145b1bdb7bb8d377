from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils import timezone

from colleges.dates import day as day_words
from colleges.lines import OneLineFields, in_one_line
from colleges.rules import BrokenRule

from ..models import Partner
from ..models.partner import LONGEST_NAME, key_of
from ..models.result import MOST, MOST_SESSIONS
from ..result_facts import ATTENDANCE, COUNTS, LABELS, NUMBERS, TOOK_PLACE, Outcome, Part
from .activity import LinesField, chips, chips_widget, section, side_by_side
from .booth_need import PiecesField, speak_chinese

MOST_PARTNERS, MOST_PLACES, MOST_VENUES = 12, 4, 20
PARTNER_KINDS = [
    (kind.value, kind.label)
    for kind in (Partner.Kind.ENTERPRISE, Partner.Kind.INSTITUTE, Partner.Kind.OTHER)
]
PLACE_KINDS = [(kind.value, kind.label) for kind in (Partner.Kind.COMMUNITY, Partner.Kind.VILLAGE)]
TICKS = [(part.value, part.label) for part in (Part.SIGNED, Part.VISITED, Part.OPENED)]


class NumberField(PiecesField):
    """１２０, 120人次, 1,200; “-” or nothing while it is unknown."""

    def to_python(self, value):
        if isinstance(value, str):
            for unit in ("人次", "人", "份", "项", "家", "场次", "场"):
                value = value.strip().removesuffix(unit)
        return super().to_python(value)


def numbers():
    return {
        name: NumberField(label=label, min_value=0, max_value=MOST, required=False)
        for name, label in NUMBERS.items()
    }


def named(label):
    widget = forms.TextInput(attrs={"list": "known-partners", "class": "form-control"})
    return forms.CharField(label=label, max_length=LONGEST_NAME, required=False, widget=widget)


def kinds(label, choices):
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def partner_fields():
    """Rows of name, kind and what they did; a row without a name is no partner."""
    found = {}
    for number in range(1, MOST_PARTNERS + 1):
        found[f"partner_{number}_name"] = named(f"合作单位 {number}")
        found[f"partner_{number}_kind"] = kinds(f"合作单位 {number} 的类型", PARTNER_KINDS)
        found[f"partner_{number}_parts"] = forms.MultipleChoiceField(
            label=f"合作单位 {number} 的方式",
            choices=TICKS,
            required=False,
            widget=chips_widget(forms.CheckboxSelectMultiple),
        )
    for number in range(1, MOST_PLACES + 1):
        found[f"place_{number}_name"] = named(f"走进的社区、乡村 {number}")
        found[f"place_{number}_kind"] = kinds(f"走进的地方 {number} 的类型", PLACE_KINDS)
    return found


class ResultForm(OneLineFields, forms.Form):
    """What happened, from a phone in under a minute: the plan's dates and partners stand there."""

    base_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "请重新打开这个页面，再填写。"),
    )
    outcome = forms.ChoiceField(
        label="举办情况", choices=Outcome.choices, widget=chips_widget(forms.RadioSelect)
    )
    reason = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="改期或没有举办的，写明原因，例如“暴雨，改到 18 日”。",
    )
    dates_held = forms.MultipleChoiceField(
        label="实际举办日期", required=False, widget=chips_widget(forms.CheckboxSelectMultiple)
    )
    other_date = forms.DateField(
        label="其他日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="改到活动周以外的某一天。",
    )
    session_count = NumberField(
        label="场次",
        min_value=1,
        max_value=MOST_SESSIONS,
        required=False,
        help_text="办了几场；一天一场就是天数。",
    )
    venues = LinesField(
        label="开放的实训室、场馆",
        required=False,
        help_text="一行一个，写全称：同名的全院只计一个。",
    )
    remark = forms.CharField(
        label="备注",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "200"}),
    )

    def __init__(self, data=None, *, result, now, initial=None):
        self.result, self.activity, self.now = result, result.activity, now
        first = initial or first_values(result, timezone.localdate(now))
        super().__init__(data, initial=first)
        self.fields |= numbers() | partner_fields()
        self.fields["dates_held"].choices = date_choices(self.activity, result)
        for field in self.fields.values():
            speak_chinese(field)
        self.helper = result_layout()

    def clean_remark(self):
        return in_one_line(self.cleaned_data["remark"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") not in TOOK_PLACE:
            return self.clean_not_held(cleaned)
        days = set(cleaned.get("dates_held") or ())
        if other := cleaned.get("other_date"):
            days.add(other.isoformat())
        cleaned["dates_held"] = sorted(days)
        self.check_dates(cleaned)
        if cleaned.get("session_count") is None and "session_count" not in self.errors:
            self.add_error("session_count", "请填办了几场。")
        visitors, intents = cleaned.get("fair_students"), cleaned.get("job_intents")
        if visitors is not None and intents is not None and intents > visitors:
            self.add_error("job_intents", f"达成意向不能多于进场学生（{visitors} 人次）。")
        if len(cleaned.get("venues") or ()) > MOST_VENUES:
            self.add_error("venues", f"一项活动最多写 {MOST_VENUES} 个场地。")
        cleaned["partners"] = self.partners(cleaned)
        return cleaned

    def clean_not_held(self, cleaned):
        """No numbers of what did not happen; they stay in the form as they were typed."""
        if cleaned.get("outcome") and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "没有举办的，请写明原因。")
        blank = dict.fromkeys([*NUMBERS, "session_count"])
        return cleaned | blank | {"dates_held": [], "venues": [], "partners": []}

    def check_dates(self, cleaned):
        days, outcome = cleaned["dates_held"], cleaned["outcome"]
        today = timezone.localdate(self.now).isoformat()
        if "dates_held" in self.errors or "other_date" in self.errors:
            return
        if not days:
            self.add_error("dates_held", "请选实际举办的日期。")
        elif days[-1] > today:
            self.add_error("dates_held", f"{days[-1]}还没有到，不能写成已经举办。")
        planned = {day.isoformat() for day in planned_days(self.activity)}
        if outcome == Outcome.MOVED and days and set(days) <= planned:
            self.add_error("dates_held", "日期都在计划之内，不是改期。请改日期，或选“如期举办”。")
        if outcome == Outcome.MOVED and not cleaned.get("reason"):
            self.add_error("reason", "改期的请写明原因。")

    def partners(self, cleaned):
        """[{"name", "kind", "parts"}] in the order of names; the same one twice is joined."""
        found = {}
        for number in range(1, MOST_PARTNERS + 1):
            parts = [Part.JOINED, *(cleaned.get(f"partner_{number}_parts") or ())]
            self.put(found, f"partner_{number}", parts, cleaned)
        for number in range(1, MOST_PLACES + 1):
            self.put(found, f"place_{number}", [Part.PLACE], cleaned)
        return [found[key] for key in sorted(found, key=lambda key: found[key]["name"])]

    def put(self, found, row, parts, cleaned):
        name = cleaned.get(f"{row}_name")
        if not name:
            return
        if not (key := key_of(name)):
            self.add_error(f"{row}_name", "请写单位的全称。")
            return
        kind = cleaned.get(f"{row}_kind") or self.fields[f"{row}_kind"].choices[0][0]
        entry = found.setdefault(key, {"name": name, "kind": kind, "parts": []})
        entry["parts"] = sorted({*entry["parts"], *map(str, parts)})

    def facts(self):
        return {name: self.cleaned_data[name] for name in LABELS}

    def store(self, by):
        """Through the result's own verb: whether anything changed, None if not now (see errors)."""
        base = self.cleaned_data["base_version"]
        try:
            return self.result.book(by, self.now, self.facts(), base_version=base)
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None

    # For the template

    def partner_rows(self):
        return folded(self, "partner", ("name", "kind", "parts"), MOST_PARTNERS, least=2)

    def place_rows(self):
        return folded(self, "place", ("name", "kind"), MOST_PLACES, least=1)


def folded(form, kind, parts, most, least):
    """(rows shown, rows folded away): fields of each row; written ones are shown."""
    rows = [[form[f"{kind}_{n}_{part}"] for part in parts] for n in range(1, most + 1)]
    written = [n for n, row in enumerate(rows, 1) if row[0].value()]
    shown = max([least, *(n + 1 for n in written)])
    return rows[:shown], rows[shown:]


def planned_days(activity):
    length = (activity.end_date - activity.start_date).days
    return [date.fromordinal(activity.start_date.toordinal() + n) for n in range(length + 1)]


def date_choices(activity, result):
    days = {*activity.edition.dates, *planned_days(activity)}
    days |= {date.fromisoformat(day) for day in result.dates_held}
    return [(day.isoformat(), day_words(day)) for day in sorted(days)]


def first_values(result, today):
    """What stands in the form: the stored result, else what the plan says."""
    if not result.is_stored:
        return planned_values(result.activity, today)
    facts = result.facts()
    values = {name: facts[name] for name in LABELS if name != "partners"}
    return values | {"base_version": result.version} | partner_values(facts["partners"])


def planned_values(activity, today):
    days = [day.isoformat() for day in planned_days(activity) if day <= today]
    guessed = [
        {"name": name, "kind": (kind := kind_of(name)), "parts": parts_of(kind)}
        for name in activity.partners
    ]
    values = {"base_version": 0, "outcome": Outcome.HELD, "dates_held": days}
    return values | {"session_count": len(days) or None} | partner_values(guessed)


def kind_of(name):
    """A first guess by the name, for the person to put right."""
    if "社区" in name or "居委会" in name or "街道" in name:
        return Partner.Kind.COMMUNITY
    if name.endswith("村") or "村委会" in name:
        return Partner.Kind.VILLAGE
    return Partner.Kind.ENTERPRISE


def parts_of(kind):
    in_place = kind in (Partner.Kind.COMMUNITY, Partner.Kind.VILLAGE)
    return [Part.PLACE if in_place else Part.JOINED]


def partner_values(partners):
    values, counts = {}, {"partner": 0, "place": 0}
    for one in partners:
        row = "place" if one["kind"] in dict(PLACE_KINDS) else "partner"
        counts[row] += 1
        values[f"{row}_{counts[row]}_name"] = one["name"]
        values[f"{row}_{counts[row]}_kind"] = one["kind"]
        values[f"{row}_{counts[row]}_parts"] = [p for p in one["parts"] if p in dict(TICKS)]
    return values


FORM_FIELDS = {*ResultForm.base_fields, *NUMBERS, *partner_fields()}
SEVERAL = {"dates_held", *(name for name in partner_fields() if name.endswith("_parts"))}


def initial_from(data):
    """What a draft holds, as the form's initial values; `data` maps names to lists of strings."""
    return {
        name: values if name in SEVERAL else (values[0] if values else "")
        for name, values in data.items()
    }


def result_layout():
    """What everybody books first; the rest appears when the activity took place."""
    helper = FormHelper()
    helper.form_tag = False
    held = "outcome=held|moved"
    helper.layout = Layout(
        "base_version",
        *section(
            "举办",
            chips("outcome"),
            Div("reason", data_show_when="outcome=moved|not_held"),
            Div(chips("dates_held"), "session_count", data_show_when=held),
            Div("other_date", data_show_when="outcome=moved"),
        ),
        Div(
            *section("参加人次", side_by_side(*ATTENDANCE, width="col-6 col-md-4"), HTML(TOTAL)),
            data_show_when=held,
        ),
        Div(
            *section("合作单位与地方", HTML('{% include "activities/_result_partners.html" %}')),
            data_show_when=held,
        ),
        Div(
            *section(
                "其他数字", HTML(MORE), side_by_side(*COUNTS, width="col-6 col-md-4"), "venues"
            ),
            data_show_when=held,
        ),
        *section("备注", "remark"),
    )
    return helper


TOTAL = '<p class="form-text">按人次填：同一个人来两次算两次。不知道就空着，不要填 0。</p>'
MORE = '<p class="form-text">只填与这项活动有关的，其余空着。</p>'
