"""帮助: one guide a role, with pictures made from the demo (`make help-pictures`)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from colleges.hats import worn_hat
from colleges.models import Role


@dataclass(frozen=True)
class Guide:
    name: str
    says: str
    template: str
    roles: tuple


GUIDES = {
    "college": Guide(
        "学院填报人",
        "填一周的活动、核对附件1、提交签发、退回后怎么办",
        "help/college.html",
        (Role.COLLEGE_STAFF,),
    ),
    "lead": Guide(
        "院长 / 书记",
        "签发与回执、过了时限怎么办、出差时委托代签",
        "help/lead.html",
        (Role.COLLEGE_LEAD,),
    ),
    "office": Guide(
        "教务处",
        "看板与覆盖、确认与退回、催办、延期、汇总附件1",
        "help/office.html",
        (Role.OFFICE, Role.LEADER),
    ),
    "administrator": Guide(
        "系统管理员",
        "第一次设置、学院与人员、账号链接、备份",
        "help/administrator.html",
        (Role.ADMINISTRATOR,),
    ),
    "auditor": Guide(
        "审计管理员",
        "查记录、只看一个对象、核对审计链、导出",
        "help/auditor.html",
        (Role.AUDITOR,),
    ),
    "department": Guide(
        "部门、评委",
        "看全校活动、填本部门的活动、搜索、收件箱与账号",
        "help/department.html",
        (Role.DEPARTMENT, Role.JUDGE),
    ),
}


@require_GET
def help_index(request):
    hat = worn_hat(request)
    own = next((code for code, guide in GUIDES.items() if hat and hat.role in guide.roles), "")
    return render(request, "help/help_index.html", {"guides": GUIDES, "own": own})


@require_GET
def help_guide(request, guide):
    if guide not in GUIDES:
        raise Http404
    context = {"guides": GUIDES, "chosen": guide, "guide": GUIDES[guide]}
    context["site_url"] = settings.SITE_URL
    return render(request, GUIDES[guide].template, context)
