"""荣誉证书: handed out and revoked by 教务处, downloaded by it and by the college."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.files import handed_out
from colleges.models import Notice
from colleges.rules import BrokenRule, require

from ..announcement_form import CertificateJobForm
from ..honours.page import HonoursPage
from ..models import Award, Certificate, CertificateJob
from ..models.certificate_job import unprintable_sentence
from .announcements import visible_edition

PDF, PNG = "application/pdf", "image/png"


def visible_certificate(request, pk):
    found = Certificate.objects.visible_to(request.user).for_list()
    certificate = get_object_or_404(found, pk=pk)
    request.frame_edition = certificate.award.edition
    return certificate


def job_form(request, award, data):
    return CertificateJobForm(data, award=award, today=timezone.localdate(request.received_at))


def awarded(request, code):
    edition = visible_edition(request, code)
    require(request.user.is_office)
    return get_object_or_404(Award.objects.select_related("edition"), edition=edition)


@require_GET
def certificate_job_check(request, code):
    """What would be made, to be read before it is: a certificate handed out cannot be changed."""
    award = awarded(request, code)
    page = HonoursPage(award.edition, request.user, request.received_at)
    form = job_form(request, award, request.GET if "issued_on" in request.GET else None)
    context = {"edition": award.edition, "page": page, "form": form}
    if page.can_issue and form.is_valid():
        context["planned"] = page.planned(form.cleaned_data["issued_on"])
        context["missing"] = unprintable_sentence(context["planned"])
    status = 422 if form.errors else 200
    return render(request, "reports/certificate_job_check.html", context, status=status)


@require_POST
def certificate_job_new(request, code):
    award, seen = awarded(request, code), request.POST.get("seen")
    form = job_form(request, award, request.POST)
    if not form.is_valid():
        raise BrokenRule(f"证书日期：{form.errors['issued_on'][0]}")
    by, at, day = request.user, request.received_at, form.cleaned_data["issued_on"]
    job = CertificateJob.objects.order(award, by, at, day, seen=seen)
    messages.success(request, "正在制作证书，完成后收件箱通知获奖学院。")
    return redirect(job)


@require_POST
def certificate_job_retry(request, pk):
    job = get_object_or_404(CertificateJob.objects.select_related("award__edition"), pk=pk)
    require(request.user.is_office)
    job.retry(request.user)
    messages.success(request, "已重新排队。已经颁发的不重复制作。")
    return redirect(job)


@require_GET
def certificate_pdf(request, pk):
    certificate = visible_certificate(request, pk)
    return handed(request, certificate, certificate.pdf_key, "pdf", PDF)


@require_GET
def certificate_png(request, pk):
    certificate = visible_certificate(request, pk)
    return handed(request, certificate, certificate.png_key, "png", PNG)


def handed(request, certificate, key, ending, kind):
    if not certificate.is_valid:
        raise BrokenRule("这份证书已作废，不能下载。重新颁发后请下载新的证书。")
    response = handed_out(key, f"{certificate.file_name}.{ending}", kind)
    certificate.note_download(request.user, ending.upper())
    Notice.objects.seen(request.user, certificate)
    return response


@require_POST
def certificate_revoke(request, pk):
    certificate = visible_certificate(request, pk)
    require(request.user.is_office)
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    certificate.revoke(request.user, request.received_at, kind, reason)
    messages.success(
        request, "已作废。扫码核验会显示“已作废”，需要时可以重新颁发；作废错了可以恢复。"
    )
    return redirect(certificate)


@require_POST
def certificate_restore(request, pk):
    certificate = visible_certificate(request, pk)
    require(request.user.is_office)
    stands, reason = "honour_stands" in request.POST, request.POST.get("reason", "")
    certificate.restore(request.user, request.received_at, reason, honour_stands=stands)
    messages.success(request, "已恢复。扫码核验显示“真实有效”，获奖学院收到通知。")
    return redirect(certificate)
