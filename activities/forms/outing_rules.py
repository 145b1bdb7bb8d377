from django import forms

from ..models import ApprovalStep, Approver
from .settings import RowForm, SettingsPage, date_field, time_field, told

CONDITIONS = ("when_overnight", "when_out_of_town", "from_headcount")
# Neither can be left out: who sends people out signs, and 教务处 approves (notice 五(六)).
ALWAYS = (Approver.COLLEGE, Approver.OFFICE)


class PolicyForm(RowForm):
    students_per_teacher = forms.IntegerField(
        label="每位教师最多带学生（人）", min_value=1, max_value=200, help_text="超过时提醒，不拦。"
    )
    notice_hours = forms.IntegerField(
        label="应提前（小时）",
        min_value=0,
        max_value=720,
        help_text="晚于此提交时提醒并要求说明，不拦。",
    )
    class_from = time_field("上课时间自")
    class_until = time_field("上课时间至")
    participants_kept_until = date_field("名单保存至", help_text="过了这一天，外出名单自动删除。")

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("class_from"), cleaned.get("class_until")
        if begins and ends and ends <= begins:
            self.add_error("class_until", "上课时间的结束要晚于开始。")
        until = cleaned.get("participants_kept_until")
        if until and until < self.thing.edition.ends_on:
            self.add_error("participants_kept_until", "不能早于活动周结束，门口还要核对名单。")
        return cleaned


class StepForm(RowForm):
    position = forms.IntegerField(label="顺序", min_value=1, max_value=9)
    in_use = forms.BooleanField(label="启用", required=False)
    when_overnight = forms.BooleanField(label="过夜时", required=False)
    when_out_of_town = forms.BooleanField(label="出市时", required=False)
    from_headcount = forms.IntegerField(
        label="人数达到（人）", min_value=1, max_value=99999, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fixed = ("in_use", *CONDITIONS) if self.thing.approver in ALWAYS else ()
        if self.thing.approver == Approver.COLLEGE:
            fixed = ("position", *fixed)
        for name in fixed:
            self.fields[name].disabled = True


class OutingRulesPage(SettingsPage):
    title, url_name, row_word = "外出审批", "outing_settings", "审批环节"
    lead_in_columns = True
    hint = (
        "外出由学院负责人签发在先，教务处审批不能停用；保卫处、学生处会签和校领导审批由学校决定。"
        "“过夜时、出市时、人数达到”一项都不选，就是每次外出都要经过。改动只影响以后提交的外出。"
    )

    def build(self):
        policy = self.edition.outing_policy
        stored = {name: getattr(policy, name) for name in PolicyForm.base_fields}
        self.lead = PolicyForm(self.data, thing=policy, initial=stored)
        return [
            StepForm(
                self.data,
                prefix=step.approver,
                thing=step,
                name=str(step),
                initial={name: getattr(step, name) for name in StepForm.base_fields},
            )
            for step in self.edition.approval_steps.all()
        ]

    def write(self):
        self.write_chain()
        policy, changed = self.lead.thing, self.lead.changed_data
        before = {name: told(getattr(policy, name)) for name in changed}
        for name in changed:
            setattr(policy, name, self.lead.cleaned_data[name])
        if changed:
            policy.change(self.by, before)

    def write_chain(self):
        """In the order that was asked for, the college always first."""
        for form in self.rows:
            for name in StepForm.base_fields:
                setattr(form.thing, name, form.cleaned_data[name])
        steps = [form.thing for form in self.rows]
        steps.sort(key=lambda step: (step.approver != Approver.COLLEGE, step.position))
        for number, step in enumerate(steps, start=1):
            step.position = number
        if any(form.has_changed() for form in self.rows):
            ApprovalStep.objects.change(self.edition, steps, self.by)

    def record(self, facts):
        """The verbs of the chain and of the rules have recorded it."""
