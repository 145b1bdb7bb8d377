from django import forms

from colleges.lines import OneLineFields
from colleges.uploads import ALLOWED, TYPES

from ..models import ThemeDay, ThemeMaterial
from .document import LONGEST_NAME, CheckedFileForm


class ThemeDayChoice(forms.ModelChoiceField):
    def label_from_instance(self, theme):
        return f"{theme.date.month}月{theme.date.day}日 {theme}"


class MaterialForm(OneLineFields, CheckedFileForm):
    """Words, a file or both for one theme day; a file is judged by its content."""

    theme_day = ThemeDayChoice(
        label="主题活动日", queryset=ThemeDay.objects.none(), empty_label="请选择"
    )
    title = forms.CharField(label="标题", max_length=60)
    text = forms.CharField(
        label="文字",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-counter": "2000"}),
        help_text="口号、话题、推文开头等，学院可以直接复制。",
    )
    file = forms.FileField(
        label="文件",
        max_length=LONGEST_NAME,
        required=False,
        allow_empty_file=True,
        help_text=f"可以上传：{ALLOWED}。全校登录人员都能下载，请勿上传含个人信息的文件。",
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
    )

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme_day"].queryset = edition.theme_days.select_related("edition")

    def clean_file(self):
        return super().clean_file() if self.cleaned_data.get("file") else None

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("text") or cleaned.get("file")):
            self.add_error("text", "请写一段文字，或选一个文件。")
        return cleaned

    def store(self, by):
        given = {name: self.cleaned_data[name] for name in ("theme_day", "title", "text")}
        file = self.cleaned_data.get("file")
        stored = (self.path, file.name, self.media_type) if file else None
        try:
            return ThemeMaterial.objects.publish(by=by, file=stored, **given)
        finally:
            self.discard()
