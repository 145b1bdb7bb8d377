from django import forms
from django.db import IntegrityError, transaction

from colleges.lines import OneLineFields
from colleges.models import AuditEntry
from colleges.rules import WrongState

from ..models import BackupPlan
from .settings import date_field, time_field

PLACED = ("day", "opens_at", "closes_at", "place")


class BackupPlanForm(OneLineFields, forms.ModelForm):
    """天气预案: prepared at leisure; nothing moves until it is switched to."""

    day = date_field("日期", required=False)
    opens_at = time_field("开始", required=False)
    closes_at = time_field("结束", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = BackupPlan
        fields = ["name", "calls_off", *PLACED, "site", "what_to_do"]
        widgets = {"what_to_do": forms.Textarea(attrs={"rows": 3, "maxlength": 300})}
        help_texts = {
            "name": "例如“雨天改体育馆”。",
            "calls_off": "选中后不用填日期和地点，当天的“集中展示”活动一并取消。",
            "site": "新地点有自己的展位图时选它；不选就仍用现在的图。",
            "what_to_do": "所有人收到的通知里会写这句话。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = self.instance.edition.site_plans.all()
        self.fields["site"].empty_label = "仍用现在的图"
        self.fields["site"].required = False
        self.initial.setdefault("version", self.instance.version)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("calls_off"):
            return cleaned | dict.fromkeys(("day", "opens_at", "closes_at", "site")) | {"place": ""}
        for name in PLACED:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "改期或换地点时要填这一项；整天取消请选“取消集中展示”。")
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "结束要晚于开始。")
        day, edition = cleaned.get("day"), self.instance.edition
        if day and not edition.contains(day):
            self.add_error("day", f"请选活动周内的一天：{edition.span}。")
        return cleaned

    @transaction.atomic
    def store(self, by):
        """Save it; of two who edit it at once, the second reads so and keeps what they typed."""
        plan, is_new = self.instance, self.instance.pk is None
        if not is_new and plan.switches.standing().exists():
            raise WrongState(f"{plan}正在使用，不能修改。请先撤销天气调整。")
        if not is_new and not self.claim():
            raise WrongState(f"{plan}刚刚有同事改过，没有保存。您填的还在下面，核对后请再保存。")
        try:
            with transaction.atomic():
                plan.save()
        except IntegrityError:
            raise WrongState(f"已有叫“{plan.name}”的预案，请换一个名称。") from None
        verb = "新建天气预案" if is_new else "修改天气预案"
        AuditEntry.objects.record(by, verb, plan.edition, note=plan.name)
        return plan

    def claim(self):
        seen = self.cleaned_data.get("version")
        rows = BackupPlan.objects.filter(pk=self.instance.pk, version=seen)
        self.instance.version = (seen or 0) + 1
        return rows.update(version=self.instance.version)
