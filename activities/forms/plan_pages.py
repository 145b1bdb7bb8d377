"""The small forms around the drawing: a new plan, its picture, the limits of the rules."""

from decimal import Decimal
from pathlib import Path

from django import forms

from colleges.lines import OneLineFields
from colleges.pictures import shown_copy
from colleges.rules import BrokenRule
from colleges.uploads import TYPES

from ..models.showcase import LIMITS, Showcase
from ..models.site_plan import WIDEST, SitePlan
from .document import LONGEST_NAME, CheckedFileForm

PICTURES = {name for name, (_, media_type) in TYPES.items() if media_type.startswith("image/")}


def metres(label, initial=None, **kwargs):
    messages = {
        "required": f"请填写{label}。",
        "invalid": "请填米数，例如 60 或 37.5。",
        "max_digits": "请填米数，最多两位小数。",
        "max_decimal_places": "最多两位小数。",
        "min_value": "太小了，至少 %(limit_value)s 米。",
        "max_value": f"太大了，最多 {WIDEST} 米。",
    }
    bounds = {"min_value": 1, "max_value": WIDEST, "max_digits": 6, "decimal_places": 2} | kwargs
    attrs = {"step": "0.5", "inputmode": "decimal"}
    widget = forms.NumberInput(attrs=attrs)
    return forms.DecimalField(
        label=f"{label}（米）", initial=initial, error_messages=messages, widget=widget, **bounds
    )


class PlanForm(OneLineFields, forms.Form):
    """A new plan: empty, or a copy of another one of the edition."""

    name = forms.CharField(
        label="地点",
        max_length=60,
        error_messages={"required": "请填写地点，例如“体育馆”。"},
    )
    copied = forms.ModelChoiceField(
        label="从哪张图开始",
        queryset=SitePlan.objects.none(),
        required=False,
        empty_label="空白的图",
        help_text="复制时带上图形和大小，不带各展位上的学院和底图。",
        error_messages={"invalid_choice": "要复制的图刚刚被删除，请另选。"},
    )
    width_m = metres("场地的宽", 60, required=False)
    depth_m = metres("场地的深", 40, required=False)

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["copied"].queryset = SitePlan.objects.of(edition)

    def clean(self):
        cleaned = super().clean()
        copied = cleaned.get("copied")
        for name in ("width_m", "depth_m"):
            if copied:
                cleaned[name] = getattr(copied, name)
                self.errors.pop(name, None)
            elif name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, f"请填写{self.fields[name].label}。")
        return cleaned

    def store(self, by):
        facts = {name: self.cleaned_data[name] for name in ("name", "width_m", "depth_m")}
        if copied := self.cleaned_data["copied"]:
            facts["north"] = copied.north
        return SitePlan.objects.begin(self.edition, by, copied=copied, **facts)


class PictureForm(CheckedFileForm):
    """A picture of the place and how wide it is really; what is kept is a copy without metadata."""

    file = forms.FileField(
        label="图片",
        max_length=LONGEST_NAME,
        allow_empty_file=True,
        help_text="平面图、卫星图或照片：JPG、PNG，不超过 20 MB、5000 万像素。"
        "位置等拍摄信息不会保存。",
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PICTURES))}),
        error_messages={
            "required": "请选择图片。",
            "max_length": f"文件名太长（%(length)d 字），请改短到 {LONGEST_NAME} 字以内再传。",
        },
    )
    width_m = metres(
        "图片左边到右边的实际距离",
        help_text="场地的大小按它和图片的比例算出。说不准也没关系：放好后可以在图上点两点再量。",
    )

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, **kwargs)
        self.site = site

    def clean_file(self):
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in PICTURES:
            raise forms.ValidationError("底图要用 JPG 或 PNG 图片。PDF 请先截图或另存为图片。")
        return super().clean_file()

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self.copy_picture()
        return cleaned

    def copy_picture(self):
        try:
            copy, (width, height) = shown_copy(self.path)
        except BrokenRule as refusal:
            self.add_error("file", str(refusal))
            return
        finally:
            self.path.unlink(missing_ok=True)
        self.path = copy
        wide = self.cleaned_data["width_m"]
        self.deep = (wide * height / width).quantize(Decimal("0.01"))
        if fault := self.size_fault(wide, self.deep):
            self.add_error("width_m", fault)
            self.discard()

    def size_fault(self, wide, deep):
        if not 1 <= deep <= WIDEST:
            return f"按图片的比例，深是 {deep} 米，要在 1 到 {WIDEST} 米之间。请核对宽度。"
        right, bottom = self.site.reach()
        if right > wide or bottom > deep:
            return (
                f"按这个宽度，场地是 {wide} × {deep} 米，而已经画的图形到了 {right} × {bottom} 米。"
                "请把宽度改大，或先在图上移动它们。"
            )
        return None

    def store(self, by):
        try:
            size = {"width_m": self.cleaned_data["width_m"], "depth_m": self.deep}
            self.site.set_picture(self.path, by, **size)
        finally:
            self.discard()


class LimitsForm(forms.Form):
    """What the plan is checked against; ours by default, the notice names none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = {"entrance_clear_m": 0}
        for name in LIMITS:
            label = str(Showcase._meta.get_field(name).verbose_name).removesuffix("（米）")
            bounds = {"min_value": least.get(name, Decimal("0.5")), "max_value": HIGHEST[name]}
            self.fields[name] = metres(label, help_text=MEANING[name], **bounds)
            self.fields[name].error_messages["max_value"] = "太大了，最多 %(limit_value)s 米。"
            self.fields[name].widget.attrs["step"] = "0.1"


HIGHEST = {
    "gangway_m": 20,
    "entrance_clear_m": 20,
    "power_reach_m": 200,
    "extinguisher_reach_m": 200,
}
MEANING = {
    "gangway_m": "通道里最窄的地方不能小于它，轮椅和消防要过得去。",
    "entrance_clear_m": "出入口周围这么远之内不放展位和设施；0 表示不检查。",
    "power_reach_m": "展位到所接配电箱的直线距离，电缆要够得着。",
    "extinguisher_reach_m": "每个展位到最近的灭火器。",
}
