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


# As people type them: 138 0000 0000, 138-0000-0000, １３８…, +86 138…, 028－12345678.
GAP = r"[ \u00a0\u3000.·‐-―−－-]{0,3}"
GROUPS = rf"\d{GAP}\d{{4}}{GAP}\d{{4}}|\d{GAP}\d{{3}}{GAP}\d{{5}}|\d\d{GAP}\d{{3}}{GAP}\d{{4}}"
MOBILE = rf"(?:(?:\+|00)?86{GAP})?[1１][3-9３-９](?:{GROUPS})"
FIXED = r"[0０]\d{2,3}[‐-―−－-]\d{7,8}"
ALONE = r"(?<![0-9０-９A-Za-z])(?:{})(?![0-9０-９A-Za-z])"
A_MOBILE = re.compile(ALONE.format(MOBILE))
NUMBER = re.compile(ALONE.format(f"{MOBILE}|{FIXED}"))


def masked_in(text):
    """`text` with every phone number in it masked; people write them into reasons."""
    return NUMBER.sub(lambda found: masked(without_gaps(found[0])), text)


def without_gaps(number):
    if not A_MOBILE.fullmatch(number):
        return clean_phone(number)
    return "".join(str(int(sign)) for sign in number if sign.isdecimal())[-11:]


def names_a_mobile(text):
    """Whether somebody's mobile number stands in `text`, however it was typed."""
    return bool(A_MOBILE.search(text))


class PhoneField(forms.CharField):
    """A phone number as people type it: １３８ 0000 0000, 028－12345678, +86 138…"""

    default_validators = [PHONE]

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value):
        return clean_phone(super().to_python(value))
