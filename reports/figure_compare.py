"""Two forms of 附件2 side by side: which indicators differ, each before and after."""

from .compare import Change, Content, Row
from .frozen_totals import by_code, hashable


class FigureChange(Change):
    """One indicator that differs; `old` is None where the earlier form had no such line.

    What it is called and how it was computed is the portal's own, and no difference.
    """

    key = "code"
    labels = {"text": "数量", "remark": "备注"}

    @property
    def title(self) -> str:
        row = self.new or self.old
        return f"{row['code']} {row['name']}"

    @property
    def before(self) -> str:
        return str(self.old["text"]) if self.old else ""

    @property
    def after(self) -> str:
        return str(self.new["text"]) if self.new else ""

    @property
    def hint(self) -> str:
        """What differs where the figure does not."""
        if self.kind != "changed" or self.before != self.after:
            return ""
        recounted = things_of(self.old) != things_of(self.new)
        return "所计的单位、场所或日期有变" if recounted else "备注有变"

    @property
    def sentence(self) -> str:
        if self.kind != "changed":
            return f"{self.word}{self.title}"
        if self.hint:
            return f"{self.title}仍为 {self.after}，{self.hint}"
        return f"{self.title}由 {self.before} 改为 {self.after}"

    @staticmethod
    def spoken(name: str, row: Row, masks_phones: bool) -> str:
        return str(row.get(name, ""))

    @classmethod
    def between(cls, old: Row | None, new: Row) -> bool:
        if old is None or things_of(old) != things_of(new):
            return True
        return any(old.get(name) != new.get(name) for name in cls.labels)


def things_of(row: Row) -> frozenset:
    """What a distinct number counts, in whatever order."""
    return frozenset(map(hashable, row.get("things") or ()))


def compare_figures(old: Content, new: Content) -> list[FigureChange]:
    """In the order of the new form, then what is gone; of a whole form that is new or gone
    nothing, its college's name says it."""
    before, after = by_code(old["rows"]), by_code(new["rows"])
    if not before or not after:
        return []
    pairs = ((before.get(code), row) for code, row in after.items())
    found = [FigureChange(was, row) for was, row in pairs if FigureChange.between(was, row)]
    return found + [FigureChange(row, None) for code, row in before.items() if code not in after]
