"""The verbs of the award that read the portal's records: closing, and what moves places after."""

from collections import defaultdict
from itertools import groupby

from django.db import transaction

from colleges.models import AuditEntry, College
from colleges.rules import BrokenRule, within

from .award.bundle import breakdown_data, code_version, result_of
from .award_inputs import Judged, gather_steadily
from .award_judges import Judging
from .honours import notices
from .models import Announcement, Award, AwardPlace, AwardSheet, CommitteeDecision, Veto


@transaction.atomic
def close(award, by, at, *, anyway=False):
    """End the scoring: void what is void, freeze the inputs of one instant, rank.

    `anyway`: although judges have sheets they have not submitted.
    """
    award.hold()
    award.refuse_unless([Award.Status.SCORING], "结束评分")
    left = sum(row.left for row in Judging(award, at).rows)
    if left and not anyway:
        raise BrokenRule(
            f"还有 {left} 张评分表没有提交。请先催一下评委；"
            "确实不再等，请勾选“不再等没有提交的”再结束。"
        )
    void_sheets(award, by, at)
    inputs = gather_steadily(award, at)
    award.seal(by, at, inputs.as_data(), code_version())
    rank(award)


@transaction.atomic
def reread(award, by, at, reason):
    """Freeze the records as they stand now and rank anew, after what was wrong was corrected."""
    award.hold()
    award.refuse_unless([Award.Status.CLOSED], "重新读取数据")
    inputs = gather_steadily(award, at)
    award.seal_anew(by, at, inputs.as_data(), code_version(), reason)
    rank(award)


@transaction.atomic
def take_back(award, by, at, reason):
    """撤回确定; what is on display goes down with it, and everybody who was told hears of it."""
    award.hold()
    shown = award.announcements.filter(status=Announcement.Status.PUBLISHED).first()
    if shown is not None and award.status == Award.Status.PUBLICISED:
        shown.take_down(by, at, reason)
        award.refresh_from_db()
    else:
        award.take_back(by, reason)


def void_sheets(award, by, at):
    """What counts for nothing says so, to 教务处 and to who wrote it."""
    judged, told = Judged(award, at), defaultdict(list)
    for sheet in award.sheets.select_related("judge", "college"):
        if reason := judged.why_void(sheet):
            AwardSheet.objects.filter(pk=sheet.pk).update(void_reason=reason)
            AuditEntry.objects.record(by, "评分作废", award, note=f"{sheet}：{reason}")
            told[sheet.judge].append(f"{sheet.college}：{reason}")
    for judge, lines in told.items():
        notices.tell_of_void_sheets(award, judge, lines, by)


def reasons_out(award):
    """{college code: why it is disqualified}"""
    found = {}
    for veto in award.vetoes.standing().select_related("college"):
        found.setdefault(veto.college.code, []).append(
            f"{veto.get_kind_display()}（{veto.reason}）"
        )
    return {code: "；".join(reasons) for code, reasons in found.items()}


def orders(award):
    return list(award.decisions.values_list("order", flat=True))


def computed(award):
    """The places that follow now from what is frozen, from vetoes and decisions."""
    facts = {"slots": award.slots, "out": reasons_out(award), "decisions": orders(award)}
    return result_of(award.rubric, award.inputs, **facts)


def rank(award):
    colleges = {one.code: one for one in College.objects.all()}
    award.rank(
        [
            AwardPlace(
                award=award,
                college=colleges[place.code],
                college_name=place.name,
                rank=place.rank,
                points=place.points,
                breakdown=breakdown_data(place),
                words=place.words,
                is_within=place.is_within,
                is_contested=place.is_contested,
            )
            for place in computed(award)
        ]
    )


@transaction.atomic
def disqualify(award, college, by, *, kind, reason):
    veto = Veto.objects.lay(award, college, by, kind=kind, reason=reason)
    if award.is_closed:
        rank(award)
    return veto


@transaction.atomic
def reinstate(veto, by, reason):
    veto.withdraw(by, reason)
    if veto.award.is_closed:
        rank(veto.award)


def equals(award):
    """Groups of places that neither points nor the tie rule tell apart, in their order now."""
    items = award.rules.tie_order

    def key(place):
        worth = {one["code"]: one["points"] for one in place.breakdown}
        return place.points, *(worth[item] for item in items)

    places = award.places.filter(rank__isnull=False).select_related("college").in_order()
    groups = [list(group) for _, group in groupby(places, key=key)]
    return [group for group in groups if len(group) > 1]


def codes_of(group):
    return [place.college.code for place in group]


@transaction.atomic
def decide(award, order, by, reason):
    """The committee's order of equals: all of them, each once; a newer one replaces an older."""
    award.hold()
    award.refuse_unless([Award.Status.CLOSED], "登记评审委员会决定")
    reason = within(reason, 500)
    if not reason:
        raise BrokenRule("评审委员会的决定必须写明理由（例如会议时间和依据）。")
    asked = [group for group in equals(award) if sorted(order) == sorted(codes_of(group))]
    if not asked:
        raise BrokenRule("请给同一名次的每个学院各排一个不同的先后。")
    decision = CommitteeDecision.objects.create(
        award=award, order=order, reason=reason, decided_by=by
    )
    payload = {"after": {"顺序": order}}
    AuditEntry.objects.record(by, "登记评委会决定", decision, note=reason, payload=payload)
    rank(award)
    return decision
