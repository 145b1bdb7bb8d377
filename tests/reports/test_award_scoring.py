"""The arithmetic of 优秀组织奖: by example, by laws that hold for any numbers, and counted once
more by hand in another way."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.award.bundle import FORMAT, breakdown_data, recount, result_data, result_of
from reports.award.inputs import Delivery, Entry, Fact, Inputs, Sheet, from_data
from reports.award.ranking import ranking
from reports.award.rubric import as_data, shipped
from reports.award.rubric import from_data as rubric_from
from reports.award.scoring import rounded, score, total
from reports.models.award import canonical, digest

RUBRIC = rubric_from(shipped())
FIGURES = [part.figure for part in RUBRIC.parts if part.source == "figure"]
KINDS = ("info_form", "summary_report", "statistics_form", "media_package")
JUDGED = [part.code for part in RUBRIC.judged]
LEVELS = ("school", "city", "province", "national")


def entry(code="01", **facts):
    """Everything known and nothing to boast of, unless `facts` say otherwise."""
    plain = {
        "figures": {figure: Fact(Decimal(1)) for figure in FIGURES},
        "sizes": {"enrolled_students": 1000, "staff_total": 100},
        "deliveries": {kind: Delivery(kind, 0, "按时") for kind in KINDS},
        "stories": {"school": 1},
        "sheets": (Sheet("评委1", dict.fromkeys(JUDGED, 8)),),
        "booth_sheets": (Sheet("评委1", {"theme": 10, "order": 10}),),
    }
    return Entry(code, f"学院{code}", **plain | facts)


def figures(**known):
    return {code: Fact(Decimal(1)) for code in FIGURES} | {
        code: Fact(None if value is None else Decimal(value)) for code, value in known.items()
    }


def part(code, *entries, out=(), of=RUBRIC):
    """The item `code` of the first entry."""
    scores = score(of, Inputs(entries), out)[entries[0].code]
    return next(one for criterion in scores for one in criterion.parts if one.code == code)


def places(*entries, slots=4, out=None, decisions=(), of=RUBRIC):
    inputs = Inputs(entries)
    scores = score(of, inputs, out or {})
    return ranking(of, inputs, scores, slots=slots, out=out, decisions=decisions)


# By example


def test_the_best_has_full_marks_and_others_their_share():
    mine, best = entry(figures=figures(E1="6")), entry("02", figures=figures(E1="8"))
    assert part("3.3.1", mine, best).points == Decimal("3.00")
    assert part("3.3.1", best, mine).points == Decimal("4.00")


def test_a_formula_shows_the_units_own_numbers_and_the_best_without_a_name():
    mine = entry(figures=figures(A2="38"), sizes={"enrolled_students": 1240})
    best = entry("02", figures=figures(A2="50"), sizes={"enrolled_students": 1000})
    found = part("2.1", mine, best)
    for words in (
        "38 ÷ 在校生数 1240 × 1000 = 30.65",
        "最高 50；",
        "10 × 30.65 ÷ 50 = 6.13",
    ):
        assert words in found.words
    assert "学院02" not in found.words
    assert found.source == "figure:A2"


@pytest.mark.parametrize("size", [None, 0])
def test_a_missing_denominator_is_said_and_earns_nothing(size):
    found = part("2.1", entry(sizes={"enrolled_students": size}))
    assert (found.points, found.is_known) == (Decimal(0), False)
    assert found.words == "无法计算：缺少在校生数，计 0 分。"


def test_an_unknown_figure_tells_why_and_is_not_nought():
    lacking = figures() | {"D11": Fact(None, "无法计算：缺少参与学生数")}
    found = part("3.1", entry(figures=lacking))
    assert (found.words, found.is_known) == ("无法计算：缺少参与学生数，计 0 分。", False)
    assert part("3.1", entry(figures=figures(D11="0")), entry("02")).is_known


def test_nobody_above_nought_gives_nobody_points():
    found = part("3.3.2", entry(figures=figures(E2="0")), entry("02", figures=figures(E2="0")))
    assert found.points == 0
    assert "没有学院大于 0" in found.words


def test_a_fixed_mark_caps():
    assert part("1.2", entry(figures=figures(A5="6"))).points == Decimal("4.29")
    assert part("1.2", entry(figures=figures(A5="9"))).points == Decimal("5.00")


def test_each_day_late_costs_one_point_of_that_form():
    late = {"info_form": Delivery("信息表", 2, "迟 2 天")}
    assert part("1.1", entry(deliveries=late)).points == Decimal("4.00")
    three = {kind: Delivery(kind, days) for kind, days in zip(KINDS[1:], (0, 1, 9), strict=True)}
    assert part("1.3", entry(deliveries=three)).points == Decimal("3.00")


def test_what_never_came_earns_nothing_and_what_is_excused_everything():
    never, excused = Delivery("信息表", None), Delivery("信息表", None, is_required=False)
    assert part("1.1", entry(deliveries={"info_form": never})).points == 0
    assert part("1.1", entry(deliveries={"info_form": excused})).points == 6


def test_forms_that_are_not_collected_here_are_said():
    found = part("1.3", entry(deliveries={"info_form": Delivery("信息表", 0)}))
    assert not found.is_known
    assert "不在系统里收" in found.words


def test_reports_count_by_level():
    mine = entry(stories={"national": 1, "school": 1})
    found = part("1.4", mine, entry("02", stories={"province": 3}))
    assert found.points == Decimal("7.20")
    assert "国家级 1 篇 × 8 + 校级 1 篇 × 1 = 9" in found.words


def test_the_highest_and_the_lowest_mark_fall_from_five_judges_on():
    def sheets(*marks):
        return tuple(Sheet(f"评委{n}", {"1.5": mark}) for n, mark in enumerate(marks))

    assert part("1.5", entry(sheets=sheets(10, 8, 8, 0))).points == Decimal("3.90")
    assert part("1.5", entry(sheets=sheets(10, 8, 8, 8, 0))).points == Decimal("4.80")


def test_abstaining_and_void_sheets_count_for_nothing():
    sheets = (
        Sheet("评委1", {"1.5": 6}),
        Sheet("评委2", abstains=True),
        Sheet("评委3", {"1.5": 10}, void="评分期间调入本学院"),
    )
    assert part("1.5", entry(sheets=sheets)).points == Decimal("3.60")
    assert part("1.5", entry(sheets=sheets[1:])).words.startswith("无法计算：没有有效的评委打分")


def test_marks_of_the_plaza_count_against_what_a_judge_could_give():
    sheets = (Sheet("评委1", {"a": 10, "b": 9, "c": 8, "d": 7}),)
    assert part("2.3", entry(booth_sheets=sheets)).points == Decimal("7.65")


def test_nobody_is_measured_by_who_is_disqualified():
    fake, mine = entry("02", figures=figures(E1="900")), entry(figures=figures(E1="9"))
    assert part("3.3.1", mine, fake, out={"02"}).points == 4
    assert part("3.3.1", fake, mine, out={"02"}).points == 4


@pytest.mark.parametrize(
    ("number", "text"), [("1.005", "1.01"), ("2.675", "2.68"), ("0.004", "0.00"), ("7", "7.00")]
)
def test_halves_go_up(number, text):
    assert str(rounded(Fraction(number), 2)) == text


# Places


def test_equal_points_are_told_apart_by_the_students_rate():
    mine = entry("02", figures=figures(D11="100", E1="2"))
    found = places(entry(figures=figures(D11="80", E1="4")), mine, slots=1)
    assert found[0].points == found[1].points
    assert [(one.code, one.rank) for one in found] == [("02", 1), ("01", 2)]
    assert "与学院02同分，按“3.1 学生参与率”（8.00 比 10.00）排在其后" in found[1].words


def test_then_by_the_reports():
    loud = entry("02", figures=figures(E1="0", E2="0"), stories={"national": 1})
    found = places(entry(stories={"city": 1, "school": 1}), loud)
    assert found[0].points == found[1].points
    assert [one.code for one in found] == ["02", "01"]
    assert "按“1.4 各级媒体采用的报道”（6.00 比 12.00）" in found[1].words


def test_equals_share_a_rank_and_wait_for_the_committee_at_the_edge():
    found = places(entry(), entry("02"), entry("03", figures=figures(E1="0")), slots=1)
    assert [one.rank for one in found] == [1, 1, 3]
    assert [one.is_contested for one in found] == [True, True, False]
    assert "须由评审委员会决定" in found[0].words


def test_equals_within_the_slots_need_no_committee():
    found = places(entry(), entry("02"), slots=2)
    assert [(one.rank, one.is_within, one.is_contested) for one in found] == [(1, True, False)] * 2


def test_the_committee_orders_equals_and_nobody_else():
    decisions = [("01", "02", "03"), ("03", "02", "01")]
    low = entry("03", figures=figures(E1="0"))
    found = places(entry(), entry("02"), low, slots=1, decisions=decisions)
    assert [(one.code, one.rank) for one in found] == [("02", 1), ("01", 2), ("03", 3)]
    assert "按评审委员会的决定" in found[1].words
    assert found[0].is_within
    assert not found[1].is_within


def test_a_decision_that_leaves_an_equal_out_decides_nothing():
    found = places(entry(), entry("02"), entry("03"), slots=1, decisions=[("02", "01")])
    assert {one.rank for one in found} == {1}


def test_the_disqualified_stand_last_without_a_rank():
    found = places(entry(figures=figures(E1="99")), entry("02"), out={"01": "数据造假"})
    assert [(one.code, one.rank) for one in found] == [("02", 1), ("01", None)]
    assert found[-1].words == "取消资格：数据造假。不参加排名；得分只供参考。"


def test_a_place_says_what_it_lacks_to_the_one_before():
    found = places(entry(figures=figures(E1="8")), entry("02", figures=figures(E1="4")))
    points = found[0].points - 2
    told = f"第 2 名，{points} 分。比学院01少 2.00 分：3.3 合作企业参与度少 2。"
    assert found[1].words == told


def test_a_gap_of_many_items_says_that_more_is_left_out():
    high = dict.fromkeys(("A5", "A2", "D11", "D12"), "8")
    mine, best = entry(), entry("02", figures=figures(**high, C3="0", E1="0", F3="0"))
    told = places(best, mine)[1].words
    lost, won = told.rsplit("少 ", 1)[0], told.split("；")[1]
    assert lost.count("少 ") == 3
    assert "等；" in told
    assert won.endswith("等。")


def test_an_item_that_stands_alone_has_one_name():
    mine, best = entry(), entry("02", figures=figures(A5="7"))
    name = next(one.name for one in RUBRIC.parts if one.code == "1.2")
    found = places(mine, best)[1]
    assert f"1.2 {name}少 " in found.words
    criteria = {one["code"]: one for one in breakdown_data(found)}
    assert (criteria["1.2"]["name"], criteria["1.2"]["parts"][0]["name"]) == (name, name)


# Laws

numbers = st.none() | st.integers(0, 500).map(Decimal)
on_site = st.integers(0, 40)
marks = st.dictionaries(st.sampled_from(JUDGED), st.integers(0, 10))


@st.composite
def entries(draw, code):
    return Entry(
        code,
        f"学院{code}",
        figures={one: Fact(draw(numbers)) for one in FIGURES},
        sizes={"enrolled_students": draw(st.none() | st.integers(0, 3000)), "staff_total": 50},
        deliveries={k: Delivery(k, draw(st.none() | st.integers(0, 9))) for k in KINDS},
        stories={level: draw(st.integers(0, 5)) for level in LEVELS},
        sheets=tuple(Sheet(f"评委{n}", draw(marks)) for n in range(draw(st.integers(0, 6)))),
        booth_sheets=tuple(
            Sheet(f"评委{n}", {"a": draw(on_site)}) for n in range(draw(st.integers(0, 6)))
        ),
    )


schools = st.integers(1, 5).flatmap(
    lambda size: st.tuples(*(entries(f"{n:02d}") for n in range(1, size + 1)))
)
outs = st.sets(st.sampled_from(["01", "02"]))


@settings(max_examples=60)
@given(schools, outs)
def test_points_add_up_and_stay_within_what_each_item_is_worth(school, out):
    for criteria in score(RUBRIC, Inputs(school), out).values():
        assert total(criteria) == sum(p.points for one in criteria for p in one.parts)
        assert 0 <= total(criteria) <= 100
        for one in criteria:
            assert all(0 <= p.points <= p.full for p in one.parts)
            assert all(p.words.endswith("。") for p in one.parts)


@settings(max_examples=60)
@given(schools, st.randoms())
def test_the_order_in_which_colleges_stand_changes_nothing(school, random):
    mixed = list(school)
    random.shuffle(mixed)
    assert result_data(places(*school)) == result_data(places(*mixed))


@settings(max_examples=60)
@given(schools, st.sampled_from(FIGURES), st.integers(1, 300))
def test_more_of_a_figure_never_costs_points_and_gives_others_none(school, figure, more):
    before = score(RUBRIC, Inputs(school))
    first = school[0]
    known = first.figures[figure].value or Decimal(0)
    raised = replace(first, figures=first.figures | {figure: Fact(known + more)})
    after = score(RUBRIC, Inputs((raised, *school[1:])))
    assert total(after["01"]) >= total(before["01"])
    assert all(total(after[one.code]) <= total(before[one.code]) for one in school[1:])


@settings(max_examples=60)
@given(schools, st.integers(1, 5))
def test_at_most_as_many_win_as_there_are_slots(school, slots):
    found = places(*school, slots=slots)
    within = [one for one in found if one.is_within]
    assert len(within) <= slots
    # Either all slots are given, or equals at the edge wait, or there are not enough colleges.
    assert len(within) == min(slots, len(school)) or any(one.is_contested for one in found)


@settings(max_examples=60)
@given(schools)
def test_inputs_survive_being_written_down(school):
    inputs = Inputs(school)
    assert from_data(inputs.as_data()) == inputs


# Once more by hand


def by_hand(school, out):
    """{code: points} with floats-free long-hand arithmetic that knows none of our modules."""
    cents = Decimal("0.01")

    def share(points, mine, best):
        if mine is None or not best:
            return Decimal(0)
        exact = Decimal(points) * min(mine, best) / best
        return exact.quantize(cents, ROUND_HALF_UP)

    def best(values):
        return max(
            (v for code, v in values.items() if v is not None and code not in out), default=0
        )

    def per_thousand(one):
        value, size = one.figures["A2"].value, one.sizes["enrolled_students"]
        return None if value is None or not size else value * 1000 / size

    def reported(one):
        worth = {"school": 1, "city": 3, "province": 5, "national": 8}
        return Decimal(sum(worth[level] * n for level, n in one.stories.items()))

    best_scaled = [(10, per_thousand), (12, reported)]
    simple = {"C3": 3, "C4": 2, "service_points": 2, "D11": 10, "D12": 6}
    simple |= {"E1": 4, "E2": 2, "E3": 2, "F3": 2}
    best_scaled += [(n, lambda one, c=code: one.figures[c].value) for code, n in simple.items()]
    found = {one.code: Decimal(0) for one in school}
    for points, value_of in best_scaled:
        values = {one.code: value_of(one) for one in school}
        for code, value in values.items():
            found[code] += share(points, value, best(values))
    for one in school:
        found[one.code] += share(5, one.figures["A5"].value, Decimal(7))
        found[one.code] += share(1, one.figures["booth_arrivals"].value, Decimal(1))
        found[one.code] += on_time(one, KINDS[:1], 6) + on_time(one, KINDS[1:], 6)
        for code, points in (("1.5", 6), ("2.4", 8), ("3.4.2", 4)):
            given_marks = [s.marks[code] for s in one.sheets if code in s.marks]
            found[one.code] += share(points, mean(given_marks), Decimal(10))
        plaza = mean([sum(s.marks.values()) for s in one.booth_sheets])
        found[one.code] += share(9, plaza, Decimal(40))
    return found


def on_time(one, kinds, points):
    each = Decimal(points) / len(kinds)
    late = [one.deliveries[kind].days_late for kind in kinds]
    return sum((max(Decimal(0), each - n) for n in late if n is not None), Decimal(0))


def mean(numbers):
    if len(numbers) >= 5:
        numbers = sorted(numbers)[1:-1]
    return Decimal(sum(numbers)) / len(numbers) if numbers else None


@settings(max_examples=150)
@given(schools, outs)
def test_a_recount_by_hand_comes_to_the_same(school, out):
    hand = by_hand(school, out)
    for code, criteria in score(RUBRIC, Inputs(school), out).items():
        # Decimals of 28 digits against fractions: a cent an item where a half is not exact.
        assert abs(total(criteria) - hand[code]) <= Decimal("0.01"), code


# The bundle


def bundle(*school, **overrides):
    rubric, inputs = as_data(RUBRIC), Inputs(school).as_data()
    facts = {"slots": 1, "out": {}, "decisions": []}
    result = result_of(rubric, inputs, **facts)
    return {
        "format": FORMAT,
        "rubric": rubric,
        "rubric_sha256": digest(canonical(rubric)),
        "inputs": inputs,
        "inputs_sha256": digest(canonical(inputs)),
        "status": "confirmed",
        "slots": 1,
        "vetoes": [],
        "decisions": [],
        "result": result_data(result),
        "winners": [one.code for one in result if one.is_within],
        **overrides,
    }


def test_an_untouched_bundle_recounts_to_itself():
    assert recount(bundle(entry(figures=figures(E1="8")), entry("02"))) == []


def test_a_changed_number_is_found_by_its_hash_and_by_its_points():
    changed = bundle(entry(figures=figures(E1="8")), entry("02"))
    changed["inputs"]["colleges"][1]["figures"]["E1"]["value"] = "800"
    found = recount(changed)
    assert found[0] == "inputs 的 SHA-256 与文件里写的不同：内容被改动过。"
    assert "学院02 名次：文件里是 2，重算是 1。" in found
    assert "获奖单位：文件里是 01，重算是 02。" in found


def test_a_changed_result_is_found():
    changed = bundle(entry(figures=figures(E1="8")), entry("02"))
    changed["result"][0]["points"] = "1.00"
    assert [one for one in recount(changed) if one.startswith("学院01 得分：文件里是 1.00")]


def test_winners_struck_out_of_a_decided_result_are_found():
    school = entry(figures=figures(E1="8")), entry("02")
    assert recount(bundle(*school, winners=[])) == ["获奖单位：文件里是 无，重算是 01。"]


def test_winners_written_into_an_undecided_result_are_found():
    school = entry(figures=figures(E1="8")), entry("02")
    assert recount(bundle(*school, status="closed", winners=[])) == []
    assert recount(bundle(*school, status="closed")) == ["获奖单位：文件里是 01，重算是 无。"]


def test_another_file_is_no_bundle():
    assert recount({"format": "x"}) == ["这不是评奖结果文件（应为 vocweek-award-1）。"]


def test_a_breakdown_tells_every_item():
    found = breakdown_data(places(entry())[0])
    assert [one["code"] for one in found] == [one.code for one in RUBRIC.criteria]
    assert found[0]["parts"][0]["points"] == "6.00"
