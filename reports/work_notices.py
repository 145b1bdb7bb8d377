"""Whom questions about a work list and their answers tell; inside the verb's transaction."""

from django.db.models import Q
from django.urls import reverse

from colleges.models import Membership, Notice, NoticeKind
from colleges.models.people import COLLEGE_ROLES, Role


def of_department(department_id):
    return Q(role=Role.DEPARTMENT, department=department_id, delegated_by=None)


def tell_asked(mark, remark):
    asked = of_department(mark.organiser_id)
    if mark.college_id:
        asked = Q(role__in=COLLEGE_ROLES, college=mark.college_id)
    tell(
        mark,
        remark,
        Membership.objects.current().filter(asked).people(),
        title=f"{mark.department}问：{mark}",
        url=reverse("work_question_list", args=[mark.edition.code]),
    )


def tell_answered(mark, remark):
    unit = mark.college or mark.organiser
    tell(
        mark,
        remark,
        Membership.objects.current().filter(of_department(mark.department_id)).people(),
        title=f"{unit}已答复：{mark}",
        url=mark.get_absolute_url(),
    )


def tell(mark, remark, recipients, *, title, url):
    Notice.objects.tell(
        [user for user in recipients if user != remark.by],
        key=f"work:{remark.pk}",
        kind=NoticeKind.WORK,
        title=title[:120],
        body=remark.text,
        url=url,
        about=mark,
    )
