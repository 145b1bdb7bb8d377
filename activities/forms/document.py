import os
import tempfile
from pathlib import Path

from django import forms
from django.conf import settings

from colleges.lines import OneLineFields
from colleges.rules import BrokenRule
from colleges.uploads import ALLOWED, TYPES, checked_type

from ..models import EditionDocument

LONGEST_NAME = 255


class CheckedFileForm(forms.Form):
    """Copies its `file` aside and judges it by its content; `store` or `discard` ends the copy."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        handle, path = tempfile.mkstemp(dir=settings.TEMP_DIR)
        self.path = Path(path)
        with os.fdopen(handle, "wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        try:
            self.media_type = checked_type(self.path, file.name)
        except BrokenRule as refusal:
            self.discard()
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self):
        if self.errors:
            self.discard()
        return super().clean()

    def discard(self):
        """The temporary copy; gone already when it was moved into store."""
        if path := getattr(self, "path", None):
            path.unlink(missing_ok=True)


class DocumentForm(OneLineFields, CheckedFileForm):
    """One file to hand out, judged by its content; nothing is kept before it is checked."""

    kind = forms.ChoiceField(label="类别", choices=EditionDocument.Kind.choices)
    title = forms.CharField(
        label="标题",
        max_length=60,
        required=False,
        help_text="选填。全校看到的名称；不填就显示文件名。",
    )
    file = forms.FileField(
        label="文件",
        max_length=LONGEST_NAME,
        allow_empty_file=True,
        help_text=f"可以上传：{ALLOWED}。全校登录人员都能下载，请勿上传含个人信息的文件。",
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
        error_messages={
            "required": "请选择文件。",
            "max_length": f"文件名太长（%(length)d 字），请改短到 {LONGEST_NAME} 字以内再传。",
        },
    )

    is_public = forms.BooleanField(
        label="公众网站上也可以下载",
        required=False,
        help_text="任何人都能看到。请先确认文件里没有个人姓名、电话和邮箱。",
    )

    def store(self, edition, by):
        try:
            return EditionDocument.objects.publish(
                self.path,
                edition=edition,
                kind=self.cleaned_data["kind"],
                title=self.cleaned_data["title"],
                is_public=self.cleaned_data["is_public"],
                name=self.cleaned_data["file"].name,
                content_type=self.media_type,
                by=by,
            )
        finally:
            self.discard()
