from django import forms

from colleges.lines import OneLineFields
from colleges.rules import id_in
from colleges.uploads import ALLOWED, TYPES

from ..models import Activity, MediaItem
from ..models.media import EDITABLE
from .activity import ActivityChoice
from .document import LONGEST_NAME, CheckedFileForm

# One request edits so many: what a page shows.
MOST_TICKED = 48


def set_choices(form, edition, organiser):
    form.fields["activity"].queryset = Activity.objects.of(edition, organiser).in_order()
    days = [(f"{date:%Y-%m-%d}", f"{date.month}月{date.day}日") for date in edition.dates]
    return days


class MediaForm(OneLineFields, forms.ModelForm):
    """What a unit says of one picture."""

    class Meta:
        model = MediaItem
        fields = EDITABLE
        field_classes = {"activity": ActivityChoice}
        widgets = {"has_minors": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        item = self.instance
        days = set_choices(self, item.edition, item.organiser)
        self.fields["activity"].empty_label = "不属于某一项活动"
        self.fields["day"].widget = forms.Select(choices=[("", "不清楚"), *days])
        self.fields["caption"].help_text = "不超过 100 字：谁在哪里做什么。公开时显示在照片下方。"
        self.fields["people"].help_text = "未成年人不写姓名。"
        self.fields["has_minors"].help_text = "含未成年人的，有监护人或学校的授权文件才能公开。"

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in EDITABLE}


class MediaManyForm(OneLineFields, forms.Form):
    """One change to all that are ticked; what is left empty stays as it is in each."""

    activity = ActivityChoice(
        Activity.objects.none(), label="活动", required=False, empty_label="不改"
    )
    day = forms.DateField(label="日期", required=False)
    place = forms.CharField(label="地点", required=False, max_length=60)
    photographer = forms.CharField(label="拍摄者", required=False, max_length=20)
    caption = forms.CharField(label="说明", required=False, max_length=100)
    has_minors = forms.ChoiceField(
        label="含未成年人",
        required=False,
        choices=[("", "不改"), ("no", "不含"), ("yes", "含")],
    )

    def __init__(self, *args, edition, organiser, **kwargs):
        super().__init__(*args, **kwargs)
        days = set_choices(self, edition, organiser)
        self.fields["day"].widget = forms.Select(choices=[("", "不改"), *days])
        for name in ("place", "photographer", "caption"):
            self.fields[name].widget.attrs["placeholder"] = "不改"
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def facts(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


class ConsentForm(CheckedFileForm):
    """授权书: a scan or a photo of it, private."""

    file = forms.FileField(
        label="授权文件",
        max_length=LONGEST_NAME,
        allow_empty_file=True,
        help_text=f"监护人或学校签字的授权书，扫描件或照片。可以上传：{ALLOWED}。"
        "只有本单位、教务处和AIGC新媒体中心能看。",
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
        error_messages={
            "required": "请选择文件。",
            "max_length": f"文件名太长（%(length)d 字），请改短到 {LONGEST_NAME} 字以内再传。",
        },
    )

    def store(self, item, by):
        try:
            name = self.cleaned_data["file"].name
            item.attach_consent(self.path, name=name, content_type=self.media_type, by=by)
        finally:
            self.discard()


def ticked_in(request):
    """Ids of what was ticked, each once."""
    return list(dict.fromkeys(filter(None, map(id_in, request.POST.getlist("item")))))
