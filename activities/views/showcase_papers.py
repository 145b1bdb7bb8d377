"""附件3 and the booth cards on paper."""

from io import BytesIO

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.decorators.http import require_GET

from colleges.rules import BrokenRule, require

from ..hand import edition_in_hand
from ..showcase.cards import PAPERS, CardFacts, cards_pdf
from ..showcase.paper import SHEETS, plan_pdf, plan_png, when_and_where
from ..showcase.papers import cards, draft_facts, release_facts
from .showcase_plans import site_to_draw
from .showcase_releases import visible_release


def paper_in(request, papers):
    """?paper=a3; A4 if nothing is asked for."""
    paper = request.GET.get("paper", "a4").lower()
    if paper not in papers:
        raise Http404
    return paper


def handed(content, name):
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


@require_GET
def release_pdf(request, pk):
    release, paper = visible_release(request, pk), paper_in(request, SHEETS)
    facts = release_facts(release)
    name = f"附件3_{facts.title}_第{release.number}版_{paper.upper()}.pdf"
    return handed(plan_pdf(facts, paper), name)


@require_GET
def release_png(request, pk):
    release, paper = visible_release(request, pk), paper_in(request, SHEETS)
    facts = release_facts(release)
    name = f"附件3_{facts.title}_第{release.number}版_{paper.upper()}.png"
    return handed(plan_png(facts, paper), name)


@require_GET
def plan_preview(request, pk):
    """The draft as it would be printed, and marked as one."""
    site = site_to_draw(request, pk)
    paper = paper_in(request, SHEETS)
    facts = draft_facts(site, timezone.now())
    return handed(plan_pdf(facts, paper), f"草稿_{facts.title}_{paper.upper()}.pdf")


@require_GET
def booth_cards(request, code):
    """展位牌 for the booths of the last release."""
    edition, paper = edition_in_hand(request, code), paper_in(request, PAPERS)
    require(edition.showcase.can_be_drawn_by(request.user))
    release = edition.showcase.released
    made = tuple(cards(release)) if release else ()
    if not made:
        raise BrokenRule("还没有发布有学院的展位图，没有展位牌可打印。请先安排展位、发布。")
    facts = CardFacts(
        school=settings.SCHOOL_NAME,
        edition=str(edition),
        when=when_and_where(release.drawn),
        number=release.number,
        at=release.released_at,
        cards=made,
    )
    return handed(cards_pdf(facts, paper), f"展位牌_第{release.number}版_{paper.upper()}.pdf")
