"""The proposal: musts against brute force, wishes by example, and what it says."""

import random
import time
from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.models import Booth
from activities.showcase.allocation import Applicant, Box, Place, propose
from activities.showcase.assignment import assign, cheapest
from activities.showcase.geometry import Rect

BOXES = [Box("x1", 3.0, "1号配电箱"), Box("x2", 2.0, "2号配电箱")]
loads = st.sampled_from([None, None, 0.5, 1.0, 1.5, 2.0, 3.0])


def place(key, **facts):
    """Booths of 3 × 3 m, 10 m apart unless told otherwise."""
    facts.setdefault("rect", Rect(key * 13, 0, 3, 3))
    return Place(key, f"A{key:02}", **facts)


def college(number, **facts):
    return Applicant(number, f"学院{number}", **facts)


def row_of(n, **facts):
    """Booths side by side."""
    return [place(key, rect=Rect(key * 3, 0, 3, 3), **facts) for key in range(n)]


@st.composite
def scenes(draw):
    """(places, boxes, applicants, taken) of at most 6 booths and 5 colleges still open."""
    side_by_side = draw(st.booleans())
    supply, metres = st.sampled_from([None, "x1", "x2", "gone"]), st.sampled_from([None, 5, 30])
    places = [
        place(
            key,
            rect=Rect(key * (3 if side_by_side else 13), 0, 3, 3),
            supply=draw(supply),
            extinguisher_m=draw(metres),
        )
        for key in range(draw(st.integers(0, 6)))
    ]
    boxes = [Box(key, draw(st.sampled_from([None, 0.0, 1.0, 2.5, 4.0]))) for key in ("x1", "x2")]
    facts = st.fixed_dictionaries(
        {
            "power_kw": loads,
            "wants_power": st.booleans(),
            "is_noisy": st.booleans(),
            "has_hazard": st.booleans(),
        }
    )
    everybody = [college(n, **draw(facts)) for n in range(draw(st.integers(0, 5)))]
    pinned = draw(st.integers(0, min(len(places), len(everybody))))
    order = draw(st.permutations(range(len(places))))
    return places, boxes, everybody, {order[n]: n for n in range(pinned)}


def drawn_on(box, placed, places, known):
    """kW, by hand: what those on the booths of a box state, 1 kW where they state nothing."""
    supplied = {place.key for place in places if place.supply == box.key}
    on_it = [known[number] for booth, number in placed.items() if booth in supplied]
    needy = [one for one in on_it if one.wants_power or one.power_kw]
    return sum(1.0 if one.power_kw is None else one.power_kw for one in needy)


def is_allowed(placed, taken, places, boxes, known):
    """The musts in other words than the product's."""
    for booth, number in placed.items():
        one, where = known[number], next(place for place in places if place.key == booth)
        if booth in taken:
            continue
        if (one.wants_power or one.power_kw) and where.supply not in ("x1", "x2"):
            return False
        if one.has_hazard and where.extinguisher_m == 30:
            return False
    for box in boxes:
        new = drawn_on(box, {b: n for b, n in placed.items() if b not in taken}, places, known)
        total = drawn_on(box, placed, places, known)
        if new and box.capacity_kw is not None and total > box.capacity_kw:
            return False
    return True


def most_that_fit(places, boxes, everybody, taken):
    """By trying: every college on every free booth or on none."""
    known = {one.college: one for one in everybody}
    free = [place.key for place in places if place.key not in taken]
    left = [one.college for one in everybody if one.college not in taken.values()]
    best, todo = 0, [(0, dict(taken))]
    while todo:
        at, placed = todo.pop()
        best = max(best, len(placed))
        if at == len(left) or len(placed) + len(left) - at <= best:
            continue
        todo.append((at + 1, placed))
        further = [{**placed, booth: left[at]} for booth in free if booth not in placed]
        todo += [(at + 1, one) for one in further if is_allowed(one, taken, places, boxes, known)]
    return best


def placed_by(proposal):
    return {one.booth: one.college for one in proposal.placements}


class TestMusts:
    @settings(deadline=None)
    @given(scenes())
    def test_pins_never_move(self, scene):
        proposal = propose(*scene, seed=1)
        assert {one.booth: one.college for one in proposal.placements if one.is_pinned} == scene[3]

    @settings(deadline=None)
    @given(scenes())
    def test_nobody_stands_twice_and_nobody_is_forgotten(self, scene):
        proposal = propose(*scene, seed=1)
        told = [one.college for one in proposal.placements] + [n for n, _ in proposal.unplaced]
        assert sorted(told) == sorted(one.college for one in scene[2])
        assert len(placed_by(proposal)) == len(proposal.placements)

    @settings(deadline=None)
    @given(scenes())
    def test_power_and_hazards_are_respected(self, scene):
        places, boxes, everybody, taken = scene
        known = {one.college: one for one in everybody}
        assert is_allowed(placed_by(propose(*scene, seed=1)), taken, places, boxes, known)

    @settings(max_examples=300, deadline=None)
    @given(scenes())
    def test_as_many_are_placed_as_can_be(self, scene):
        assert len(propose(*scene, seed=1).placements) == most_that_fit(*scene)

    @settings(deadline=None)
    @given(scenes(), st.randoms(), st.integers(0, 9))
    def test_the_order_given_changes_nothing(self, scene, order, seed):
        places, boxes, everybody, taken = scene
        before = propose(places, boxes, everybody, taken, seed)
        pins = list(taken.items())
        for given_order in (places, boxes, everybody, pins):
            order.shuffle(given_order)
        assert propose(places, boxes, everybody, dict(pins), seed) == before

    def test_boxes_are_packed_where_only_one_way_fits(self):
        """3 + 2 + 2 on 7 kW and 4 + 3 on 7 kW: taking the large ones in turn gets stuck."""
        places = [place(n, supply="x1" if n < 3 else "x2") for n in range(5)]
        boxes = [Box("x1", 7.0), Box("x2", 7.0)]
        everybody = [college(n, power_kw=kw) for n, kw in enumerate((3.0, 2.0, 2.0, 4.0, 3.0))]
        assert not propose(places, boxes, everybody, {}, seed=1).unplaced

    def test_those_who_keep_their_booth_draw_too(self):
        places = [place(0, supply="x2"), place(1, supply="x2")]
        everybody = [college(0, power_kw=1.5), college(1, power_kw=1.0)]
        assert [n for n, _ in propose(places, BOXES, everybody, {0: 0}, 1).unplaced] == [1]

    def test_a_college_whose_booth_is_gone_is_placed_anew(self):
        proposal = propose([place(1)], [], [college(7)], {99: 7}, seed=1)
        assert placed_by(proposal) == {1: 7}


class TestSeed:
    def test_decides_between_equal_colleges(self):
        everybody = [college(n) for n in range(3)]
        results = {
            tuple(placed_by(propose([place(0)], [], everybody, {}, s)).values()) for s in range(40)
        }
        assert results == {(0,), (1,), (2,)}

    def test_does_not_decide_against_a_wish(self):
        places = [place(0, rect=Rect(0, 0, 3, 3)), place(1, rect=Rect(20, 0, 3, 4))]
        everybody = [college(0, area_m2=12), college(1, area_m2=9)]
        for seed in range(40):
            assert placed_by(propose(places, [], everybody, {}, seed)) == {0: 1, 1: 0}


class TestWishes:
    def test_noise_stands_apart(self):
        everybody = [college(n, is_noisy=n < 2) for n in range(3)]
        placed = placed_by(propose(row_of(3), [], everybody, {}, seed=1))
        assert placed[1] == 2

    def test_noise_stands_apart_from_a_pin(self):
        everybody = [college(n, is_noisy=n < 2) for n in range(2)]
        assert placed_by(propose(row_of(3), [], everybody, {0: 0}, seed=1)) == {0: 0, 2: 1}

    def test_noise_keeps_away_from_the_stage(self):
        places = [place(0, stage_m=4.0), place(1, stage_m=30.0)]
        assert placed_by(propose(places, [], [college(1, is_noisy=True)], {}, seed=1)) == {1: 1}

    def test_a_hazard_stands_alone(self):
        everybody = [college(0), college(1, has_hazard=True)]
        assert placed_by(propose(row_of(4), [], everybody, {1: 0}, seed=1)) == {1: 0, 3: 1}

    def test_powered_booths_are_left_to_those_who_need_them(self):
        places = [place(0, supply="x1"), place(1)]
        assert placed_by(propose(places, BOXES, [college(1)], {}, seed=1)) == {1: 1}


def reason_for(number, *scene):
    placements = propose(*scene, {}, seed=1).placements
    return next(one.reason for one in placements if one.college == number)


class TestReasons:
    def test_tell_size_power_and_neighbours(self):
        one = college(1, power_kw=2.0, area_m2=9, is_noisy=True)
        assert reason_for(1, [place(3, supply="x1")], BOXES, [one]) == (
            "A03：9 ㎡（希望 9 ㎡），接 1号配电箱（余 3 kW），需要 2 kW；旁边没有音响展位。"
        )

    def test_tell_what_is_left_beside_the_others(self):
        places = [place(0, supply="x1"), place(1, supply="x1")]
        everybody = [college(n, power_kw=1.0 + n) for n in range(2)]
        assert "（余 1 kW），需要 1 kW" in reason_for(0, places, BOXES, everybody)
        assert "（余 2 kW），需要 2 kW" in reason_for(1, places, BOXES, everybody)

    @pytest.mark.parametrize(
        "facts, words",
        [
            ({"wants_power": True}, "未报负荷，暂按 1 kW 计"),
            ({"area_m2": 12}, "（比希望的 12 ㎡ 少 3 ㎡）"),
            ({"has_hazard": True}, "离灭火器 5 米，旁边没有其他学院"),
            ({"needs_water": True}, "不用电；请后勤处接水。"),
            ({}, "A03：9 ㎡，不用电。"),
        ],
    )
    def test_tell_each_need(self, facts, words):
        where = place(3, supply="x1", extinguisher_m=5)
        assert words in reason_for(1, [where], BOXES, [college(1, **facts)])

    @pytest.mark.parametrize(
        "facts, words",
        [
            ({"is_noisy": True}, "旁边 A01 也用音响，请错开时段"),
            ({"has_hazard": True}, "与 A01 相邻，请留出间距"),
        ],
    )
    def test_tell_the_neighbours(self, facts, words):
        assert words in reason_for(0, row_of(2), [], [college(n, **facts) for n in range(2)])

    def test_of_a_pin_says_that_it_stays(self):
        pinned = propose([place(0)], [], [college(0)], {0: 0}, seed=1).placements[0]
        assert pinned.reason == "A00：已定，保持不动。"


class TestUnplaced:
    @pytest.mark.parametrize(
        "places, facts, words",
        [
            ([], {}, "没有空展位"),
            ([place(0)], {"power_kw": 1.0}, "合适的空展位都没有接配电箱"),
            ([place(0, supply="x2")], {"power_kw": 9.0}, "需要 9 kW，空展位所接的配电箱中余量最大"),
            ([place(0, extinguisher_m=21)], {"has_hazard": True}, "离灭火器都超过 20 米"),
        ],
    )
    def test_are_told_the_must_that_failed(self, places, facts, words):
        [(number, sentence)] = propose(places, BOXES, [college(4, **facts)], {}, 1).unplaced
        assert number == 4 and words in sentence and "请" in sentence

    def test_the_reach_of_an_extinguisher_is_the_offices(self):
        scene = ([place(0, extinguisher_m=21)], BOXES, [college(4, has_hazard=True)], {}, 1)
        assert propose(*scene, extinguisher_reach_m=25).placements
        [(_, sentence)] = propose(*scene, extinguisher_reach_m=12.5).unplaced
        assert "离灭火器都超过 12.5 米" in sentence

    def test_are_told_that_others_were_luckier(self):
        everybody = [college(n) for n in range(2)]
        [(_, sentence)] = propose([place(0)], [], everybody, {}, 1).unplaced
        assert "合适的空展位（A00）都已排给其他学院" in sentence

    def test_are_told_that_the_box_is_used_up(self):
        places = [place(n, supply="x2") for n in range(2)]
        everybody = [college(n, power_kw=2.0) for n in range(2)]
        [(_, sentence)] = propose(places, BOXES, everybody, {}, 1).unplaced
        assert "还空着，但所接配电箱的余量已排给其他学院" in sentence


class TestBadInput:
    @pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
    def test_numbers_that_nobody_means_are_refused(self, value):
        with pytest.raises(ValueError, match="用电负荷"):
            college(1, power_kw=value)

    @pytest.mark.parametrize(
        "places, boxes, everybody, word",
        [
            ([place(0), place(0)], [], [], "展位"),
            ([], [Box("x", 1), Box("x", 2)], [], "配电箱"),
            ([], [], [college(1), college(1)], "学院"),
        ],
    )
    def test_anything_given_twice_is_refused(self, places, boxes, everybody, word):
        with pytest.raises(ValueError, match=f"同一个{word}出现了两次"):
            propose(places, boxes, everybody, {}, seed=1)


matrices = st.integers(0, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.none() | st.integers(-9, 9), min_size=width, max_size=width), max_size=5
    )
)


def all_ways(costs):
    """Every way of giving each row one of its columns or none, no column twice."""
    width = len(costs[0]) if costs else 0
    for way in product([None, *range(width)], repeat=len(costs)):
        used = [column for column in way if column is not None]
        if len(set(used)) == len(used) and all(
            column is None or line[column] is not None
            for line, column in zip(costs, way, strict=True)
        ):
            yield way


def price(costs, way, left_out):
    return sum(
        left_out if column is None else line[column]
        for line, column in zip(costs, way, strict=True)
    )


class TestCheapest:
    @settings(deadline=None)
    @given(matrices, st.sampled_from([3, 1000]))
    def test_is_the_cheapest_of_all_ways(self, costs, left_out):
        chosen = tuple(cheapest(costs, left_out))
        ways = {way: price(costs, way, left_out) for way in all_ways(costs)}
        assert ways[chosen] == min(ways.values())

    def test_of_a_square_is_the_cheapest_permutation(self):
        rng = random.Random(5)
        costs = [[rng.randrange(99) for _ in range(6)] for _ in range(6)]
        least = min(sum(costs[i][way[i]] for i in range(6)) for way in permutations(range(6)))
        assert price(costs, cheapest(costs, 10**6), 10**6) == least


class TestAssign:
    @settings(max_examples=300, deadline=None)
    @given(matrices, st.data())
    def test_leaves_out_no_more_than_any_way_that_keeps_to_the_room(self, costs, data):
        width = len(costs[0]) if costs else 0
        drawn = [data.draw(st.none() | st.integers(0, 5)) for _ in costs]
        box_of = [data.draw(st.sampled_from([None, 0, 1])) for _ in range(width)]
        room = [data.draw(st.none() | st.integers(-1, 9)) for _ in range(2)]

        def fits(way):
            on = [
                (load, box_of[column])
                for load, column in zip(drawn, way, strict=True)
                if load is not None and column is not None
            ]
            return all(box is not None for _, box in on) and all(
                room[box] is None or sum(load for load, its in on if its == box) <= room[box]
                for box in {box for _, box in on}
            )

        chosen = tuple(assign(costs, drawn, box_of, room, 1000))
        assert chosen in set(all_ways(costs)) and fits(chosen)
        assert chosen.count(None) == min(w.count(None) for w in all_ways(costs) if fits(w))

    def test_counts_those_without_a_load_when_it_chooses_boxes(self):
        """The first row may take box 0 at no cost, but the third has no other column there."""
        costs = [
            [0, 1, None, None, None, None],
            [None, None, 0, None, None, None],
            [0, None, None, None, None, None],
            [None, None, None, 0, None, None],
            [None, None, None, None, 0, 5],
        ]
        loads, box_of = [1, 1, None, 1, 1], [0, 1, 0, 2, 2, 3]
        assert assign(costs, loads, box_of, [1, 1, 1, 1], 1000) == [1, 2, 0, 3, 5]


def test_the_longest_reason_fits_into_what_a_booth_keeps():
    """Everything at once, beside more neighbours than are named, on codes as long as can be."""
    neighbours = [
        Place(n, f"展位号很长很长很长{n}", Rect(0.3 * n, 0, 3, 3), supply="x1", extinguisher_m=0.5)
        for n in range(10)
    ]
    facts = {"is_noisy": True, "has_hazard": True, "needs_water": True, "area_m2": 99.99}
    everybody = [college(n, wants_power=True, **facts) for n in range(10)]
    told = propose(
        [replace(one, stage_m=1.25) for one in neighbours],
        [Box("x1", 999.99, "箱" * 20)],
        everybody,
        {},
        seed=1,
    )
    longest = max(len(one.reason) for one in told.placements)
    assert 250 < longest <= Booth._meta.get_field("reason").max_length


def test_thirty_colleges_and_sixty_booths_take_half_a_second_at_most():
    """Short of power, so that boxes have to be searched; time of this process alone."""
    rng = random.Random(1)
    places = [
        place(n, rect=Rect(n % 10 * 3.5, n // 10 * 7, 3, 3), supply=f"x{n // 12}")
        for n in range(60)
    ]
    boxes = [Box(f"x{n}", 8.0) for n in range(5)]
    kw = [None, 0.5, 1.0, 2.0, 3.0, 4.5, 6.0]
    everybody = [college(n, power_kw=rng.choice(kw), is_noisy=n % 3 == 0) for n in range(30)]
    before = time.process_time()
    propose(places, boxes, everybody, {0: 2, 7: 3}, seed=1)
    assert time.process_time() - before <= 0.5
