"""Every rule of the plan: what breaks it, what just keeps it, and what the sentence says."""

import math
import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.showcase.checks import Limits, Piece, violations
from activities.showcase.geometry import Rect
from activities.showcase.words import listed, number

from .test_showcase_geometry import raster, rects


def piece(kind, label, x, y, width=3, depth=3, angle=0, **facts):
    return Piece(facts.pop("key", label), kind, label, Rect(x, y, width, depth, angle), **facts)


def booth(label, x, y, *size, **facts):
    return piece("booth", label, x, y, *size, **facts)


def box(label, x, y, capacity_kw=8.0):
    return piece("power_box", label, x, y, 1, 1, capacity_kw=capacity_kw)


EXTINGUISHER = piece("extinguisher", "灭火器1", 20, 20, 0.3, 0.3)
A01 = booth("A01", 10, 10)


def found(*pieces, rule=None, limits=None, size=(40, 40)):
    """What is wrong with a plan that has, beside these, a booth and an extinguisher."""
    everything = [*pieces, A01, EXTINGUISHER]
    told = violations(*size, everything, limits or Limits(extinguisher_reach_m=99))
    return [one for one in told if rule in (None, one.rule)]


def the_one(*pieces, **more):
    [only] = found(*pieces, **more)
    return only


def test_nothing_is_wrong_with_a_sound_plan():
    way = piece("gangway", "主通道", 0, 14, 40, 3)
    gate = piece("entrance", "东门", 39, 14, 1, 3)
    supply = box("1号配电箱", 20, 5)
    fed = booth("A02", 13, 10, supply="1号配电箱", power_kw=8.0, wants_power=True)
    assert found(way, gate, supply, fed) == []


class TestSizes:
    @pytest.mark.parametrize("size", [(0, 3), (-1, 3), (3, math.nan), (math.inf, 3), (99_999, 3)])
    def test_that_cannot_be_drawn_are_told_and_block(self, size):
        told = the_one(booth("A02", 1, 1, *size))
        assert (told.rule, told.keys, told.is_blocking) == ("size", ("A02",), True)
        assert "A02的大小是" in told.sentence and math.isfinite(told.measured)

    def test_of_the_place_are_told(self):
        told = the_one(size=(0, 40))
        assert told.rule == "plan_size" and "场地的大小是 0 × 40 米" in told.sentence

    def test_a_place_far_away_is_told(self):
        assert the_one(booth("A02", math.nan, 0)).rule == "size"


class TestCodes:
    def test_a_plan_without_booths_blocks(self):
        [told] = violations(40, 40, [EXTINGUISHER])
        assert (told.rule, told.is_blocking) == ("no_booth", True)
        assert "图上还没有展位（0 个，至少要 1 个）" in told.sentence

    def test_the_same_code_twice_blocks_however_it_is_written(self):
        told = the_one(booth(" ａ01", 20, 10, key="b2"))
        assert (told.rule, told.keys) == ("duplicate_code", ("b2", "A01"))
        assert "展位号 A01 用了 2 次，只能用 1 次" in told.sentence

    def test_booths_without_a_code_block(self):
        told = the_one(booth("", 20, 10, key="b2"))
        assert (told.rule, told.keys, told.is_blocking) == ("no_code", ("b2",), True)

    def test_two_gangways_of_one_name_are_fine(self):
        twice = [piece("gangway", "通道", 0, y, 40, 3, key=f"g{y}") for y in (14, 30)]
        assert found(*twice) == []


class TestOutside:
    @pytest.mark.parametrize(
        "x, y, side", [(-1, 5, "左"), (5, -1, "上"), (38, 5, "右"), (5, 38, "下")]
    )
    def test_is_told_with_its_side(self, x, y, side):
        told = the_one(booth("A02", x, y))
        assert told.rule == "outside" and told.measured == pytest.approx(1)
        assert f"A02超出场地{side}边 1 米（应为 0 米），场地是 40 × 40 米" in told.sentence

    def test_the_edge_belongs_to_the_place(self):
        assert found(booth("A02", 37, 37), booth("A03", 0, 0)) == []

    def test_a_turn_can_bring_a_corner_out(self):
        assert the_one(booth("A02", 37, 20, 3, 3, 45)).measured == pytest.approx(0.621, abs=0.001)


class TestOverlap:
    def test_is_told_in_square_metres(self):
        told = the_one(booth("A02", 12, 11))
        assert (told.rule, told.keys, told.measured) == ("overlap", ("A01", "A02"), 2)
        assert told.sentence == "A01和A02重叠 2 ㎡，应为 0 ㎡。请移开其中一个。"
        assert not told.is_blocking

    def test_a_booth_inside_a_stage_is_told(self):
        assert the_one(piece("stage", "舞台", 5, 5, 10, 10)).measured == 9

    def test_touching_is_fine(self):
        assert found(booth("A02", 13, 10), booth("A03", 10, 13)) == []

    def test_an_extinguisher_may_stand_in_a_booth(self):
        assert found(piece("extinguisher", "灭火器2", 11, 11, 0.3, 0.3)) == []

    def test_the_assembly_point_stays_free(self):
        told = the_one(piece("assembly", "集合点", 8, 8, 10, 10))
        assert told.rule == "overlap" and "集合点要留空" in told.sentence

    def test_an_assembly_point_may_lie_on_a_gangway_and_on_another(self):
        points = [piece("assembly", "集合点", 25, y, 9, 9, key=f"p{y}") for y in (20, 25)]
        assert found(*points, piece("gangway", "通道", 20, 26, 19, 3)) == []

    @settings(max_examples=40, deadline=None)
    @given(st.lists(rects, max_size=4))
    def test_is_what_a_raster_finds(self, some):
        booths = [Piece(str(n), "booth", f"B{n}", rect) for n, rect in enumerate(some)]
        told = {one.keys: one for one in violations(40, 40, booths) if one.rule == "overlap"}
        for one, other in combinations(booths, 2):
            measured = told[one.key, other.key].measured if (one.key, other.key) in told else 0
            assert measured == pytest.approx(raster(one.rect, other.rect), abs=0.35)

    def test_a_heap_of_copies_is_summed_up(self):
        heap = [booth(f"B{n:03}", 20, 30) for n in range(20)]
        told = found(*heap, rule="overlap")
        assert len(told) == 101 and "另有 90 处重叠没有一一列出（共 190 处" in told[-1].sentence


class TestGangway:
    @pytest.mark.parametrize("depth, rules", [(1.5, ["gangway"]), (2, []), (1.996, [])])
    def test_narrower_than_the_limit_is_told(self, depth, rules):
        assert [one.rule for one in found(piece("gangway", "通道", 0, 30, 40, depth))] == rules

    def test_narrowed_by_a_booth_names_it(self):
        told = the_one(piece("gangway", "主通道", 0, 12, 40, 2.5))
        assert told.keys == ("主通道", "A01") and told.measured == pytest.approx(1.5)
        assert "主通道最窄处只剩 1.5 米，要求 2 米，挡在里面的是A01" in told.sentence

    def test_shut_is_told_as_shut(self):
        told = the_one(piece("gangway", "主通道", 0, 10, 40, 3))
        assert "主通道最窄处被堵死（0 米）" in told.sentence

    def test_wide_enough_beside_a_booth_is_fine(self):
        assert found(piece("gangway", "广场", 0, 12, 40, 5)) == []

    def test_an_extinguisher_in_it_counts(self):
        way = piece("gangway", "通道", 15, 19, 20, 2.2)
        assert the_one(way).keys == ("通道", "灭火器1")


class TestEntrance:
    def test_blocked_is_told_with_the_nearest(self):
        gate = piece("entrance", "西门", 6, 10, 2, 3)
        told = the_one(gate, box("1号配电箱", 6, 14))
        assert told.keys == ("西门", "1号配电箱", "A01") and told.measured == pytest.approx(1)
        assert "现在最近处只有 1 米，挡着的是1号配电箱、A01" in told.sentence

    @pytest.mark.parametrize("x, rules", [(5, []), (5.1, ["entrance"])])
    def test_is_free_at_the_limit(self, x, rules):
        assert [one.rule for one in found(piece("entrance", "西门", x, 10, 2, 3))] == rules

    def test_gangways_lead_to_it(self):
        gate, way = piece("entrance", "门", 0, 30, 1, 3), piece("gangway", "通道", 0, 30, 40, 3)
        assert found(gate, way) == []


def fed(label, x, kw, supply="1号箱", **facts):
    return booth(label, x, 30, supply=supply, power_kw=kw, wants_power=True, **facts)


class TestPower:
    def test_above_the_capacity_names_the_booths(self):
        told = the_one(box("1号箱", 20, 26), fed("A02", 20, 5.0), fed("A03", 24, 3.5))
        assert (told.rule, told.measured, told.limit) == ("power_capacity", 8.5, 8.0)
        assert told.sentence.startswith(
            "1号箱容量 8 kW，已接 8.5 kW（A02 5 kW、A03 3.5 kW），超出 0.5 kW。"
        )

    def test_up_to_the_capacity_is_fine_in_decimals_too(self):
        shares = [fed(f"A0{n}", 4 * n, 0.1) for n in (2, 3, 4)]
        assert found(box("1号箱", 20, 26, 0.3), *shares) == []

    def test_a_box_without_a_capacity_is_told(self):
        told = the_one(box("1号箱", 20, 26, None), fed("A02", 20, 5.0))
        assert "1号箱没有填写容量" in told.sentence and told.measured == 5

    def test_a_load_that_nobody_stated_is_told(self):
        told = the_one(box("1号箱", 20, 26), fed("A02", 20, None), fed("A03", 24, 1.0))
        assert (told.rule, told.keys) == ("power_unknown", ("1号箱", "A02"))
        assert "A02接1号箱，但没有报用电负荷，已知的合计是 1 kW" in told.sentence

    def test_a_need_without_supply_names_the_nearest_box(self):
        needy = fed("A02", 20, 2.0, supply=None)
        told = the_one(box("2号箱", 2, 36), box("1号箱", 20, 26), needy)
        assert (told.rule, told.keys) == ("power_missing", ("A02", "1号箱"))
        assert "A02需要用电但没有接电。最近的是1号箱，相距 3 米" in told.sentence

    @pytest.mark.parametrize(
        "boxes, words",
        [([], "30 米内没有配电箱（图上共 0 个）"), ([box("1号箱", 39, 0)], "太远，请移近或加一个")],
    )
    def test_a_need_without_a_box_near_is_told(self, boxes, words):
        assert words in the_one(*boxes, fed("A02", 0, 2.0, supply=None)).sentence

    def test_a_supply_that_is_gone_is_told(self):
        assert "A02所接的配电箱已不在图上" in the_one(fed("A02", 20, 2.0, supply="x")).sentence

    def test_a_supply_out_of_reach_names_a_nearer_one(self):
        told = the_one(box("1号箱", 37, 2), box("2号箱", 5, 26), fed("A02", 5, 2.0))
        assert (told.rule, told.limit) == ("power_reach", 30.0)
        assert "A02离所接的1号箱 39.62 米，超过 30 米。请改接2号箱（3 米）" in told.sentence

    def test_nobody_on_the_booth_needs_nothing(self):
        assert found(box("1号箱", 20, 26), booth("A02", 20, 30)) == []


class TestExtinguisher:
    def test_out_of_reach_is_told(self):
        told = the_one(booth("A02", 0, 0), rule="extinguisher", limits=Limits())
        assert told.keys == ("A02", "灭火器1") and told.limit == 20
        assert "A02离最近的灭火器 24.04 米，超过 20 米" in told.sentence

    def test_within_reach_is_fine(self):
        assert found(limits=Limits()) == []

    def test_none_at_all_is_one_sentence(self):
        [told] = violations(40, 40, [A01, booth("A02", 20, 10)])
        assert told.rule == "no_extinguisher" and "有 2 个展位，但没有灭火器（0 个" in told.sentence


KINDS = ["booth", "gangway", "entrance", "power_box", "extinguisher", "stage", "assembly"]
wild = st.sampled_from([math.nan, math.inf, -math.inf, 1e300, 5e-324, -3.0, 0.0])
metres = wild | st.integers(0, 30)
pieces = st.lists(
    st.builds(
        Piece,
        st.uuids().map(str),
        st.sampled_from(KINDS),
        st.sampled_from(["A1", "A2", "", "1号箱"]),
        rects | st.builds(Rect, metres, metres, metres, metres, metres),
        st.none() | st.just(3.0),
        st.none() | st.just(2.0),
        st.booleans(),
        st.none() | st.just("x"),
    ),
    max_size=8,
)


class TestAnyPlan:
    @settings(deadline=None)
    @given(pieces, metres, metres, st.randoms())
    def test_is_told_in_the_same_order_whatever_the_order_given(self, some, width, depth, order):
        before = violations(width, depth, some)
        order.shuffle(some)
        assert violations(width, depth, some) == before

    @settings(deadline=None)
    @given(pieces)
    def test_is_told_with_measure_limit_and_way_out(self, some):
        for told in violations(30, 30, some):
            assert math.isfinite(told.measured) and "请" in told.sentence
            assert number(told.measured) in told.sentence and number(told.limit) in told.sentence


def test_numbers_are_short_and_long_lists_are_cut():
    assert [number(n) for n in (2.0, 1.20, 0.004, -0.001, 30, math.nan)] == [
        *("2", "1.2", "0", "0", "30", "？"),
    ]
    assert listed(list("abcdefgh")) == "a、b、c、d、e、f 等 8 个"


def test_three_hundred_pieces_take_a_tenth_of_a_second_at_most():
    rng = random.Random(1)
    kinds = ["booth"] * 230 + ["gangway"] * 30 + ["entrance"] * 6 + ["power_box"] * 14
    kinds += ["extinguisher"] * 18 + ["stage"] * 2
    some = [
        piece(
            kind,
            f"{kind}{n}",
            n % 20 * 4 + rng.random(),
            n // 20 * 4 + rng.random(),
            20 if kind == "gangway" else 3,
            3,
            rng.choice([0, 0, 90, 30]),
            capacity_kw=9.0,
            supply=f"power_box{266 + n % 14}" if n % 3 else None,
            power_kw=1.0,
        )
        for n, kind in enumerate(kinds)
    ]
    taken = []
    for _ in range(3):
        before = time.process_time()
        assert len(violations(80, 60, some)) > 100
        taken.append(time.process_time() - before)
    assert min(taken) <= 0.1
