"""Whom the verbs of an outing tell, and what; called inside the verb's transaction.

No names or phones of participants here: notices travel by mail and group chat.
"""

from django.db.models import Q

from colleges.dates import when
from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import COLLEGE_ROLES, Role

from .models.approval_step import Approver


def people_of(outing):
    """Its organiser's own people."""
    activity = outing.activity
    own = Q(role__in=COLLEGE_ROLES, college=activity.college_id)
    if activity.college_id is None:
        own = Q(role=Role.DEPARTMENT, department=activity.department_id)
    return users(own)


def deciders(outing, approver):
    """Who may take this step, those who filed it left out."""
    if approver == Approver.COLLEGE:
        return users(Q(role=Role.COLLEGE_LEAD, college=outing.college_id))
    return [user for user in users(seats(approver)) if not outing.was_filed_by(user)]


def seats(approver):
    if approver in (Approver.SECURITY, Approver.STUDENT):
        return Q(role=Role.DEPARTMENT, department__code=approver)
    return Q(role=Role.OFFICE if approver == Approver.OFFICE else Role.LEADER)


def users(condition):
    hats = Membership.objects.current().filter(condition, user__is_active=True)
    return list({hat.user_id: hat.user for hat in hats.select_related("user")}.values())


def guards():
    return users(seats(Approver.SECURITY))


def office():
    return users(seats(Approver.OFFICE))


def tell(outing, recipients, *, key, title, body, by=None, kind=NoticeKind.OUTING):
    """At most once per `key` and person; nobody is told what they did themselves."""
    Notice.objects.tell(
        [user for user in recipients if user != by],
        key=f"outing:{outing.pk}:{key}",
        kind=kind,
        title=title[:120],
        body=body,
        about=outing,
    )


def short(outing):
    """“机电学院 5月14日（周三）08:30 出发 社区服务”."""
    return f"{outing.organiser} {when(outing.departs_at)}出发“{outing.activity.title}”"


def tell_next(outing, by):
    """The step that waits now: whoever may take it hears of it."""
    step = outing.step
    if step is None:
        return
    tell(
        outing,
        deciders(outing, step.approver),
        key=f"ask:{outing.round}:{step.position}",
        title=f"等您{Approver(step.approver).verb}：{short(outing)}",
        body=(
            f"{outing.organiser}申请外出：{outing.destination}，"
            f"{when(outing.departs_at)}至{when(outing.returns_at)}，{outing.headcount} 人。"
            "未经批准不得外出，请在出发前办理。"
        ),
        by=by,
    )


def tell_reopened(outing, by):
    """A material change: everybody who relied on the approval is told that it is gone."""
    tell(
        outing,
        [*people_of(outing), *office(), *guards()],
        key=f"reopened:{outing.round}",
        title=f"外出有变更，原批准暂停：{short(outing)}",
        body=(
            f"{outing}的时间、地点、人数、带队或车辆有变更，须重新审批。"
            "批准之前不得外出，原审批单在门口会显示“已变更”。"
        ),
        by=by,
    )


def tell_decided(outing, by, title, body):
    tell(
        outing,
        people_of(outing),
        key=f"{outing.status}:{outing.round}",
        title=title,
        body=body,
        by=by,
    )


def tell_approved(outing, by):
    body = (
        f"{outing}已通过审批，编号 {outing.serial}。请打印或出示外出审批单，出发和归校各登记一次。"
    )
    tell_decided(outing, by, f"外出已批准：{short(outing)}", body)
    tell(
        outing,
        guards(),
        key=f"gate:{outing.round}",
        title=f"已批准外出：{short(outing)}",
        body=f"编号 {outing.serial}，{outing.headcount} 人，{when(outing.returns_at)}前返回。",
        by=by,
    )


def tell_returned(outing, by, opinion):
    body = f"{by}退回了{outing}，原因：{opinion}\n请修改后重新提交签发。"
    tell_decided(outing, by, f"外出申请被退回：{short(outing)}", body)


def tell_refused(outing, by, opinion):
    body = f"{by}不同意{outing}，理由：{opinion}\n不得外出。有疑问请联系教务处。"
    tell_decided(outing, by, f"外出申请未获同意：{short(outing)}", body)


def tell_cancelled(outing, by, reason):
    """Whoever was asked or counts on it at the gate."""
    asked = [user for step in outing.current_steps for user in deciders(outing, step.approver)]
    expected = guards() if outing.approved_round else []
    tell(
        outing,
        [*people_of(outing), *asked, *expected],
        key="cancelled",
        title=f"外出已取消：{outing.organiser}“{outing.activity.title}”",
        body=f"{by}取消了{outing}，原因：{reason}",
        by=by,
    )


def tell_overdue(outing, level, at):
    """逾期未归: college, office and 保卫处, once a level."""
    tell(
        outing,
        [*people_of(outing), *office(), *guards()],
        key=f"overdue:{outing.round}:{level}",
        title=f"逾期 {level} 分钟未归：{short(outing)}",
        body=(
            f"应于{when(outing.returns_at)}返回，现在还没有归校登记。"
            f"请立即联系带队教师{outing.leader_name}；已经回来的，请补做归校报平安。"
        ),
        kind=NoticeKind.OVERDUE,
    )


def tell_pressing(outing, step, hours):
    """Departure is near and it still waits: the approver again, the office and the college too."""
    near = [*office(), *people_of(outing)] if hours <= 3 else []
    tell(
        outing,
        [*deciders(outing, step.approver), *near],
        key=f"pressing:{outing.round}:{step.position}:{hours}",
        title=f"不到 {hours} 小时出发，{step.waiting}：{short(outing)}",
        body="未经批准不得外出，到时不会自动通过。请尽快办理，或联系有权办理的同事。",
        kind=NoticeKind.REMINDER,
    )
