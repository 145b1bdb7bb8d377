from django import forms

from activities.forms.document import LONGEST_NAME, CheckedFileForm
from colleges.docx_guard import guarded_text
from colleges.rules import BrokenRule

from ..models import SummaryVersion
from .checking import as_data, left_open, mentions

TAKEN = ".docx，不超过 20 MB；不带宏、不设打开密码，图片放在文档里"
OTHER_ENDINGS = {
    ".doc": "这是老格式 .doc。请在 Word 或 WPS 里“另存为”.docx 后再上传。",
    ".wps": "这是 WPS 格式 .wps。请在 WPS 里“另存为”.docx 后再上传。",
    ".docm": "带宏的文档不接收。请“另存为”不带宏的 .docx 后再上传。",
    ".pdf": "请上传能继续修改的 .docx，不要 PDF：系统要读出数字，教务处要汇编全校总结。",
}


class SummaryUploadForm(CheckedFileForm):
    """One .docx; its content is checked and its numbers are read before anything is kept."""

    file = forms.FileField(
        label="改好的总结报告",
        max_length=LONGEST_NAME,
        allow_empty_file=True,
        help_text=TAKEN,
        widget=forms.FileInput(attrs={"accept": ".docx", "class": "form-control"}),
        error_messages={
            "required": "请选择文件。",
            "invalid": "请用本页的按钮选择文件再上传。",
            "max_length": f"文件名太长（%(length)d 字），请改短到 {LONGEST_NAME} 字以内再传。",
        },
    )

    def clean_file(self):
        name = self.cleaned_data["file"].name.casefold()
        if not name.endswith(".docx"):
            ending = next((ending for ending in OTHER_ENDINGS if name.endswith(ending)), "")
            raise forms.ValidationError(
                OTHER_ENDINGS.get(ending, "只接收 Word 文档（.docx）。请在 Word 或 WPS 里另存。")
            )
        file = super().clean_file()
        try:
            self.text = guarded_text(self.path.read_bytes())
        except BrokenRule as refusal:
            self.discard()
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    def store(self, report, by):
        try:
            return report.take_in(
                self.path,
                way=SummaryVersion.Way.UPLOADED,
                name=self.cleaned_data["file"].name,
                said=as_data(mentions(self.text, report.edition.starts_on.year)),
                left_open=left_open(self.text),
                by=by,
            )
        finally:
            self.discard()
