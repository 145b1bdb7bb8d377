"""附件1 coming back from Excel or WPS: what would be added, changed, cancelled or deleted, and
what is wrong in which cell. Only reads and compares; `AnnexUpload.apply` writes.

A cell that says what the sheet says today is unchanged, whatever it looks like; only edited
cells are read, by the columns' own readers, and judged by the very form people type into.
"""

import json
import re
from dataclasses import dataclass, field

from activities.forms.activity import ActivityForm
from activities.models import Activity
from colleges.dates import when
from colleges.models.audit import canonical, digest
from colleges.quotes import quoted
from colleges.rules import BrokenRule
from colleges.xlsx_guard import clean

from .annex_table import BY_NAME, NEEDED
from .columns import COLLEGE_SHEET, KEY
from .content import info_form_content
from .downloaded import Downloaded
from .reading import BLANK, Context, Unreadable
from .xlsx import cell_text

# 活动形式 first: what a place means depends on it.
READ = sorted(
    (column for column in COLLEGE_SHEET if column.reads), key=lambda c: c.name != "活动形式"
)
COLUMNS_OF = {
    "title": ("活动名称",),
    "category": ("活动类别",),
    "theme_day": ("主题活动日",),
    "tags": ("标签",),
    "summary": ("活动内容简介",),
    "start_date": ("活动日期",),
    "end_date": ("活动日期",),
    "start_time": ("活动时间",),
    "end_time": ("活动时间",),
    "mode": ("活动形式",),
    "venue": ("活动地点",),
    "online_link": ("活动地点",),
    "audiences": ("面向对象",),
    "open_to_public": ("是否面向社会开放",),
    "expected_internal": ("预计人数(人)(校内/校外)", "预计校内人数(人)"),
    "expected_external": ("预计人数(人)(校内/校外)", "预计校外人数(人)"),
    "partners": ("合作企业/协办单位",),
    "leader_name": ("负责人",),
    "leader_phone": ("联系电话",),
    "is_outing": ("是否外出",),
    "needs": ("所需保障",),
    "remark": ("备注",),
}
TEXTS = ("title", "venue", "summary", "leader_name", "remark")
ROW_KEY = re.compile(r"(\d{1,18})-([0-9a-f]{10})")
SPLIT_COUNTS = ("预计校内人数(人)", "预计校外人数(人)")


# The comparison


class RowForm(ActivityForm):
    """The activity form for one line; twins are looked for in the whole file (`check_twins`)."""

    def check_twin(self, cleaned):
        pass


@dataclass
class Change:
    """One line that does something. `cells`: [address, column, before, after]."""

    kind: str  # add, change, cancel or delete
    title: str
    activity: Activity
    tags: list = field(default_factory=list)
    line: int | None = None
    cells: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self):
        pk = None if self.kind == "add" else self.activity.pk
        told = {"kind": self.kind, "pk": pk, "title": self.title, "line": self.line}
        return told | {"cells": self.cells, "notes": self.notes}


class Comparison:
    """The uploaded `table` beside what the college has entered by now."""

    def __init__(self, table, filing):
        self.table, self.filing = table, filing
        self.edition, self.college = filing.edition, filing.college
        activities = list(filing.activities().for_list().in_order().select_related("updated_by"))
        self.activities = {activity.pk: activity for activity in activities}
        self.rows = {row["id"]: row for row in info_form_content(filing, activities)["rows"]}
        self.digest = state_digest(activities)
        self.context = Context(filing.edition, table["since_1904"])
        self.changes, self.problems, self.unchanged = [], [], 0
        self.taken = {}  # (title, day) of what is planned when all is done → where it stands
        self.compare()

    def compare(self):
        self.held = self.rows_once_held()
        self.downloaded = Downloaded(self.rows, self.held)
        matched = self.matched()
        for line, pk in matched:
            self.compare_line(line, pk)
        seen = {pk for _, pk in matched if pk}
        for pk in self.activities:
            if pk not in seen:
                self.missing(pk)
        self.check_twins()

    def rows_once_held(self):
        """{id: key} of the rows the file had when it was downloaded; {} when it does not say."""
        origin, *keys = self.table["origin"].split(" ")
        if origin and origin != f"F{self.filing.pk}":
            raise BrokenRule(
                f"这份文件不是{self.college} {self.edition.code} 届的附件1，是别的学院或别的届的。"
                "请下载本学院的附件1，改好后再上传。"
            )
        found = [ROW_KEY.fullmatch(key) for key in keys]
        return {int(key[1]): key[0] for key in found if key}

    def edited(self, line, pk):
        """Columns whose cell says something else than the sheet does today."""
        row, cells = self.downloaded.row(pk, line), line["cells"]
        return [c for c in READ if c.name in cells and cells[c.name] != read_back(c.text(row))]

    def matched(self):
        """[(line, id of its activity or None)]: by the hidden key, else by name and day."""
        owners = {}
        for line in self.table["lines"]:
            if pk := self.key_in(line):
                owners.setdefault(pk, []).append(line)
                self.downloaded.learn(line, pk)
        for name in ("category", "theme_day", "tags"):
            self.context.know(name, self.downloaded.old_names(name))
        # A copied row brings its key along: the one that differs least is the original.
        firsts = {
            pk: min(lines, key=lambda line: len(self.edited(line, pk)))
            for pk, lines in owners.items()
        }
        mine = {line["number"]: pk for pk, line in firsts.items()}
        by_name = {
            self.name_and_day(pk): pk
            for pk, activity in self.activities.items()
            if pk not in firsts and not activity.is_cancelled
        }
        pairs = []
        for line in self.table["lines"]:
            told = (line["cells"].get("活动名称"), line["cells"].get("活动日期"))
            pk = mine.get(line["number"]) or by_name.pop(told, None)
            pairs.append((line, pk))
        return pairs

    def name_and_day(self, pk):
        row = self.rows[pk]
        return tuple(read_back(BY_NAME[name].text(row)) for name in NEEDED)

    def key_in(self, line):
        text = line["cells"].get(KEY.name, "")
        if not text:
            return None
        found = ROW_KEY.fullmatch(text)
        pk = int(found[1]) if found else None
        if pk not in self.activities:
            sentence = (
                "不是本学院现有活动的编号（可能已被删除）。"
                "作为新活动加入请清空这一格，否则请删去整行。"
            )
            self.problem(line, KEY.name, sentence)
            return None
        return pk

    def problem(self, line, name, sentence):
        letter = self.table["letters"].get(name)
        place = f"{letter}{line['number']}" if letter else f"第 {line['number']} 行"
        told = [place, name, sentence]
        if told not in self.problems:
            self.problems.append(told)

    # One line

    def compare_line(self, line, pk):
        edited = self.edited(line, pk) if pk else [c for c in READ if line["cells"].get(c.name)]
        activity = self.activities.get(pk)
        if activity and not edited:
            self.keep(activity)
            return
        if activity and activity.is_cancelled:
            sentence = "这项活动已取消，不能修改。请先在系统里恢复，或改回原样。"
            self.problem(line, edited[0].name, sentence)
            return
        data, unreadable = self.data(line, activity, edited)
        form = RowForm(data, instance=activity, edition=self.edition, organiser=self.college)
        if form.is_valid() and not unreadable:
            self.leave_alone(form.instance, edited)
            self.take(line, form, self.rows.get(pk))
        else:
            self.blame(line, form, unreadable)

    def keep(self, activity):
        self.unchanged += 1
        if not activity.is_cancelled:
            self.take_name(activity, "系统里已有的活动")

    def data(self, line, activity, edited):
        """(what the form is sent, names of columns that could not be read)."""
        data, given, unreadable = form_data(activity), {}, set()
        self.context.mode = activity.mode if activity else ""
        for column in edited:
            try:
                if column.name in line["merged"]:
                    raise Unreadable("这是合并单元格的一部分，请取消合并，逐行填写。")
                told = column.reads(line["cells"][column.name], self.context)
            except Unreadable as refusal:
                self.problem(line, column.name, str(refusal))
                unreadable.add(column.name)
                continue
            self.check_agreement(line, column, told, given)
            given |= {name: (column.name, value) for name, value in told.items()}
            self.context.mode = told.get("mode", self.context.mode)
        return data | {name: value for name, (_, value) in given.items()}, unreadable

    def leave_alone(self, activity, edited):
        """Text that nobody edited stays as stored, also where forms would write it otherwise."""
        names = {column.name for column in edited}
        for fact in TEXTS if activity.pk else ():
            if names.isdisjoint(COLUMNS_OF[fact]):
                setattr(activity, fact, self.rows[activity.pk][fact])

    def check_agreement(self, line, column, told, given):
        """Two columns tell the same number of people: both edited, they must agree."""
        for name, value in told.items():
            if name in given and given[name][1] != value:
                other, number = given[name]
                self.problem(
                    line,
                    column.name,
                    f"这里是“{value or '-'}”，“{other}”里是“{number or '-'}”，请改成一致。",
                )

    def blame(self, line, form, unreadable):
        """Every fault at the cell it stands in."""
        for name, sentences in form.errors.items():
            columns = COLUMNS_OF.get(name, NEEDED[:1])
            if unreadable.isdisjoint(columns):
                column = next((c for c in columns if c in self.table["letters"]), columns[0])
                for sentence in sentences:
                    self.problem(line, column, sentence)
        for name in ("活动名称", *line["merged"]):
            if name in line["merged"] and not line["cells"].get(name):
                self.problem(line, name, "这是合并单元格的一部分，请取消合并，逐行填写。")

    def take(self, line, form, before):
        activity, tags = form.instance, list(form.cleaned_data["tags"])
        cells = self.differences(line, before, fact_row(activity, tags))
        if before and not cells:
            self.keep(activity)
            return
        kind = "change" if before else "add"
        change = Change(kind, activity.title, activity, tags, line["number"], cells)
        change.notes = activity.warnings()
        if before:
            change.title = before["title"]
            change.notes = self.stale(activity, line) + change.notes
        self.changes.append(change)
        self.take_name(activity, f"第 {line['number']} 行", line)

    def differences(self, line, before, after):
        told = []
        for column in COLLEGE_SHEET:
            if not column.reads or column.name in SPLIT_COUNTS:
                continue
            old, new = column.text(before) if before else "", column.text(after)
            if old != new and (before or new not in BLANK):
                letter = self.table["letters"].get(column.name)
                told.append([f"{letter}{line['number']}" if letter else "", column.name, old, new])
        return told

    def stale(self, activity, line=None):
        if not self.downloaded.is_stale(activity.pk, line):
            return []
        return [
            f"已被他人修改：下载之后，{activity.updated_by.name}于{when(activity.updated_at)}"
            "改过这一项。确认导入会写成下面的新内容，请逐格核对。"
        ]

    # The whole

    def missing(self, pk):
        """An activity without a line: taken out of the file, or never in it."""
        activity = self.activities[pk]
        if pk not in self.held or activity.is_cancelled:
            if not activity.is_cancelled:
                self.take_name(activity, "系统里已有的活动")
            return
        kind = "cancel" if activity.was_filed else "delete"
        notes = self.stale(activity)
        self.changes.append(Change(kind, activity.title, activity, notes=notes))

    def take_name(self, activity, where, line=None):
        key = (activity.title, activity.start_date)
        self.taken.setdefault(key, []).append((where, line))

    def check_twins(self):
        for (title, _), places in self.taken.items():
            for place, (_, line) in enumerate(places):
                others = [where for n, (where, _) in enumerate(places) if n != place]
                if line and others:
                    told = f"当天已有同名活动{quoted(title)}（{others[0]}）。请改个名称或日期。"
                    self.problem(line, "活动名称", told)

    def preview(self):
        """What the page shows and what confirming does, as JSON."""
        order = ("add", "change", "cancel", "delete")
        changes = sorted(self.changes, key=lambda change: order.index(change.kind))
        return {
            "changes": [change.as_json() for change in changes],
            "problems": sorted(self.problems, key=place_of),
            "unchanged": self.unchanged,
            "strange": self.table["strange"],
            "knows_missing": bool(self.table["origin"]),
        }


def read_back(text):
    """What a cell says when it comes back unchanged: written as all sheets are, read as all are."""
    return clean(cell_text(text))


def place_of(problem):
    address = problem[0]
    number = int(re.sub(r"\D", "", address) or 0)
    letters = re.sub(r"[^A-Z]", "", address)
    return number, len(letters), letters


def fact_row(activity, tags):
    """An activity that is not saved yet, as a row of the sheet."""
    return json.loads(canonical(activity.facts(tags=tags) | {"id": activity.pk}))


def state_digest(activities):
    """What a comparison was made with: which activities, in which version, filed or not."""
    told = [[one.pk, one.version, one.status, one.was_filed] for one in activities]
    return digest(canonical(told))


def form_data(activity):
    """A saved activity as its form would send it again; {} for a new one."""
    if activity is None:
        return {"token": str(Activity().token)}
    plain = ("title", "summary", "mode", "venue", "online_link", "audiences", "needs", "remark")
    data = {name: getattr(activity, name) for name in (*plain, "leader_name", "leader_phone")}
    for name in ("start_date", "end_date", "start_time", "end_time"):
        data[name] = getattr(activity, name).isoformat()
    for name in ("open_to_public", "is_outing"):
        data[name] = str(getattr(activity, name))
    for name in ("expected_internal", "expected_external"):
        number = getattr(activity, name)
        data[name] = "" if number is None else str(number)
    return data | {
        "token": str(activity.token),
        "base_version": str(activity.version),
        "category": str(activity.category_id),
        "theme_day": str(activity.theme_day_id or ""),
        "tags": [str(tag.pk) for tag in activity.tags.all()],
        "partners": "\n".join(activity.partners),
    }
