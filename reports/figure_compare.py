"""Two forms of 附件2 side by side: which indicators differ, each before and after."""

from .compare import Change, Content
from .frozen_totals import by_code

# What may differ in a line, as people call it; the rest is words of the portal's own.
TOLD = {"text": "数量", "remark": "备注"}
COUNTED = "things"


class FigureChange(Change):
    """One indicator that differs; `old` is None where the earlier form had no such line."""

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

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
        return "所计的单位、场所或日期有变" if self.differs_in(COUNTED) else "备注有变"

    @property
    def sentence(self) -> str:
        if self.kind != "changed":
            return f"{self.word}{self.title}"
        if self.hint:
            return f"{self.title}仍为 {self.after}，{self.hint}"
        return f"{self.title}由 {self.before} 改为 {self.after}"

    def told_facts(self, *, masks_phones: bool) -> list[tuple[str, str, str]]:
        old, new = self.old or {}, self.new or {}
        return [
            (label, str(old.get(name, "")), str(new.get(name, "")))
            for name, label in TOLD.items()
            if self.differs_in(name)
        ]


def compare_figures(old: Content, new: Content) -> list[FigureChange]:
    """In the order of the new form, then what is gone; of a whole form that is new or gone
    nothing, its college's name says it."""
    before, after = by_code(old["rows"]), by_code(new["rows"])
    if not before or not after:
        return []
    found = [FigureChange(before.get(code), row) for code, row in after.items()]
    found += [FigureChange(row, None) for code, row in before.items() if code not in after]
    return [change for change in found if is_worth_telling(change)]


def is_worth_telling(change: FigureChange) -> bool:
    return change.kind != "changed" or any(map(change.differs_in, (*TOLD, COUNTED)))
