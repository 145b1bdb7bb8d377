from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms

from colleges.lines import OneLineFields
from colleges.phones import PhoneField
from colleges.rules import BrokenRule

from ..booth_facts import LABELS, Network
from ..models import BoothNeed, BoothNeedDraft
from ..models.booth_need import MOST_POWER_KW, MOST_SHIFTS
from .activity import (
    YesNoField,
    chips,
    half_width,
    say_what_is_too_long,
    section,
    side_by_side,
)
from .outing import ChoiceOfOne

UNKNOWN = {"", "-", "—", "－", "–", "不知道", "不清楚", "待定"}
UNITS = ("个", "张", "把", "顶", "块", "台", "kW", "KW", "kw", "千瓦", "m2", "平方米", "平米")


class NumberAsTyped:
    """１０, 10张, 2.5kW; “-” or nothing while it is unknown."""

    def to_python(self, value):
        if isinstance(value, str):
            value = half_width(value).replace(",", "")
            value = "" if value in UNKNOWN else without_unit(value)
        return super().to_python(value)


def without_unit(text):
    unit = next((unit for unit in UNITS if text.endswith(unit)), "")
    return text.removesuffix(unit).strip()


class PiecesField(NumberAsTyped, forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class MeasureField(NumberAsTyped, forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def pieces(name, most):
    return PiecesField(label=LABELS[name], min_value=0, max_value=most, required=False)


def clock(label, **kwargs):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **kwargs)


def prose(name, most, rows=2, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows, "data-counter": str(most)})
    return forms.CharField(
        label=LABELS[name], max_length=most, required=False, widget=widget, **kwargs
    )


def shift_fields():
    """Rows of from, until, who; a row with nothing in it is no shift."""
    found = {}
    for number in range(1, MOST_SHIFTS + 1):
        widget = forms.TextInput(attrs={"placeholder": "例如：张老师、学生 4 人"})
        found[f"shift_{number}_from"] = clock(f"第 {number} 班自")
        found[f"shift_{number}_until"] = clock(f"第 {number} 班至")
        found[f"shift_{number}_people"] = forms.CharField(
            label=f"第 {number} 班值守人员", max_length=60, required=False, widget=widget
        )
    for field in found.values():
        field.widget.attrs["class"] = "form-control"
    return found


class BoothNeedForm(OneLineFields, forms.ModelForm):
    """What a college's booth shows and needs. Four fields are required; what else is missing is
    told as a warning after saving."""

    base_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "请重新打开这个页面，再填写。"),
    )
    leader_phone = PhoneField(
        label="负责人手机",
        widget=forms.TextInput(attrs={"list": "known-phones", "inputmode": "tel"}),
        help_text="只有本学院和教务处看到完整号码；保障部门在自己的清单里看到，不会公开。",
    )
    area_m2 = MeasureField(
        label="希望面积（㎡）",
        min_value=1,
        max_value=400,
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text="不知道就空着或写“-”。超过 50 ㎡ 的要另做安全预案。",
    )
    uses_power = YesNoField(label="是否用电", required=False, empty_value=None)
    power_kw = MeasureField(
        label="用电负荷（kW）",
        min_value=0,
        max_value=MOST_POWER_KW,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text="各设备铭牌功率之和，1000 W = 1 kW。",
    )
    sockets = pieces("sockets", 50)
    power_from = clock("用电自")
    power_until = clock("用电至")
    network = ChoiceOfOne(label="网络", choices=Network)
    screens, computers = pieces("screens", 50), pieces("computers", 50)
    is_noisy = YesNoField(label="使用音响", required=False, empty_value=False)
    tables, chairs = pieces("tables", 200), pieces("chairs", 500)
    tents, boards = pieces("tents", 20), pieces("boards", 100)
    needs_water = YesNoField(label="需要接水", required=False, empty_value=False)
    has_hazard = YesNoField(
        label="明火、危险品或操作性设备",
        required=False,
        empty_value=False,
        help_text="例如烹饪、焊接、激光切割、无人机。",
    )
    hazard_measures = prose(
        "hazard_measures", 300, help_text="有什么危险、怎样防护、谁在旁边看着。"
    )
    rain_plan = prose("rain_plan", 300, help_text="例如：设备装箱进实训楼一楼，改为图板讲解。")
    setup_from = clock("布展自")
    clear_until = clock("撤展至")

    class Meta:
        model = BoothNeed
        fields = [name for name in LABELS if name != "shifts"]
        widgets = {
            "exhibits": forms.Textarea(attrs={"rows": 4, "data-counter": "300"}),
            "leader_name": forms.TextInput(attrs={"list": "known-leaders"}),
            "remark": forms.TextInput(attrs={"data-counter": "200"}),
        }
        help_texts = {
            "theme": "印在展位图和展位牌上，公众看得到。",
            "power_use": "例如：机械臂、大屏。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= shift_fields()
        for name, value in first_values(self.instance).items():
            self.initial.setdefault(name, value)
        for field in self.fields.values():
            speak_chinese(field)
        self.helper = need_layout()

    def clean(self):
        cleaned = super().clean()
        self.check_power(cleaned)
        unsaid = not cleaned.get("hazard_measures") and "hazard_measures" not in self.errors
        if cleaned.get("has_hazard") and unsaid:
            self.add_error("hazard_measures", "请写明有什么危险、怎样防护，保卫处要看。")
        begins, ends = cleaned.get("setup_from"), cleaned.get("clear_until")
        if begins and ends and ends <= begins:
            self.add_error("clear_until", "撤展要晚于布展。")
        cleaned["network"] = cleaned.get("network") or Network.NONE
        cleaned["shifts"] = self.shifts(cleaned)
        return cleaned

    def check_power(self, cleaned):
        """Says no: nothing about power is kept. Says yes: the load is needed (domain.md §4)."""
        uses, load = cleaned.get("uses_power"), cleaned.get("power_kw")
        if uses is False or not (uses or load or "power_kw" in self.errors):
            said_no = uses is False or load == 0
            cleaned |= {"power_kw": Decimal(0) if said_no else None, "power_use": ""}
            cleaned |= dict.fromkeys(("power_from", "power_until", "sockets"))
            return
        if uses and not load and "power_kw" not in self.errors:
            self.add_error("power_kw", "用电请填负荷；不确定就照设备铭牌估一个，以后可以改。")
        begins, ends = cleaned.get("power_from"), cleaned.get("power_until")
        if begins and ends and ends <= begins:
            self.add_error("power_until", "用电结束要晚于开始。")

    def shifts(self, cleaned):
        found = []
        for number in range(1, MOST_SHIFTS + 1):
            names = [f"shift_{number}_{part}" for part in ("from", "until", "people")]
            begins, ends, people = (cleaned.get(name) for name in names)
            if any(name in self.errors for name in names) or not (begins or ends or people):
                continue
            if fault := shift_fault(begins, ends, cleaned):
                self.add_error(f"shift_{number}_{fault[0]}", fault[1])
                continue
            found.append({"from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}", "people": people})
        return sorted(found, key=lambda shift: (shift["from"], shift["until"]))

    def facts(self):
        return {name: self.cleaned_data[name] for name in LABELS}

    def store(self, by, at):
        """Save through the need's own verb: whether anything changed, or None when it could not
        be saved now (see errors)."""
        need = self.instance
        for name, value in self.facts().items():
            setattr(need, name, value)
        try:
            changed = need.keep(by, at, base_version=self.cleaned_data["base_version"])
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None
        drafts = BoothNeedDraft.objects.filter(edition=need.edition, college=need.college)
        drafts.filter(owner=by).delete()
        return changed

    def shift_rows(self):
        """[(number, its three fields)]; the page folds away those nobody has written in."""
        parts = ("from", "until", "people")
        rows = [
            [self[f"shift_{number}_{part}"] for part in parts]
            for number in range(1, MOST_SHIFTS + 1)
        ]
        written = [n for n, row in enumerate(rows, 1) if any(one.value() for one in row)]
        shown = max([2, *written])
        return rows[:shown], rows[shown:]


def shift_fault(begins, ends, cleaned):
    """(which part, sentence) of what is wrong with one shift, or None."""
    if not begins:
        return "from", "请填这一班从几点开始。"
    if not ends:
        return "until", "请填这一班到几点。"
    if ends <= begins:
        return "until", "这一班的结束要晚于开始。"
    setup, clear = cleaned.get("setup_from"), cleaned.get("clear_until")
    if setup and begins < setup:
        return "from", f"早于布展开始 {setup:%H:%M}，请改这一班或布展时间。"
    if clear and ends > clear:
        return "until", f"晚于撤展结束 {clear:%H:%M}，请改这一班或撤展时间。"
    return None


def first_values(need):
    """What the form shows of a need where its field is not a column."""
    uses = None if need.power_kw is None else need.power_kw > 0
    values = {"base_version": need.version, "uses_power": uses}
    for number, shift in enumerate(need.shifts[:MOST_SHIFTS], 1):
        for part, value in shift.items():
            values[f"shift_{number}_{part}"] = value
    return values


def speak_chinese(field):
    said = field.error_messages
    choose = isinstance(field, forms.ChoiceField)
    said["required"] = said["required"] if field.label is None else f"请填写{field.label}。"
    if choose:
        said["invalid_choice"] = f"{field.label}的选项不存在，请重新选择。"
    say_what_is_too_long(field)
    if isinstance(field, forms.TimeField):
        said["invalid"] = "时间不对，请写成 09:30（24 小时制）。"
    if isinstance(field, PiecesField | MeasureField):
        kind = "整数" if isinstance(field, PiecesField) else "数字"
        said["invalid"] = f"请填{kind}，例如 2；还不知道就空着或写“-”。"
        least = field.min_value or 0
        said["min_value"] = f"不能小于 {least}；还不知道就空着或写“-”。"
        said["max_value"] = f"最多填 {field.max_value}，请核对；确实更多请写进备注并联系教务处。"
    if isinstance(field, MeasureField):
        said["max_decimal_places"] = f"最多 {field.decimal_places} 位小数。"
        said["max_digits"] = said["max_whole_digits"] = said["max_value"]


FORM_FIELDS = {*BoothNeedForm.base_fields, *shift_fields()}


def need_layout():
    """Five groups in the order people think; blocks that appear when they apply (look.md)."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        *("base_version", *shown(), *devices(), *furniture(), *safety(), *people()),
    )
    return helper


def shown():
    return section("展示内容", "theme", "exhibits", "area_m2")


def devices():
    power = Div(
        side_by_side("power_kw", "sockets", width="col-6"),
        side_by_side("power_from", "power_until", width="col-6"),
        "power_use",
        data_show_when="uses_power=True",
    )
    wired = Div(
        HTML('<p class="form-text">有线按一个网口准备，要更多请写进备注。</p>'),
        data_show_when="network=wired",
    )
    return section(
        "用电与设备",
        chips("uses_power"),
        power,
        chips("network"),
        wired,
        side_by_side("screens", "computers", width="col-6"),
        chips("is_noisy"),
    )


def furniture():
    numbers = side_by_side("tables", "chairs", "tents", "boards", width="col-6 col-md-3")
    return section("桌椅帐篷", numbers)


def safety():
    return section(
        "安全",
        chips("needs_water"),
        chips("has_hazard"),
        Div("hazard_measures", data_show_when="has_hazard=True"),
        "rain_plan",
    )


def people():
    return section(
        "人员与时间",
        side_by_side("leader_name", "leader_phone"),
        side_by_side("setup_from", "clear_until", width="col-6"),
        HTML('{% include "activities/_booth_shifts.html" %}'),
        "remark",
    )
