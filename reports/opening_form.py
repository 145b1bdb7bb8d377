from datetime import timedelta

from django import forms
from django.utils import timezone

from activities.models.edition import SUNDAY, shipped_codes


class EditionLoadForm(forms.Form):
    """Which notice, and whether its week begins on another Sunday."""

    shipped = forms.ChoiceField(label="依据")
    starts_on = forms.DateField(
        label="活动周第一天（星期日）",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="不填：日期与通知一致。填写：所有日期和时限随之平移。",
        error_messages={"invalid": "请填写日期，例如 2026-05-10。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shipped"].choices = [(code, f"{code} 年学校通知") for code in shipped_codes()]

    def clean_starts_on(self):
        return sunday(self.cleaned_data["starts_on"])


class EditionCopyForm(forms.Form):
    """The Sunday on which the new edition's week begins."""

    starts_on = forms.DateField(
        label="新一届活动周第一天（星期日）",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="所有日期和时限随之平移；名称里的年份一起改。下载文件不复制，请上传当年的。",
        error_messages={
            "required": "请填写新一届的第一天，例如 2026-05-10。",
            "invalid": "请填写日期，例如 2026-05-10。",
        },
    )

    def clean_starts_on(self):
        return sunday(self.cleaned_data["starts_on"])


def sunday(day):
    """`day` if a week may begin on it (or none is named), else a sentence with the way out."""
    if day and abs(day.year - timezone.localdate().year) > 20:
        raise forms.ValidationError("年份离今年太远，请核对。")
    if day and day.weekday() != SUNDAY:
        before = day - timedelta(days=(day.weekday() + 1) % 7)
        raise forms.ValidationError(
            f"{day:%Y-%m-%d} 不是星期日。前后的星期日是"
            f" {before:%Y-%m-%d} 和 {before + timedelta(days=7):%Y-%m-%d}。"
        )
    return day
