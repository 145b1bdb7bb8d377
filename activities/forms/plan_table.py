"""The drawing as a table: what one types where no script draws. The same save, the same rules."""

import unicodedata

from ..models.site_plan import Fixture
from ..showcase.editing import as_sent
from ..showcase.lots import code_order
from .plan import KINDS, LONGEST_KEY, DrawingForm

PAGE_SIZE = 100
SPARE = ("new1", "new2", "new3")
NUMBERS = ("x", "y", "width", "depth", "angle", "capacity_kw")
FIELDS = ("kind", "name", "zone", "supply", *NUMBERS)
SITE = {"name": "地点", "width_m": "宽（米）", "depth_m": "深（米）", "north": "指北角度"}
LABELS = {
    "name": "编号或名称",
    "zone": "分区",
    "x": "左（米）",
    "y": "上（米）",
    "width": "宽（米）",
    "depth": "深（米）",
    "angle": "转角（度）",
    "supply": "取电",
    "capacity_kw": "容量（kW）",
}


def plain(value):
    """A number as one types it: 3, 2.5; nothing for None."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def read_number(text):
    """The number that `text` says, full-width digits and a 米 behind it included; else the text."""
    tidy = unicodedata.normalize("NFKC", text).strip().removesuffix("米").strip()
    try:
        return float(tidy) if tidy else None
    except ValueError:
        return text


class Row:
    """One piece: what stands in its fields, and what is wrong with it."""

    def __init__(self, key, cells, *, piece=None, college="", removed=False):
        self.key, self.cells, self.piece, self.removed = key, cells, piece, removed
        self.college, self.faults = college, []

    @classmethod
    def stored(cls, piece, colleges):
        named = piece["code"] if piece["kind"] == "booth" else piece["label"]
        cells = {name: plain(piece.get(name)) for name in NUMBERS}
        cells |= {"kind": piece["kind"], "name": named, "zone": piece.get("zone", "")}
        cells["supply"] = piece.get("supply") or ""
        return cls(piece["key"], cells, piece=piece, college=colleges.get(piece["id"], ""))

    @classmethod
    def sent(cls, key, data, piece, colleges):
        cells = {name: data.get(f"{key}-{name}", "") for name in FIELDS}
        if piece:
            cells["kind"] = piece["kind"]
        college = colleges.get(piece["id"], "") if piece and piece["kind"] == "booth" else ""
        return cls(key, cells, piece=piece, college=college, removed=f"{key}-remove" in data)

    @property
    def is_blank(self):
        return self.piece is None and not any(
            self.cells[name].strip() for name in FIELDS if name != "kind"
        )

    @property
    def is_booth(self):
        return self.cells["kind"] == "booth"

    @property
    def kind_name(self):
        return KINDS.get(self.cells["kind"], "")

    @property
    def title(self):
        return self.cells["name"] or self.kind_name or "新的一行"

    def as_piece(self):
        """In the shape the editor sends."""
        numbers = {name: read_number(self.cells[name]) for name in NUMBERS}
        numbers["angle"] = numbers["angle"] or 0
        head = {"key": self.key, "id": self.piece["id"] if self.piece else None}
        kind = self.cells["kind"] or "booth"
        if kind == "booth":
            own = {"code": self.cells["name"], "zone": self.cells["zone"]}
            own["supply"] = self.cells["supply"] or None
        else:
            own = {"label": self.cells["name"]}
        return head | {"kind": kind} | numbers | own

    def words(self):
        """The facts of the piece on one line, to compare two versions by."""
        told = [self.cells["name"], self.cells["zone"]]
        told += [f"{LABELS[name][0]} {self.cells[name]}" for name in ("x", "y", "width", "depth")]
        told += [f"转 {self.cells['angle']}°"] if self.cells["angle"] not in ("", "0") else []
        return "，".join(part for part in told if part)


class PlanTable:
    def __init__(self, site, data=None, *, page=""):
        self.site, self.data, self.differences = site, data, []
        self.form = None
        self.open(site)
        count = max(1, -(-len(self.stored) // PAGE_SIZE))
        self.page = min(int(page), count) if page.isdecimal() and 0 < len(page) < 4 else 1
        self.page = max(self.page, 1)
        self.pages = range(1, count + 1)
        self.rows = self.rows_sent() if data is not None else self.rows_stored()

    def open(self, site):
        """Read what is stored now; booths first, as people count them."""
        drawing = as_sent(site)
        pieces = drawing["pieces"]
        pieces.sort(key=lambda piece: (piece["kind"] != "booth", code_order(piece.get("code", ""))))
        self.stored = {piece["key"]: piece for piece in pieces}
        self.facts, self.colleges = drawing["site"], drawing["colleges"]
        self.base = site.version

    def rows_stored(self):
        first = (self.page - 1) * PAGE_SIZE
        shown = list(self.stored.values())[first : first + PAGE_SIZE]
        rows = [Row.stored(piece, self.colleges_of(piece)) for piece in shown]
        return rows + [Row(key, dict.fromkeys(FIELDS, "")) for key in SPARE]

    def rows_sent(self):
        keys = dict.fromkeys(self.data.getlist("keys"))
        return [
            Row.sent(key, self.data, piece := self.stored.get(key), self.colleges_of(piece))
            for key in keys
            if key in self.stored or key in SPARE or len(key) <= LONGEST_KEY
        ]

    def colleges_of(self, piece):
        return self.colleges if piece and piece["kind"] == "booth" else {}

    @property
    def address(self):
        return f"{self.site.get_absolute_url()}?table=1&page={self.page}"

    @property
    def boxes(self):
        """What a booth can take its power from."""
        return [
            (piece["key"], piece["label"] or KINDS["power_box"])
            for piece in self.stored.values()
            if piece["kind"] == "power_box"
        ]

    @property
    def kinds(self):
        return [("booth", KINDS["booth"]), *Fixture.Kind.choices]

    @property
    def site_fields(self):
        """(name, label, text) of what the table says of the place itself."""
        sent = self.data or {}
        return [
            (name, label, sent.get(name, plain(self.facts[name]))) for name, label in SITE.items()
        ]

    @property
    def faults(self):
        return self.form.faults if self.form else []

    def is_valid(self):
        base = self.data.get("base", "")
        self.base = int(base) if base.isdecimal() and len(base) < 10 else 0
        site = {name: read_number(self.data.get(name, "")) for name in SITE if name != "name"}
        untouched = [piece for key, piece in self.stored.items() if key not in self.keys]
        kept = [row.as_piece() for row in self.rows if not (row.removed or row.is_blank)]
        sent = {"name": self.data.get("name", "")} | site
        self.form = DrawingForm(
            self.site, {"base": self.base, "site": sent, "pieces": untouched + kept}
        )
        valid = self.form.is_valid()
        for sentence, keys in self.form.faults:
            for row in self.rows:
                if row.key in keys:
                    row.faults.append(sentence)
        return valid

    @property
    def keys(self):
        return {row.key for row in self.rows}

    def save(self, by):
        self.form.save(by)

    def warnings(self):
        return [one.sentence for one in self.form.violations if not one.is_blocking][:5]

    def on_top_of(self, site):
        """The same typed rows on what a colleague saved, with what differs side by side."""
        self.site = site
        typed = {name: text for name, _, text in self.site_fields}
        self.open(site)
        for name, label in SITE.items():
            if typed[name].strip() != plain(self.facts[name]):
                self.differences.append((label, plain(self.facts[name]), typed[name]))
        for row in self.rows:
            theirs = self.stored.get(row.key)
            if theirs is None:
                row.piece = None
                gone = "" if row.key in SPARE else "（同事删除了它；再按保存会重新画上）"
                if gone:
                    self.differences.append((row.title, gone, row.words()))
                continue
            stored = Row.stored(theirs, {})
            if stored.words() != row.words() or row.removed:
                mine = "（删除）" if row.removed else row.words()
                self.differences.append((row.title, stored.words(), mine))
        return self
