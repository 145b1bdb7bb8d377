import re
from datetime import timedelta

from django import forms

from colleges.dates import day

from ..models import Activity, Category, DutyLine, Edition, Tag, ThemeDay
from .settings import RowForm, SettingsPage, date_field, time_field

LONGEST_WEEK = 14
MOST_YEARS = 5  # further from the edition's year is a slip of the finger
SPARE_LINES = 2
PERSONAL = re.compile(r"\d[\d\s-]{6,}|@")


class BasicsForm(RowForm):
    title = forms.CharField(label="名称", max_length=60)
    theme = forms.CharField(label="活动主题", max_length=60)
    starts_on = date_field("开始日期", help_text="改开始日期时，主题日一起移动；报送时限不动。")
    ends_on = date_field("结束日期", help_text=f"含当天，最多 {LONGEST_WEEK} 天。")
    showcase_on = date_field(
        "集中展示日", help_text="如遇极端天气，请用“天气预案”切换，相关安排会一起移动。"
    )
    showcase_from = time_field("展示开始")
    showcase_until = time_field("展示结束")
    showcase_place = forms.CharField(label="展示地点", max_length=60)
    contact = forms.CharField(
        label="联系方式",
        max_length=200,
        required=False,
        help_text="全校可见：只写部门和办公地点，不写个人姓名、电话和邮箱。",
    )
    award_count = forms.IntegerField(label="优秀组织奖名额", min_value=0, max_value=99)
    declaration = forms.CharField(
        label="签发声明",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": "1000"}),
        help_text="院长/书记签发时须确认；已签发的不变。",
    )

    def clean_contact(self):
        contact = self.cleaned_data["contact"]
        if PERSONAL.search(contact):
            raise forms.ValidationError("这里全校可见，请去掉电话号码和邮箱，只写部门和地点。")
        return contact

    def clean(self):
        cleaned = super().clean()
        for name in ("starts_on", "ends_on", "showcase_on"):
            if name in cleaned and abs(cleaned[name].year - self.thing.year) > MOST_YEARS:
                self.add_error(name, "年份离本届太远，请核对。")
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        elif starts and ends and (ends - starts).days >= LONGEST_WEEK:
            days = (ends - starts).days + 1
            self.add_error("ends_on", f"最多 {LONGEST_WEEK} 天，现在是 {days} 天。请核对年月。")
        self.check_showcase(cleaned, starts, ends)
        return cleaned

    def check_showcase(self, cleaned, starts, ends):
        shown, slack = cleaned.get("showcase_on"), timedelta(days=LONGEST_WEEK)
        if shown and starts and ends and not starts <= shown <= ends + slack:
            told = f"集中展示日要在{day(starts)}之后、活动周结束两周之内。"
            self.add_error("showcase_on", told)
        begins, until = cleaned.get("showcase_from"), cleaned.get("showcase_until")
        if begins and until and until <= begins:
            self.add_error("showcase_until", "展示结束要晚于展示开始。")


class BasicsPage(SettingsPage):
    title, url_name, is_table = "基本信息", "edition_basics", False

    def build(self):
        stored = {name: getattr(self.edition, name) for name in BasicsForm.base_fields}
        return [BasicsForm(self.data, thing=self.edition, initial=stored)]

    def check(self):
        """A week that gets shorter must not drop a theme that activities chose."""
        form = self.rows[0]
        length = (form.cleaned_data["ends_on"] - form.cleaned_data["starts_on"]).days + 1
        lost = list(self.edition.theme_days.all())[length:]
        if used := Activity.objects.filter(theme_day__in=lost).count():
            form.add_error(
                "ends_on",
                f"缩短后会去掉“{'、'.join(map(str, lost))}”，但有 {used} 项活动选了它。"
                "请先到“主题日”调整，或保持天数。",
            )

    def write(self):
        facts = self.rows[0].cleaned_data
        shift = facts["starts_on"] - self.edition.starts_on
        length = (facts["ends_on"] - facts["starts_on"]).days + 1
        year = facts["starts_on"].year
        Edition.objects.filter(pk=self.edition.pk).update(**facts, year=year)
        themes = list(self.edition.theme_days.all())
        for theme in themes[length:]:
            theme.delete()
        # In the order in which no two stand on one day on the way.
        for theme in sorted(themes[:length], key=lambda one: one.date, reverse=shift.days > 0):
            ThemeDay.objects.filter(pk=theme.pk).update(date=theme.date + shift)


class DayForm(RowForm):
    name_of_day = forms.CharField(label="主题", max_length=30, required=False)


class DaysPage(SettingsPage):
    title, url_name = "主题日", "edition_days"
    hint = "通知里的“七天主题活动日”，一天一个。"

    def build(self):
        themes = {theme.date: theme for theme in self.edition.theme_days.all()}
        return [
            DayForm(
                self.data,
                prefix=f"{date:%Y%m%d}",
                thing=themes.get(date),
                name=day(date),
                initial={"name_of_day": themes[date].name if date in themes else ""},
            )
            for date in self.edition.dates
        ]

    def check(self):
        for form in self.rows:
            if form.thing is None or form.cleaned_data["name_of_day"]:
                continue
            if used := Activity.objects.filter(theme_day=form.thing).count():
                told = f"有 {used} 项活动选了“{form.thing}”，不能清空；可以改名。"
                form.add_error("name_of_day", told)

    def write(self):
        for form, date in zip(self.rows, self.edition.dates, strict=True):
            themes = self.edition.theme_days.filter(date=date)
            if name := form.cleaned_data["name_of_day"]:
                themes.update_or_create(edition=self.edition, date=date, defaults={"name": name})
            else:
                themes.delete()


class WordForm(RowForm):
    position = forms.IntegerField(
        label="排序",
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-6ch"}),
    )
    name_of_word = forms.CharField(
        label="名称", max_length=30, widget=forms.TextInput(attrs={"placeholder": "新增"})
    )
    in_use = forms.BooleanField(label="使用中", required=False)
    remove = forms.BooleanField(label="删除", required=False)


class TagForm(WordForm):
    group = forms.CharField(label="组", max_length=12)
    field_order = ["position", "group", "name_of_word"]


class WordsPage(SettingsPage):
    """Categories or tags: rename, order, retire, add. Codes are the portal's own affair."""

    hint = "改名后，已填的活动一起显示新名称。不再用的取消“使用中”：新活动选不到，已填的不变。"
    model, form_class, copied = None, None, ("position", "in_use")
    is_compact = True

    def build(self):
        words = list(self.model.objects.filter(edition=self.edition))
        rows = [
            self.form_class(
                self.data,
                prefix=f"w{word.pk}",
                thing=word,
                name=word.name,
                initial={name: getattr(word, name) for name in self.copied}
                | {"name_of_word": word.name},
            )
            for word in words
        ]
        return rows + [
            self.form_class(
                self.data,
                prefix=f"new{n}",
                name=f"新增 {n}",
                is_spare=True,
                initial={"in_use": True},
                use_required_attribute=False,
            )
            for n in range(1, SPARE_LINES + 1)
        ]

    def used(self, word):
        raise NotImplementedError

    def check(self):
        names = set()
        for form in self.rows:
            if form.is_blank:
                continue
            if form.is_removed:
                self.check_removed(form)
                continue
            name = form.cleaned_data["name_of_word"]
            if name in names:
                form.add_error("name_of_word", f"“{name}”重复。请改名，或删除多余的一行。")
            names.add(name)

    def check_removed(self, form):
        if form.thing and (used := self.used(form.thing)):
            told = f"“{form.thing}”已有 {used} 项活动在用，不能删除；可以取消“使用中”。"
            form.add_error("remove", told)

    def write(self):
        kept = []
        for place, form in enumerate(self.rows):
            if form.is_blank or (form.is_removed and form.thing is None):
                continue
            if form.is_removed:
                form.thing.delete()
                continue
            wanted = form.cleaned_data["position"]
            kept.append(((9999 if wanted is None else wanted, place), form))
        for number, (_, form) in enumerate(sorted(kept, key=lambda pair: pair[0]), start=1):
            self.store(form, number)

    def store(self, form, number):
        word = form.thing or self.model(edition=self.edition, code=self.fresh_code())
        word.name, word.position = form.cleaned_data["name_of_word"], number
        for name in self.copied[1:]:
            setattr(word, name, form.cleaned_data[name])
        word.save()

    def fresh_code(self):
        taken = set(self.model.objects.filter(edition=self.edition).values_list("code", flat=True))
        number = 1
        while f"own{number}" in taken:
            number += 1
        return f"own{number}"


class CategoriesPage(WordsPage):
    title, url_name = "活动类别", "edition_categories"
    model, form_class = Category, WordForm

    def used(self, word):
        return Activity.objects.filter(category=word).count()

    def check(self):
        super().check()
        left = [form for form in self.rows if not (form.is_blank or form.is_removed)]
        if not any(form.cleaned_data.get("in_use") for form in left):
            self.rows[0].add_error("in_use", "至少要有一个类别在用，否则学院无法填报。")


class TagsPage(WordsPage):
    title, url_name = "标签", "edition_tags"
    model, form_class, copied = Tag, TagForm, ("position", "in_use", "group")

    def used(self, word):
        return Activity.objects.filter(tags=word).count()


class LeadingGroupForm(RowForm):
    leading_group = forms.CharField(
        label="工作领导小组",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-counter": "1000"}),
        help_text="组长、副组长、成员，一行一类。全校可见。",
    )


class DutyForm(RowForm):
    position = WordForm.base_fields["position"]
    department = forms.CharField(label="部门", max_length=40)
    duty = forms.CharField(label="职责", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    person_title = forms.CharField(label="负责人", max_length=40, required=False)
    remove = forms.BooleanField(label="删除", required=False)


class DutiesPage(SettingsPage):
    title, url_name = "组织领导", "edition_duties"
    hint = "通知“一、组织领导”的职责分工表。"

    def build(self):
        stored = {"leading_group": self.edition.leading_group}
        self.lead = LeadingGroupForm(self.data, thing=self.edition, initial=stored)
        names = ("position", "department", "duty", "person_title")
        rows = [
            DutyForm(
                self.data,
                prefix=f"d{line.pk}",
                thing=line,
                name=line.department,
                initial={name: getattr(line, name) for name in names},
            )
            for line in self.edition.duties.all()
        ]
        return rows + [
            DutyForm(
                self.data,
                prefix=f"new{n}",
                name=f"新增 {n}",
                is_spare=True,
                use_required_attribute=False,
            )
            for n in range(1, SPARE_LINES + 1)
        ]

    def write(self):
        group = self.lead.cleaned_data["leading_group"].replace("\r\n", "\n")
        Edition.objects.filter(pk=self.edition.pk).update(leading_group=group)
        kept = []
        for place, form in enumerate(self.rows):
            if form.is_blank or form.is_removed:
                if form.thing:
                    form.thing.delete()
                continue
            wanted = form.cleaned_data["position"]
            kept.append(((9999 if wanted is None else wanted, place), form))
        for number, (_, form) in enumerate(sorted(kept, key=lambda pair: pair[0]), start=1):
            line = form.thing or DutyLine(edition=self.edition)
            for name in ("department", "duty", "person_title"):
                setattr(line, name, form.cleaned_data[name])
            line.position = number
            line.save()
