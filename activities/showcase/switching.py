"""The weather switch and its undoing: each one transaction, each exact (design §4.17)."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from colleges.dates import day as day_of_year
from colleges.dates import when
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState, within

from ..models import Activity, BackupPlan, BoothNeed, Edition, Showcase, WeatherSwitch
from .notices import tell_switched, tell_undone
from .weather import Preview, plain

ROWS = {
    "edition": Edition,
    "showcase": Showcase,
    "activity": Activity,
    "called_off": Activity,
    "need": BoothNeed,
}


@dataclass(frozen=True)
class Conflict:
    """A moved thing that somebody edited since: rows of (field, as the switch left it, now)."""

    name: str
    rows: tuple


class UndoConflict(Exception):
    """Something moved was edited since; `conflicts` says what."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
        super().__init__("切换之后有人改过")


@transaction.atomic
def switch(showcase, backup, by, at, *, reason, seen):
    """Move everything at once; of two who press, one does and the other reads so."""
    reason = within(reason, 100)
    if not reason:
        raise BrokenRule("请写明原因，例如“暴雨橙色预警”，所有人都会看到。")
    preview = Preview(showcase, backup, reason)
    made = begin(preview, by, at)
    if seen != reread(preview).seen:
        raise BrokenRule("要移动的内容刚刚有变化，没有切换。请再看一遍下面的清单，然后再按。")
    for row in made.moved:
        move(row, row["before"], row["after"], by, reason)
    AuditEntry.objects.record(by, "天气调整", backup.edition, note=f"{backup}，{reason}")
    tell_switched(made, preview.told)
    return made


def reread(preview):
    """What stands now that nobody else can switch: the preview is as old as the request."""
    showcase = Showcase.objects.for_page().get(pk=preview.showcase.pk)
    backup = BackupPlan.objects.select_related("site", "edition").get(pk=preview.backup.pk)
    return Preview(showcase, backup)


def begin(preview, by, at):
    """The row that two who press at once both want: the database lets one have it."""
    try:
        with transaction.atomic():
            return WeatherSwitch.objects.create(
                edition=preview.edition,
                backup=preview.backup,
                reason=preview.reason,
                moved=[asdict(row) for row in preview.moved],
                switched_by=by,
                switched_at=at,
            )
    except IntegrityError:
        raise WrongState("已经切换过了，没有再切一次。要换别的预案，请先撤销现在的。") from None


def move(row, source, target, by, reason):
    """One thing from `source` to `target`; whoever edited it in between is not overwritten."""
    thing = current(row)
    if thing is None or facts_of(thing, source) != source:
        raise WrongState(f"{row['name']}刚刚有人改过，没有执行，一项都没有动。请重新打开再试。")
    if row["kind"] == "called_off":
        call_off_or_restore(thing, target["status"], by, reason)
        return
    for name, value in target.items():
        setattr(thing, name, typed(thing, name, value))
    names = list(target)
    if row["kind"] in ("activity", "need"):
        # Whoever has it open in a form shall notice.
        thing.version += 1
        names.append("version")
    save(thing, names, row["name"])


def save(thing, names, name):
    try:
        with transaction.atomic():
            thing.save(update_fields=names)
    except IntegrityError:  # a twin that was saved at this very moment
        told = f"{name}那天刚刚有了同名活动，没有执行，一项都没有动。请重新打开再试。"
        raise WrongState(told) from None


def call_off_or_restore(activity, status, by, reason):
    if status == Activity.Status.CANCELLED:
        activity.cancel(by, reason)
    else:
        activity.restore(by)


def current(row):
    rows = ROWS[row["kind"]]._base_manager.filter(pk=row["id"])
    # No key of it changes: whoever saves an activity of the edition meanwhile need not wait for
    # us, who may be waiting for that activity (PostgreSQL looks at the edition then).
    return rows.select_for_update(no_key=True).first()


def facts_of(thing, names):
    return {name: plain(getattr(thing, name)) for name in names}


def typed(thing, name, value):
    """The value that JSON kept, as the field takes it."""
    return thing._meta.get_field(name.removesuffix("_id")).to_python(value)


@transaction.atomic
def undo(made, by, at, *, keep_edited=False):
    """Back to exactly what was; what was edited since is shown first, and stays if they say."""
    if not made.mark_undone(by, at):
        made.refresh_from_db()
        raise WrongState(f"{made.undone_by}已于{when(made.undone_at)}撤销，不用再撤销一次。")
    conflicts = conflicts_of(made)
    if conflicts and not keep_edited:
        raise UndoConflict(list(conflicts.values()))
    for row in reversed(made.moved):
        if key_of(row) not in conflicts:
            move(row, row["after"], row["before"], by, "")
            stand_as_filed(row)
    tell_undone(made, [conflict.name for conflict in conflicts.values()])


def key_of(row):
    return row["kind"], row["id"]


def stand_as_filed(row):
    """An activity that stood as filed before the switch does so again, unless filed anew since."""
    if row["filed_version"] is not None:
        rows = Activity.objects.filter(pk=row["id"], filed_version=row["filed_version"])
        for activity in rows:
            rows.update(filed_version=activity.version)


def conflicts_of(made):
    """{key of the row: what stands in its way back}."""
    return {key_of(row): found for row in made.moved if (found := conflict_of(row))}


def conflict_of(row):
    thing = current(row)
    if thing is None:
        return Conflict(row["name"], (("", "", "已删除"),))
    now = facts_of(thing, row["after"])
    differing = [name for name in row["after"] if now[name] != row["after"][name]]
    if not differing:
        return crowded_out(thing, row)
    return Conflict(
        row["name"],
        tuple(
            (label(thing, name), told(row["after"][name]), told(now[name])) for name in differing
        ),
    )


def crowded_out(thing, row):
    """An activity whose name has been given to another one on the day it would go back to."""
    if not isinstance(thing, Activity):
        return None
    day = typed(thing, "start_date", row["before"].get("start_date", thing.start_date))
    if not Activity.objects.twins_of(thing, day).exists():
        return None
    there = f"{day_of_year(day)}另有一项同名活动"
    return Conflict(row["name"], ((label(thing, "title"), thing.title, there),))


def label(thing, name):
    return thing._meta.get_field(name.removesuffix("_id")).verbose_name


def told(value):
    if isinstance(value, list):
        return "、".join(f"{one['from']}–{one['until']}" for one in value) or "-"
    return "-" if value in (None, "") else str(value)
