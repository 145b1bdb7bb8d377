"""The queue of who decides: what waits for the reader, soonest departure first, and for others.

A card holds all that a decision needs; the queries do not grow with what waits.
"""

from functools import cache, cached_property

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Subquery, Value, When
from django.db.models import Window as Over
from django.db.models.functions import Coalesce, RowNumber

from colleges.rules import WrongState, require

from .models import Approver, Outing, OutingStep, OutingVersion, Participant, SeenOlder
from .outing_facts import LABELS, compared, told_groups
from .outing_notices import free_of, hats
from .outing_versions import hidden

CARDS_A_PAGE = 20
OTHERS_SHOWN = 40
EARLIER_SHOWN = 2


def sits_in_chain(user, outing):
    """May this person decide at any step of an outing of that college?"""
    places = list(Approver)
    return any(place.held_by(hat, outing.college_id) for place in places for hat in user.hats)


def step_to_decide(outing, user, seen):
    """The open step, for one of its office who has read the round that stands there now."""
    require(sits_in_chain(user, outing))
    if seen != outing.round:
        raise SeenOlder(outing)
    step = outing.step
    if step is None or step.hat_of(user) is None:
        own = [one for one in outing.current_steps if one.hat_of(user)]
        raise WrongState(own[0].faster() if own else f"{outing}现在不等您办理。")
    require(step.can_be_decided_by(user))
    return step


def why_no_buttons(outing, user):
    """One sentence for the reader of its page, empty for who decides now or never will."""
    if outing.step:
        return outing.step.why_not(user)
    if outing.is_being_written and sits_in_chain(user, outing):
        return f"现在由{outing.organiser}修改，提交之后才能办理，到时会通知您。"
    return ""


def decision_of(outing, user):
    """What a page about it says of the step that waits: the reader's buttons, or why none."""
    step = outing.step
    return {
        "step": step,
        "decides": step is not None and step.can_be_decided_by(user),
        "delegation": step and step.delegation_of(user),
        "why_not": why_no_buttons(outing, user),
    }


def waiting_ids(user, edition, now):
    """(id, is it this person's to decide) of what waits; those past departure come last."""
    own = OutingStep.objects.awaiting(user).filter(outing=OuterRef("pk"))
    has_left = Case(When(departs_at__lt=now, then=Value(1)), default=Value(0))
    rows = Outing.objects.visible_to(user).of(edition).waiting().annotate(is_own=Exists(own))
    return rows.order_by(has_left, "departs_at", "pk").values_list("pk", "is_own")


def for_cards(ids):
    """{id: outing} with what its card tells, few queries for all of them."""
    people = Participant.objects.filter(outing=OuterRef("pk")).order_by().values("outing")
    listed = Subquery(people.annotate(number=Count("pk")).values("number"))
    approved = OutingVersion.objects.filter(
        outing=OuterRef("pk"), number=OuterRef("approved_round")
    )
    rows = Outing.objects.filter(pk__in=ids).for_list().prefetch_related("files")
    rows = rows.annotate(
        listed=Coalesce(listed, 0), approved_facts=Subquery(approved.values("facts")[:1])
    )
    return {outing.pk: outing for outing in rows}


def put_clashes(outings, reader):
    """Tell each what else its teacher leads at that time, in one query for all."""
    phones = {outing.leader_phone for outing in outings} - {""}
    standing = Outing.objects.under_way().known_to(reader).filter(leader_phone__in=phones)
    names = ("leader_phone", "departs_at", "returns_at", "activity__title")
    others = list(standing.select_related("activity").only(*names)) if phones else []
    for outing in outings:
        outing.clashes = [other for other in others if overlap(outing, other)][:3]


def overlap(outing, other):
    if outing.pk == other.pk or outing.leader_phone != other.leader_phone:
        return False
    if not (other.departs_at and other.returns_at):
        return False
    return other.departs_at < outing.returns_at and other.returns_at > outing.departs_at


def organiser_key(outing):
    return (outing.activity.college_id, outing.activity.department_id)


def earlier(outings, user):
    """{organiser: the latest that have left, each knowing `number` of them all}."""
    colleges = {outing.activity.college_id for outing in outings} - {None}
    departments = {outing.activity.department_id for outing in outings} - {None}
    passed = Outing.objects.visible_to(user).passed().filter(left_at__isnull=False)
    own = passed.filter(activity__college__in=colleges)
    own |= passed.filter(activity__department__in=departments)
    unit = [F("activity__college"), F("activity__department")]
    rows = own.annotate(
        place=Over(RowNumber(), partition_by=unit, order_by=F("departs_at").desc()),
        number=Over(Count("pk"), partition_by=unit),
    ).filter(place__lte=EARLIER_SHOWN)
    found = {}
    for outing in rows.select_related("activity").order_by("-departs_at"):
        found.setdefault(organiser_key(outing), []).append(outing)
    return found


class Card:
    """One outing as its decider reads it."""

    def __init__(self, outing, user, now):
        self.outing, self.user, self.now = outing, user, now
        self.step = outing.step
        self.state = outing.state(now)
        self.has_left = outing.departs_at < now
        self.decides = self.step is not None and self.step.can_be_decided_by(user)
        self.delegation = self.step.delegation_of(user) if self.decides else None
        self.earlier = []

    @cached_property
    def sees_phones(self):
        return self.outing.shows_phones_to(self.user)

    @property
    def warnings(self):
        return self.outing.warnings(self.now)

    @property
    def groups(self):
        """The explanation of the warnings stands beside them, not here."""
        said = LABELS["warning_reason"]
        groups = told_groups(self.outing, sees_phones=self.sees_phones)
        told = [(title, [row for row in rows if row[0] != said]) for title, rows in groups]
        return [(title, rows) for title, rows in told if rows]

    @property
    def changes(self):
        """What differs from what had been approved before."""
        if not (self.outing.is_reopened and self.outing.approved_facts):
            return []
        approved = OutingVersion(outing=self.outing, facts=self.outing.approved_facts)
        return hidden(compared(approved.restored(), self.outing.facts()), self.sees_phones)


class OutingQueue:
    def __init__(self, user, edition, now, number):
        self.user, self.now = user, now
        rows = list(waiting_ids(user, edition, now))
        self.page = Paginator([pk for pk, is_own in rows if is_own], CARDS_A_PAGE).get_page(number)
        others = [pk for pk, is_own in rows if not is_own]
        self.others_count = len(others)
        found = for_cards([*self.page, *others[:OTHERS_SHOWN]])
        self.cards = [Card(found[pk], user, now) for pk in self.page if pk in found]
        self.others = [Card(found[pk], user, now) for pk in others if pk in found]
        self.complete()

    def complete(self):
        outings = [card.outing for card in self.cards]
        if not outings:
            return
        put_clashes(outings, self.user)
        before = earlier(outings, self.user)
        for card in self.cards:
            card.earlier = before.get(organiser_key(card.outing), [])
            if not card.decides:
                card.why_not = card.step.why_not(self.user, self.deciders(card))

    def deciders(self, card):
        """Who of the office may, when the reader filed it."""
        place = card.step.approver, card.outing.college_id
        return free_of(card.outing, card.step.approver, self.holders.get(place, []))

    @cached_property
    def holders(self):
        """{(approver, college): memberships}, asked once for the whole page."""
        barred = [card for card in self.cards if not card.decides]
        places = {(card.step.approver, card.outing.college_id) for card in barred}
        ask = cache(hats)
        return {place: ask(Approver(place[0]).seats(place[1])) for place in places}

    @property
    def to_tick(self):
        return sum(card.decides for card in self.cards)
