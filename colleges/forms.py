import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.db import IntegrityError

from .accounts import open_account
from .lines import OneLineFields
from .memberships import wrong_units
from .models import AuditEntry, College, Department, Role, User
from .models.people import USERNAME
from .phones import PhoneField

LONGEST_NAME = 40
MOST_COLLEGES = 200


MISSING = {"username": "请填写账号。", "name": "请填写姓名。", "role": "请选择角色。"}


class PersonForm(OneLineFields, forms.Form):
    """A new account with one role. Which unit a role needs is checked here, in words."""

    username = forms.CharField(
        label="账号", max_length=30, help_text="小写字母和数字，登录时使用，以后不能改。"
    )
    name = forms.CharField(label="姓名", max_length=20)
    phone = PhoneField(label="联系电话", required=False)
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    college = forms.ModelChoiceField(
        label="二级学院",
        queryset=College.objects.active(),
        required=False,
        empty_label="（不属于学院）",
        help_text="填报人、院长/书记必须选择。",
    )
    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.all(),
        required=False,
        empty_label="（不属于部门）",
        help_text="部门工作人员必须选择。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        # The server says what is wrong, in Chinese and all at once.
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            Row(Column(Field("username", autocomplete="off"), css_class="col-md-6"), half("name")),
            Row(half("phone"), half("role")),
            Row(
                half("college", data_show_when="role=college_staff|college_lead"),
                half("department", data_show_when="role=department"),
            ),
            Submit("save", "建立账号并发放一次性链接"),
        )

        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence

    def clean_username(self):
        username = self.cleaned_data["username"].lower()
        USERNAME(username)
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(f"账号 {username} 已经有人使用，请换一个。")
        return username

    def clean(self):
        facts = super().clean()
        if role := facts.get("role"):
            for field, sentence in wrong_units(role, facts.get("college"), facts.get("department")):
                if field not in self.errors:
                    self.add_error(field, sentence)
        return facts

    def save(self, by):
        """The new account; None when the form came twice at once (see errors)."""
        try:
            return open_account(by, **self.cleaned_data)
        except IntegrityError:
            self.add_error("username", "账号刚刚被占用，请在“人员”里查看，或换一个。")
            return None


def half(name, **attributes):
    return Column(name, css_class="col-md-6", **attributes)


class CollegePasteForm(forms.Form):
    """College names as people have them: one a line, or a block of cells out of Excel."""

    names = forms.CharField(
        label="学院名单",
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "机电学院\n财经学院"}),
        help_text="每行一个，可以直接从 Excel 粘贴。已有的学院不会重复，也不会被删除。",
    )

    def clean_names(self):
        names = [name for line in self.cleaned_data["names"].splitlines() if (name := named(line))]
        if not names:
            raise forms.ValidationError("没有读到学院名称，请每行写一个。")
        if len(names) > MOST_COLLEGES:
            raise forms.ValidationError(f"一次最多 {MOST_COLLEGES} 个，这里有 {len(names)} 个。")
        if too_long := next((name for name in names if len(name) > LONGEST_NAME), None):
            raise forms.ValidationError(f"“{too_long[:20]}…”超过 {LONGEST_NAME} 字，请写简称。")
        return names


def named(line):
    """The name in a pasted line: the first cell that is more than a running number."""
    for cell in line.split("\t"):
        name = re.sub(r"^\s*\d+\s*[.、．)）]?\s*", "", cell.replace("\u3000", " ")).strip()
        if name:
            return " ".join(name.split())
    return ""


def verbs_of_the_log():
    return [("", "全部"), *((verb, verb) for verb in AuditEntry.objects.verbs())]


class AuditFilterForm(OneLineFields, forms.Form):
    """The filters of the audit log; they stand in the address."""

    person = forms.CharField(label="操作人", required=False, max_length=40)
    verb = forms.ChoiceField(
        label="动作",
        required=False,
        choices=verbs_of_the_log,
        error_messages={"invalid_choice": "记录里没有这个动作，请从列表里选。"},
    )
    thing = forms.CharField(label="对象", required=False, max_length=60)
    since = forms.DateField(
        label="从", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="到", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    about = forms.RegexField(
        r"^[a-z_]+\.[a-z_]+:[\w-]{1,40}$", required=False, widget=forms.HiddenInput
    )

    def clean(self):
        facts = super().clean()
        since, until = facts.get("since"), facts.get("until")
        if since and until and since > until:
            self.add_error("since", "“从”晚于“到”，一条也找不到。请把两个日期对调，或改正一个。")
        return facts

    @property
    def asked(self):
        """The filters that hold; none while one of them cannot be read."""
        return self.cleaned_data if self.is_bound and self.is_valid() else {}

    @property
    def is_refused(self):
        return self.is_bound and not self.is_valid()

    @property
    def sentence(self):
        """The filters that hold, in words."""
        labels = {name: field.label or "只看" for name, field in self.fields.items()}
        told = [f"{labels[name]} {value}" for name, value in self.asked.items() if value]
        return "筛选：" + ("，".join(told) or "无")
