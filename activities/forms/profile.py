from django import forms

from colleges.lines import OneLineFields
from colleges.phones import PhoneField

from ..models import CollegeProfile


class ProfileForm(OneLineFields, forms.ModelForm):
    """What a college tells about itself; its head-counts come from the school."""

    publicity_phone = PhoneField(label="宣传负责人电话", required=False)
    liaison_phone = PhoneField(label="联络员电话", required=False)

    website = forms.URLField(
        label="专题网站/专栏地址",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="学院自己的活动周专题网站或专栏，没有可不填。",
    )

    class Meta:
        model = CollegeProfile
        fields = CollegeProfile.OWN_FACTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = {name: getattr(self.instance, name) for name in CollegeProfile.OWN_FACTS}

    def keep(self, by):
        """False when it is not valid; a form without changes writes nothing."""
        if not self.is_valid():
            return False
        if self.has_changed():
            self.instance.keep(by, self.before)
        return True
