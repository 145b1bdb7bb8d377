"""What still stands between an edition and the colleges, in sentences; and opening it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from colleges.accounts import with_account_counts
from colleges.dates import day, deadline
from colleges.models import College
from colleges.rules import BrokenRule

NAMED = 6


@dataclass(frozen=True)
class Blocker:
    """One sentence, and the URL name of the page on which it is put right."""

    text: str
    page: str


def blockers(edition, at):
    return [*of_dates(edition, at), *of_words(edition), *of_requirements(edition, at), *of_people()]


def of_dates(edition, at):
    if edition.ends_on < timezone.localdate(at):
        told = f"活动周在{day(edition.ends_on)}已经结束。请改日期，或复制为新的一届。"
        yield Blocker(told, "edition_basics")
    named = {theme.date for theme in edition.theme_days.all() if theme.name}
    if empty := [date for date in edition.dates if date not in named]:
        told = f"{len(empty)} 天还没有主题：{listed(map(day, empty))}。"
        yield Blocker(told, "edition_days")


def of_words(edition):
    if not edition.contact:
        yield Blocker("还没有写联系方式，学院有问题不知道找谁。", "edition_basics")
    if not edition.category_set.filter(in_use=True).exists():
        yield Blocker("没有一个在用的活动类别，学院无法填报活动。", "edition_categories")


def of_requirements(edition, at):
    here = [one for one in edition.requirements.all() if one.in_portal]
    if not here:
        yield Blocker("没有一项在本系统报送的要求。", "edition_requirements")
    for one in here:
        if one.is_closed(at):
            told = f"{one}已在{deadline(one.closes_at)}关闭，学院一开始就不能报送。"
            yield Blocker(told, "edition_requirements")


def of_people():
    colleges = list(with_account_counts(College.objects.active()))
    if not colleges:
        yield Blocker("还没有学院。请系统管理员在“设置”里粘贴学院名单。", "college_list")
    for count, role in [("staff_count", "填报人"), ("lead_count", "院长/书记")]:
        if without := [str(one) for one in colleges if not getattr(one, count)]:
            told = f"{len(without)} 个学院还没有{role}账号：{listed(without)}。"
            yield Blocker(told, "college_list")


def listed(names):
    names = list(names)
    more = f"等 {len(names)} 个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


@transaction.atomic
def open_edition(edition, by, at):
    """Refused while anything blocks; from now on everybody sees it."""
    if left := blockers(edition, at):
        sentences = "".join(blocker.text for blocker in left)
        raise BrokenRule(f"还不能开放{edition}：{sentences}")
    edition.open(by, at)
