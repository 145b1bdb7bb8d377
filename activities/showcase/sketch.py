"""The draft as a picture in SVG: the list of plans and the drawing page without its script."""

# What lies on the ground is drawn first, what stands on it last.
LAYERS = ("parking", "assembly", "gangway", "entrance", "stage")
LAST = ("power_box", "extinguisher")
SMALLEST = 0.4  # metres high; smaller letters nobody reads


def sketch(site):
    """{"width", "depth", "viewbox", "pieces"} with the centre each piece is turned about."""
    fixtures, booths = list(site.fixtures.all()), list(site.booths.all())
    pieces = [sketched(one, one.kind, str(one)) for one in fixtures]
    pieces += [sketched(one, "booth", one.code, taken=bool(one.college_id)) for one in booths]
    pieces.sort(key=lambda piece: layer(piece["kind"]))
    width, depth = float(site.width_m), float(site.depth_m)
    viewbox = f"-0.5 -0.5 {width + 1} {depth + 1}"
    return {"width": width, "depth": depth, "viewbox": viewbox, "pieces": pieces}


def layer(kind):
    if kind in LAYERS:
        return LAYERS.index(kind)
    return len(LAYERS) + (kind in LAST)


def sketched(one, kind, label, *, taken=False):
    rect = one.rect_data()
    centre = {"cx": rect["x"] + rect["width"] / 2, "cy": rect["y"] + rect["depth"] / 2}
    facts = {"kind": kind, "label": label, "taken": taken}
    return rect | centre | facts | lettered(rect, label)


def lettered(rect, label):
    """How large the name is in metres (0: does not fit) and whether it runs along a tall one."""
    tall = rect["depth"] > rect["width"] * 1.6
    along, across = (rect["depth"], rect["width"]) if tall else (rect["width"], rect["depth"])
    signs = sum(1 if ord(sign) > 255 else 0.6 for sign in label) or 1
    size = min(1.1, across * 0.55, along * 0.9 / signs)
    return {"size": round(size, 2) if size >= SMALLEST else 0, "turn": 90 if tall else 0}
