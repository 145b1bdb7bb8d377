"""代签与代审: whom a delegation tells, and what; called inside the verb's transaction."""

from datetime import time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from .dates import deadline, when
from .models import Membership, Notice, NoticeKind, Role

# A beat that was down tells it later, not for ever.
TOLD_WITHIN = timedelta(days=3)


def tell_of_delegation(hat, by):
    """The deputy hears what they may decide; the giver, if the office did it for them."""
    lasts = f"{when(hat.valid_from)}至{deadline(hat.valid_until)}"
    if hat.only_decides:
        tell(hat, "begin", [hat.user], f"{hat.delegated_by}请您代审外出", asked(hat, lasts), by)
        return
    body = (
        f"{hat.delegated_by}委托您代为签发{hat.college}报送的表和外出申请，期限：{lasts}，"
        f"原因：{hat.reason}。\n签发前请核对内容，回执会写明“代签”；到期自动失效。"
    )
    tell(hat, "begin", [hat.user], f"{hat.delegated_by}委托您代签", body, by)
    body = f"{by}按您的委托登记：{hat.user}代签{hat.college}，期限：{lasts}，原因：{hat.reason}。"
    tell(hat, "lead", [hat.delegated_by], f"已委托{hat.user}代您签发", body, by)


def asked(hat, lasts):
    """To a deputy outside a college: which seat, where to find the queue, what holds there."""
    body = (
        f"{hat.delegated_by}请您代为办理{seat(hat)}的外出审批，期限：{lasts}，原因：{hat.reason}。\n"
        f"在姓名菜单的“切换身份”里选“{hat}”，打开“外出审批”办理。"
        "您填报或签发过的外出仍不能由您审批；审批单会写明代谁；到期自动失效。"
    )
    if hat.role == Role.OFFICE:
        body += "代审期间的登录规则与教务处一样：两步验证，30 分钟没有操作会退出登录。"
    return body


def tell_of_its_end(hat, by):
    """Both sides, except whoever ended it."""
    giver, title = hat.delegated_by, f"{hat.delegated_by}的代签委托已结束"
    ended = f"{by}撤销了{giver}对您的委托，您不能再代{hat.college}签发。已经签发的不受影响。"
    if hat.only_decides:
        title = f"{giver}的代审委托已结束"
        ended = f"{by}撤销了{giver}对您的委托，您不能再代{seat(hat)}审批外出。已经办理的不受影响。"
    tell(hat, "end", [hat.user], title, ended, by)
    body = f"{by}撤销了您对{hat.user}的委托（{seat(hat)}）。您不在时的审批请另作安排。"
    tell(hat, "end", [giver], f"对{hat.user}的委托已结束", body, by)


@transaction.atomic
def tell_of_those_over(at):
    """Both sides, once: what ran out by itself, at the end of a day; the rest was revoked."""
    over = Membership.objects.delegations().filter(
        valid_until__gt=at - TOLD_WITHIN, valid_until__lte=at
    )
    for hat in over.select_related("user", "delegated_by", "college", "department"):
        if timezone.localtime(hat.valid_until).time() == time.min:
            tell_over(hat)


def tell_over(hat):
    giver, verb = hat.delegated_by, "审批外出" if hat.only_decides else "签发"
    body = f"您代{giver}{verb}（{seat(hat)}）的期限已到。已经办理的不受影响，之后由{giver}办理。"
    tell(hat, "over", [hat.user], f"代{giver}{verb}的期限已到", body, None)
    body = f"{hat.user}代您{verb}（{seat(hat)}）的期限已到，又等您本人办理。还不在的，请再委托。"
    tell(hat, "over", [giver], f"{hat.user}代您{verb}的期限已到", body, None)


def seat(hat):
    return str(hat.department or hat.college or hat.get_role_display())


def tell(hat, step, users, title, body, by):
    Notice.objects.tell(
        [user for user in users if user != by],
        key=f"delegation:{hat.pk}:{step}",
        kind=NoticeKind.DELEGATION,
        title=title,
        body=body,
        url=reverse("home"),
    )
