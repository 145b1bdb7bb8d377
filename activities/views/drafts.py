import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from colleges.hats import organiser_in_hand
from colleges.rules import id_in, require

from ..forms.activity import FORM_FIELDS, ActivityForm, initial_from
from ..models import Activity, Draft, Edition, may_organise
from .activities import form_page, week_address

REPLACED = "同事已保存过新内容，草稿没有再存。请按“保存”，两份会并排显示。"
SAVED_ELSEWHERE = "您已在别的页面保存过，草稿没有再存。请按“保存”，两份会并排显示。"


def told(draft, refusal=REPLACED):
    """For the form's script: when the draft was kept, or that it was not, and what to do."""
    if draft is None:
        return HttpResponse(refusal, status=422, content_type="text/plain; charset=utf-8")
    return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


@require_POST
def draft_save(request):
    """What stands in the form, every ten seconds; raw, so nothing typed is ever refused."""
    edition = get_object_or_404(
        Edition.objects.visible_to(request.user), code=request.POST.get("edition", "")
    )
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    draft = Draft.objects.keep(
        token=token_from(request.POST.get("token", "")),
        owner=request.user,
        edition=edition,
        organiser=organiser,
        activity=own_activity(request, edition, organiser),
        data=typed(request.POST),
    )
    return told(draft, SAVED_ELSEWHERE)


def own_activity(request, edition, organiser):
    pk = id_in(request.POST.get("activity", ""))
    if not pk:
        return None
    return get_object_or_404(Activity.objects.of(edition, organiser), pk=pk)


def token_from(text):
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def typed(data):
    return {name: values for name, values in data.lists() if name in FORM_FIELDS}


@require_GET
def draft_open(request, pk):
    """Go on with a draft; a colleague's is copied, theirs stays as it is."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    if draft.activity_id:
        return redirect("activity_edit", draft.activity_id)
    initial = initial_from(draft.data)
    if draft.owner_id != request.user.pk:
        initial.pop("token", None)
    form = ActivityForm(initial=initial, edition=draft.edition, organiser=draft.organiser)
    return form_page(request, form, draft=draft)


@require_POST
def draft_delete(request, pk):
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    require(draft.owner_id == request.user.pk)
    draft.delete()
    messages.success(request, "草稿已丢弃。")
    if draft.activity_id:
        return redirect("activity_edit", draft.activity_id)
    return redirect(week_address(draft.edition, draft.organiser))
