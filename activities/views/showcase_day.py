"""The day: booths check in by their card, judges score on site, who is missing is seen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colleges.lines import posted
from colleges.rules import require

from ..forms.booth_score import BoothScoreForm, initial_of
from ..hand import edition_in_hand
from ..models import Booth, BoothArrival, BoothScore, Edition
from ..models.booth_day import scoring_hours
from ..showcase.today import Today, arrive, books_in, check_in, college_on, reads_the_day


def booth_in_hand(request, card):
    """By its card, for everybody to whom the edition is open."""
    booth = get_object_or_404(Booth.objects.select_related("site__edition__showcase"), token=card)
    if not Edition.objects.visible_to(request.user).filter(pk=booth.site.edition_id).exists():
        raise Http404
    request.frame_edition = booth.site.edition
    return booth


def visitor_page(request, card):
    """Anybody on the plaza may scan the card: whose booth it is, and the way to the plan."""
    booths = Booth.objects.filter(site__edition__in=Edition.objects.opened())
    booth = get_object_or_404(booths.select_related("site__edition__showcase"), token=card)
    context = {"booth": booth, "edition": booth.site.edition, "college": college_on(booth)}
    return render(request, "activities/booth_visitor.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def booth_checkin(request, card):
    """What the QR of a booth's card opens: its college checks in, a judge goes on to score."""
    if not request.user.is_authenticated:
        return visitor_page(request, card)
    booth, user = booth_in_hand(request, card), request.user
    edition, college = booth.site.edition, college_on(booth)
    books = books_in(user, college)
    if request.method == "POST":
        require(books)
        check_in(booth, user, request.received_at, request.POST.get("note", ""))
        messages.success(request, f"{college}已签到，展位 {booth.code}。")
        return redirect("booth_checkin", card)
    context = {
        "booth": booth,
        "edition": edition,
        "college": college,
        "books": books,
        "is_day": edition.is_showcase_day(timezone.now()),
        "arrival": BoothArrival.objects.of(edition).filter(college=college).first(),
    }
    return render(request, "activities/booth_checkin.html", context)


@require_GET
def showcase_board(request, code):
    """Live: who is set up and who is missing."""
    edition = edition_in_hand(request, code)
    require(reads_the_day(request.user))
    part = "activities/_showcase_board_live.html"
    template = part if request.htmx else "activities/showcase_board.html"
    now = timezone.now()
    takes_arrivals = edition.is_showcase_day(now) and not edition.showcase.is_cancelled
    context = {"edition": edition, "today": Today(edition), "now": now}
    context["takes_arrivals"] = takes_arrivals
    return render(request, template, context)


@require_POST
def booth_arrive(request, code):
    """教务处 books a college that is there and has no phone at hand."""
    edition = edition_in_hand(request, code)
    require(request.user.is_office)
    college = stand_of(Today(edition), request.POST.get("college", "")).college
    arrive(edition, college, request.user, request.received_at, "教务处代签")
    messages.success(request, f"{college}已签到。")
    return redirect("showcase_board", code)


def stand_of(today, pk):
    found = next((one for one in today.stands if str(one.college.pk) == str(pk)), None)
    if found is None:
        raise Http404
    return found


@require_POST
def arrival_delete(request, pk):
    require(request.user.is_office)
    arrival = get_object_or_404(BoothArrival.objects.select_related("edition", "college"), pk=pk)
    arrival.take_back(request.user)
    messages.success(request, f"{arrival.college}的签到已撤回。")
    return redirect("showcase_board", arrival.edition.code)


@require_GET
def booth_score_list(request, code):
    """A judge's round over the plaza; 教务处 sees who is behind, never the points."""
    edition = edition_in_hand(request, code)
    judges = request.user.is_judge
    require(judges or request.user.is_office)
    context = scoring(edition) | {
        "edition": edition,
        "today": Today(edition, request.user if judges else None),
        "judges": judges,
        "own": {hat.college_id for hat in request.user.hats if hat.college_id},
    }
    return render(request, "activities/booth_score_list.html", context)


def scoring(edition):
    """From when until when, and whether it is now."""
    opens, closes = scoring_hours(edition)
    return {"opens": opens, "closes": closes, "is_open": opens <= timezone.now() < closes}


@require_http_methods(["GET", "HEAD", "POST"])
def booth_score(request, code, college):
    edition = edition_in_hand(request, code)
    require(request.user.is_judge)
    stand = stand_of(Today(edition, request.user), college)
    form = BoothScoreForm(posted(request), initial=initial_of(stand.score))
    if request.method == "POST" and form.is_valid():
        return scored(request, edition, stand, form)
    context = scoring(edition) | {"edition": edition, "stand": stand, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "activities/booth_score.html", context, status=status)


def scored(request, edition, stand, form):
    facts = {name: form.cleaned_data[name] for name in ("comment", "abstains")}
    BoothScore.objects.keep(
        edition, request.user, stand.college, request.received_at, points=form.points, **facts
    )
    messages.success(request, f"{stand.code} {stand.college}的评分已保存。")
    return redirect("booth_score_list", edition.code)
