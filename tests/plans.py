"""Plans as data (activities/showcase/drawn.py) for tests of what draws them."""

PLACE = {"name": "东区科技广场", "width_m": 60.0, "depth_m": 40.0, "north": None, "picture": None}
WHEN = {"day": "2025-05-14", "opens_at": "09:30", "closes_at": "17:00"}


def plan(booths=(), fixtures=(), **site):
    return {
        "site": PLACE | site,
        "when": WHEN,
        "fixtures": list(fixtures),
        "booths": list(booths),
    }


def booth(code="A01", name="机电学院", **overrides):
    """`name`: of the college, None for a free booth."""
    facts = {"id": 1, "code": code, "zone": "A", "supply": None, "theme": "智能制造"}
    facts |= {"x": 10.0, "y": 10.0, "width": 3.0, "depth": 3.0, "angle": 0}
    college = None if name is None else {"code": "01", "name": name}
    return facts | {"college": college} | overrides


def fixture(kind, label="", **overrides):
    facts = {"id": 1, "kind": kind, "label": label, "capacity_kw": None, "angle": 0}
    return facts | {"x": 30.0, "y": 30.0, "width": 1.0, "depth": 1.0} | overrides


def row(count, **overrides):
    """So many booths beside each other, each with a college of its own."""
    return [
        booth(f"A{n:02}", f"第{n}学院", id=n, **{"x": 4.0 * n, "theme": f"主题{n}"} | overrides)
        for n in range(1, count + 1)
    ]


def draw_plaza(site, colleges):
    """Two rows of six booths between gangways, everything a plaza has, the colleges in order."""
    draw = site.fixtures.create
    draw(kind="gangway", label="主通道", x=6, y=13, width=42, depth=5)
    draw(kind="gangway", x=2, y=2, width=3, depth=36)
    draw(kind="entrance", label="东门", x=1, y=38, width=5, depth=1.5)
    draw(kind="power_box", label="1号配电箱", x=26, y=6, width=1, depth=1, capacity_kw=20)
    draw(kind="stage", label="主舞台", x=18, y=0.5, width=20, depth=4)
    draw(kind="service_desk", x=24, y=30, width=6, depth=3)
    draw(kind="medical", x=34, y=30, width=4, depth=3)
    draw(kind="extinguisher", x=50, y=12, width=0.4, depth=0.4)
    draw(kind="assembly", x=50, y=34, width=8, depth=5)
    draw(kind="parking", x=52, y=1, width=6, depth=8)
    owners = [*colleges, *[None] * (12 - len(colleges))]
    for n in range(12):
        zone, column = "AB"[n // 6 % 2], n % 6
        place = {"x": 8 + 6.5 * column, "y": 9 if zone == "A" else 18.5}
        owner = owners[column * 2 + (zone == "B")]
        site.booths.create(
            code=f"{zone}{column + 1:02}", zone=zone, width=3, depth=3, college=owner, **place
        )
