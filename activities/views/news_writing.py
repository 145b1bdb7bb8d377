"""The editor of a text: begin, write, preview, drafts."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.hats import organiser_in_hand
from colleges.rules import id_in, require

from ..forms.activity import initial_from
from ..forms.news import FORM_FIELDS, NewsForm, NewsStartForm
from ..hand import edition_in_hand
from ..models import NewsConflict, NewsDraft, NewsItem, may_organise
from ..models.organiser import both_columns
from ..newsroom.article import LONGEST, rendered
from ..newsroom.facts import compared
from ..newsroom.reading import pictures_for, pictures_to_choose
from .drafts import told
from .news import own_item


@require_http_methods(["GET", "HEAD", "POST"])
def news_new(request, code):
    """体裁, 标题 and what it is about; the same form sent twice begins one text."""
    edition = edition_in_hand(request, code)
    organiser = organiser_in_hand(request)
    require(may_organise(request.user, edition.pk, organiser))
    item = NewsItem(edition=edition, **both_columns(organiser))
    if request.method != "POST":
        chosen = id_in(request.GET.get("activity", ""))
        form = NewsStartForm(instance=item, initial={"token": uuid.uuid4(), "activity": chosen})
        return start_page(request, form, organiser)
    form = NewsStartForm(request.POST, instance=item)
    if not form.is_valid():
        return start_page(request, form, organiser, status=422)
    return redirect(form.begin(request.user).edit_address)


def start_page(request, form, organiser, status=200):
    edition = form.instance.edition
    context = {"form": form, "edition": edition, "organiser": organiser}
    return render(request, "activities/news_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def news_edit(request, pk):
    item = own_item(request, pk)
    if request.method == "POST":
        return answer(request, NewsForm(request.POST, instance=item))
    if not item.can_be_changed:
        messages.error(request, f"{item}已是“{item.state.name}”，不能修改。审稿中的可以先撤回。")
        return redirect(item)
    draft = item.drafts.filter(owner=request.user).first()
    initial = initial_from(draft.data) if draft else None
    return form_page(request, NewsForm(instance=item, initial=initial), draft=draft)


def form_page(request, form, *, draft=None, status=200):
    # What the form was given may have been put into its own copy: the page tells what is kept.
    item = NewsItem.objects.for_page().get(pk=form.instance.pk)
    body, pictures = form["body"].value() or "", pictures_for(item, request.user)
    context = {
        "form": form,
        "draft": draft,
        "item": item,
        "returned": [step for step in item.reviews_of_round() if not step.is_agreed],
        "article": rendered(body, pictures, tells=True),
    }
    return render(request, "activities/news_form.html", context, status=status)


def answer(request, form):
    """To what was posted: saved, shown again with its errors, or set beside a colleague's."""
    try:
        changed = form.store(request.user) if form.is_valid() else None
    except NewsConflict as conflict:
        return conflict_page(request, form, conflict.item)
    if changed is None:
        return form_page(request, form, status=422)
    item = form.instance
    messages.success(request, f"已保存{item}。" if changed else "没有改动，仍是原来的内容。")
    return redirect(f"{item.get_absolute_url()}?saved={item.token}")


def typed(request):
    return {name: values for name, values in request.POST.lists() if name in FORM_FIELDS}


def conflict_page(request, form, theirs):
    """Both versions side by side; the person's own stays in the form and in a draft."""
    fields = typed(request) | {"base_version": [str(theirs.version)]}
    NewsDraft.objects.keep(theirs, request.user, fields)
    context = {
        "item": theirs,
        "rows": compared(theirs.facts(), form.instance.facts()),
        "fields": [(name, value) for name, values in fields.items() for value in values],
    }
    return render(request, "activities/news_conflict.html", context, status=409)


@require_POST
def news_preview(request, pk):
    """What stands in the editor as it would be read; nothing is kept."""
    item = own_item(request, pk)
    item.body = request.POST.get("body", "")[: LONGEST + 1]
    article = rendered(item.body, pictures_for(item, request.user), tells=True)
    return render(request, "activities/_news_preview.html", {"article": article})


@require_GET
def news_pictures(request, pk):
    """The unit's photos to choose from, loaded when they are asked for."""
    photos = pictures_to_choose(own_item(request, pk))
    return render(request, "activities/_news_pictures.html", {"photos": photos})


@require_POST
def news_draft_save(request, pk):
    """What stands in the editor, every ten seconds; raw, so nothing typed is ever refused."""
    item = own_item(request, pk)
    draft = NewsDraft.objects.keep(item, request.user, typed(request))
    return told(draft)


@require_POST
def news_draft_delete(request, pk):
    item = own_item(request, pk)
    item.drafts.filter(owner=request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的内容。")
    return redirect(item.edit_address)
