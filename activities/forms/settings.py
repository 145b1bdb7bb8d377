"""What every page of an edition's settings does: show rows of fields, compare, save in order."""

from datetime import date, time

from django import forms
from django.db import transaction
from django.db.models import F

from colleges.lines import OneLineFields
from colleges.models import AuditEntry
from colleges.models.audit import canonical, digest

from ..facts import changed_facts
from ..models import Edition


class SettingsChanged(Exception):
    """A colleague saved this page after the person opened it."""


def told(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n")


class RowForm(OneLineFields, forms.Form):
    """One row (or the only form) of a page. `thing` is its stored row, None for a blank line."""

    def __init__(self, data=None, *, thing=None, name="", is_spare=False, **kwargs):
        super().__init__(data, **kwargs)
        self.thing, self.name, self.is_spare = thing, name, is_spare
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"
            if isinstance(field, forms.TimeField):
                field.error_messages["invalid"] = "时间不对，请写成 09:30（24 小时制）。"
            if isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = "请填整数。"
        if name:
            for field in self.fields.values():
                field.widget.attrs["aria-label"] = f"{name}：{field.label}"

    def show_dates_of(self, edition):
        """How a date is written, by one that this edition has."""
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                told = f"日期不对，请写成 {edition.starts_on:%Y-%m-%d}。"
                field.error_messages["invalid"] = told

    @property
    def is_blank(self):
        """A spare line at the end that nobody wrote on."""
        texts = [name for name, field in self.fields.items() if isinstance(field, forms.CharField)]
        return self.is_spare and not any((self[name].value() or "").strip() for name in texts)

    @property
    def is_removed(self):
        return bool(self.cleaned_data.get("remove"))

    def full_clean(self):
        super().full_clean()
        if self.is_bound and (self.is_blank or self.cleaned_data.get("remove")):
            self._errors = forms.utils.ErrorDict()

    def labelled(self):
        """(html name, label with the row's name, text as stored or as typed) of every field."""
        for field in self:
            label = f"{self.name}：{field.label}" if self.name else field.label
            value = field.value()
            if isinstance(field.field, forms.BooleanField):
                value = bool(value)
            yield field.html_name, label, told(value)


class SettingsPage:
    """Subclasses: `title`, `url_name`, `build()` giving RowForms, `write()`, perhaps `check()`."""

    template = "activities/edition_section.html"
    hint, row_word = "", "项目"
    verb = "修改设置"
    is_table = True
    # Short rows keep their columns on a phone.
    is_compact = False
    # The lone form above the rows of a table.
    lead = None
    lead_in_columns = False

    def __init__(self, edition, data=None):
        self.edition, self.data = edition, data
        self.rows = self.build()
        for form in self.forms:
            form.show_dates_of(edition)

    @property
    def done(self):
        """What the person reads once it is saved."""
        return f"已保存“{self.title}”。"

    @property
    def forms(self):
        return [self.lead, *self.rows] if self.lead else self.rows

    def labelled(self):
        return [entry for form in self.forms for entry in form.labelled()]

    def stored(self):
        """The same page as the database has it now."""
        return type(self)(Edition.objects.get(pk=self.edition.pk))

    def seen(self):
        """Names what the person has before them, so that a save on top of another is noticed."""
        return digest(canonical([[name, text] for name, _, text in self.labelled()]))

    def facts(self):
        spare = {form.prefix for form in self.forms if form.is_spare}
        return {
            label: text
            for name, label, text in self.labelled()
            if name.rsplit("-", 1)[0] not in spare
        }

    def is_valid(self):
        # First: a row that a colleague added or took away is no mistake of this person's.
        if self.data.get("seen") and self.data["seen"] != self.stored().seen():
            raise SettingsChanged
        # Every row says what is wrong with it, not only the first.
        judged = [form.is_valid() for form in self.forms]
        if all(judged):
            self.check()
        return not self.problems()

    def check(self):
        """Rules between rows; puts errors on fields."""

    def problems(self):
        """(id of the field, its label, sentence) of every error, for the summary."""
        found = []
        for form in self.forms:
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else None
                label = form.name or (field.label if field else "")
                found += [(field.auto_id if field else "", label, text) for text in errors]
        return found

    @transaction.atomic
    def save(self, by):
        """Claims the edition, so that of two savers the second reads what the first wrote."""
        Edition.objects.filter(pk=self.edition.pk).update(version=F("version") + 1)
        before = self.stored()
        if self.data.get("seen") != before.seen():
            raise SettingsChanged
        self.by = by
        self.write()
        facts = changed_facts(before.facts(), self.stored().facts())
        gone = before.facts().keys() - self.stored().facts().keys()
        facts["before"] |= {name: before.facts()[name] for name in gone}
        if facts["before"] or facts["after"]:
            self.record(facts)

    def record(self, facts):
        AuditEntry.objects.record(self.by, self.verb, self.edition, self.title, facts)

    def write(self):
        raise NotImplementedError

    def added_since(self):
        """{html name: value} of the rows a colleague added, which this person never saw."""
        sent = {name.rsplit("-", 1)[0] for name in self.data}
        rows = [row for row in self.stored().rows if row.prefix and row.prefix not in sent]
        fields = [field for row in rows if not row.is_spare for field in row]
        values = {field.html_name: field.value() for field in fields}
        return {
            name: "on" if value is True else told(value)
            for name, value in values.items()
            if value not in (None, False, "")
        }

    def compared(self):
        """Both versions, field by field: (label, stored, typed, differs)."""
        stored = {name: (label, text) for name, label, text in self.stored().labelled()}
        typed = {name: (label, text) for name, label, text in self.labelled()}
        typed |= {name: stored[name] for name in self.added_since()}
        rows = []
        for name in {**typed, **stored}:
            label = (typed.get(name) or stored[name])[0]
            theirs, mine = stored.get(name, ("", ""))[1], typed.get(name, ("", ""))[1]
            if theirs or mine:
                rows.append((label, theirs, mine, theirs != mine))
        return rows


def date_field(label, **kwargs):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def time_field(label, **kwargs):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **kwargs)
