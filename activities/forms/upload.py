from django import forms

from colleges.dates import day as day_of_year
from colleges.rules import BrokenRule
from colleges.uploads import LARGEST, MEGABYTE

from ..models import Activity, Upload
from .activity import ActivityChoice

MOST = f"{LARGEST // MEGABYTE} MB"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field."""

    widget = FilesInput

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class PlainUploadForm(forms.Form):
    """What is chosen without a script: a few photos, sent in one go."""

    files = FilesField(
        label="照片、视频和文稿",
        allow_empty_file=True,
        help_text=f"可以一次选几个，合计不超过 {MOST}。",
        error_messages={"required": "请选择文件。"},
    )
    activity = ActivityChoice(
        Activity.objects.none(), label="活动", required=False, empty_label="先不填"
    )
    day = forms.ChoiceField(label="日期", required=False)

    def __init__(self, edition, organiser, *sent, **facts):
        super().__init__(*sent, **facts)
        self.edition, self.organiser = edition, organiser
        self.fields["activity"].queryset = Activity.objects.of(edition, organiser).planned()
        for name in ("activity", "day"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["files"].widget.attrs["class"] = "form-control"
        days = [(day.isoformat(), day_of_year(day)) for day in edition.dates]
        self.fields["day"].choices = [("", "先不填"), *days]

    def clean_files(self):
        files = self.cleaned_data["files"]
        if sum(file.size for file in files) > LARGEST:
            raise forms.ValidationError(f"这几个文件合计超过 {MOST}。请分几次传。")
        return files

    def store(self, by, at):
        """Takes in each file; returns how many, or says which one could not come in."""
        activity = self.cleaned_data["activity"]
        told = {"activity": str(activity.pk) if activity else "", "day": self.cleaned_data["day"]}
        files = self.cleaned_data["files"]
        for place, file in enumerate(files):
            try:
                self.take_in(file, told, by, at)
            except BrokenRule as refusal:
                before = f"前 {place} 个已收到；" if place else ""
                raise BrokenRule(f"{before}“{file.name}”没有收下：{refusal}") from refusal
        return len(files)

    def take_in(self, file, told, by, at):
        upload = Upload.objects.begin(
            owner=by,
            edition=self.edition,
            organiser=self.organiser,
            name=file.name,
            size=file.size,
            metadata={"filename": file.name, **told},
            at=at,
        )
        upload.receive(file, file.size, offset=0, at=at)
