"""影像资料: what a unit sent in, each with its facts and its consent."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from colleges.models import AuditEntry, Job, Notice
from colleges.rules import BrokenRule, id_in, require
from colleges.uploads import takes_files

from ..forms.media import ConsentForm, MediaForm, MediaManyForm, ticked_in
from ..media_list import MediaFilter
from ..models import Edition, MediaConflict, MediaItem, MediaJob, MediaRefusal


def visible_item(request, pk):
    item = get_object_or_404(MediaItem.objects.visible_to(request.user).for_list(), pk=pk)
    request.frame_edition = item.edition
    return item


def visible_edition(request, code):
    return get_object_or_404(Edition.objects.visible_to(request.user), code=code)


@require_GET
def media_list(request, code):
    edition = visible_edition(request, code)
    wanted = MediaFilter(request.GET, edition, request.user)
    page = wanted.page(request.GET.get("page"))
    return list_page(request, edition, wanted, page)


def list_page(request, edition, wanted, page, form=None, ticked=(), status=200):
    organiser = own_unit(request.user)
    if organiser and form is None:
        form = MediaManyForm(edition=edition, organiser=organiser)
    context = {
        "edition": edition,
        "wanted": wanted,
        "page": page,
        "organiser": organiser,
        "form": form,
        "ticked": ticked,
        "repeats": repeats_of(edition, organiser) if wanted.counts["n_repeated"] else [],
        "refusals": MediaRefusal.objects.visible_to(request.user).filter(edition=edition)[:50],
        **arriving(request.user, edition),
    }
    return render(request, "activities/media_list.html", context, status=status)


def repeats_of(edition, organiser):
    """For who may say what becomes of them."""
    if organiser is None:
        return []
    repeated = MediaItem.objects.of(edition, organiser).repeated().select_related("repeats")
    return repeated.order_by("pk")[:50]


def own_unit(user):
    """The unit whose pictures this person writes the facts of; its hat came with the person."""
    units = (hat.college or hat.department for hat in user.working_hats)
    return next(filter(None, units), None)


def arriving(user, edition):
    """What is being looked into, and what stopped it."""
    items = MediaItem.objects.visible_to(user).filter(edition=edition).processing()
    shown = list(items.select_related("job").order_by("pk")[:20])
    failed = [item.job for item in shown if item.job and item.job.is_failed]
    told = [item.job.message for item in shown if item.job and not item.job.is_failed]
    at_work = next(filter(None, told), "")
    facts = {"arriving": shown, "at_work": at_work, "stopped": failed[:1]}
    return facts | {"may_retry": may_retry(user)}


def may_retry(user):
    """Who sends files in and who reviews them; whoever only reads leaves the work alone."""
    return bool(user.reviews_media or user.college_ids or user.department_ids)


@require_GET
def media_arriving(request, code):
    """The part of the list that tells how far the files are; asked for every few seconds."""
    edition = visible_edition(request, code)
    context = {"edition": edition, "asked": True, **arriving(request.user, edition)}
    return render(request, "activities/_media_arriving.html", context)


@require_POST
def media_retry(request, code):
    edition = visible_edition(request, code)
    require(may_retry(request.user))
    items = MediaItem.objects.tended_by(request.user).filter(edition=edition).processing()
    stopped = MediaJob.objects.filter(items__in=items, status=Job.Status.FAILED).distinct()
    for job in stopped:
        job.retry(by=request.user)
    messages.success(request, "已重新开始处理，可以离开本页。")
    return redirect("media_list", edition.code)


@require_POST
def media_refusals_clear(request, code):
    edition = visible_edition(request, code)
    MediaRefusal.objects.visible_to(request.user).filter(edition=edition).delete()
    return redirect("media_list", edition.code)


SETTLED = {"keep": "保留", "discard": "删除"}


@require_POST
def media_repeats(request, code):
    """What came a second time: those that are ticked are kept, or go again."""
    edition, organiser = visible_edition(request, code), own_unit(request.user)
    require(organiser is not None)
    ids, verb = ticked_in(request), SETTLED.get(request.POST.get("act"))
    if verb is None or not ids:
        raise BrokenRule("请先勾选，再按“删除新传的”或“保留”。")
    own = MediaItem.objects.of(edition, organiser)
    own.settle_repeats(request.user, ids, are_kept=verb == "保留")
    messages.success(request, f"已{verb} {len(ids)} 个。")
    return redirect("media_list", edition.code)


@require_POST
def media_many(request, code):
    """One change to all that are ticked, or to none of them."""
    edition, organiser = visible_edition(request, code), own_unit(request.user)
    require(organiser is not None)
    form = MediaManyForm(request.POST, edition=edition, organiser=organiser)
    ids = ticked_in(request)
    if form.is_valid() and revise_all(request.user, edition, organiser, ids, form.facts):
        messages.success(request, f"已修改 {len(ids)} 个文件。")
        return redirect(f"{reverse('media_list', args=[edition.code])}?{request.GET.urlencode()}")
    if not form.errors:
        form.add_error(None, "请先勾选照片，并至少填一项要改的内容。")
    wanted = MediaFilter(request.GET, edition, request.user)
    page = wanted.page(request.GET.get("page"))
    return list_page(request, edition, wanted, page, form, ids, status=422)


@transaction.atomic
def revise_all(user, edition, organiser, ids, facts):
    """How many were changed; somebody else's among them is a refusal of all."""
    items = list(MediaItem.objects.of(edition, organiser).filter(pk__in=ids).order_by("pk"))
    if len(items) != len(ids):
        raise BrokenRule("勾选的文件有的刚刚被删除，这次没有修改任何文件。请刷新页面再试。")
    if not facts:
        return 0
    for item in items:
        try:
            item.revise(user, facts, base_version=item.version)
        except MediaConflict:
            told = f"{item}刚刚被同事修改，这次没有修改任何文件。请刷新页面再试。"
            raise BrokenRule(told) from None
    return len(items)


@require_GET
def media_detail(request, pk):
    item = visible_item(request, pk)
    Notice.objects.seen(request.user, item)
    return item_page(request, item, MediaForm(instance=item))


def item_page(request, item, form, consent=None, status=200, theirs=None):
    user = request.user
    twins = MediaItem.objects.visible_to(user).filter(family=item.family).exclude(pk=item.pk)
    context = {
        "item": item,
        "form": form,
        "theirs": theirs,
        "consent_form": consent or ConsentForm(),
        "can_edit": item.can_be_edited_by(user),
        "can_review": item.can_be_reviewed_by(user),
        "can_withdraw": item.can_withdraw(user),
        "twins": twins.for_list()[:12],
        "history": AuditEntry.objects.about(item)[:30],
    }
    return render(request, "activities/media_detail.html", context, status=status)


@require_POST
def media_edit(request, pk):
    item = visible_item(request, pk)
    require(item.can_be_edited_by(request.user))
    version = id_in(request.POST.get("version", ""))
    form = MediaForm(request.POST, instance=MediaItem.objects.for_list().get(pk=pk))
    if not form.is_valid():
        return item_page(request, item, form, status=422)
    try:
        item.revise(request.user, form.facts, base_version=version)
    except MediaConflict as conflict:
        return item_page(request, conflict.item, form, status=409, theirs=conflict.item)
    messages.success(request, f"已保存{form.instance}。")
    return redirect(item)


@takes_files
@require_POST
def media_consent_add(request, pk):
    item = visible_item(request, pk)
    require(item.can_be_edited_by(request.user))
    form = ConsentForm(request.POST, request.FILES)
    if not form.is_valid():
        return item_page(request, item, MediaForm(instance=item), form, status=422)
    form.store(item, request.user)
    messages.success(request, f"已上传{item}的授权文件。")
    return redirect(item)


@require_POST
def media_withdraw(request, pk):
    item = visible_item(request, pk)
    require(item.can_withdraw(request.user))
    item.withdraw_consent(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已撤回{item}的授权，公开页面已撤下，记录保留。")
    return redirect(item)


@require_POST
def media_delete(request, pk):
    item = visible_item(request, pk)
    require(item.can_be_edited_by(request.user))
    item.remove(request.user)
    messages.success(request, f"已删除{item}。")
    return redirect("media_list", item.edition.code)
