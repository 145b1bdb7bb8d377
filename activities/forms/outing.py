from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from colleges.lines import OneLineFields
from colleges.phones import PhoneField
from colleges.rules import BrokenRule

from ..models import Outing, OutingDraft
from ..models.outing_plan import HIRED, NEEDED
from ..outing_facts import LABELS, Insurance, Transport
from .activity import (
    CountField,
    YesNoField,
    chips,
    chips_widget,
    say_what_is_too_long,
    section,
    side_by_side,
)

# No outing leaves in other years, and some of them no database can keep.
YEARS = range(2000, 2100)
# Shorter ones nobody fills by accident.
WORTH_COUNTING = 100


class MomentField(forms.DateTimeField):
    """Date and time of Shanghai as browsers send them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "时间不对，请写成 2025-05-14 08:30（24 小时制）。"}

    def to_python(self, value):
        moment = super().to_python(value)
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class ChoiceOfOne(forms.ChoiceField):
    """One of a few as chips; none while it is not known."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=chips_widget(forms.RadioSelect), **kwargs)


def people(label, **kwargs):
    return CountField(label=label, min_value=0, max_value=9999, required=False, **kwargs)


def phone(label):
    widget = forms.TextInput(attrs={"list": "known-phones", "inputmode": "tel"})
    return PhoneField(label=label, required=False, widget=widget)


def prose(label, rows=3, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows, "data-counter": "500"})
    return forms.CharField(label=label, max_length=500, required=False, widget=widget, **kwargs)


# What a hand-over asks of every outing, and of a hired bus in the block that then appears.
STARRED = {name for name, _ in (*NEEDED, *HIRED)} | {"student_count", "teacher_count"}


COUNTS = {"student_count", "teacher_count"}


class OutingForm(OneLineFields, forms.ModelForm):
    """An outing as its college writes it. What is missing is told at the hand-over, so nothing
    is required here; refused is only what cannot be."""

    base_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "请重新打开这个页面，再填写。"),
    )
    is_out_of_town = YesNoField(label="是否出市", required=False, empty_value=False)
    departs_at = MomentField(label="出发时间", required=False)
    returns_at = MomentField(label="返回时间", required=False)
    student_count = people("学生人数（人）")
    teacher_count = people("教师人数（人）", help_text="教师必须全程带队。")
    leader_phone = phone("带队教师电话")
    transport = ChoiceOfOne(label="交通方式", choices=Transport)
    carrier_licensed = YesNoField(
        label="承运单位有营运资质",
        required=False,
        empty_value=None,
        help_text="看过道路运输证再选“是”。",
    )
    seats = people("核载人数（人）", help_text="多辆车填各车之和。")
    driver_phone = phone("驾驶员电话")
    takes_class_time = YesNoField(label="是否占用上课时间", required=False, empty_value=False)
    safety_phone = phone("安全负责人电话")
    emergency_phone = phone("校内应急电话")
    safety_plan = prose(
        "安全预案要点",
        rows=5,
        help_text="走散、受伤、天气突变怎么办；提交前写在这里，或上传安全预案文件。",
    )
    insurance = ChoiceOfOne(label="人身意外伤害保险", choices=Insurance)
    warning_reason = prose("对提醒的说明", help_text="写明原因和已采取的措施，审批的人会看到。")

    class Meta:
        model = Outing
        fields = [*LABELS]
        widgets = {"leader_name": forms.TextInput(attrs={"list": "known-leaders"})}
        help_texts = {
            "route": "例如：学校—锦绣路—锦绣社区。",
            "lodging": "当天返回就空着。",
            "other_teachers": "用顿号隔开。",
            "driver_licence": "例如 A1。",
            "briefing": "何时、由谁、在哪里进行。",
            "stop_conditions": "例如：暴雨橙色预警即取消。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("base_version", self.instance.version)
        for name, field in self.fields.items():
            speak_chinese(field)
            if name in STARRED:
                field.label = f"{field.label} *"
        self.helper = outing_layout()

    def clean(self):
        cleaned = super().clean()
        facts = {name: cleaned[name] for name in LABELS if name in cleaned}
        for name, sentence in Outing(**facts).contradictions():
            self.add_error(name, sentence)
        counts = [cleaned.get("student_count"), cleaned.get("teacher_count")]
        if not any(counts) and 0 in counts and not self.errors.keys() & COUNTS:
            self.add_error("student_count", "外出人数不能是 0；还不知道就空着。")
        return cleaned

    def facts(self):
        return {name: self.cleaned_data[name] for name in LABELS}

    def store(self, by, at):
        """Save through the outing's own verb; whether that re-opened its approval, or None
        when it could not be saved now (see errors)."""
        outing = Outing.objects.for_list().get(pk=self.instance.pk)
        base = self.cleaned_data["base_version"]
        try:
            reopened = outing.revise(by, self.facts(), base_version=base, at=at)
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None
        OutingDraft.objects.filter(outing=outing, owner=by).delete()
        return reopened


def speak_chinese(field):
    field.error_messages["invalid_choice"] = f"{field.label}的选项不存在，请重新选择。"
    if isinstance(field, CountField):
        field.error_messages["invalid"] = "请填整数人数，例如 40；还不知道就空着。"
        field.error_messages["min_value"] = "人数不能是负数；还不知道就空着。"
        field.error_messages["max_value"] = "最多填 9999 人，请核对。"
    say_what_is_too_long(field)
    most = getattr(field, "max_length", None) or 0
    if most >= WORTH_COUNTING:
        field.widget.attrs.setdefault("data-counter", str(most))


FORM_FIELDS = {*OutingForm.base_fields}


def outing_layout():
    """Five groups in the order people think; blocks that appear when they apply (look.md).
    The reason for warnings stands beside them, outside of the groups."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "base_version", *way(), *company(), *vehicle(), *precautions(), *the_rest()
    )
    return helper


def way():
    return section(
        "去哪里、何时",
        side_by_side("destination", "route"),
        chips("is_out_of_town"),
        side_by_side("departs_at", "returns_at"),
        "lodging",
    )


def company():
    return section(
        "人员",
        side_by_side("student_count", "teacher_count", width="col-6"),
        side_by_side("leader_name", "leader_phone"),
        "other_teachers",
    )


def vehicle():
    hired = Div(
        side_by_side("carrier", "plate"),
        chips("carrier_licensed"),
        side_by_side("seats", "driver_licence", width="col-6"),
        side_by_side("driver_name", "driver_phone"),
        data_show_when="transport=hired",
    )
    return section("交通", chips("transport"), hired)


def precautions():
    insured = side_by_side("insurance_kind", "policy_number")
    return section(
        "安全",
        side_by_side("emergency_contact", "emergency_phone"),
        side_by_side("safety_officer", "safety_phone"),
        "safety_plan",
        "briefing",
        side_by_side("stop_conditions", "medical_point"),
        chips("insurance"),
        Div(insured, data_show_when="insurance=bought"),
    )


def the_rest():
    return section(
        "其他",
        chips("takes_class_time"),
        Div("class_arrangement", data_show_when="takes_class_time=True"),
        "host",
        "remark",
    )
