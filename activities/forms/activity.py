import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.db import IntegrityError
from django.db.models import Q

from colleges.lines import OneLineFields, in_one_line
from colleges.models import Department
from colleges.phones import PhoneField
from colleges.rules import WrongState, id_in

from ..facts import Audience, Mode, Need
from ..models import Activity, Draft, EditConflict, Tag
from ..models.activity import MAX_PARTNERS

YES_NO = [("True", "是"), ("False", "否")]


def chips_widget(widget):
    return widget(attrs={"class": "form-check-input"})


def half_width(text):
    return unicodedata.normalize("NFKC", text).strip()


def say_what_is_too_long(field):
    """Browsers cut what is pasted at `maxlength` and say nothing; the form says it."""
    if most := getattr(field, "max_length", None):
        field.error_messages["max_length"] = f"{field.label}最多 {most} 字，请删减。"
        field.widget.attrs.pop("maxlength", None)


class CountField(forms.IntegerField):
    """A whole number of people as people type it: １２０, 120人, or nothing when unknown."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        if isinstance(value, str):
            value = half_width(value).removesuffix("人").replace(",", "")
        return super().to_python(value)


class SummaryField(forms.CharField):
    """Prose in which a line break counts as one character, as the counter on the page does."""

    widget = forms.Textarea(attrs={"rows": 5, "data-counter": "300"})

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class LinesField(forms.CharField):
    """A list typed one a line (or with 、 between)."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        text = super().to_python(value).replace("、", "\n").replace("；", "\n")
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class TagsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        # A number beyond the database's own is an error there, not a missing row.
        return super().clean([id_in(str(text)) for text in value or ()])


class YesNoField(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        widget = chips_widget(forms.RadioSelect)
        super().__init__(
            choices=YES_NO, coerce=lambda value: value == "True", widget=widget, **kwargs
        )


class ActivityChoice(forms.ModelChoiceField):
    """An activity to choose from a list: by its day, without quotation marks."""

    def label_from_instance(self, activity):
        return f"{activity.start_date:%m-%d} {activity.title}"


class ActivityForm(OneLineFields, forms.ModelForm):
    """One row of 附件1. `edition` and `organiser` are the server's, never the form's."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    summary = SummaryField(label="活动内容简介", max_length=300)
    tags = TagsField(
        label="标签",
        queryset=Tag.objects.none(),
        required=False,
        widget=chips_widget(forms.CheckboxSelectMultiple),
    )
    audiences = forms.MultipleChoiceField(
        label="面向对象",
        choices=Audience.choices,
        widget=chips_widget(forms.CheckboxSelectMultiple),
    )
    needs = forms.MultipleChoiceField(
        label="所需保障",
        choices=Need.choices,
        widget=chips_widget(forms.CheckboxSelectMultiple),
        required=False,
        help_text="写在附件1里，供后勤处、信息中心、保卫处和新媒体中心安排。",
    )
    open_to_public = YesNoField(label="是否面向社会开放")
    is_outing = YesNoField(label="是否外出")
    expected_internal = CountField(
        label="预计校内人数（人）",
        min_value=0,
        max_value=99999,
        required=False,
        help_text="还不知道就空着，表上显示“-”。",
    )
    expected_external = CountField(
        label="预计校外人数（人）", min_value=0, max_value=99999, required=False
    )
    online_link = forms.URLField(
        label="线上地址",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={"invalid": "网址不对，请从浏览器地址栏完整复制，例如 https://…"},
    )
    leader_phone = PhoneField(
        label="联系电话",
        widget=forms.TextInput(attrs={"list": "known-phones", "inputmode": "tel"}),
        help_text="只有本学院和教务处能看到完整号码，不会公开。",
    )
    end_date = forms.DateField(
        label="结束日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="只有一天就空着。",
    )
    partners = LinesField(
        label="合作企业/协办单位", required=False, help_text="一行一个，最多 10 个。"
    )

    class Meta:
        model = Activity
        fields = [
            "title",
            "category",
            "theme_day",
            "tags",
            "summary",
            "start_date",
            "end_date",
            "start_time",
            "end_time",
            "mode",
            "venue",
            "online_link",
            "audiences",
            "open_to_public",
            "expected_internal",
            "expected_external",
            "partners",
            "needs",
            "remark",
            "leader_name",
            "leader_phone",
            "is_outing",
        ]
        help_texts = {"venue": "线下活动必填。"}
        widgets = {
            "start_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "start_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "end_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "mode": chips_widget(forms.RadioSelect),
            "venue": forms.TextInput(attrs={"list": "known-venues"}),
            "leader_name": forms.TextInput(attrs={"list": "known-leaders"}),
            "remark": forms.Textarea(attrs={"rows": 3, "data-counter": "100"}),
        }

    def __init__(self, *args, edition, organiser, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition, self.organiser = edition, organiser
        self.instance.edition = edition
        setattr(self.instance, organiser.kind, organiser)
        if organiser.kind == Department.kind:
            self.speak_to_departments()
        # What an activity has it keeps, though the office retired the word since.
        own = Q(pk=self.instance.category_id)
        self.fields["category"].queryset = edition.category_set.filter(Q(in_use=True) | own)
        kept = Q(pk__in=self.instance.tags.values("pk")) if self.instance.pk else Q()
        self.fields["tags"].queryset = edition.tag_set.filter(Q(in_use=True) | kept)
        self.fields["theme_day"].queryset = edition.theme_days.all()
        self.fields["theme_day"].empty_label = "无"
        self.fields["category"].empty_label = "请选择"
        self.fields["mode"].choices = Mode.choices
        one_day = self.instance.pk and self.instance.end_date == self.instance.start_date
        if one_day and "end_date" not in (kwargs.get("initial") or {}):
            # Left empty as it was typed: moving the start of a one-day activity must not
            # stretch it over weeks.
            self.initial["end_date"] = None
        self.initial.setdefault("token", self.instance.token)
        self.initial.setdefault("base_version", self.instance.version)
        for name, field in self.fields.items():
            self.speak_chinese(name, field)
        self.helper = activity_layout()

    def speak_to_departments(self):
        """They file no 附件1: what they save is announced at once."""
        self.fields["needs"].help_text = "供后勤处、信息中心、保卫处和新媒体中心安排。"
        self.fields["leader_phone"].help_text = "只有本部门和教务处能看到完整号码，不会公开。"

    def speak_chinese(self, name, field):
        choose = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        verb = "请选择" if choose else "请填写"
        field.error_messages["required"] = f"{verb}{field.label}。"
        field.error_messages["invalid_choice"] = f"{field.label}的选项不存在，请重新选择。"
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = (
                f"日期不对，请写成 {self.edition.starts_on:%Y-%m-%d}。"
            )
        if isinstance(field, forms.TimeField):
            field.error_messages["invalid"] = "时间不对，请写成 09:30（24 小时制）。"
        if isinstance(field, CountField):
            field.error_messages["invalid"] = "请填整数人数，例如 120；还不知道就空着。"
            field.error_messages["min_value"] = "人数不能是负数；还不知道就空着。"
            field.error_messages["max_value"] = "一项活动最多填 99999 人，请核对。"
        say_what_is_too_long(field)

    def clean_remark(self):
        return in_one_line(self.cleaned_data["remark"])

    def clean_partners(self):
        partners = self.cleaned_data["partners"]
        if len(partners) > MAX_PARTNERS:
            raise forms.ValidationError(
                f"最多 {MAX_PARTNERS} 个，现在有 {len(partners)} 个。请留下主要的，其余写进简介。"
            )
        if too_long := [name for name in partners if len(name) > 40]:
            raise forms.ValidationError(f"“{too_long[0][:12]}…”超过 40 个字，请写简称。")
        return partners

    def clean(self):
        cleaned = super().clean()
        cleaned["end_date"] = cleaned.get("end_date") or cleaned.get("start_date")
        self.check_times(cleaned)
        self.check_place(cleaned)
        self.check_twin(cleaned)
        return cleaned

    def check_times(self, cleaned):
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        begins, ends = cleaned.get("start_time"), cleaned.get("end_time")
        if start and end and end < start:
            self.add_error("end_date", "结束日期不能早于开始日期。")
        elif start and start == end and begins and ends and ends <= begins:
            self.add_error("end_time", "同一天内，结束时间要晚于开始时间。")

    def check_place(self, cleaned):
        mode = cleaned.get("mode")
        if mode in (Mode.ON_SITE, Mode.MIXED) and not cleaned.get("venue"):
            self.add_error("venue", "线下活动请填写活动地点。")
        if mode == Mode.ONLINE and not cleaned.get("online_link"):
            self.add_error("online_link", "线上活动请填写线上地址，例如直播间或会议链接。")

    def check_twin(self, cleaned):
        twins = Activity.objects.of(self.edition, self.organiser).planned()
        twins = twins.exclude(pk=self.instance.pk).exclude(token=cleaned.get("token"))
        if twins.filter(title=cleaned.get("title"), start_date=cleaned.get("start_date")).exists():
            self.add_error("title", "当天已有同名活动。请改个名称，或去修改原来那一项。")

    def store(self, by):
        """Save through the activity's own verbs; None when somebody was faster (see errors)."""
        token, tags = self.cleaned_data["token"], self.cleaned_data["tags"]
        try:
            activity = self.store_once(by, token, tags)
        except WrongState as refusal:
            self.add_error(None, str(refusal))
            return None
        except IntegrityError:
            # Lost a race: either this very form came twice, or a twin was just saved.
            activity = None if self.instance.pk else self.arrived_before(token, tags)
            if activity is None:
                self.add_error("title", "同名活动刚刚由同事保存。请改个名称，或去修改那一项。")
                return None
        Draft.objects.filter(token=token, owner=by).delete()
        return activity

    def store_once(self, by, token, tags):
        activity = self.instance
        if activity.pk:
            activity.revise(by, tags, base_version=self.cleaned_data["base_version"])
            return activity
        if first := self.arrived_before(token, tags):
            return first
        activity.token = token
        activity.add(by, tags)
        return activity

    def arrived_before(self, token, tags):
        """The activity this form has already made. Sent again with other words (the browser's
        back button), it is an edit of what stands there, for the person to compare."""
        first = Activity.objects.of(self.edition, self.organiser).filter(token=token).first()
        if first and first.facts() != self.instance.facts(tags=tags):
            raise EditConflict(first)
        return first


FORM_FIELDS = {*ActivityForm.base_fields}


def initial_from(data):
    """What a draft holds, as the form's initial values; `data` maps names to lists of strings."""
    many = {"tags", "audiences", "needs"}
    return {
        name: values if name in many else (values[0] if values else "")
        for name, values in data.items()
    }


def activity_layout():
    """Five groups in the order people think; blocks that appear when they apply (look.md)."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "token",
        "base_version",
        *basics(),
        *time_and_place(),
        *participants(),
        *support(),
        *safety(),
    )
    return helper


def section(name, *fields):
    return [Fieldset(name, *fields, css_class="form-section")]


def side_by_side(*names, width="col-md-6"):
    return Div(*(Div(name, css_class=width) for name in names), css_class="row")


def chips(name):
    return Field(name, template="activities/_chips.html")


def basics():
    pair = side_by_side("category", "theme_day")
    return section("基本", "title", pair, chips("tags"), "summary")


def time_and_place():
    return section(
        "时间地点",
        side_by_side("start_date", "end_date", "start_time", "end_time", width="col-6 col-md-3"),
        chips("mode"),
        Div("venue", data_show_when="mode=on_site|mixed"),
        Div("online_link", data_show_when="mode=online|mixed"),
    )


def participants():
    return section(
        "参加与合作",
        chips("audiences"),
        chips("open_to_public"),
        side_by_side("expected_internal", "expected_external"),
        "partners",
    )


def support():
    return section("保障需求", chips("needs"), "remark")


def safety():
    leader = side_by_side("leader_name", "leader_phone")
    return section("安全与外出", leader, chips("is_outing"))
