from django import forms

from colleges.uploads import ALLOWED, TYPES

from ..models import OutingFile
from ..models.outing_file import MOST_FILES
from .document import LONGEST_NAME, CheckedFileForm


class OutingFileForm(CheckedFileForm):
    """One 材料 of an outing, judged by its content; nothing is kept before it is checked."""

    kind = forms.ChoiceField(
        label="材料",
        choices=[("", "请选择"), *OutingFile.Kind.choices],
        error_messages={"required": "请选择这是哪一种材料。"},
    )
    file = forms.FileField(
        label="文件",
        max_length=LONGEST_NAME,
        allow_empty_file=True,
        help_text=f"可以上传：{ALLOWED}；每次外出最多 {MOST_FILES} 个。"
        "看得到这次外出的人都能下载，请勿上传人员名单和身份证件。",
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
        error_messages={
            "required": "请选择文件。",
            "max_length": f"文件名太长（%(length)d 字），请改短到 {LONGEST_NAME} 字以内再传。",
        },
    )

    def store(self, outing, by):
        try:
            return OutingFile.objects.attach(
                self.path,
                outing=outing,
                kind=self.cleaned_data["kind"],
                name=self.cleaned_data["file"].name,
                content_type=self.media_type,
                by=by,
            )
        finally:
            self.discard()
