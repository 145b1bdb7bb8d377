"""优秀组织奖 in the hands of 教务处; 校领导 reads along."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from activities.hand import edition_in_hand
from colleges.models import College
from colleges.rules import BrokenRule, id_in, require

from ..award_closing import close, decide, disqualify, reinstate, reread, take_back
from ..award_judges import judges_now
from ..award_page import AwardPage
from ..models import Award, Veto


def award_of(request, code):
    """The edition's award; 404 before there is one."""
    award = Award.objects.of(edition_in_hand(request, code))
    if award is None:
        raise Http404
    return award


def office_award(request, code):
    require(request.user.is_office)
    return award_of(request, code)


@require_GET
def award_detail(request, code):
    require(request.user.reads_boards)
    edition = edition_in_hand(request, code)
    award = Award.objects.of(edition)
    context = {"edition": edition, "award": award, "acts": request.user.is_office}
    if award is not None:
        context["page"] = AwardPage(award, timezone.now())
    return render(request, "reports/award_detail.html", context)


@require_POST
def award_prepare(request, code):
    require(request.user.is_office)
    Award.objects.prepare(edition_in_hand(request, code), request.user)
    messages.success(request, "已建立评分细则。请核对各项分值，合计 100 分后开始评分。")
    return redirect("award_rubric", code)


@require_POST
def award_start(request, code):
    award = office_award(request, code)
    count, seen = len(judges_now()), request.POST.get("seen")
    award.start_scoring(request.user, request.received_at, judge_count=count, seen=seen)
    messages.success(request, "评分开始，细则已冻结。评委登录后在“评奖评分”里打分。")
    return redirect(award)


@require_POST
def award_stop(request, code):
    award = office_award(request, code)
    award.stop_scoring(request.user)
    messages.success(request, "已撤回开始评分，细则可以修改。")
    return redirect(award)


@require_POST
def award_close(request, code):
    award = office_award(request, code)
    anyway = "anyway" in request.POST
    close(award, request.user, request.received_at, anyway=anyway)
    messages.success(request, "评分已结束，数据已冻结。请核对名次，再确定获奖单位。")
    return redirect(award)


@require_POST
def award_reread(request, code):
    award = office_award(request, code)
    reread(award, request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, "已按现在的数据重新冻结并排名。请核对名次，再确定获奖单位。")
    return redirect(award)


@require_POST
def award_confirm(request, code):
    award = office_award(request, code)
    award.confirm(request.user, request.received_at, seen=request.POST.get("seen"))
    names = "、".join(one.college_name for one in award.winners())
    messages.success(request, f"已确定获奖单位：{names}。下一步是公示。")
    return redirect(award)


@require_POST
def award_take_back(request, code):
    award = office_award(request, code)
    take_back(award, request.user, request.received_at, request.POST.get("reason", ""))
    messages.success(request, "已撤回确定。处理完后请重新确定获奖单位。")
    return redirect(award)


@require_POST
def award_show(request, code):
    award = office_award(request, code)
    award.show(request.user, True)
    messages.success(request, "各学院现在可以看到自己的得分明细。")
    return redirect(award)


@require_POST
def award_hide(request, code):
    award = office_award(request, code)
    award.show(request.user, False)
    messages.success(request, "学院不再看到得分明细，公示时会自动开放。")
    return redirect(award)


@require_POST
def award_veto(request, code):
    award = office_award(request, code)
    college = College.objects.active().filter(pk=id_in(request.POST.get("college", ""))).first()
    kind = request.POST.get("kind", "")
    if college is None or kind not in Veto.Kind.values:
        raise BrokenRule("请选择学院和情形，再写明事由。")
    disqualify(award, college, request.user, kind=kind, reason=request.POST.get("reason", ""))
    messages.success(request, f"已取消{college}的评奖资格，名次已重新计算。")
    return redirect(award)


@require_POST
def veto_withdraw(request, pk):
    require(request.user.is_office)
    veto = get_object_or_404(Veto.objects.select_related("award__edition", "college"), pk=pk)
    reinstate(veto, request.user, request.POST.get("reason", ""))
    messages.success(request, f"已撤销：{veto}。名次已重新计算。")
    return redirect(veto.award)


@require_POST
def award_decide(request, code):
    """The committee's order of equals: a number for each of them."""
    award = office_award(request, code)
    asked = {
        name.removeprefix("order-"): id_in(text)
        for name, text in request.POST.items()
        if name.startswith("order-")
    }
    if len(set(asked.values())) < len(asked) or 0 in asked.values():
        raise BrokenRule("请给同一名次的每个学院各排一个不同的先后，在“第几名”里填名次。")
    order = sorted(asked, key=asked.get)
    decide(award, order, request.user, request.POST.get("reason", ""))
    messages.success(request, "已登记评审委员会的决定，名次已重新计算。")
    return redirect(award)
