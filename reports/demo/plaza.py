"""The showcase drawn: 东区科技广场 and, for rain, 体育馆. Metres; both keep every rule."""

from activities.models import SitePlan

CAPACITY = {"1号配电箱": 40, "2号配电箱": 40}


def fixture(kind, label, x, y, width, depth):
    capacity = CAPACITY.get(label) if kind == "power_box" else None
    facts = {"kind": kind, "label": label, "capacity_kw": capacity, "angle": 0}
    return facts | {"x": x, "y": y, "width": width, "depth": depth}


def row(zone, count, x, y, width, depth, gap, supply):
    """Booths beside each other; `supply`: the place of their box among the fixtures."""
    return [
        {
            "code": f"{zone}{number + 1:02}",
            "zone": zone,
            "supply": supply,
            "x": round(x + number * (width + gap), 2),
            "y": y,
            "width": width,
            "depth": depth,
            "angle": 0,
        }
        for number in range(count)
    ]


PLAZA = {
    "fixtures": [
        fixture("power_box", "1号配电箱", 29.1, 14.2, 0.8, 0.8),
        fixture("power_box", "2号配电箱", 29.1, 26, 0.8, 0.8),
        fixture("gangway", "中央通道", 8, 18, 44, 5),
        fixture("gangway", "北通道", 8, 10, 44, 3),
        fixture("gangway", "南通道", 8, 28, 44, 3),
        fixture("gangway", "西通道", 4, 10, 4, 21),
        fixture("gangway", "东通道", 52, 10, 4, 21),
        fixture("entrance", "西门", 0, 18.5, 1, 4),
        fixture("entrance", "东门", 59, 18.5, 1, 4),
        fixture("stage", "主舞台", 24, 2, 12, 6),
        fixture("service_desk", "服务台（签到）", 10, 33, 5, 2),
        fixture("medical", "医疗点", 18, 33, 3, 3),
        fixture("parking", "停车区", 25, 34, 11, 5),
        fixture("assembly", "集合点", 41, 32.5, 13, 6.5),
        fixture("extinguisher", "", 9.2, 15.2, 0.5, 0.5),
        fixture("extinguisher", "", 49.4, 15.2, 0.5, 0.5),
        fixture("extinguisher", "", 9.2, 25.2, 0.5, 0.5),
        fixture("extinguisher", "", 49.4, 25.2, 0.5, 0.5),
    ],
    "booths": [*row("A", 8, 10, 14, 4, 3, 1, 0), *row("B", 8, 10, 24, 4, 3, 1, 1)],
}
HALL = {
    "fixtures": [
        fixture("power_box", "1号配电箱", 17.6, 4.8, 0.8, 0.8),
        fixture("power_box", "2号配电箱", 17.6, 17.4, 0.8, 0.8),
        fixture("gangway", "主通道", 3, 9.5, 30, 4),
        fixture("entrance", "北门", 16, 0, 4, 0.6),
        fixture("entrance", "东门", 35.4, 9.5, 0.6, 4),
        fixture("stage", "舞台", 14, 20, 8, 3),
        fixture("service_desk", "服务台（签到）", 2, 1.5, 4, 2),
        fixture("medical", "医疗点", 30, 1.5, 3, 3),
        fixture("assembly", "集合点", 2, 19.5, 9, 3.5),
        fixture("extinguisher", "", 5, 7, 0.5, 0.5),
        fixture("extinguisher", "", 30.5, 7, 0.5, 0.5),
        fixture("extinguisher", "", 5, 15, 0.5, 0.5),
        fixture("extinguisher", "", 30.5, 15, 0.5, 0.5),
    ],
    "booths": [*row("A", 7, 6, 6, 3, 3, 0.5, 0), *row("B", 7, 6, 14, 3, 3, 0.5, 1)],
}


def draw_plaza(edition, by):
    """The plan in force of this edition."""
    site = edition.showcase.site
    return drawn(site, by, PLAZA, width_m=60, depth_m=40, north=0)


def draw_hall(edition, by):
    """The smaller place for rain, beside the one in force."""
    site = SitePlan.objects.begin(edition, by, name="体育馆", width_m=36, depth_m=24)
    return drawn(site, by, HALL, north=0)


def drawn(site, by, data, **facts):
    """Saved as the office saves it, in one act."""
    pieces = {f"f{place}": (None, one) for place, one in enumerate(data["fixtures"])}
    for place, booth in enumerate(data["booths"]):
        pieces[f"b{place}"] = (None, booth | {"kind": "booth", "supply": f"f{booth['supply']}"})
    site.redraw(by, site.version, facts, pieces)
    site.refresh_from_db()
    return site
