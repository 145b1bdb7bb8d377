"""报送台账: what was sent to which outlet, what came of it, what counts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.files import handed_out
from colleges.hats import organiser_in_hand
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, id_in, require
from colleges.uploads import takes_files

from ..forms.mention import MentionForm, NewMentionForm
from ..hand import edition_in_hand
from ..models import MediaMention, NewsItem, Story
from ..models.organiser import both_columns
from ..models.story import reads_ledger
from ..newsroom.ledger import LedgerFilter, Summary

ROWS_A_PAGE = 30


def edition_of_ledger(request, code):
    """Whoever has something to push or to count: units, the media centre, 教务处, 校领导."""
    edition = edition_in_hand(request, code)
    user = request.user
    require(reads_ledger(user) or user.college_ids or user.department_ids)
    return edition


@require_GET
def mention_list(request, code):
    edition = edition_of_ledger(request, code)
    wanted = LedgerFilter(request.GET, edition)
    page = Paginator(wanted.rows(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "wanted": wanted,
        "page": page,
        "summary": Summary(edition, request.user),
        "reads_all": reads_ledger(request.user),
    }
    return render(request, "activities/mention_list.html", context)


def named_in(request, name):
    return id_in(request.POST.get(name) or request.GET.get(name) or "")


def unit_and_story(request):
    """(whose story it is, which of the form's choices): of a text or a story that is named,
    else the own unit's."""
    news = NewsItem.objects.public().filter(pk=named_in(request, "news")).first()
    told = Story.objects.visible_to(request.user)
    known = Q(pk=named_in(request, "for_story")) | Q(news=news, news__isnull=False)
    if story := told.filter(known).first():
        return story.organiser, f"story-{story.pk}"
    return (news.organiser, f"news-{news.pk}") if news else (organiser_in_hand(request), "")


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def mention_new(request, code):
    edition = edition_of_ledger(request, code)
    organiser, chosen = unit_and_story(request)
    require(Story(edition=edition, **both_columns(organiser)).can_be_entered_by(request.user))
    kinds = {"edition": edition, "organiser": organiser}
    if request.method != "POST":
        form = NewMentionForm(initial={"story": chosen}, **kinds)
        return form_page(request, form, edition)
    form = NewMentionForm(request.POST, request.FILES, **kinds)
    mention = form.store(request.user) if form.is_valid() else None
    if mention is None:
        return form_page(request, form, edition, status=422)
    return saved(request, mention)


def form_page(request, form, edition, *, mention=None, status=200):
    request.frame_edition = edition
    named = [(name, pk) for name in ("news", "for_story") if (pk := named_in(request, name))]
    chosen = next(iter(named), None)
    context = {"form": form, "edition": edition, "mention": mention, "chosen": chosen}
    return render(request, "activities/mention_form.html", context, status=status)


def saved(request, mention):
    waits = "，已交新媒体中心确认" if mention.waits else "，刊发后请回来补刊发日期和网址"
    messages.success(request, f"已登记{mention}{waits}。")
    return redirect(mention)


def visible_mention(request, pk):
    mentions = MediaMention.objects.visible_to(request.user).for_list()
    mention = get_object_or_404(mentions, pk=pk)
    request.frame_edition = mention.story.edition
    return mention


@require_GET
def mention_detail(request, pk):
    mention = visible_mention(request, pk)
    others = MediaMention.objects.filter(story=mention.story).exclude(pk=mention.pk)
    checks = mention.can_be_checked_by(request.user)
    context = {
        "mention": mention,
        "enters": mention.can_be_entered_by(request.user),
        "checks": checks,
        "twins": mention.twins() if checks or reads_ledger(request.user) else [],
        "others": others.for_list(),
        "history": AuditEntry.objects.about(mention)[:30],
    }
    return render(request, "activities/mention_detail.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def mention_edit(request, pk):
    mention = visible_mention(request, pk)
    require(mention.can_be_entered_by(request.user))
    edition = mention.story.edition
    if request.method != "POST":
        if not mention.can_be_changed:
            told = f"{mention}已是“{mention.state.name}”，不能修改。要改请先请对方退回。"
            messages.error(request, told)
            return redirect(mention)
        return form_page(request, MentionForm(mention=mention), edition, mention=mention)
    form = MentionForm(request.POST, request.FILES, mention=mention)
    done = form.store(request.user) if form.is_valid() else None
    if done is None:
        return form_page(request, newest(form, pk), edition, mention=mention, status=422)
    return saved(request, mention)


def newest(form, pk):
    """The same form, on top of what stands there now: the next save is the person's word."""
    now = MediaMention.objects.filter(pk=pk).values_list("version", flat=True).first()
    form.data = form.data.copy()
    form.data["base_version"] = now or 0
    return form


@require_POST
def mention_confirm(request, pk):
    mention = visible_mention(request, pk)
    require(mention.can_be_checked_by(request.user))
    mention.confirm(by=request.user)
    messages.success(request, f"已确认{mention}采用，计入{mention.story.organiser}。")
    return redirect(mention)


@require_POST
def mention_send_back(request, pk):
    mention = visible_mention(request, pk)
    require(mention.can_be_checked_by(request.user))
    mention.send_back(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已退回{mention}，登记的人会收到通知。")
    return redirect(mention)


@require_POST
def mention_drop(request, pk):
    mention = visible_mention(request, pk)
    require(mention.can_be_entered_by(request.user))
    mention.drop(request.user, request.POST.get("reason", ""))
    messages.success(request, f"已记为未采用：{mention}。")
    return redirect(mention)


@require_POST
def mention_delete(request, pk):
    mention = visible_mention(request, pk)
    require(mention.can_be_entered_by(request.user))
    mention.remove(request.user)
    messages.success(request, f"已删除{mention}。")
    return redirect("mention_list", mention.story.edition.code)


@require_GET
def mention_shot(request, pk):
    mention = visible_mention(request, pk)
    if mention.shot is None:
        raise BrokenRule("这一条没有截图。")
    return handed_out(mention.shot, mention.shot_name, mention.shot_type)
