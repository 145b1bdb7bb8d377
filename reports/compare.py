"""Two forms side by side: which rows were added, removed, changed, and each fact before/after."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from activities.facts import LABELS, told
from colleges.phones import masked
from colleges.quotes import quoted

WORDS = {"added": "新增", "removed": "删除", "cancelled": "取消", "changed": "修改"}
COLOURS = {"added": "done", "removed": "returned", "cancelled": "muted", "changed": "warning"}
ICONS = {"added": "plus", "removed": "minus", "cancelled": "x", "changed": "pencil"}
NEVER_TOLD = ("status",)

Content = dict
Row = dict


@dataclass(frozen=True)
class Change:
    """One row (= one activity) that differs; `old` is None when added, `new` when removed.

    Papers with other rows say what theirs are called: `key`, `labels`, `title`, `spoken`.
    """

    key: ClassVar[str] = "id"
    labels: ClassVar[Mapping[str, str]] = LABELS

    old: Row | None
    new: Row | None

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        ended = self.new.get("status") == "cancelled" != self.old.get("status")
        return "cancelled" if ended else "changed"

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def name(self) -> str:
        """What a State is to the chip: `_state.html` shows it."""
        return self.word

    @property
    def title(self) -> str:
        return (self.new or self.old)["title"]

    @property
    def sentence(self) -> str:
        """The change in one sentence; no value of a personal fact is told."""
        if self.kind == "cancelled":
            return f"取消{quoted(self.title)}：{self.new['cancel_reason']}"
        if self.kind != "changed":
            return f"{self.word}{quoted(self.title)}"
        names = [label for name, label in self.labels.items() if self.differs_in(name)]
        return f"{quoted(self.title)}改了{'、'.join(names)}"

    @property
    def headline(self) -> str:
        """The sentence beside the chip that already says 新增, 删除 or 取消."""
        if self.kind == "changed":
            return self.sentence
        return self.sentence.removeprefix(self.word)

    def differs_in(self, name: str) -> bool:
        return (self.old or {}).get(name) != (self.new or {}).get(name)

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """(label, before, after) of every fact that differs, in words; phones in full."""
        return self.told_facts(masks_phones=False)

    @property
    def masked_facts(self) -> list[tuple[str, str, str]]:
        return self.told_facts(masks_phones=True)

    def told_facts(self, *, masks_phones: bool) -> list[tuple[str, str, str]]:
        old, new = self.old or {}, self.new or {}
        return [
            (label, self.spoken(name, old, masks_phones), self.spoken(name, new, masks_phones))
            for name, label in self.labels.items()
            if self.differs_in(name) and self.is_worth_telling(name)
        ]

    @staticmethod
    def spoken(name: str, row: Row, masks_phones: bool) -> str:
        return spoken(name, row, masks_phones)

    @classmethod
    def between(cls, old: Row | None, new: Row) -> bool:
        """Do two rows of one key tell different things?"""
        return old != new

    def is_worth_telling(self, name: str) -> bool:
        """A new or removed row says what it holds; empty fields of it would be noise."""
        if self.old is not None and self.new is not None:
            return True
        return name not in NEVER_TOLD and (self.new or self.old).get(name) not in ("", None, [])


def spoken(name: str, row: Row, masks_phones: bool) -> str:
    if name not in row:
        return ""
    value = row[name]
    if name == "leader_phone" and masks_phones:
        return masked(value)
    if name.endswith("_time") and isinstance(value, str):
        return value[:5]
    return told(name, value)


def compare(old: Content, new: Content, change: type[Change] = Change) -> list[Change]:
    """What differs between two forms: in the order of the new one, then what is gone."""
    before = {row[change.key]: row for row in old["rows"]}
    after = {row[change.key]: row for row in new["rows"]}
    pairs = ((before.get(key), row) for key, row in after.items())
    found = [change(was, row) for was, row in pairs if change.between(was, row)]
    return found + [change(row, None) for key, row in before.items() if key not in after]


def differences(old: Content, new: Content) -> list[str]:
    """A sentence for each activity that differs."""
    return [change.sentence for change in compare(old, new)]


def counted(changes: Iterable[Change]) -> str:
    """新增 1 项、修改 2 项; “没有差别” for none."""
    counts = Counter(change.kind for change in changes)
    return "、".join(f"{WORDS[k]} {counts[k]} 项" for k in WORDS if counts[k]) or "没有差别"
