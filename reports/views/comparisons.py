"""Two versions side by side: of a college's form, and of the compilation."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from colleges.rules import id_in

from ..compare import counted
from ..inputs import list_inputs
from ..job_compare import compare_inputs
from ..models import CompileJob
from .compile_jobs import visible_job
from .filings import visible_filing

NOW = "now"


@require_GET
def revision_compare(request, filing):
    """`?from=1&to=2`: numbers of filings; `to=now` is what stands in the activities."""
    filing = visible_filing(request, filing)
    revisions = {revision.number: revision for revision in filing.revisions.all()}
    old, new = chosen(request, revisions)
    changes = []
    if old:
        after = revisions[new].full_content() if new else filing.content()
        changes = filing.paper.compare(revisions[old].full_content(), after)
    context = {
        "filing": filing,
        "revisions": list(revisions.values()),
        "old": revisions.get(old),
        "new": revisions.get(new),
        "changes": changes,
        "counted": counted(changes),
        "sees_phones": request.user.sees_phones_of(filing.college_id),
    }
    return render(request, "reports/revision_compare.html", context)


def chosen(request, revisions):
    """(older, newer) numbers; 0 for what stands now. The last two unless asked otherwise."""
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    numbers = [id_in(text) if id_in(text) in revisions else None for text in asked]
    newest = max(revisions, default=0)
    new = 0 if asked[1] == NOW else numbers[1] or newest
    return numbers[0] or max(newest - 1, min(revisions, default=0)), new


@require_GET
def compile_job_compare(request, pk):
    """`?with=ID` of an earlier job; `with=now`: what would be compiled at this moment.

    Unless asked otherwise, the newest job before this one; the oldest meets the present.
    """
    job = visible_job(request, pk)
    others = CompileJob.objects.finished_like(job)
    asked = request.GET.get("with", "")
    other = None if asked == NOW else earlier(others, job, asked)
    compare = job.annex.compare
    context = {"job": job, "others": others, "is_now": other is None}
    if other is None:
        inputs = list_inputs(job.requirement, job.accepted_only)
        context |= {"older": job, "comparison": compare_inputs(job.used, inputs["used"], compare)}
    else:
        older, newer = sorted((other, job), key=lambda one: one.pk)
        context |= {"other": other, "older": older, "newer": newer}
        context["comparison"] = compare_inputs(older.used, newer.used, compare)
    return render(request, "reports/compile_job_compare.html", context)


def earlier(others, job, asked):
    """The job asked for, else the newest one before this."""
    if asked:
        return get_object_or_404(others, pk=id_in(asked))
    return others.filter(pk__lt=job.pk).first()
