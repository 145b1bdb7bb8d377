"""Forms about people and units that exist already; new accounts are in `forms`."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from . import memberships
from .accounts import correct
from .lines import OneLineFields
from .models import College, Department, Role
from .models.people import ADDRESS_TAKEN
from .phones import PhoneField
from .rules import BrokenRule

MOST_DAYS_AHEAD = 3 * 366


class DayField(forms.DateField):
    """A day near enough that it is no slip of the finger."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
        )

    def clean(self, value):
        day = super().clean(value)
        if day and abs(day - timezone.localdate()) > timedelta(days=MOST_DAYS_AHEAD):
            raise forms.ValidationError("日期离今天超过三年，请核对年份。")
        return day


class RuledForm(OneLineFields, forms.Form):
    """A form whose verb may still say no; the sentence stands on top, nothing typed is lost."""

    def carried_out(self, verb, *args, **facts):
        """What `verb` gave, or None when it was refused (see errors)."""
        if not self.is_valid():
            return None
        try:
            return verb(*args, **facts)
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None


class PersonFactsForm(RuledForm):
    name = forms.CharField(label="姓名", max_length=20)
    phone = PhoneField(label="联系电话", required=False)
    email = forms.EmailField(
        label="邮箱", required=False, max_length=254, help_text="用来收通知和重设密码，可不填。"
    )

    def __init__(self, *args, person, **kwargs):
        initial = {"name": person.name, "phone": person.phone, "email": person.email}
        super().__init__(*args, initial=initial, **kwargs)
        self.person = person

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self.person.is_rival_for(email):
            raise forms.ValidationError(ADDRESS_TAKEN)
        return email

    def save(self, by):
        return self.is_valid() and correct(self.person, by, **self.cleaned_data)


class MembershipForm(RuledForm):
    """A further role of somebody: what, where, from when until when."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    college = forms.ModelChoiceField(
        label="二级学院",
        queryset=College.objects.active(),
        required=False,
        empty_label="（不属于学院）",
    )
    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.all(),
        required=False,
        empty_label="（不属于部门）",
    )
    since = DayField(label="从（不填为现在）", required=False)
    until = DayField(label="到（含当天，不填为长期）", required=False)

    def clean(self):
        facts = super().clean()
        if role := facts.get("role"):
            wrong = memberships.wrong_units(role, facts.get("college"), facts.get("department"))
            for field, sentence in wrong:
                if field not in self.errors:
                    self.add_error(field, sentence)
        return facts

    def save(self, by, person):
        return self.carried_out(lambda: memberships.begin(by, person, **self.cleaned_data))


class UnitNameForm(RuledForm):
    """The name of a college or department, new or old."""

    name = forms.CharField(label="名称", max_length=40)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def save(self, verb, *args):
        return self.carried_out(lambda: verb(*args, self.cleaned_data["name"]) or True)
