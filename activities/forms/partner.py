from django import forms

from colleges.lines import OneLineFields

from ..models import Partner
from ..models.partner import LONGEST_NAME


class PartnerForm(OneLineFields, forms.Form):
    name = forms.CharField(label="名称", max_length=LONGEST_NAME)
    kind = forms.ChoiceField(label="类型", choices=Partner.Kind.choices)

    def first_error(self):
        field, errors = next(iter(self.errors.items()))
        return f"{self.fields[field].label}没有保存：{errors[0]}"
