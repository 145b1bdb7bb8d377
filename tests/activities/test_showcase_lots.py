"""The draw, repeated here with nothing but the published words."""

import hashlib
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.showcase.lots import code_order, draw, method_in_words, new_seed, ranking

COLLEGES = [("jidian", "机电学院"), ("caijing", "财经学院"), ("yishu", "艺术学院")]
BOOTHS = ["A10", "A2", "B1", "A1"]
SEED = "3f9a-12bc-77d0-e102"
EXPECTED = [("caijing", "A1"), ("yishu", "A2"), ("jidian", "A10")]
codes = st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, max_size=12)
booths = st.lists(st.from_regex(r"[A-C][0-9]{1,2}", fullmatch=True), unique=True, max_size=12)


def named(codes):
    return [(code, f"{code}学院") for code in codes]


class TestDraw:
    def test_of_a_published_seed_stays_what_it_was(self):
        """A change of the method would make every earlier draw unverifiable."""
        assert draw(SEED, COLLEGES, BOOTHS) == EXPECTED

    @settings(deadline=None)
    @given(codes, booths, st.randoms())
    def test_does_not_depend_on_the_order_given(self, codes, booths, random):
        before = draw(SEED, named(codes), booths)
        random.shuffle(codes)
        random.shuffle(booths)
        assert draw(SEED, named(codes), booths) == before

    @settings(deadline=None)
    @given(codes, booths)
    def test_gives_nobody_two_and_leaves_out_no_more_than_it_must(self, codes, booths):
        drawn = draw(SEED, named(codes), booths)
        assert len(drawn) == min(len(codes), len(booths))
        assert len(dict(drawn)) == len({booth for _, booth in drawn}) == len(drawn)

    def test_does_not_care_for_names(self):
        renamed = [(code, "改名后的学院") for code, _ in COLLEGES]
        assert draw(SEED, renamed, BOOTHS) == draw(SEED, COLLEGES, BOOTHS)

    def test_gives_every_booth_to_every_college_under_some_seed(self):
        drawn = {pair for n in range(200) for pair in draw(f"种子{n}", COLLEGES, BOOTHS[:3])}
        assert len(drawn) == 9

    def test_with_more_colleges_than_booths_leaves_out_the_last(self):
        kept = draw(SEED, COLLEGES, ["A1"])
        assert kept == [(ranking(SEED, COLLEGES)[0][1], "A1")]

    @pytest.mark.parametrize(
        "seed, colleges, booths, sentence",
        [
            (" ", COLLEGES, BOOTHS, "抽签需要种子"),
            (SEED, [*COLLEGES, COLLEGES[0]], BOOTHS, "学院代码有重复"),
            (SEED, COLLEGES, ["A1", "A1"], "展位号有重复"),
        ],
    )
    def test_that_could_not_be_repeated_is_refused(self, seed, colleges, booths, sentence):
        with pytest.raises(ValueError, match=sentence):
            draw(seed, colleges, booths)


class TestMethod:
    def test_in_words_leads_to_the_same_order(self):
        """The command of the public page, in a real shell."""
        lines = {}
        for code, _ in COLLEGES:
            command = f"printf '%s' '{SEED}:{code}' | sha256sum"
            assert command.replace(code, "学院代码") in method_in_words(SEED)
            lines[subprocess.run(["sh", "-c", command], capture_output=True).stdout] = code
        assert [lines[line] for line in sorted(lines)] == [code for code, _ in EXPECTED]

    def test_hashes_seed_and_code_alone(self):
        first, code, _ = ranking(SEED, COLLEGES)[0]
        assert first == hashlib.sha256(f"{SEED}:{code}".encode()).hexdigest()

    def test_tells_the_order_of_codes(self):
        assert sorted(BOOTHS, key=code_order) == ["A1", "A2", "A10", "B1"]
        assert sorted(["A", "A02", "A2", "", "10", "9"], key=code_order) == [
            *("", "9", "10", "A", "A02", "A2"),
        ]


def test_seeds_are_four_groups_of_four_and_new_each_time():
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert all([len(group) for group in seed.split("-")] == [4, 4, 4, 4] for seed in seeds)
