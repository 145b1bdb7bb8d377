"""Who stands in for whom, as it is typed."""

from django import forms
from django.utils import timezone

from . import delegations
from .models import User
from .people_forms import DayField, RuledForm
from .seats import with_units

TEXT = forms.TextInput(attrs={"placeholder": "例如：出差"})


class ColleagueField(forms.CharField):
    """One of many people, typed with the browser's list beside it: “姓名（单位）” or the name."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"})
        super().__init__(max_length=120, widget=widget, **kwargs)
        self.people = []

    def clean(self, value):
        typed = super().clean(value).strip()
        found = [user for user in self.people if typed in (user.name, told(user))]
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(dict.fromkeys(map(told, found)))
            raise forms.ValidationError(
                f"有 {len(found)} 位同事都叫“{typed}”：{names}。请从列表里选一位；"
                "单位也相同的，请系统管理员在“人员”里把姓名区分开。"
            )
        raise forms.ValidationError(
            f"没有可以代审的同事叫“{typed}”。请从列表里选；"
            "列表里没有的，请系统管理员先为对方增加任职。"
        )


def told(user):
    return f"{user.name}（{'、'.join(map(str, user.staff_hats))}）"


class DelegationForm(RuledForm):
    """One's seat for a time to a colleague; an absent lead's, by 教务处."""

    lead = forms.ModelChoiceField(
        label="委托人（院长/书记）", queryset=User.objects.none(), empty_label="请选择"
    )
    deputy = forms.ModelChoiceField(
        label="受托人", queryset=User.objects.none(), empty_label="请选择本学院的同事"
    )
    since = DayField(label="从")
    until = DayField(label="到（含当天）")
    reason = forms.CharField(label="原因", max_length=200, widget=TEXT)

    def __init__(self, *args, seat, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.seat, self.by = seat, by
        if seat.college:
            leads = seat.holders()
            self.fields["lead"].queryset = leads if by.is_office else leads.filter(pk=by.pk)
            self.fields["deputy"].queryset = seat.candidates()
        else:
            del self.fields["lead"]
            self.fields["deputy"] = ColleagueField(
                label="代审人", help_text="输入姓名，从列表里选。"
            )
            self.fields["deputy"].people = list(with_units(seat.candidates()))
        if not by.is_office:
            self.initial.setdefault("lead", by.pk)
        self.initial.setdefault("since", timezone.localdate())

    @property
    def only_deputy(self):
        """The one 填报人 there is: they would sign what they filled in themselves."""
        if not self.seat.college:
            return None
        deputies = list(self.fields["deputy"].queryset[:2])
        return deputies[0] if len(deputies) == 1 else None

    @property
    def colleagues(self):
        """What the browser proposes while a name is typed."""
        return dict.fromkeys(map(told, getattr(self.fields["deputy"], "people", [])))

    def save(self):
        return self.carried_out(self.delegate)

    def delegate(self):
        facts = {"lead": self.by} | self.cleaned_data
        giver, deputy = facts.pop("lead"), facts.pop("deputy")
        return delegations.delegate(self.by, giver, deputy, self.seat, **facts)
