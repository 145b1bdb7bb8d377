from django import forms

from colleges.lines import OneLineFields

from ..models.booth_day import CRITERIA, MOST_POINTS


class BoothScoreForm(OneLineFields, forms.Form):
    """Four criteria of 0–10 points each, or an abstention."""

    abstains = forms.BooleanField(label="弃权（没有看到或不便评价）", required=False)
    comment = forms.CharField(
        label="评语",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in CRITERIA.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                choices=[(n, str(n)) for n in range(MOST_POINTS + 1)],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": f"请选 0 到 {MOST_POINTS} 中的一个分数。"},
            )
        self.order_fields([*CRITERIA, "comment", "abstains"])

    @property
    def criteria(self):
        return [self[name] for name in CRITERIA]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("abstains"):
            for name in CRITERIA:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, "请打分；没有看到的请选“弃权”。")
        return cleaned

    @property
    def points(self):
        return {name: self.cleaned_data[name] for name in CRITERIA if self.cleaned_data[name] != ""}


def initial_of(score):
    if score is None:
        return {}
    return score.points | {"comment": score.comment, "abstains": score.abstains}
