"""代填: whom its beginning and its end tell, and what; called inside the verb's transaction."""

from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import COLLEGE_ROLES


def tell_of_begin(filing, entry):
    body = (
        f"教务处{entry.officer}开始代{filing.college}填写活动、提交签发，原因：{entry.reason}\n"
        "您学院仍可以自己填写；签发仍由本学院院长/书记办理。"
    )
    tell(filing, entry, "begin", f"教务处{entry.officer}开始代您学院填报", body, entry.officer)


def tell_of_end(filing, entry, by, why):
    body = f"{why}填好的内容都留在您学院的“活动周”里，由您学院自己继续。"
    tell(filing, entry, "end", f"教务处{entry.officer}已结束代您学院填报", body, by)


def tell(filing, entry, step, title, body, by):
    hats = Membership.objects.of_college(filing.college_id, *COLLEGE_ROLES).select_related("user")
    Notice.objects.tell(
        {hat.user for hat in hats} - {by},
        key=f"stand-in:{entry.pk}:{step}",
        kind=NoticeKind.STAND_IN,
        title=title,
        body=body,
        about=filing,
    )
