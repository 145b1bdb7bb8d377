"""Whom the verbs of a filing tell, and what; called inside the verb's transaction."""

from colleges.dates import deadline
from colleges.models import Membership, Notice, NoticeKind, Role
from colleges.models.people import COLLEGE_ROLES

LEADS = (Role.COLLEGE_LEAD,)


def tell(filing, verb, by, note):
    """Nobody is told what they did themselves; most verbs need no notice."""
    if verb not in WORDS:
        return
    kind, roles, words = WORDS[verb]
    title, body = words(filing, by, note)
    hats = Membership.objects.of_college(filing.college_id, *roles).select_related("user")
    Notice.objects.tell(
        [hat.user for hat in hats if hat.user != by],
        key=f"filing:{filing.pk}:{filing.version}",
        kind=kind,
        title=title,
        body=body,
        about=filing,
    )


def tell_of_change(amendment, by):
    """变更单: asked for, the office hears of it; refused, the college does, with the reason."""
    filing = amendment.filing
    if amendment.is_pending:
        hats = Membership.objects.own().current()
        hats = hats.filter(role=Role.OFFICE, user__is_active=True)
        title, at = f"{filing.college}提交了{name(filing)}变更单", amendment.asked_at
        body = f"原因：{amendment.reason}\n请审批；批准后由该学院院长/书记签发。"
    else:
        hats = Membership.objects.of_college(filing.college_id, *COLLEGE_ROLES)
        title, at = f"{name(filing)}的变更单未获同意", amendment.decided_at
        body = f"教务处{by}不同意{filing}的变更，原因：{amendment.decision_note}"
    Notice.objects.tell(
        [hat.user for hat in hats.select_related("user") if hat.user != by],
        key=f"amendment:{amendment.pk}:{at.timestamp()}",
        kind=NoticeKind.AMENDMENT,
        title=title,
        body=body,
        url=amendment.get_absolute_url(),
        about=filing,
    )


def name(filing):
    return filing.requirement.annex or filing.requirement.title


def handed_over(filing, by, note):
    body = f"{by}提交了{filing}。请核对后签发；签发后才算报送，时限是{deadline(filing.due_at)}前。"
    return f"{name(filing)}等待您签发", body


def withdrawn(filing, by, note):
    reason = f"说明：{note}" if note else "现在不用签发。"
    return f"{name(filing)}已撤回，暂不用签发", f"{by}撤回了{filing}的提交，正在修改。{reason}"


def returned(filing, by, note):
    return (
        f"{name(filing)}被退回",
        f"教务处{by}退回了{filing}，原因：{note}\n请修改后重新提交签发。",
    )


def accepted(filing, by, note):
    return (
        f"{name(filing)}已确认",
        f"教务处{by}确认了{filing}（回执号 {filing.revision.receipt_no}）。",
    )


def extended(filing, by, note):
    return f"{name(filing)}已延期", f"教务处{by}给{filing}延期{note}"


def no_longer_extended(filing, by, note):
    body = f"教务处{by}撤销了{filing}的延期，{deadline(filing.closes_at)}关闭。"
    return f"{name(filing)}的延期已撤销", body


def excused(filing, by, note):
    return f"{name(filing)}无需报送", f"教务处{by}标明{filing}无需报送，原因：{note}"


def owed_again(filing, by, note):
    body = f"教务处{by}把{filing}恢复为应报，时限是{deadline(filing.due_at)}前。"
    return f"{name(filing)}恢复为应报", body


def change_approved(filing, by, note):
    return (
        f"{name(filing)}的变更单已批准",
        f"教务处{by}批准了{filing}的变更，请院长/书记签发。{note}",
    )


WORDS = {
    "提交签发": (NoticeKind.HANDED_OVER, LEADS, handed_over),
    "撤回提交": (NoticeKind.CORRECTION, LEADS, withdrawn),
    "退回": (NoticeKind.RETURNED, COLLEGE_ROLES, returned),
    "确认": (NoticeKind.ACCEPTED, COLLEGE_ROLES, accepted),
    "批准变更单": (NoticeKind.AMENDMENT, COLLEGE_ROLES, change_approved),
    "延期": (NoticeKind.EXTENSION, COLLEGE_ROLES, extended),
    "撤销延期": (NoticeKind.EXTENSION, COLLEGE_ROLES, no_longer_extended),
    "无需报送": (NoticeKind.CORRECTION, COLLEGE_ROLES, excused),
    "恢复应报": (NoticeKind.CORRECTION, COLLEGE_ROLES, owed_again),
}
