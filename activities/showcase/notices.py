"""Whom the verbs of the showcase tell, and what; called inside the verb's transaction."""

from colleges.dates import day
from colleges.models import College, Membership, Notice, NoticeKind, RobotMessage
from colleges.models.people import COLLEGE_ROLES, Role

# Everybody who has a part in the day; system administrators and auditors have none.
CONCERNED = (*COLLEGE_ROLES, Role.OFFICE, Role.DEPARTMENT, Role.JUDGE, Role.LEADER)


def people_of(college_id):
    """Everybody of a college who enters or signs."""
    return Membership.objects.of_college(college_id, *COLLEGE_ROLES).people()


def tell_moved(release, affected, by):
    """{college code: sentence}: whose booth the release changed, once a release."""
    title = f"展位图第 {release.number} 版：您学院的展位有变"
    for college in College.objects.filter(code__in=affected):
        sentence = affected[college.code]
        Notice.objects.tell(
            [user for user in people_of(college.pk) if user != by],
            key=f"plan:{release.pk}",
            kind=NoticeKind.SHOWCASE,
            title=title,
            body=f"{sentence}。请按新的展位布展；有问题请联系教务处。",
            about=release,
        )


def tell_swapped(booths, by, reason):
    """对调 in the draft: both are told at once that it is planned, before it is released."""
    first, second = booths
    for mine, other in ((first, second), (second, first)):
        Notice.objects.tell(
            [user for user in people_of(mine.college_id) if user != by],
            key=f"swap:{mine.site.version}:{mine.pk}",
            kind=NoticeKind.SHOWCASE,
            title=f"展位对调：与{other.college}对调到 {mine.code}",
            body=(
                f"教务处把您学院从 {other.code} 调到 {mine.code}，原因：{reason}。"
                "新图发布后以发布的为准；有异议请尽快联系教务处。"
            ),
            about=mine.site.edition.showcase,
        )


def everybody():
    return Membership.objects.current().filter(role__in=CONCERNED).people()


def tell_switched(switch, told):
    """Everybody once, who pressed among them: the inbox is where receipts are read from."""
    title, body = f"天气调整：{told}"[:120], f"{told}\n请打开“集中展示”查看您学院的安排。"
    Notice.objects.tell(
        everybody(),
        key=f"weather:{switch.pk}",
        kind=NoticeKind.SHOWCASE,
        title=title,
        body=body,
        about=switch,
        url=switch.edition.showcase.get_absolute_url(),
    )
    RobotMessage.objects.announce(f"weather:{switch.pk}", title, body)


def tell_undone(switch, kept):
    """A correction to whoever was told of the switch."""
    stays = f"切换之后已改过的保持现状：{'、'.join(kept)}。" if kept else ""
    edition = switch.edition
    edition.refresh_from_db()
    when = f"{day(edition.showcase_on)}{edition.showcase_from:%H:%M}–{edition.showcase_until:%H:%M}"
    body = f"天气调整{switch}已撤销，集中展示恢复为{when}，地点{edition.showcase_place}。{stays}"
    title = "更正：集中展示恢复原来的安排"
    Notice.objects.tell(
        [notice.user for notice in switch.first_notices()],
        key=f"weather-undone:{switch.pk}",
        kind=NoticeKind.CORRECTION,
        title=title,
        body=body,
        about=switch,
        url=edition.showcase.get_absolute_url(),
    )
    RobotMessage.objects.announce(f"weather-undone:{switch.pk}", title, body)


def tell_reminder(showcase, release, when, key):
    """Every college that has a booth, with its own; once a key."""
    placed = {
        one["college"]["code"]: one["code"] for one in release.drawn["booths"] if one["college"]
    }
    for college in College.objects.filter(code__in=placed):
        booth = placed[college.code]
        Notice.objects.tell(
            people_of(college.pk),
            key=f"{key}:{showcase.pk}",
            kind=NoticeKind.REMINDER,
            title=f"集中展示提醒：{when}，展位 {booth}"[:120],
            body=(
                f"集中展示{when}，您学院的展位是 {booth}。"
                "请按时布展，到位后扫展位牌上的二维码签到。"
            ),
            about=showcase,
        )
