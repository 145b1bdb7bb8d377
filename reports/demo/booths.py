"""展位需求 of the fictitious school: most colleges have stated theirs, two have not."""

from datetime import time

from activities.models import BoothNeed
from activities.showcase.prefill import source_of

from .school import phone

CLOCKS = {"setup_from": time(7, 30), "clear_until": time(18, 0)}
POWERED = {"power_from": time(9, 30), "power_until": time(17, 0), "sockets": 4}
BURNS = "电磁炉与卡式炉各一台，配灭火毯和 4 公斤灭火器，教师全程看护。"
TURNS = "举升机与充电桩演示，围栏 1.5 米，操作员持证，观众不得入内。"
# Each what its college would say, the rest is the same for all; 01 and 12 have said nothing.
NEEDS = {
    "02": {
        "theme": "数智商贸，直播助农",
        "power_kw": 3,
        "screens": 2,
        "computers": 3,
        "is_noisy": True,
    },
    "03": {
        "theme": "AI 就在身边",
        "power_kw": 4.5,
        "screens": 3,
        "computers": 6,
        "network": "wired",
    },
    "04": {"theme": "守护生命，从急救学起", "power_kw": 1.2, "tents": 2, "needs_water": True},
    "05": {"theme": "榫卯里的中国", "power_kw": 2.2, "boards": 6, "network": "none"},
    "06": {
        "theme": "新能源汽车会客厅",
        "power_kw": 7,
        "has_hazard": True,
        "hazard_measures": TURNS,
    },
    "07": {"theme": "指尖非遗", "power_kw": 1.5, "boards": 8, "network": "none"},
    "08": {
        "theme": "一杯茶的旅行",
        "power_kw": 5,
        "needs_water": True,
        "has_hazard": True,
        "hazard_measures": BURNS,
    },
    "09": {"theme": "童心绘本屋", "power_kw": 0, "is_noisy": True, "network": "none"},
    "10": {
        "theme": "从田间到餐桌",
        "power_kw": 1,
        "tents": 3,
        "needs_water": True,
        "rain_plan": "",
    },
    "11": {"theme": "包裹去哪儿了", "power_kw": 2.8, "screens": 1, "computers": 2},
}


def plan_needs(ago, weeks):
    """Each states its need when its activities stand; one thinks again."""
    for number, (code, own) in enumerate(NEEDS.items()):
        ago(34 - number * 1.3, state(weeks[code], own))
    ago(6, think_again(weeks["03"], power_kw=5.5, computers=8))


def state(week, own):
    def act(instant):
        need = BoothNeed(edition=week.edition, college=week.organiser, **facts(week) | own)
        if not need.power_kw:
            need.power_from = need.power_until = need.sockets = None
        need.keep(week.staff, instant, base_version=0)

    return act


def think_again(week, **changes):
    def act(instant):
        need = BoothNeed.objects.get(edition=week.edition, college=week.organiser)
        for name, value in changes.items():
            setattr(need, name, value)
        need.keep(week.staff, instant, base_version=need.version)

    return act


def facts(week):
    """What its exhibition says, and what every college needs."""
    activity = source_of(week.edition, week.organiser)
    half = len(week.story["teachers"]) > 1
    first, second = week.story["teachers"][0], week.story["teachers"][1 if half else 0]
    return {
        **CLOCKS,
        **POWERED,
        "exhibits": activity.summary if activity else "专业作品、互动体验和招生咨询",
        "leader_name": activity.leader_name if activity else first,
        "leader_phone": activity.leader_phone if activity else phone(week.phones, 11),
        "power_use": "大屏、电脑和展示设备",
        "network": "wireless",
        "tables": 3,
        "chairs": 6,
        "tents": 1,
        "boards": 4,
        "shifts": [
            {"from": "09:30", "until": "13:00", "people": f"{first}、学生 4 人"},
            {"from": "13:00", "until": "17:00", "people": f"{second}、学生 4 人"},
        ],
        "rain_plan": "设备装箱搬进实训楼一楼大厅，改为图板讲解。",
    }
