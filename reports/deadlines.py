"""The edition's deadlines in the browser: when each is due and closes, and whom a move touches."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from activities.forms.settings import RowForm, SettingsPage, date_field
from activities.models import Requirement
from colleges.dates import deadline
from colleges.models.audit import canonical, digest

from .models import Filing

CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
DAY = timedelta(days=1)
NAMED = 8


class ClockField(forms.CharField):
    """A time of day as deadlines are told: 18:00, and 24:00 for the end of the day."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"list": "clocks", "inputmode": "numeric", "size": 6})
        super().__init__(max_length=8, widget=widget, **kwargs)

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value))
        found = CLOCK.fullmatch(text)
        clock = found and timedelta(hours=int(found[1]), minutes=int(found[2]))
        if not clock and clock != timedelta() or clock > DAY:
            raise forms.ValidationError("时间不对，请写成 18:00；当天结束写 24:00。")
        return clock


def told_apart(instant):
    """(date, clock) of an exclusive line: a midnight is 24:00 of the day before."""
    local = timezone.localtime(instant)
    if local.time() == time(0):
        return local.date() - DAY, "24:00"
    return local.date(), f"{local:%H:%M}"


class DeadlineForm(RowForm):
    title = forms.CharField(label="名称", max_length=60)
    due_date = date_field("逾期线日期")
    due_clock = ClockField(label="逾期线时间")
    closes_date = date_field("关闭线日期")
    closes_clock = ClockField(label="关闭线时间")

    def clean(self):
        cleaned = super().clean()
        due_at, closes_at = self.instant("due"), self.instant("closes")
        if due_at and closes_at and closes_at < due_at:
            told = f"关闭线不能早于逾期线（{deadline(due_at)}）。请改晚，或把逾期线改早。"
            self.add_error("closes_date", told)
        return cleaned | {"due_at": due_at, "closes_at": closes_at}

    def instant(self, name):
        date, clock = self.cleaned_data.get(f"{name}_date"), self.cleaned_data.get(f"{name}_clock")
        if date is None or clock is None:
            return None
        if abs(date.year - self.thing.edition.year) > 1:
            self.add_error(f"{name}_date", "年份离活动周太远，请核对。")
            return None
        return timezone.make_aware(datetime.combine(date, time(0)) + clock)

    @property
    def lines(self):
        return self.cleaned_data["due_at"], self.cleaned_data["closes_at"]

    @property
    def is_moved(self):
        return self.lines != (self.thing.due_at, self.thing.closes_at)


class RequirementsPage(SettingsPage):
    title, url_name = "报送时限", "edition_requirements"
    hint = (
        "到逾期线仍未签发的算逾期，之后报送标为“补报”；过了关闭线，须由教务处延期才能再报。"
        "“5月21日前”且21日当天也算，写 5月21日 24:00；当天不算，写 5月20日 24:00。"
    )
    # What moving deadlines would do, told before it is done; the tick names exactly this move.
    effects, move = (), ""

    def build(self):
        rows = []
        for one in self.edition.requirements.all():
            one.edition = self.edition
            due_date, due_clock = told_apart(one.due_at)
            closes_date, closes_clock = told_apart(one.closes_at)
            stored = {
                "title": one.title,
                "due_date": due_date,
                "due_clock": due_clock,
                "closes_date": closes_date,
                "closes_clock": closes_clock,
            }
            name = one.annex or one.get_kind_display()
            form = DeadlineForm(
                self.data, prefix=f"r{one.pk}", thing=one, name=name, initial=stored
            )
            form.note = "" if one.in_portal else "本系统暂不收取，只列在时间表上"
            rows.append(form)
        return rows

    def check(self):
        moved = [form for form in self.rows if form.is_moved]
        self.move = digest(canonical([[form.thing.pk, *form.lines] for form in moved]))
        if moved and self.data.get("confirmed") != self.move:
            at = timezone.now()
            self.effects = [told for form in moved for told in effects(form.thing, *form.lines, at)]

    def problems(self):
        unread = [("confirmed", "移动时限", "请核对影响并勾选确认，再保存。")]
        return super().problems() + (unread if self.effects else [])

    def write(self):
        for form in self.rows:
            due_at, closes_at = form.lines
            Requirement.objects.filter(pk=form.thing.pk).update(
                title=form.cleaned_data["title"], due_at=due_at, closes_at=closes_at
            )


def effects(requirement, due_at, closes_at, at):
    """Sentences: what moves, and which colleges that have not filed it touches."""
    told = []
    if due_at != requirement.due_at:
        before, after = deadline(requirement.due_at), deadline(due_at)
        told.append(f"{requirement}：逾期线由{before}改为{after}，自动提醒随之移动。")
    if closes_at != requirement.closes_at:
        before, after = deadline(requirement.closes_at), deadline(closes_at)
        told.append(f"{requirement}：关闭线由{before}改为{after}。")
    if not requirement.in_portal:
        return told
    unfiled = Q(revision=None) | Q(returned_at__isnull=False)
    owing = Filing.objects.filter(unfiled, requirement=requirement, not_required_reason="")
    names = [str(one.college) for one in owing.select_related("college").order_by("college")]
    if not names:
        return [*told, "应报的学院都已报送，没有学院受影响。"]
    more = f"等 {len(names)} 个" if len(names) > NAMED else ""
    listed = f"{'、'.join(names[:NAMED])}{more}"
    told.append(f"影响还没有报送的 {len(names)} 个学院：{listed}。")
    if due_at <= at and due_at != requirement.due_at:
        told.append("注意：新的逾期线已经过去，上述学院保存后立即算逾期，再报送只能是“补报”。")
    if closes_at <= at and closes_at != requirement.closes_at:
        told.append("注意：新的关闭线已经过去，上述学院保存后就不能再报送。")
    return told
