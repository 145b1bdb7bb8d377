from django import forms


class ExtensionForm(forms.Form):
    """Until which instant (Beijing time), and why."""

    until = forms.DateTimeField(
        label="延期至（北京时间）",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="到这一刻之前都可以签发；这一刻起通道关闭。",
        error_messages={"invalid": "请填写日期和时间，例如 2026-05-18 12:00。"},
    )
    reason = forms.CharField(
        label="原因（学院会看到）",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "300"}),
    )
