"""The rows of a college's sheet as they stood when it was downloaded.

The office may rename a theme day, a category or a tag while a college works on its file. The key
of a row proves it: with the old name put back, the row says again what the key was made of.
"""

from itertools import product

from .columns import KEY, row_key

NAMED = {"category": "活动类别", "theme_day": "主题活动日", "tags": "标签"}


class Downloaded:
    def __init__(self, rows, held):
        self.rows, self.held = rows, held  # {id: row today}, {id: key then}
        self.once = {name: {} for name in NAMED}  # fact: {a word's name today: its name then}

    def learn(self, line, pk):
        """Take from a line what its words were called; other lines may not show it any more."""
        row, today = self.row(pk, line), self.rows[pk]
        for name in NAMED:
            pairs = zip(words(name, today), words(name, row), strict=False)
            self.once[name] |= {now: then for now, then in pairs if now != then}

    def key(self, pk, line=None):
        return line and line["cells"].get(KEY.name) or self.held.get(pk, "")

    def row(self, pk, line=None):
        """The row as it was written, if since then only words got other names; else today's."""
        today, key = self.rows[pk], self.key(pk, line)
        if key in ("", row_key(today)):
            return today
        cells = line["cells"] if line else {}
        choices = [self.names_of(name, today, cells) for name in NAMED]
        then = (today | dict(zip(NAMED, facts, strict=True)) for facts in product(*choices))
        return next((row for row in then if row_key(row) == key), today)

    def names_of(self, name, today, cells):
        """What the word may have been called: as today, as the cell says, as other lines said."""
        then = [self.once[name].get(word, word) for word in words(name, today)]
        facts = [today[name], fact(name, then)]
        if NAMED[name] in cells:
            facts.append(fact(name, cells[NAMED[name]].split("、")))
        return facts

    def is_stale(self, pk, line=None):
        """Whether somebody changed the activity itself since the download."""
        return self.key(pk, line) not in ("", row_key(self.row(pk, line)))

    def old_names(self, name):
        """{old name: name today} of a word of the edition's lists."""
        return {then: now for now, then in self.once[name].items()}


def words(name, row):
    """Of a fact: several of 标签, one of the others, none where it is empty."""
    return row[name] if name == "tags" else [row[name]] if row[name] else []


def fact(name, words):
    """The other way round."""
    found = [word for word in words if word]
    return found if name == "tags" else "、".join(found)
