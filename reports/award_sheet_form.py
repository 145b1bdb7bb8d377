"""评分表 of one college on a phone: 0…10 for each item, or an abstention."""

from django import forms

from .award.rubric import MOST_MARK
from .models.award_sheet import MOST_COMMENT

MARKS = [(number, str(number)) for number in range(MOST_MARK + 1)]


class AwardSheetForm(forms.Form):
    """Reads only; what a complete sheet needs, the verb knows."""

    def __init__(self, data=None, *, sheet):
        self.parts = sheet.award.rules.judged
        initial = {f"m-{code}": mark for code, mark in sheet.marks.items()}
        initial |= {"comment": sheet.comment, "abstains": sheet.abstains}
        super().__init__(data, initial=initial)
        for part in self.parts:
            self.fields[f"m-{part.code}"] = forms.TypedChoiceField(
                label=part.name,
                coerce=int,
                empty_value=None,
                choices=MARKS,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": f"请选 0 到 {MOST_MARK} 中的一个分数。"},
            )
        self.fields["comment"] = forms.CharField(
            label="评语",
            max_length=MOST_COMMENT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        )
        self.fields["abstains"] = forms.BooleanField(
            label="弃权（不了解这个学院或不便评价）",
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    @property
    def items(self):
        """[(part, its field)]"""
        return [(part, self[f"m-{part.code}"]) for part in self.parts]

    @property
    def facts(self):
        cleaned = self.cleaned_data
        marks = {one.code: cleaned[f"m-{one.code}"] for one in self.parts}
        marks = {code: mark for code, mark in marks.items() if mark is not None}
        return {"marks": marks} | {name: cleaned[name] for name in ("comment", "abstains")}

    def require_all(self):
        """Point at what is missing, so that nobody searches the page for it."""
        if self.cleaned_data.get("abstains"):
            return
        for part in self.parts:
            if self.cleaned_data.get(f"m-{part.code}") is None:
                self.add_error(f"m-{part.code}", "请打分；没有把握的请选“弃权”。")
