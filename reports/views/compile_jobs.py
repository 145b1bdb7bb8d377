from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from activities.models import Edition
from colleges.files import handed_out
from colleges.models import Notice
from colleges.rules import BrokenRule, WrongState, require

from ..annexes import BY_NUMBER, choices_of, requirement_of
from ..inputs import list_inputs
from ..job_compare import compare_inputs
from ..models import CompileJob
from ..models.compile_job import ANNEX_ONE, OUTDATED, seal_of
from ..standing import Standing

JOBS_A_PAGE = 30


def visible_job(request, pk):
    require(request.user.is_office)
    jobs = CompileJob.objects.visible_to(request.user).select_related(
        "edition", "owner", "requirement"
    )
    job = get_object_or_404(jobs, pk=pk)
    request.frame_edition = job.edition
    if not job.is_active:
        Notice.objects.seen(request.user, job)
    return job


def annex_in(asked):
    """The annex that an address or a form names by its number; 附件1 unless it does."""
    number = asked.get("annex", ANNEX_ONE.number)
    if number not in BY_NUMBER:
        raise Http404
    return BY_NUMBER[number]


@require_GET
def compile_job_list(request, code):
    require(request.user.is_office)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    annex = annex_in(request.GET)
    requirement = requirement_of(edition, annex)
    jobs = CompileJob.objects.visible_to(request.user).for_list().filter(requirement=requirement)
    page = Paginator(jobs, JOBS_A_PAGE).get_page(request.GET.get("page"))
    standing = Standing(requirement, timezone.now())
    context = {
        "edition": edition,
        "annex": annex,
        "requirement": requirement,
        "choices": choices_of(edition),
        "standing": standing,
        "page": page,
        "rows": [(job, standing.is_outdated(job)) for job in page],
        "outdated": OUTDATED,
    }
    return render(request, "reports/compile_job_list.html", context)


@require_POST
def compile_job_new(request, code):
    require(request.user.is_office)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    accepted_only = request.POST.get("accepted_only") == "1"
    job = CompileJob.objects.order(
        edition, request.user, annex=annex_in(request.POST), accepted_only=accepted_only
    )
    return redirect(job)


@require_GET
def compile_job_detail(request, pk):
    job = visible_job(request, pk)
    context = {"job": job, "outdated": OUTDATED}
    if job.is_done:
        inputs = list_inputs(job.requirement, job.accepted_only)
        if job.is_outdated(seal_of(job.requirement, job.accepted_only, inputs)):
            context["since"] = compare_inputs(job.used, inputs["used"], job.annex.compare)
    return render(request, "reports/compile_job_detail.html", context)


@require_GET
def compile_job_progress(request, pk):
    """What changes while the job runs; the page asks every second until it is over."""
    job = visible_job(request, pk)
    return render(request, "reports/_compile_job_live.html", {"job": job})


@require_GET
def compile_job_download(request, pk):
    job = visible_job(request, pk)
    if not job.is_done:
        raise WrongState("文件还没有生成，完成后本页会出现下载按钮。")
    if job.is_expired:
        raise BrokenRule(
            "文件已过保留期并清除。请重新汇总：报送内容没有变化时，得到的文件完全相同。"
        )
    response = handed_out(job.file_key, job.file_name, job.content_type)
    job.note_download(request.user)
    return response


@require_POST
def compile_job_retry(request, pk):
    job = visible_job(request, pk)
    job.retry(request.user)
    messages.success(request, "已重新排队，仍用同一份数据清单。")
    return redirect(job)
