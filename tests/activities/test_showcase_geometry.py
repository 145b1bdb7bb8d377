"""Rectangles in metres: measured against points counted by hand."""

import math
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.showcase.geometry import (
    Rect,
    clear_width,
    close_pairs,
    distance,
    nearest,
    nearest_m,
    overshoot,
)

CELL = 0.1
tenths = st.integers(0, 60).map(lambda n: n / 10)
sizes = st.integers(5, 40).map(lambda n: n / 10)
angles = st.integers(-180, 180)
rects = st.builds(Rect, tenths, tenths, sizes, sizes, angles)


def covers(rect, x, y):
    """Turn the point back and look at the upright rectangle: no corner, no library."""
    mx, my = rect.centre
    turn = math.radians(-rect.angle)
    dx, dy = x - mx, y - my
    along = dx * math.cos(turn) - dy * math.sin(turn)
    across = dx * math.sin(turn) + dy * math.cos(turn)
    return abs(along) <= rect.width / 2 and abs(across) <= rect.depth / 2


def raster(*given_rects):
    """m² that all of them cover, by counting the middles of cells of 10 × 10 cm."""
    cells = [(n + 0.5) * CELL for n in range(-40, 140)]
    near = [
        (x, y)
        for x, y in product(cells, cells)
        if max(math.dist((x, y), r.centre) for r in given_rects) < 4
    ]
    return CELL**2 * sum(all(covers(r, x, y) for r in given_rects) for x, y in near)


class TestRect:
    def test_turns_clockwise_on_the_screen(self):
        corners = Rect(0, 0, 4, 2, 90).corners
        assert corners[0] == pytest.approx((3, -1)), "the top left corner comes to the top right"
        assert corners[1] == pytest.approx((3, 3))

    def test_keeps_its_area_and_centre_when_turned(self):
        turned = Rect(1, 2, 4, 2, 33)
        assert turned.polygon.area == pytest.approx(turned.area)
        assert (turned.polygon.centroid.x, turned.polygon.centroid.y) == pytest.approx((3, 3))

    @pytest.mark.parametrize(
        "numbers",
        [(0, 0, 0, 1), (0, 0, 1, -1), (math.nan, 0, 1, 1), (0, 0, math.inf, 1), (1e9, 0, 1, 1)],
    )
    def test_that_cannot_be_drawn_says_so(self, numbers):
        assert not Rect(*numbers).is_drawable
        with pytest.raises(ValueError, match="画不出来"):
            distance(Rect(*numbers), Rect(0, 0, 1, 1))


class TestDistance:
    def test_is_from_edge_to_edge(self):
        assert distance(Rect(0, 0, 1, 1), Rect(4, 5, 1, 1)) == 5
        assert nearest_m(Rect(0, 0, 1, 1), [Rect(9, 0, 1, 1), Rect(3, 0, 1, 1)]) == 2
        assert nearest_m(Rect(0, 0, 1, 1), []) is None

    @settings(deadline=None)
    @given(st.lists(rects, max_size=6), st.lists(rects, min_size=1, max_size=6))
    def test_to_the_nearest_is_the_least_of_all(self, some, others):
        for rect, (which, metres) in zip(some, nearest(some, others), strict=True):
            apart = [distance(rect, other) for other in others]
            assert metres == pytest.approx(min(apart))
            assert which == apart.index(min(apart))

    @settings(deadline=None)
    @given(st.lists(rects, max_size=8), st.sampled_from([0, 1, 2.5]))
    def test_pairs_are_found_as_by_trying_all(self, some, within):
        by_trying = [
            (i, j)
            for i, j in combinations(range(len(some)), 2)
            if distance(some[i], some[j]) <= within
        ]
        assert close_pairs(some, within) == by_trying


class TestPlace:
    def test_overshoot_is_told_for_each_side(self):
        assert overshoot(10, 8, Rect(-1, -2, 13, 11)) == (1, 2, 2, 1)
        assert overshoot(10, 8, Rect(0, 0, 10, 8)) == (0, 0, 0, 0)


WAY = Rect(0, 0, 20, 4)
SLALOM = [Rect(5, -1, 1, 3), Rect(7, 2, 1, 3)]


class TestClearWidth:
    @pytest.mark.parametrize(
        "obstacles, width, at_fault",
        [
            ([], 4, ()),
            ([Rect(3, -3, 3, 3), Rect(3, 4, 3, 3)], 4, ()),
            ([Rect(3, -2, 3, 3)], 3, (0,)),
            ([Rect(3, 1, 3, 1)], 2, (0,)),
            ([Rect(3, 1.5, 3, 1)], 1.5, (0,)),
            ([Rect(9, 9, 1, 1), Rect(3, -1, 3, 6)], 0, (1,)),
            ([Rect(3, -1, 3, 2), Rect(12, -1, 3, 4)], 1, (1,)),
        ],
    )
    def test_is_what_is_left_between_the_sides(self, obstacles, width, at_fault):
        assert clear_width(WAY, obstacles) == (pytest.approx(width), at_fault)

    def test_finds_the_slalom(self):
        """Each leaves 2 m, yet between them only 1 m is left to turn."""
        assert clear_width(WAY, SLALOM) == (1, (0, 1))

    def test_does_not_mind_which_side_is_long(self):
        assert clear_width(Rect(0, 0, 4, 20), [Rect(-2, 3, 3, 3)])[0] == pytest.approx(3)

    def test_takes_no_notice_of_a_millimetre_at_the_end(self):
        assert clear_width(WAY, [Rect(19.998, 0, 3, 4)]) == (4, ())

    @settings(deadline=None)
    @given(angles)
    def test_does_not_change_when_everything_is_turned(self, angle):
        turn = math.radians(angle)

        def turned(rect):
            dx, dy = rect.centre[0] - 10, rect.centre[1] - 2
            x = 10 + dx * math.cos(turn) - dy * math.sin(turn) - rect.width / 2
            y = 2 + dx * math.sin(turn) + dy * math.cos(turn) - rect.depth / 2
            return Rect(x, y, rect.width, rect.depth, angle)

        width, at_fault = clear_width(turned(WAY), [turned(rect) for rect in SLALOM])
        assert (width, at_fault) == (pytest.approx(1), (0, 1))

    @settings(deadline=None)
    @given(
        st.lists(
            st.builds(Rect, st.integers(0, 9), st.integers(-2, 4), st.just(1), st.just(1)),
            max_size=7,
        )
    )
    def test_is_whether_a_walker_in_whole_metres_gets_through(self, stones):
        """On a floor of square metres somebody thin gets through exactly where a way is left."""
        way = Rect(0, 0, 10, 4)
        floor = {(x, y) for x in range(10) for y in range(4)} - {(s.x, s.y) for s in stones}
        reached = {(0, y) for y in range(4)} & floor
        for _ in range(40):
            steps = {(x + 1, y) for x, y in reached} | {(x - 1, y) for x, y in reached}
            steps |= {(x, y + 1) for x, y in reached} | {(x, y - 1) for x, y in reached}
            reached |= steps & floor
        assert (clear_width(way, stones)[0] > 0.5) == any(x == 9 for x, _ in reached)
