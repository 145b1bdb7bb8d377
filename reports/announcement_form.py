from datetime import date

from django import forms

from colleges.lines import OneLineFields
from colleges.phones import names_a_mobile

from .honours import words
from .models.announcement import LABELS, TYPED
from .models.certificate_job import date_fault

# As browsers send it, and as people write it where theirs has no calendar.
DAYS_AS_TYPED = ["%Y-%m-%d", "%Y年%m月%d日"]


def day_field(label, help_text=""):
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=DAYS_AS_TYPED,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "请选择日期，或写成 2025年6月3日。",
            "required": f"请填写{label}的日期。",
        },
    )


class AnnouncementForm(OneLineFields, forms.Form):
    """公示: what the office words itself; names, dates and the rest follow by themselves."""

    heading = forms.CharField(
        label="标题", max_length=80, error_messages={"required": "请填写公示的标题。"}
    )
    opening = forms.CharField(
        label="正文",
        max_length=600,
        error_messages={"required": "请填写公示的正文。"},
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": "600"}),
        help_text="名单、公示期和提出异议的办法自动排在后面。",
    )
    starts_on = day_field("公示开始")
    ends_on = day_field(
        "公示结束",
        "含当天。至少 3 个、一般 5 个工作日；系统只除去周六、周日，遇法定节假日请相应顺延。",
    )
    contact = forms.CharField(
        label="联系方式",
        max_length=200,
        error_messages={"required": "请填写联系方式，看到公示的人才知道向谁反映。"},
        help_text="校内外人员向谁反映：办公室、办公电话、邮箱。人人可见，不写手机号。",
    )

    elsewhere = forms.CharField(
        label="已在何处公示",
        max_length=60,
        required=False,
        help_text="选填。公示期已经过去、当时贴在公告栏等处的，写明地点，例如“教务处公告栏”，补登在这里。",
    )

    def __init__(self, data=None, *, today, **kwargs):
        super().__init__(data, **kwargs)
        self.today = today

    def clean(self):
        facts = super().clean()
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if isinstance(first, date) and isinstance(last, date):
            self.judge_days(first, last, facts.get("elsewhere"))
        for name in TYPED:
            if names_a_mobile(facts.get(name, "")):
                self.add_error(name, "这里有手机号，公示人人可见，请改用办公电话或邮箱。")
        return facts

    def judge_days(self, first, last, elsewhere):
        if not elsewhere and (begun := words.begun_already(first, self.today)):
            self.add_error("starts_on", f"{begun}。")
        if last < first:
            self.add_error("ends_on", "公示结束不能早于公示开始。")
        elif short := words.too_short(first, last):
            self.add_error("ends_on", f"{short}。")

    def facts(self):
        return {name: self.cleaned_data[name] for name in LABELS}


class CertificateJobForm(forms.Form):
    issued_on = day_field("证书日期", "印在证书落款处：公示结束那一天到今天之间的一天。")

    def __init__(self, data=None, *, award, today):
        super().__init__(data, initial={"issued_on": today})
        self.award, self.today = award, today

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if fault := date_fault(self.award, day, self.today):
            raise forms.ValidationError(fault)
        return day
