from django import forms

from colleges.rules import BrokenRule

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class RefileForm(forms.Form):
    """Until when what is sent back is to be filed again; nothing typed sets no period."""

    refile_by = forms.DateTimeField(required=False, input_formats=FORMATS)

    def period(self):
        if not self.is_valid():
            raise BrokenRule("重报期限请填日期和时间，例如 2026-05-18 12:00；不定期限的请留空。")
        return self.cleaned_data["refile_by"]


class ExtensionForm(forms.Form):
    """Until which instant (Beijing time), and why."""

    until = forms.DateTimeField(
        label="延期至（北京时间）",
        input_formats=FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="到这一刻之前都可以签发；这一刻起通道关闭。",
        error_messages={"invalid": "请填写日期和时间，例如 2026-05-18 12:00。"},
    )
    reason = forms.CharField(
        label="原因（学院会看到）",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "300"}),
    )
