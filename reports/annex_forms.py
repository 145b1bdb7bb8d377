from django import forms

from colleges.lines import OneLineFields
from colleges.quotes import quoted
from colleges.rules import BrokenRule, within

OTHER_ENDINGS = {
    ".xls": "这是老格式 .xls。请在 Excel 或 WPS 里“另存为”.xlsx 工作簿后再上传。",
    ".et": "这是 WPS 格式 .et。请在 WPS 里“另存为”.xlsx 后再上传。",
    ".csv": "CSV 不接收。请下载本学院的附件1（.xlsx），在里面修改后上传。",
    ".xlsm": "带宏的工作簿不接收。请“另存为”不带宏的 .xlsx 后再上传。",
}


class AnnexUploadForm(forms.Form):
    """One .xlsx; what is inside is judged by `colleges.xlsx_guard`."""

    file = forms.FileField(
        label="改好的附件1",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
        error_messages={"required": "请选择文件。", "invalid": "请用本页的按钮选择文件再上传。"},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        name = file.name.casefold()
        if not name.endswith(".xlsx"):
            ending = next((ending for ending in OTHER_ENDINGS if name.endswith(ending)), "")
            raise forms.ValidationError(
                OTHER_ENDINGS.get(ending, "只接收 .xlsx 文件。请选择从这里下载、改好的附件1。")
            )
        return file


class ReasonsForm(OneLineFields, forms.Form):
    """Why each activity that was filed and is now missing is cancelled."""

    def __init__(self, *args, preview, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = [change for change in preview["changes"] if change["kind"] == "cancel"]
        for change in self.asked:
            self.fields[f"reason_{change['pk']}"] = forms.CharField(
                label=f"{quoted(change['title'])}的取消原因",
                max_length=200,
                widget=forms.TextInput(
                    attrs={"class": "form-control", "placeholder": "例如：天气原因改期"}
                ),
                error_messages={"required": "已报送过的活动，取消必须写明原因。"},
            )

    def clean(self):
        cleaned = super().clean()
        for name, text in cleaned.items():
            try:
                cleaned[name] = within(text, 200)
            except BrokenRule as refusal:
                self.add_error(name, str(refusal))
        return cleaned

    def reasons(self):
        """{activity id: reason}."""
        return {change["pk"]: self.cleaned_data[f"reason_{change['pk']}"] for change in self.asked}

    def asked_fields(self):
        return {change["pk"]: self[f"reason_{change['pk']}"] for change in self.asked}
