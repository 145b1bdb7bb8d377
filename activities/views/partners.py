from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from colleges.rules import BrokenRule, id_in, require

from ..forms.partner import PartnerForm
from ..models import Edition, Partner
from ..partner_likeness import look_alike

ROWS_A_PAGE = 50


@require_GET
def partner_list(request):
    """The shared list: which spellings are one organisation, and which look as if they were."""
    require(request.user.is_office)
    edition = edition_come_from(request)
    request.frame_edition = edition
    words = request.GET.get("q", "").strip()[:60]
    found = Partner.objects.roots().with_uses().prefetch_related("aliases")
    found = found.matching(words) if words else found
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    alike = look_alike(Partner.objects.roots()) if not words else []
    context = {"page": page, "words": words, "alike": alike, "kinds": Partner.Kind.choices}
    context |= {"edition": edition, "stay": stay(edition)}
    return render(request, "activities/partner_list.html", context)


def edition_come_from(request):
    """The list is of all editions; the frame around it stays in the one it was opened from."""
    code = request.GET.get("edition", "")
    return Edition.objects.visible_to(request.user).filter(code=code).first() if code else None


def stay(edition):
    return f"?{urlencode({'edition': edition.code})}" if edition else ""


def back(request):
    return redirect(reverse("partner_list") + stay(edition_come_from(request)))


def partner_in_hand(request, pk):
    require(request.user.is_office)
    return get_object_or_404(Partner, pk=pk)


@require_POST
def partner_edit(request, pk):
    partner = partner_in_hand(request, pk)
    form = PartnerForm(request.POST)
    if not form.is_valid():
        raise BrokenRule(form.first_error())
    partner.revise(request.user, **form.cleaned_data)
    messages.success(request, f"已保存{partner}。")
    return back(request)


@require_POST
def partner_merge(request, pk):
    partner = partner_in_hand(request, pk)
    into = Partner.objects.filter(pk=id_in(request.POST.get("into", ""))).first()
    if into is None:
        raise BrokenRule("没有找到要并入的单位。请从名单里选一个。")
    partner.merge(request.user, into)
    messages.success(request, f"{partner}已并入{partner.merged_into}，统计时只算一家。")
    return back(request)


@require_POST
def partner_split(request, pk):
    partner = partner_in_hand(request, pk)
    partner.split(request.user)
    messages.success(request, f"已拆开，{partner}重新单独计算。")
    return back(request)
