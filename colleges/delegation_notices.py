"""委托代签: whom it tells, and what; called inside the verb's transaction."""

from django.urls import reverse

from .dates import deadline, when
from .models import Notice, NoticeKind


def tell_of_delegation(hat, by):
    """The deputy hears what they may sign; the lead, if the office did it for them."""
    lasts = f"{when(hat.valid_from)}至{deadline(hat.valid_until)}"
    body = (
        f"{hat.delegated_by}委托您代为签发{hat.college}报送的表和外出申请，期限：{lasts}，"
        f"原因：{hat.reason}。\n签发前请核对内容，回执会写明“代签”；到期自动失效。"
    )
    tell(hat, "begin", [hat.user], f"{hat.delegated_by}委托您代签", body, by)
    body = f"{by}按您的委托登记：{hat.user}代签{hat.college}，期限：{lasts}，原因：{hat.reason}。"
    tell(hat, "lead", [hat.delegated_by], f"已委托{hat.user}代您签发", body, by)


def tell_of_its_end(hat, by):
    body = (
        f"{by}撤销了{hat.delegated_by}对您的委托，您不能再代{hat.college}签发。已经签发的不受影响。"
    )
    tell(hat, "end", [hat.user], f"{hat.delegated_by}的代签委托已结束", body, by)


def tell(hat, step, users, title, body, by):
    Notice.objects.tell(
        [user for user in users if user != by],
        key=f"delegation:{hat.pk}:{step}",
        kind=NoticeKind.DELEGATION,
        title=title,
        body=body,
        url=reverse("home"),
    )
