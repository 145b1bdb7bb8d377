"""Whom the verbs around a 公示 tell, and what; called inside the verb's transaction."""

from django.urls import reverse

from colleges.models import Membership, Notice, NoticeKind, Role
from colleges.models.people import COLLEGE_ROLES


def office():
    return Membership.objects.own().current().filter(role=Role.OFFICE).people()


def everybody():
    """Of 教务处, the colleges and 校领导: whom a result concerns."""
    roles = (Role.OFFICE, Role.LEADER, *COLLEGE_ROLES)
    return Membership.objects.own().current().filter(role__in=roles).people()


def of_colleges(ids):
    hats = Membership.objects.current().filter(college__in=ids, role__in=COLLEGE_ROLES)
    return hats.people()


def tell(people, by, *, key, title, body, about, url=""):
    """At most once per `key` and person; nobody is told what they did themselves."""
    return Notice.objects.tell(
        [user for user in people if user != by],
        key=key,
        kind=NoticeKind.AWARD,
        title=title[:120],
        body=body,
        about=about,
        url=url,
    )


def tell_of_void_sheets(award, judge, lines, by):
    """Scoring closed without what this judge wrote of these colleges."""
    key = f"award:{award.pk}:void:{award.started_at.timestamp()}"
    body = "\n".join([*lines, "这些评分表没有计入得分。有疑问请联系教务处。"])
    title = f"您有 {len(lines)} 张评分表作废：{award}"
    url = reverse("award_sheet_list", args=[award.edition.code])
    tell([judge], by, key=key, title=title, body=body, about=award, url=url)


def tell_of_announcement(announcement, by, at):
    """Read later as well: an invitation to object names its last day."""
    last = announcement.ends_on
    told = f"公示期：{announcement.span}。"
    if announcement.takes_objections(at):
        told += f"有异议的，请在 {last.month}月{last.day}日 24:00 前写明事实和依据提出。"
    else:
        told += announcement.too_late
    key = f"announcement:{announcement.pk}:published"
    title = f"公示：{announcement.heading}"
    tell(everybody(), by, key=key, title=title, body=told, about=announcement)


def tell_of_withdrawal(announcement, by):
    key = f"announcement:{announcement.pk}:withdrawn"
    body = "结果要重新核定，之后重新公示。原公示的名单不再有效。"
    title = f"公示已撤下：{announcement.heading}"
    tell(everybody(), by, key=key, title=title, body=body, about=announcement)


def tell_of_result(announcement, by):
    key = f"announcement:{announcement.pk}:ended"
    names = "、".join(announcement.winner_names)
    body = f"获奖单位：{names}。获奖学院稍后可以下载荣誉证书。"
    title = f"结果已公布：{announcement.award}"
    tell(everybody(), by, key=key, title=title, body=body, about=announcement)


def tell_of_objection(objection):
    """The office must answer it."""
    key = f"objection:{objection.pk}:raised"
    title = f"公示收到异议：{objection.raiser}"
    body = "请查证后答复。还有未答复的异议时，公示不能结束，证书不能颁发。"
    tell(office(), objection.raised_by, key=key, title=title, body=body, about=objection)


def tell_of_answer(objection, by):
    people = of_colleges([objection.college_id]) if objection.college_id else office()
    key = f"objection:{objection.pk}:{objection.status}"
    title = f"{objection}：{objection.state.name}"
    tell(people, by, key=key, title=title, body=objection.answer, about=objection)


def tell_of_certificate(certificate, by):
    key = f"certificate:{certificate.pk}:issued"
    title = f"荣誉证书已颁发：{certificate.award}"
    body = f"证书编号 {certificate.serial}，可以下载 PDF 打印盖章，或下载图片用于宣传。"
    people = of_colleges([certificate.college_id])
    tell(people, by, key=key, title=title, body=body, about=certificate)


def tell_of_revocation(certificate, by):
    key = f"certificate:{certificate.pk}:revoked:{certificate.revoked_at.timestamp():.0f}"
    title = f"荣誉证书已作废：{certificate.serial}"
    people = of_colleges([certificate.college_id])
    body = f"{certificate.revoked_why}。{certificate.revoked_reason}"
    tell(people, by, key=key, title=title, body=body, about=certificate)


def tell_of_restoration(certificate, by):
    key = f"certificate:{certificate.pk}:restored:{certificate.restored_at.timestamp():.0f}"
    title = f"荣誉证书已恢复有效：{certificate.serial}"
    people = of_colleges([certificate.college_id])
    body = f"此前的作废是误操作：{certificate.restored_reason}。原证书可以继续使用。"
    tell(people, by, key=key, title=title, body=body, about=certificate)
