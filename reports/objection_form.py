from django import forms

from colleges.lines import OneLineFields
from colleges.models import College

from .models.objection import MOST_WORDS, Objection


class ObjectionForm(OneLineFields, forms.Form):
    """异议 of a college, in its own name."""

    about = forms.ModelChoiceField(
        College.objects.none(),
        label="涉及单位",
        required=False,
        empty_label="评选工作整体",
    )
    text = forms.CharField(
        label="事实和依据",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "data-counter": str(MOST_WORDS)}),
        error_messages={"required": "请写明异议的事实和依据。"},
        help_text="写明哪一项、哪个数、与什么不符，以及依据在哪里可以查到。",
    )

    def __init__(self, data=None, *, announcement):
        super().__init__(data)
        named = [winner["college"] for winner in announcement.named()]
        self.fields["about"].queryset = College.objects.filter(pk__in=named)

    def facts(self):
        return dict(self.cleaned_data)


class OutsideObjectionForm(ObjectionForm):
    """What reached 教务处 by letter or phone; who said it stays with the office."""

    source = forms.ChoiceField(
        label="来源",
        choices=[
            choice for choice in Objection.Source.choices if choice[0] != Objection.Source.PORTAL
        ],
        error_messages={"required": "请选择异议的来源。"},
    )
    informant = forms.CharField(
        label="提出人",
        max_length=40,
        error_messages={"required": "请填写提出人的姓名或单位，匿名的一般不予受理。"},
        help_text="姓名或单位。只有教务处和校领导看得到。",
    )
    field_order = ["source", "informant", "about", "text"]
