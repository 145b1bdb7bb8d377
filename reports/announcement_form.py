from datetime import date

from django import forms

from colleges.lines import OneLineFields

from .models.announcement import LABELS


def day_field(label, help_text=""):
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请选择日期，或写成 2025-06-03。"},
    )


class AnnouncementForm(OneLineFields, forms.Form):
    """公示: what the office words itself; names, dates and the rest follow by themselves."""

    heading = forms.CharField(label="标题", max_length=80)
    opening = forms.CharField(
        label="正文",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": "600"}),
        help_text="名单、公示期和提出异议的办法自动排在后面。",
    )
    starts_on = day_field("公示开始")
    ends_on = day_field(
        "公示结束", "含当天。一般 3–5 个工作日；遇节假日请相应顺延，系统只除去周六、周日。"
    )
    contact = forms.CharField(
        label="联系方式",
        max_length=200,
        help_text="校内外人员向谁反映：办公室、办公电话、邮箱。人人可见，不写手机号。",
    )

    elsewhere = forms.CharField(
        label="已在何处公示",
        max_length=60,
        required=False,
        help_text="选填。公示期已经过去、当时贴在公告栏等处的，写明地点，例如“教务处公告栏”，补登在这里。",
    )

    def clean(self):
        facts = super().clean()
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "公示结束不能早于公示开始。")
        return facts

    def facts(self):
        return {name: self.cleaned_data[name] for name in LABELS}


class CertificateJobForm(forms.Form):
    issued_on = day_field("证书日期", "印在证书落款处，不早于公示结束的那一天。")
