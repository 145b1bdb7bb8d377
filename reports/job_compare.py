"""Two compilations side by side: which colleges and which rows are new, gone or different."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from .compare import Change, Content
from .models.revision import Revision

EMPTY = {"rows": []}
# What a page can hold; the counts are always of everything.
MOST_TOLD = 400

Compare = Callable[[Content, Content], list[Change]]


@dataclass(frozen=True)
class UnitDifference:
    """One college: its entry in either list of inputs (None: not compiled there), its rows."""

    unit: str
    old: dict | None
    new: dict | None
    changes: list[Change]

    @property
    def words(self) -> str:
        if self.old is None:
            return "新汇入"
        return "不再汇入" if self.new is None else "重新报送"

    @property
    def is_same(self) -> bool:
        return bool(self.old and self.new and not self.changes)


@dataclass
class Comparison:
    """`told` are the differences a page shows, `counts` the rows of all of them by kind."""

    told: list[UnitDifference] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    units: int = 0
    left_out: int = 0

    @property
    def same(self) -> list[str]:
        """Who signed anew what they had signed before."""
        return [one.unit for one in self.told if one.is_same]

    def add(self, difference: UnitDifference):
        self.units += 1
        self.counts.update(change.kind for change in difference.changes)
        if sum(len(one.changes) for one in self.told) + len(difference.changes) <= MOST_TOLD:
            self.told.append(difference)
        else:
            self.left_out += 1

    @property
    def added(self) -> int:
        return self.counts["added"]

    @property
    def removed(self) -> int:
        return self.counts["removed"]

    @property
    def changed(self) -> int:
        return self.counts["changed"] + self.counts["cancelled"]


def compare_inputs(old: Iterable[dict], new: Iterable[dict], compare: Compare) -> Comparison:
    """`old` and `new`: the `used` lists of two compilations, as `list_inputs` drew them up;
    `compare` is that of their annex."""
    comparison = Comparison()
    for difference in differing(old, new, compare):
        comparison.add(difference)
    return comparison


def differing(
    old: Iterable[dict], new: Iterable[dict], compare: Compare
) -> Iterator[UnitDifference]:
    before = {entry["filing"]: entry for entry in old}
    after = {entry["filing"]: entry for entry in new}
    pairs = [(before.get(pk), entry) for pk, entry in after.items()]
    pairs += [(entry, None) for pk, entry in before.items() if pk not in after]
    other = [pair for pair in pairs if revision_in(pair[0]) != revision_in(pair[1])]
    for start in range(0, len(other), 50):
        yield from read(other[start : start + 50], compare)


def read(pairs, compare):
    """Fifty colleges at a time, so that memory stays flat."""
    wanted = {revision_in(entry) for pair in pairs for entry in pair if entry}
    revisions = Revision.objects.in_bulk(wanted)
    for old, new in pairs:
        forms = [content_of(revisions, entry) for entry in (old, new)]
        yield UnitDifference((new or old)["unit"], old, new, compare(*forms))


def revision_in(entry):
    return entry["revision"] if entry else None


def content_of(revisions, entry):
    revision = revisions.get(revision_in(entry))
    return revision.full_content() if revision else EMPTY
