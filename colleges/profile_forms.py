"""What people say of themselves: with their first password, and later on their own page."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction

from .accounts import correct
from .lines import OneLineFields
from .models import User
from .models.people import ADDRESS_TAKEN
from .phones import PhoneField


def cleaned_name(text):
    name = " ".join(text.split())
    if User(name=name).has_placeholder_name:
        raise forms.ValidationError("请填写您本人的姓名：回执和信息表上要用。")
    return name


class WelcomeForm(OneLineFields, SetPasswordForm):
    """The first password, and who one is: accounts made for a college carry its name."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填写姓名。"})
    phone = PhoneField(
        label="联系电话",
        error_messages={"required": "请填写联系电话。"},
        help_text="手机号，或带区号的座机号。只有本学院和教务处看得到。",
    )
    field_order = ["name", "phone", "new_password1", "new_password2"]
    error_messages = {"password_mismatch": "两次填写的密码不一致，请重新填写。"}

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields["name"].initial = "" if user.has_placeholder_name else user.name
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].initial = user.phone
        self.fields["phone"].required = bool(user.college_ids)
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "密码", "再写一遍密码"
        first.error_messages["required"] = "请填写密码。"
        second.error_messages["required"] = "请再写一遍密码。"
        second.help_text = ""

    def clean_name(self):
        return cleaned_name(self.cleaned_data["name"])

    def clean(self):
        # What is wrong with the password is said at the first of its two fields.
        self.validate_password_for_user(self.user, "new_password1")
        self.validate_passwords("new_password1", "new_password2")
        return forms.Form.clean(self)

    @transaction.atomic
    def accept(self, invitation):
        facts = self.cleaned_data
        invitation.accept(facts["new_password1"])
        correct(self.user, self.user, name=facts["name"], phone=facts["phone"])


class ProfileForm(OneLineFields, forms.Form):
    """One's own name, phone and mail address; a new address needs the password, because a
    forgotten password is sent there."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填写姓名。"})
    phone = PhoneField(
        label="联系电话",
        error_messages={"required": "请填写联系电话。"},
        help_text="手机号，或带区号的座机号。只有本学院和教务处看得到。",
    )
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        error_messages={"invalid": "请填写完整的邮箱地址，如 name@school.edu.cn。"},
        help_text="可不填。填了才能收到提醒邮件、自己找回密码。",
    )
    password = forms.CharField(
        label="当前密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="只有修改邮箱时才要填写。",
    )

    def __init__(self, user, data=None):
        super().__init__(
            data, initial={"name": user.name, "phone": user.phone, "email": user.email}
        )
        self.user = user
        self.fields["phone"].required = bool(user.college_ids)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_name(self):
        return cleaned_name(self.cleaned_data["name"])

    def clean(self):
        facts = super().clean()
        email = facts.get("email", self.user.email)
        if email == self.user.email:
            return facts
        if wrong := self.wrong_password(facts.get("password", "")):
            self.add_error("password", wrong)
        elif self.user.is_rival_for(email):
            self.add_error("email", ADDRESS_TAKEN)
        return facts

    def wrong_password(self, password):
        """A sentence, "" if it is right. Guesses count like those of the sign-in page."""
        try:
            known = password and get_adapter().reauthenticate(self.user, password)
        except forms.ValidationError as refusal:
            return refusal.messages[0]
        return "" if known else "修改邮箱要填写正确的当前密码。"

    def save(self):
        """Whether anything changed; what was signed before keeps the name it was signed with."""
        facts = {name: self.cleaned_data[name] for name in ("name", "phone", "email")}
        return correct(self.user, self.user, **facts)
