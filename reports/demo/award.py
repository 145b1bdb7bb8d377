"""优秀组织奖 of the fictitious school's past week: scored by five judges, ready to be closed."""

from datetime import timedelta
from zlib import crc32

from activities.models import BoothArrival, BoothScore
from activities.models.booth_day import CRITERIA
from colleges.models import User

from ..models import Award, AwardSheet
from .newsroom import push
from .school import PEOPLE

JUDGES = [username for username, _, _ in PEOPLE if username.startswith("judge")]
# How mild each of them is, to show that the office sees it.
MILDNESS = {"judge1": 0, "judge2": 1, "judge3": -1, "judge4": 0, "judge5": 0}
# judge5 does not know this college well enough.
ABSTAINS = {("judge5", "09")}
CAME_LATE = ("10",)
OUTLETS = {
    "school": ("校园网", "news"),
    "city": ("市教育在线", "city"),
    "province": ("省职教网", "province"),
    "national": ("职业教育周刊", "weekly"),
}
# Titles of the stories that outlets took, with the levels: one story may have several.
TAKEN = {
    "01": [("焊花里的工匠课", ("school", "city"))],
    "02": [("社区里的理财课堂", ("school", "province"))],
    "03": [("小学生走进实训车间", ("school",)), ("一座桥的模型", ("school", "city"))],
    "04": [("护理学院进社区量血压", ("school", "city", "province"))],
    "05": [("装配式构件工厂一日", ("school",))],
    "06": [("云上逛校园", ("school", "city"))],
    "07": [("校企签约现场", ("city", "national")), ("开放实训室", ("school",))],
    "08": [("非遗手作进校园", ("school", "province"))],
    "10": [("乡村直播助农", ("province",))],
    "12": [("校友返校讲成长", ("school",))],
}


def plan_award(story, edition, weeks, may):
    for number, week in enumerate(weeks):
        story.plan(may("14 09:05") + timedelta(minutes=number), arrive(edition, week))
        for place, (title, levels) in enumerate(TAKEN.get(week.college.code, ())):
            instant = may("16 10:00") + timedelta(minutes=number * 20 + place * 7)
            story.plan(instant, tell(edition, week, title, levels))
    for place, username in enumerate(JUDGES):
        for number, week in enumerate(weeks):
            minutes = place * 3 + number * 19
            story.plan(may("14 10:30") + timedelta(minutes=minutes), look(edition, week, username))
            days, half = divmod(place, 2)
            later = may("24 09:00") + timedelta(days=days, hours=half * 5, minutes=number * 6)
            story.plan(later, mark(edition, week, username))
    office = User.objects.get(username="office")
    story.plan(may("22 15:00"), lambda at: Award.objects.prepare(edition, office))
    story.plan(may("23 09:00"), lambda at: begin(edition, office, at))


def begin(edition, office, at):
    award = Award.objects.of(edition)
    award.start_scoring(office, at, judge_count=len(JUDGES))


def arrive(edition, week):
    def act(at):
        if week.college.code not in CAME_LATE:
            BoothArrival.objects.book(edition, week.college, week.staff, at)

    return act


def tell(edition, week, title, levels):
    def act(at):
        for level in levels:
            outlet, host = OUTLETS[level]
            url = f"https://{host}.example.org/2025/{week.college.code}-{crc32(title.encode())}"
            row = {"college": week.college.code, "title": title, "level": level, "url": url}
            row |= {"outlet": outlet, "published": True, "confirmed": True}
            push(edition, row, at)

    return act


def taste(*words):
    """6…9, the same ones at every seeding."""
    return 6 + crc32("".join(words).encode()) % 4


def look(edition, week, username):
    def act(at):
        judge = User.objects.get(username=username)
        points = {
            name: min(10, taste(week.college.code, name) + MILDNESS[username]) for name in CRITERIA
        }
        BoothScore.objects.keep(edition, judge, week.college, at, points=points, comment="")

    return act


def mark(edition, week, username):
    def act(at):
        award, judge = Award.objects.of(edition), User.objects.get(username=username)
        sheet = AwardSheet.objects.of(award, judge, week.college)
        code, abstains = week.college.code, (username, week.college.code) in ABSTAINS
        marks = {
            part.code: min(10, taste(code, part.code, username[-1:]) + MILDNESS[username])
            for part in award.rules.judged
        }
        sheet.submit(at, marks={} if abstains else marks, comment="", abstains=abstains)

    return act
