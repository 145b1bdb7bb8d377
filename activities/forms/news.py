from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from colleges.lines import OneLineFields
from colleges.rules import BrokenRule

from ..models import Activity, NewsItem
from ..newsroom.article import LONGEST
from .activity import ActivityChoice, chips, chips_widget, section, side_by_side

MANY_ACTIVITIES = 300


def own_activities(item):
    """What a text of this unit may be about."""
    return Activity.objects.of(item.edition, item.organiser).planned().in_order()


class NewsStartForm(OneLineFields, forms.ModelForm):
    """What a text begins with; the rest is written in the editor."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="体裁",
        choices=NewsItem.Kind.choices,
        initial=NewsItem.Kind.NEWS,
        widget=chips_widget(forms.RadioSelect),
    )
    activity = ActivityChoice(
        label="关联活动",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="不关联活动",
        help_text="选了活动，主题活动日自动带过来，活动的页面上也找得到这篇稿件。",
    )

    class Meta:
        model = NewsItem
        fields = ["kind", "title", "activity"]
        widgets = {
            "title": forms.TextInput(attrs={"data-counter": "60", "placeholder": "一句话说清楚"})
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = own_activities(self.instance)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("token", *section("写什么", chips("kind"), "title", "activity"))

    def begin(self, by):
        item = self.instance
        item.token = self.cleaned_data["token"]
        item.theme_day = item.activity.theme_day if item.activity else None
        return item.begin(by)


class NewsForm(OneLineFields, forms.ModelForm):
    """The editor. Nothing but a title is required to save; what is missing is told when the
    text is handed in."""

    base_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["required", "invalid"], "请重新打开这个页面，再填写。"),
    )
    kind = forms.ChoiceField(
        label="体裁", choices=NewsItem.Kind.choices, widget=chips_widget(forms.RadioSelect)
    )
    activity = ActivityChoice(
        label="关联活动",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="不关联活动",
    )

    class Meta:
        model = NewsItem
        fields = ["kind", "title", "summary", "author_name", "activity", "theme_day", "body"]
        widgets = {
            "title": forms.TextInput(attrs={"data-counter": "60"}),
            "summary": forms.Textarea(attrs={"rows": 3, "data-counter": "200"}),
            "author_name": forms.TextInput(attrs={"placeholder": "例如：张同学、李老师"}),
            "body": forms.Textarea(
                attrs={"rows": 18, "class": "form-control", "data-counter": str(LONGEST)}
            ),
        }
        help_texts = {
            "summary": "列表、分享和公开页面上先看到这两三句。",
            "author_name": "印在文末；几个人用顿号隔开。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("base_version", self.instance.version)
        self.fields["activity"].queryset = own_activities(self.instance)
        theme = self.fields["theme_day"]
        theme.queryset, theme.empty_label = self.instance.edition.theme_days.all(), "不属于某一天"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "base_version",
            *section(
                "基本",
                chips("kind"),
                "title",
                "summary",
                side_by_side("author_name", "activity", "theme_day", width="col-md-4"),
            ),
        )

    def store(self, by):
        """Save through the text's own verb: whether anything changed, None when it could not be
        saved now (see errors)."""
        try:
            changed = self.instance.revise(by, base_version=self.cleaned_data["base_version"])
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None
        self.instance.drafts.filter(owner=by).delete()
        return changed


FORM_FIELDS = {"base_version", *NewsForm.Meta.fields}
