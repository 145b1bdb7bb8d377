"""Phone numbers: what counts as one (domain.md §7.5), and how it is shown to strangers."""

import re
import unicodedata

from django import forms
from django.core.validators import RegexValidator

PHONE = RegexValidator(
    r"^(1[3-9]\d{9}|0\d{2,3}-\d{7,8}(-\d{1,6})?)$",
    "请填写 11 位手机号，或带区号的座机号，如 028-12345678。",
)


def clean_phone(text):
    """Half-width, without the spaces and dashes people type into mobile numbers."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    text = re.sub(r"[‐-―−]", "-", text)
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), text)
    digits = text.removeprefix("+86").replace("-", "")
    return digits if re.fullmatch(r"1[3-9]\d{9}", digits) else text


def masked(phone):
    """138****1234; the last four digits are enough to recognise a number one knows."""
    if len(phone) < 7:
        return phone
    return f"{phone[:3]}****{phone[-4:]}"


NUMBER = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![0-9A-Za-z])")


def masked_in(text):
    """`text` with every phone number in it masked; people write them into reasons."""
    return NUMBER.sub(lambda found: masked(found[0]), text)


class PhoneField(forms.CharField):
    """A phone number as people type it: １３８ 0000 0000, 028－12345678, +86 138…"""

    default_validators = [PHONE]

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value):
        return clean_phone(super().to_python(value))
