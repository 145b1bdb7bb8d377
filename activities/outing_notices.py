"""Whom the verbs of an outing tell, and what; called inside the verb's transaction.

No names or phones of participants here: notices travel by mail and group chat.
"""

from django.db.models import Q

from colleges.dates import when
from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import COLLEGE_ROLES, Role

from .models.approval_step import Approver

# `ask` is `hats`, or one that remembers its answers where many outings are told of at once.


def people_of(outing, ask=None):
    """Its organiser's own people."""
    activity = outing.activity
    own = Q(role__in=COLLEGE_ROLES, college=activity.college_id)
    if activity.college_id is None:
        own = Q(role=Role.DEPARTMENT, department=activity.department_id, delegated_by=None)
    return users(own, ask)


def deciders(outing, approver, ask=None):
    """Who may take this step, deputies with them, those who filed it left out."""
    return free_of(outing, approver, (ask or hats)(Approver(approver).seats(outing.college_id)))


def free_of(outing, approver, found):
    """The people of those memberships which may decide: none that filed it, in nobody's name."""
    return people([hat for hat in found if not outing.bars(approver, hat)])


def hats(condition):
    found = Membership.objects.current().filter(condition, user__is_active=True)
    return list(found.select_related("user"))


def people(found):
    return list({hat.user_id: hat.user for hat in found}.values())


def users(condition, ask=None):
    return people((ask or hats)(condition))


def guards(ask=None):
    return users(Approver.SECURITY.seats(), ask)


def office(ask=None):
    return users(Approver.OFFICE.seats(), ask)


def sitting(outing, *rounds):
    """Who may take the steps of these rounds: they hear what becomes of what was asked of them."""
    asked = outing.steps.filter(round__in=rounds).order_by().values_list("approver", flat=True)
    return [user for approver in asked.distinct() for user in deciders(outing, approver)]


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
    """机电学院 5月14日（周三）08:30出发“社区服务”."""
    return f"{outing.organiser} {outing.departure_told}{outing.activity}"


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
        [*people_of(outing), *office(), *guards(), *sitting(outing, outing.approved_round)],
        key=f"reopened:{outing.round}",
        title=f"外出有变更，原批准暂停：{short(outing)}",
        body=(
            f"{outing}的时间、地点、人数、带队或车辆有变更，须重新审批。"
            "批准之前不得外出，原审批单在门口会显示“已变更”。"
        ),
        by=by,
    )


def tell_safety(outing, by, changes):
    """The approval stands, but who gave it must know what it rests on now; once a version."""
    own = people_of(outing)
    gave_it = [user for user in sitting(outing, outing.approved_round) if user not in own]
    tell(
        outing,
        [*office(), *gave_it],
        key=f"safety:{outing.version}",
        title=f"批准后改了安全内容：{short(outing)}",
        body=f"{by}修改了{outing}，批准仍然有效：\n" + "\n".join(changes) + "\n请核对是否妥当。",
        by=by,
    )


def tell_list(outing, by, sentence):
    """Others are on the list than were approved: once an approval."""
    tell(
        outing,
        office(),
        key=f"list:{outing.approved_round}",
        title=f"名单与批准的人数不同：{short(outing)}",
        body=f"{by}更新了名单：{sentence}批准的是人数，请核对；带队教师人数不够的，请联系学院。",
        by=by,
    )


def tell_file(outing, by, file, verb):
    """The approval stands, on other papers than it was given on: once a file and verb."""
    tell(
        outing,
        [*office(), *guards()],
        key=f"file:{file.pk}:{verb}",
        title=f"批准后{verb}了材料：{short(outing)}",
        body=(
            f"{by}{verb}了{outing}的{file.get_kind_display()}“{file}”，批准仍然有效。"
            "请核对是否妥当；批准时的材料在“历次报批”里可以查看。"
        ),
        by=by,
    )


def tell_taken_back(outing, by):
    """The change was given up: whoever heard that the approval was gone hears that it stands."""
    asked = sitting(outing, outing.approved_round, outing.round)
    tell(
        outing,
        [*people_of(outing), *office(), *guards(), *asked],
        key=f"taken_back:{outing.round}",
        title=f"更正：原批准恢复：{short(outing)}",
        body=(
            f"{by}撤回了{outing}的变更，原批准仍然有效，编号 {outing.serial}："
            f"{when(outing.departs_at)}至{when(outing.returns_at)}，{outing.headcount} 人。"
            "此前“原批准暂停”的通知作废，不用再办理。"
        ),
        by=by,
        kind=NoticeKind.CORRECTION,
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
    if not outing.round:  # nobody outside its college ever heard of it
        return
    asked = sitting(outing, outing.approved_round, outing.round)
    expected = guards() if outing.approved_round else []
    tell(
        outing,
        [*people_of(outing), *asked, *expected],
        key="cancelled",
        title=f"外出已取消：{outing.organiser}{outing.activity}",
        body=f"{by}取消了{outing}，原因：{reason}",
        by=by,
    )


def tell_overdue(outing, level, at, ask=None):
    """逾期未归: college, office and 保卫处, once a level."""
    tell(
        outing,
        [*people_of(outing, ask), *office(ask), *guards(ask)],
        key=f"overdue:{outing.round}:{level}",
        title=f"逾期 {level} 分钟未归：{short(outing)}",
        body=(
            f"应于{when(outing.returns_at)}返回，现在还没有归校登记。"
            f"请立即联系带队教师{outing.leader_name}；已经回来的，请补做归校报平安。"
        ),
        kind=NoticeKind.OVERDUE,
    )


def tell_pressing(outing, step, hours, ask=None):
    """Departure is near and it still waits: the approver again, the office and the college too."""
    near = [*office(ask), *people_of(outing, ask)] if hours <= 3 else []
    tell(
        outing,
        [*deciders(outing, step.approver, ask), *near],
        key=f"pressing:{outing.round}:{step.position}:{hours}",
        title=f"不到 {hours} 小时出发，{step.waiting}：{short(outing)}",
        body="未经批准不得外出，到时不会自动通过。请尽快办理，或联系有权办理的同事。",
        kind=NoticeKind.REMINDER,
    )
