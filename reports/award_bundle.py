"""The file that proves a result: what `recount_award` computes again."""

from colleges.rules import BrokenRule

from .award.bundle import FORMAT, result_data
from .award_closing import computed, reasons_out


def bundle_of(award):
    """Plain JSON: inputs, rubric, what people decided, and the ranking that was told."""
    if not award.is_ranked:
        raise BrokenRule("评分还没有结束，没有可以导出的结果。请先结束评分。")
    places = computed(award)
    decisions = award.decisions.all()
    slots = award.places.filter(slot__isnull=False).order_by("slot")
    return {
        "format": FORMAT,
        "award": award.name,
        "edition": award.edition.code,
        "status": award.status,
        "code_version": award.code_version,
        "closed_at": award.closed_at.isoformat(),
        "slots": award.slots,
        "rubric": award.rubric,
        "rubric_sha256": award.rubric_sha256,
        "inputs": award.inputs,
        "inputs_sha256": award.inputs_sha256,
        "vetoes": [
            {"code": code, "reason": reason} for code, reason in sorted(reasons_out(award).items())
        ],
        "decisions": [{"order": one.order, "reason": one.reason} for one in decisions],
        "result": stored(award, places),
        "winners": list(slots.values_list("college__code", flat=True)),
    }


def stored(award, places):
    """What stands in the places that people were shown, in the shape of a recount."""
    rows = {row.college.code: row for row in award.places.select_related("college")}
    found = []
    for one in result_data(places):
        row = rows[one["code"]]
        criteria = {item["code"]: item["points"] for item in row.breakdown}
        shown = {"rank": row.rank, "points": plain_points(row, one), "criteria": criteria}
        shown |= {"is_within": row.is_within, "is_contested": row.is_contested}
        found.append(one | shown)
    return found


def plain_points(row, computed_one):
    """As many decimals as the rubric has; the column keeps four."""
    places = len(computed_one["points"].partition(".")[2])
    return f"{row.points:.{places}f}"
