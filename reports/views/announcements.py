"""公示 of an award: drafted, published, taken down or ended by 教务处; read by everybody."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities.models import Edition
from colleges.lines import posted
from colleges.models import Notice
from colleges.rules import BrokenRule, WrongState, id_in, require

from ..announcement_form import AnnouncementForm, CertificateJobForm
from ..honours.page import HonoursPage
from ..models import Announcement, Award
from ..models.certificate import Certificate


def visible_edition(request, code):
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    request.frame_edition = edition
    return edition


def visible_announcement(request, pk):
    found = Announcement.objects.visible_to(request.user).for_page()
    announcement = get_object_or_404(found, pk=pk)
    request.frame_edition = announcement.edition
    return announcement


@require_GET
def announcement(request, code):
    """公示与证书, asked for again by itself while certificates are being drawn."""
    edition = visible_edition(request, code)
    page = HonoursPage(edition, request.user, request.received_at)
    if page.announcement:
        Notice.objects.seen(request.user, page.announcement)
    context = {"edition": edition, "page": page, "kinds": Certificate.Revoked.choices}
    if page.can_issue:
        today = timezone.localdate(request.received_at)
        context["form"] = CertificateJobForm(award=page.award, today=today)
    live = "reports/_certificates_live.html"
    return render(request, live if request.htmx else "reports/announcement.html", context)


@require_POST
def announcement_new(request, code):
    edition = visible_edition(request, code)
    require(request.user.is_office)
    award = get_object_or_404(Award.objects.select_related("edition"), edition=edition)
    made = Announcement.objects.begin(award, request.user, timezone.localdate())
    messages.success(request, "已按常用格式拟好公示，请核对标题、公示期和联系方式。")
    return redirect("announcement_edit", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_edit(request, pk):
    one = visible_announcement(request, pk)
    require(request.user.is_office)
    if not one.is_draft:
        raise WrongState(f"公示已是“{one.state.name}”，不能再改。要改请先撤下。")
    today = timezone.localdate(request.received_at)
    form = AnnouncementForm(posted(request), today=today, initial=one.proposed(today))
    version = request.POST.get("version", one.version)
    if form.is_valid():
        if saved(request, one, form):
            return redirect(one)
        version = one.version
    context = {"announcement": one, "form": form, "version": version}
    context |= {"begun": one.begun_already(today), "today": today}
    status = 422 if form.is_bound else 200
    return render(request, "reports/announcement_form.html", context, status=status)


def saved(request, one, form):
    """False when somebody was faster; what was typed stays on the page, for the newest row."""
    try:
        version = id_in(request.POST.get("version", ""))
        one.revise(request.user, form.facts(), base_version=version)
    except BrokenRule as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "已保存公示。")
    return True


@require_GET
def announcement_print(request, pk):
    """As it hangs on the board, with a place for the seal."""
    context = {"announcement": visible_announcement(request, pk)}
    return render(request, "reports/announcement_print.html", context)


@require_POST
def announcement_publish(request, pk):
    one = visible_announcement(request, pk)
    require(request.user.is_office)
    one.publish(request.user, request.received_at, seen=request.POST.get("seen"))
    messages.success(request, "已发布公示，各学院收到通知，公众网站可以看到。")
    return redirect(one)


@require_POST
def announcement_take_down(request, pk):
    one = visible_announcement(request, pk)
    require(request.user.is_office)
    one.take_down(request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, "已撤下公示，获奖单位待重新确定。")
    return redirect(one)


@require_POST
def announcement_end(request, pk):
    one = visible_announcement(request, pk)
    require(request.user.is_office)
    one.end(request.user, request.received_at)
    messages.success(request, "公示结束，结果已公布。现在可以颁发证书。")
    return redirect(one)
