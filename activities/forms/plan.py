"""A drawing as it was sent, judged strictly: nothing of it is believed, nothing is repaired."""

import json
from decimal import Decimal

from colleges.lines import in_one_line

from ..models.site_plan import MOST_DRAWN, WIDEST, Fixture
from ..showcase.editing import REFUSED, found_wrong

KINDS = {"booth": "展位", **dict(Fixture.Kind.choices)}
RECT = {"x": "左", "y": "上", "width": "宽", "depth": "深"}
# Ten kilometres: whatever is larger is no place, and stops the arithmetic from being exact.
FARTHEST = 9999
LONGEST_KEY = 24


class Unreadable(Exception):
    """One thing sent that cannot be what it should be; the sentence says which and why."""


def read_json(body):
    """What was sent, None for anything that is not JSON (NaN, a body cut in half)."""
    try:
        return json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None


def refuse_constant(word):
    raise ValueError(word)


def number(value, name, *, least=-FARTHEST, most=FARTHEST):
    """Metres, kilowatts or degrees with two decimals; comparing refuses NaN and huge integers."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise Unreadable(f"{name}要填 {least} 到 {most} 之间的数")
    return Decimal(str(round(value, 2)))


def whole(value, name, least, most):
    number(value, name, least=least, most=most)
    if value != int(value):
        raise Unreadable(f"{name}要填整数")
    return int(value)


def words(value, name, most, *, required=False):
    """One printable line: no control characters, no halves of characters."""
    if not isinstance(value, str):
        raise Unreadable(f"{name}要填文字")
    text = in_one_line(value).replace("\u3000", " ").strip()
    if len(text) > most:
        raise Unreadable(f"{name}最多 {most} 字，现在有 {len(text)} 字")
    if not text.isprintable():
        raise Unreadable(f"{name}里有不能显示的字符")
    if required and not text:
        raise Unreadable(f"请填写{name}")
    return text


class DrawingForm:
    """`sent`: {"base", "site", "pieces"}; `faults`: [(sentence, keys)] of what stops a save."""

    def __init__(self, site, sent):
        self.site, self.faults, self.pieces, self.facts = site, [], [], {}
        self.violations = []
        self.read(sent)
        if not self.faults:
            size = (float(self.facts["width_m"]), float(self.facts["depth_m"]))
            self.violations = found_wrong(site, size, self.pieces)

    def read(self, sent):
        is_drawing = isinstance(sent, dict) and isinstance(sent.get("pieces"), list)
        if not is_drawing or not isinstance(sent.get("site"), dict):
            return self.refuse("没有收到完整的图。图还在页面上，请再保存一次。")
        pieces = sent["pieces"]
        if len(pieces) > MOST_DRAWN:
            return self.refuse(f"一张图最多 {MOST_DRAWN} 件，现在有 {len(pieces)} 件。请删去一些。")
        try:
            self.base = whole(sent.get("base"), "版本号", 0, 10**9)
            self.facts = site_facts(sent["site"])
        except Unreadable as fault:
            return self.refuse(f"{fault}。")
        for place, piece in enumerate(pieces, start=1):
            self.read_piece(piece, place)
        if not self.faults:
            self.check_keys()
        return None

    def refuse(self, sentence, keys=()):
        self.faults.append((sentence, list(keys)))

    def read_piece(self, piece, place):
        kind = piece.get("kind") if isinstance(piece, dict) else None
        if not isinstance(kind, str) or kind not in KINDS:
            return self.refuse(f"第 {place} 件不是能画的图形。请删去它再保存。")
        key = piece.get("key") if isinstance(piece.get("key"), str) else ""
        try:
            self.pieces.append(piece_facts(piece))
        except Unreadable as fault:
            self.refuse(f"{told_name(piece, place)}：{fault}。", [key[:LONGEST_KEY]])
        return None

    def check_keys(self):
        keys = [piece["key"] for piece in self.pieces]
        ids = [(piece["kind"] == "booth", piece["id"]) for piece in self.pieces if piece["id"]]
        if len(set(keys)) < len(keys) or len(set(ids)) < len(ids):
            self.refuse("同一件图形出现了两次，没有保存。请刷新页面，您画的内容仍在本机。")
        boxes = {piece["key"] for piece in self.pieces if piece["kind"] == "power_box"}
        for piece in self.pieces:
            if piece.get("supply") and piece["supply"] not in boxes:
                self.refuse(
                    f"展位 {piece['code']} 所接的配电箱不在图上。请另选取电的配电箱。",
                    [piece["key"]],
                )

    def is_valid(self):
        """Fit to be stored; what else the rules say is told, and may be saved."""
        if not self.faults:
            refused = [one for one in self.violations if one.rule in REFUSED]
            self.faults = [(one.sentence, list(one.keys)) for one in refused]
        return not self.faults

    def save(self, by):
        """Returns {key: id}."""
        pieces = {piece["key"]: (piece["id"], piece) for piece in self.pieces}
        return self.site.redraw(by, self.base, self.facts, pieces)


def told_name(piece, place):
    named = piece.get("code") or piece.get("label")
    word = KINDS[piece["kind"]]
    return (
        f"{word} {named[:20]}" if isinstance(named, str) and named else f"第 {place} 件（{word}）"
    )


def site_facts(sent):
    north = sent.get("north")
    return {
        "name": words(sent.get("name"), "地点", 60, required=True),
        "width_m": number(sent.get("width_m"), "场地的宽（米）", least=1, most=WIDEST),
        "depth_m": number(sent.get("depth_m"), "场地的深（米）", least=1, most=WIDEST),
        "north": None if north is None else whole(north, "指北角度", 0, 359),
    }


def piece_facts(sent):
    """What is stored of one piece, and its key."""
    pk = sent.get("id")
    facts = {
        "key": words(sent.get("key"), "内部编号", LONGEST_KEY, required=True),
        "id": None if pk is None else whole(pk, "内部编号", 1, 2**62),
        "kind": sent["kind"],
        **{name: number(sent.get(name), f"{word}（米）") for name, word in RECT.items()},
        "angle": whole(sent.get("angle", 0), "转角", -360, 360) % 360,
    }
    if facts["kind"] == "booth":
        supply = sent.get("supply")
        return facts | {
            "code": words(sent.get("code"), "展位号", 10, required=True),
            "zone": words(sent.get("zone", ""), "分区", 20),
            "supply": None if supply is None else words(supply, "取电", LONGEST_KEY) or None,
        }
    capacity = sent.get("capacity_kw")
    if facts["kind"] != "power_box" or capacity is None:
        capacity = None
    else:
        capacity = number(capacity, "容量（kW）", least=0.1)
    return facts | {"label": words(sent.get("label", ""), "名称", 20), "capacity_kw": capacity}
