"""The rubric as a form: what each item is worth, where its number comes from, how it is scaled."""

from decimal import Decimal

from django import forms

from activities.newsroom.counting import Level
from colleges.lines import OneLineFields

from .award import rubric as rubrics
from .award.rubric import COLLECTED_KINDS, OWN_FIGURES, SCALES, SIZES, SOURCES
from .indicators import INDICATORS

FIGURES = [
    (f"figure:{one.code}", f"{one.code} {one.name}（{one.unit}）")
    for one in INDICATORS
    if not one.is_text
]
CHOICES = [
    ("评分", [(code, name) for code, name in SOURCES.items() if code != "figure"]),
    ("统计表指标", FIGURES),
    ("其他记录", [(f"figure:{code}", name) for code, name in OWN_FIGURES.items()]),
]
PER = [("", "不按规模")] + [(code, f"每 {of} 人（{name}）") for code, (name, of) in SIZES.items()]
WORTH = {"max_digits": 4, "decimal_places": 1, "min_value": Decimal(0), "max_value": Decimal(100)}
SPARE = "new"


def worth(label, **more):
    widget = forms.NumberInput(
        attrs={"inputmode": "decimal", "step": "0.5", "class": "form-control"}
    )
    return forms.DecimalField(label=label, widget=widget, **WORTH | more)


def choice(label, choices):
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, required=False)


def text(label, most):
    widget = forms.TextInput(attrs={"class": "form-control", "maxlength": most})
    return forms.CharField(label=label, max_length=most, widget=widget)


class Row:
    """The bound fields of one item, for the template."""

    def __init__(self, form, key, criterion, part):
        self.key, self.criterion, self.part = key, criterion, part
        names = [name for name in form.fields if name.startswith(f"{key}-")]
        self.fields = {name.removeprefix(f"{key}-"): form[name] for name in names}

    def __getattr__(self, name):
        try:
            return self.__dict__["fields"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def tiers(self):
        return [self.fields[f"tier_{level}"] for level in Level]


class RubricForm(OneLineFields, forms.Form):
    """One group of fields an item of the rubric; 满分 0 leaves an item out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    trim_from = forms.IntegerField(
        label="评委不少于几名时去掉最高分和最低分",
        min_value=3,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, data=None, *, award):
        self.award, self.rubric = award, award.rules
        start = {"version": award.version, "trim_from": self.rubric.trim_from}
        super().__init__(data, initial=start)
        for key, criterion, part in self.items():
            self.add_item(key, criterion, part)
        self.add_tie_order()
        self.add_spare()

    def items(self):
        """[(key of its fields, criterion, part)]"""
        found = [(one, part) for one in self.rubric.criteria for part in one.parts]
        return [(f"i{n}", one, part) for n, (one, part) in enumerate(found)]

    @property
    def groups(self):
        """[(standard, its rows)]"""
        rows = [Row(self, *item) for item in self.items()]
        return [
            (one, [row for row in rows if row.criterion.standard == one.number])
            for one in self.rubric.standards
        ]

    def add(self, key, name, field, initial):
        field.initial = initial
        self.fields[f"{key}-{name}"] = field

    def add_item(self, key, criterion, part):
        source = f"figure:{part.figure}" if part.source == "figure" else part.source
        self.add(key, "name", text(f"{part.code} 名称", 40), part.name)
        self.add(key, "points", worth(f"{part.code} 满分"), part.points)
        self.add(key, "source", choice(f"{part.code} 来源", CHOICES), source)
        self.add(key, "per", choice(f"{part.code} 按规模", PER), part.per)
        self.add(key, "scale", choice(f"{part.code} 满分标准", list(SCALES.items())), part.scale)
        most = {"max_digits": 5, "max_value": Decimal(9999)}
        full = worth(f"{part.code} 达到多少得满分", required=False, **most)
        self.add(key, "full", full, part.full)
        kinds = forms.MultipleChoiceField(
            label=f"{part.code} 看哪些报送",
            choices=list(COLLECTED_KINDS.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.add(key, "kinds", kinds, part.kinds)
        deduction = worth(f"{part.code} 每迟一天扣分", required=False)
        self.add(key, "deduction", deduction, part.deduction or Decimal(1))
        for level in Level:
            tier = forms.IntegerField(
                label=f"{level.label}每篇",
                min_value=0,
                max_value=100,
                required=False,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )
            self.add(key, f"tier_{level}", tier, part.tiers.get(level, 1))

    def add_tie_order(self):
        choices = [("", "（没有）")] + [
            (o.code, f"{o.code} {o.title}") for o in self.rubric.criteria
        ]
        order = (*self.rubric.tie_order, "", "")[:2]
        for number, code in enumerate(order, start=1):
            field = choice(f"同分时第 {number} 看", choices)
            field.initial = code
            self.fields[f"tie_{number}"] = field

    @property
    def ties(self):
        return [self["tie_1"], self["tie_2"]]

    def add_spare(self):
        numbers = [("", "（不增加）")] + [
            (str(one.number), f"标准 {one.number} {one.name}") for one in self.rubric.standards
        ]
        self.fields[f"{SPARE}-standard"] = choice("增加到", numbers)
        name = text("名称", 40)
        name.required = False
        self.fields[f"{SPARE}-name"] = name
        self.fields[f"{SPARE}-points"] = worth("满分", required=False)
        self.fields[f"{SPARE}-source"] = choice("来源", CHOICES)

    @property
    def spare(self):
        return [self[f"{SPARE}-{name}"] for name in ("standard", "name", "points", "source")]

    # What was typed

    def clean(self):
        cleaned = super().clean()
        if cleaned.get(f"{SPARE}-standard"):
            for name in ("name", "points", "source"):
                if not cleaned.get(f"{SPARE}-{name}"):
                    self.add_error(f"{SPARE}-{name}", "要增加一项，请填写这里。")
        if self.errors:
            return cleaned
        try:
            rubric = rubrics.from_data(self.data_typed())
        except (KeyError, ValueError):
            raise forms.ValidationError("细则没有填完整，请检查后再保存。") from None
        for sentence in rubric.faults():
            # A sum that is not 100 yet may be kept; scoring does not begin with it.
            if not sentence.startswith("各项满分合计"):
                self.add_error(None, sentence)
        return cleaned

    def typed(self, key, name):
        return self.cleaned_data[f"{key}-{name}"]

    def part_typed(self, key, part):
        source, _, figure = self.typed(key, "source").partition(":")
        tiers = {str(level): self.typed(key, f"tier_{level}") or 0 for level in Level}
        full = self.typed(key, "full")
        scale = self.typed(key, "scale") or "best"
        measured = source in ("figure", "media")
        deduction = (self.typed(key, "deduction") or 0) if source == "timely" else 0
        return {
            "code": part.code,
            "name": self.typed(key, "name"),
            "points": rubrics.plain(self.typed(key, "points")),
            "source": source,
            "figure": figure,
            "kinds": self.typed(key, "kinds") if source == "timely" else [],
            "deduction": rubrics.plain(deduction),
            "tiers": tiers if source == "media" else {},
            "per": self.typed(key, "per") if source == "figure" else "",
            "scale": scale if measured else "best",
            "full": rubrics.plain(full) if measured and scale == "full" and full else None,
        }

    def data_typed(self):
        """The rubric as plain JSON."""
        parts = {one.code: [] for one in self.rubric.criteria}
        for key, criterion, part in self.items():
            if self.typed(key, "points"):
                parts[criterion.code].append(self.part_typed(key, part))
        data = rubrics.as_data(self.rubric)
        criteria = [one | {"parts": parts[one["code"]]} for one in data["criteria"]]
        criteria = [one for one in criteria if one["parts"]]
        if number := self.cleaned_data.get(f"{SPARE}-standard"):
            criteria = in_order([*criteria, self.added(int(number), criteria)])
        ties = [self.cleaned_data[f"tie_{number}"] for number in (1, 2)]
        typed = {"criteria": criteria, "tie_order": list(dict.fromkeys(filter(None, ties)))}
        plain = data | typed | {"trim_from": self.cleaned_data["trim_from"]}
        return rubrics.as_data(rubrics.from_data(plain))

    def added(self, number, criteria):
        last = [int(one["code"].split(".")[1]) for one in criteria if one["standard"] == number]
        code = f"{number}.{max(last, default=0) + 1}"
        name = self.typed(SPARE, "name")
        source, _, figure = self.typed(SPARE, "source").partition(":")
        part = {"code": code, "name": name, "source": source, "figure": figure}
        part |= {"points": rubrics.plain(self.typed(SPARE, "points"))}
        if source == "timely":
            part |= {"kinds": ["info_form"], "deduction": "1"}
        if source == "media":
            part |= {"tiers": {str(level): n for n, level in enumerate(Level, start=1)}}
        basis = f"通知七 {number}"
        return {"code": code, "standard": number, "name": name, "basis": basis, "parts": [part]}


def in_order(criteria):
    return sorted(criteria, key=lambda one: [int(number) for number in one["code"].split(".")])
