"""附件2's arithmetic: by example, by laws that hold for any numbers, and counted once more by
hand in another way."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.indicator_checks import Check, checks
from reports.indicator_rows import AUDIENCES
from reports.indicators import (
    BY_CODE,
    INDICATORS,
    Figure,
    Fold,
    computed,
    figure,
    figures,
    shares,
    total,
    totals,
)
from reports.unit_facts import Departure, Happened, Partner, Piece, Unit

WEEK = tuple(f"2025-05-{day}" for day in range(11, 18))
DAYS = (*WEEK, "2025-05-18", "2025-05-10")
NUMBERS = (*AUDIENCES, "served_people", "materials", "job_openings", "fair_enterprises")
SUMMED = {
    **{f"D{place}": name for place, name in enumerate(AUDIENCES, start=3)},
    "C4": "served_people",
    "G6": "materials",
    "F2": "fair_enterprises",
    "F3": "job_openings",
}


def happened(key=1, **facts):
    plain = {"title": f"活动{key}", "mode": "on_site", "category": "other", "sessions": 1}
    plain |= {"marks": frozenset(), "dates": frozenset([WEEK[1]])}
    return Happened(key, **plain | facts)


def unit(*rows, **facts):
    return Unit("机电学院", WEEK, **{"booked": len(rows), "happened": rows} | facts)


def company(key, part="joined", kind="enterprise"):
    return Partner(key, f"企业{key}", kind, part)


def value(code, *rows, **facts):
    return figure(BY_CODE[code], unit(*rows, **facts)).value


many = st.none() | st.integers(0, 999_999)
some_partners = st.frozensets(
    st.builds(
        lambda key, part: Partner(key, f"单位{key}", ("enterprise", "community")[key % 2], part),
        st.integers(1, 6),
        st.sampled_from(["joined", "signed", "visited", "opened", "place"]),
    )
)
some_marks = st.frozensets(st.sampled_from(["open_campus", "campus_open", "into_community"]))
activities = st.builds(
    Happened,
    key=st.integers(1, 10**6),
    title=st.just("活动"),
    mode=st.sampled_from(["on_site", "online", "mixed"]),
    category=st.sampled_from(["job_fair", "social_service", "other"]),
    marks=some_marks,
    sessions=st.integers(1, 200),
    dates=st.frozensets(st.sampled_from(DAYS)),
    numbers=st.fixed_dictionaries(dict.fromkeys(NUMBERS, many)),
    partners=some_partners,
    venues=st.frozensets(st.sampled_from("甲乙丙").map(lambda name: (name, name))),
)
stated = st.fixed_dictionaries(
    {}, optional={"D1": st.integers(0, 9000), "B1": st.integers(0, 9), "G6": st.integers(0, 99)}
)
units = st.builds(
    lambda rows, said, enrolled: unit(*rows, stated=said, enrolled_students=enrolled),
    st.lists(activities, max_size=6),
    stated,
    st.none() | st.integers(0, 9000),
)
schools = st.lists(units, min_size=1, max_size=5)


class TestCountedOnceMore:
    """The same figures by loops of another shape."""

    @given(units)
    def test_sums_of_numbers(self, college):
        for code, name in SUMMED.items():
            expected = None
            for row in college.happened:
                if row.numbers[name] is not None:
                    expected = (expected or 0) + row.numbers[name]
            assert computed(BY_CODE[code], college) == expected, code

    @given(units)
    def test_distinct_enterprises_days_and_rooms(self, college):
        enterprises, signed, days, rooms = set(), set(), set(), set()
        for row in college.happened:
            days.update(row.dates)
            rooms.update(key for key, _ in row.venues)
            for one in row.partners:
                if one.kind == "enterprise":
                    enterprises.add(one.key)
                    signed.update([one.key] if one.part == "signed" else [])
        expected = [enterprises, signed, days & set(WEEK), rooms]
        found = [computed(BY_CODE[code], college) for code in ("E1", "E2", "A5", "B5")]
        wanted = [len(one) for one in expected] if college.happened else [None] * 4
        assert found == wanted

    @given(schools)
    def test_the_school(self, colleges):
        names, summed = set(), 0
        for college in colleges:
            for row in college.happened:
                names |= {one.key for one in row.partners if one.kind == "enterprise"}
                summed += row.sessions
        total_of = {code: one.value for code, one in totals(colleges).items()}
        booked = any(college.happened for college in colleges)
        assert total_of["E1"] == (len(names) if booked else None)
        assert total_of["A1"] == (summed if booked else None)

    @given(schools)
    def test_the_rate_of_the_school(self, colleges):
        students = enrolled = 0
        for college in colleges:
            if "D1" in college.stated and college.enrolled_students:
                students += college.stated["D1"]
                enrolled += college.enrolled_students
        found = total(BY_CODE["D11"], colleges)
        if enrolled:
            # Rounded by whole numbers: half of a tenth goes up.
            assert found.value == Decimal((students * 2000 + enrolled) // (2 * enrolled)) / 10
        else:
            assert found.why.startswith("无法计算：缺少")


class TestLaws:
    @given(units)
    def test_every_number_is_what_its_rows_add_up_to(self, college):
        for indicator in INDICATORS:
            number = computed(indicator, college)
            rows = [share for _, share in shares(indicator, college)]
            if indicator.fold is Fold.DISTINCT and number is not None:
                assert number == len({key for share in rows for key, _ in share})
            elif number is not None:
                assert number == sum(rows)

    @given(units)
    def test_modes_and_audiences_add_up(self, college):
        shown = {code: one.value for code, one in figures(college).items()}
        modes = [shown[code] for code in ("A2", "A3", "A4")]
        assert shown["A1"] is None or sum(modes) == shown["A1"]
        audiences = [shown[f"D{place}"] for place in range(3, 10)]
        known = [number for number in audiences if number is not None]
        assert shown["D10"] == (sum(known) if known else None)

    @given(schools, st.randoms())
    def test_the_order_of_colleges_changes_nothing(self, colleges, random):
        mixed = colleges[:]
        random.shuffle(mixed)
        assert totals(mixed) == totals(colleges)

    @given(units, activities)
    def test_one_activity_more_never_counts_less(self, college, row):
        more = replace(college, happened=(*college.happened, row), booked=college.booked + 1)
        for indicator in INDICATORS:
            before, after = computed(indicator, college), computed(indicator, more)
            # One that does not say where it went makes unknown how many places there are.
            assert before is None or after is None or after >= before, indicator.code

    @given(schools)
    def test_what_is_distinct_is_never_more_than_its_colleges_added_up(self, colleges):
        for indicator in INDICATORS:
            if indicator.fold is Fold.DISTINCT:
                added = [figure(indicator, one).value or 0 for one in colleges]
                assert (total(indicator, colleges).value or 0) <= sum(added), indicator.code


class TestUnknown:
    def test_nothing_booked_is_unknown_and_not_nought(self):
        shown = figures(unit())
        assert [shown[code].text for code in ("A1", "A5", "E1", "D10")] == ["-"] * 4
        assert (shown["H1"].text, shown["H2"].text) == ("0", "0")

    def test_cancelled_by_rain_counts_nought(self):
        assert (value("A1", booked=1), value("D3", booked=1)) == (0, None)

    def test_nought_stays_nought(self):
        assert value("D6", happened(numbers={"parents": 0})) == 0
        assert value("D6", happened(numbers={"parents": None})) is None

    def test_what_the_portal_does_not_record_is_unknown(self):
        assert value("G1", happened()) is None
        reports = (Piece(1, "报道", "city"), Piece(2, "报道", "school"))
        assert value("G2", happened(), media={"mentions": reports}) == 1
        assert value("G4", happened(), media={"mentions": reports}) == 0


class TestUnnamed:
    """How many places is unknown and not 0 while activities went somewhere without a name."""

    went = frozenset({"into_community"})
    place = frozenset([company(1, "place", "community")])

    def sentences(self, college):
        return [check.sentence for check in checks(college, figures(college)) if check.is_of_names]

    def test_none_names_its_place(self):
        college = unit(happened(1, marks=self.went), happened(2, marks=self.went))
        shown = figures(college)
        assert [shown[code].text for code in ("C1", "C1b", "C2")] == ["-", "2", "0"]
        assert self.sentences(college) == [
            "有 2 项走进社区的活动没有写社区名称，“走进社区”算不出来。"
        ]

    def test_some_name_it(self):
        college = unit(
            happened(1, marks=self.went, partners=self.place), happened(2, marks=self.went)
        )
        assert figures(college)["C1"].value == 1
        assert self.sentences(college) == [
            "有 1 项走进社区的活动没有写社区名称，“走进社区”里没有它们。"
        ]

    @pytest.mark.parametrize(
        ("code", "mark"),
        [
            ("B1", "open_enterprise"),
            ("B3", "open_institute"),
            ("C2", "into_village"),
            ("E2", "enterprise_signing"),
        ],
    )
    def test_villages_enterprises_and_institutes_alike(self, code, mark):
        assert value(code, happened(marks=frozenset({mark}))) is None
        assert value(code, happened()) == 0

    def test_what_a_college_says_itself_wants_no_names(self):
        college = unit(happened(marks=frozenset({"open_enterprise"})), stated={"B1": 3})
        assert (figures(college)["B1"].value, self.sentences(college)) == (3, [])

    def test_the_school_knows_of_those_that_are_named(self):
        silent = unit(happened(marks=self.went))
        named = unit(happened(marks=self.went, partners=self.place))
        assert total(BY_CODE["C1"], [silent, unit(happened())]).value is None
        assert total(BY_CODE["C1"], [silent, named]).value == 1


class TestExamples:
    def test_two_marks_of_one_activity_count_its_sessions_once(self):
        row = happened(sessions=3, marks=frozenset({"open_campus", "campus_open"}))
        assert (value("B2", row), value("A1", row)) == (3, 3)

    def test_days_outside_the_week_do_not_count(self):
        assert value("A5", happened(dates=frozenset(["2025-05-17", "2025-05-18"]))) == 1

    def test_places_and_times(self):
        place = frozenset([company(1, "place", "community")])
        rows = [happened(1, sessions=2, partners=place), happened(2, sessions=1, partners=place)]
        assert (value("C1", *rows), value("C1b", *rows), value("C2b", *rows)) == (1, 3, 0)

    def test_online_views_are_no_attendance(self):
        row = happened(numbers={"online_views": 5000, "students": 10})
        assert (value("D10", row), value("D13", row)) == (10, 5000)

    def test_one_enterprise_in_two_colleges_is_one_for_the_school(self):
        both = [unit(happened(partners=frozenset([company(7)]))) for _ in range(2)]
        assert total(BY_CODE["E1"], both).value == 1

    def test_an_own_figure_keeps_the_computed_one_beside_it(self):
        own = figure(BY_CODE["B1"], unit(happened(), stated={"B1": 4}))
        assert (own.value, own.computed, own.is_overridden) == (4, 0, True)

    def test_an_own_figure_counts_in_full_for_the_school_and_says_so(self):
        opened = frozenset([company(7, "opened")])
        colleges = [unit(happened(partners=opened)), unit(happened(), stated={"B1": 4})]
        found = total(BY_CODE["B1"], colleges)
        assert (found.value, found.note) == (5, "含自报 4，与别的学院可能重复")

    def test_computed_figures_are_not_to_be_stated(self):
        assert value("A1", happened(), stated={"A1": 99}) == 1

    @pytest.mark.parametrize(
        ("part", "whole", "text"),
        [
            (812, 1203, "67.5"),
            (1, 8, "12.5"),
            (1, 16, "6.3"),
            (0, 100, "0.0"),
            (5, 0, "无法计算：缺少在校生数"),
            (5, None, "无法计算：缺少在校生数"),
            (None, 100, "无法计算：缺少参与学生数"),
            (None, None, "无法计算：缺少在校生数"),
        ],
    )
    def test_rates(self, part, whole, text):
        said = {} if part is None else {"D1": part}
        college = unit(enrolled_students=whole, stated=said)
        assert figure(BY_CODE["D11"], college).text == text

    def test_the_rate_of_the_school_is_worked_out_again(self):
        large = unit(enrolled_students=3000, stated={"D1": 300})
        small = unit(enrolled_students=100, stated={"D1": 90})
        silent = unit(enrolled_students=500)
        found = total(BY_CODE["D11"], [large, small, silent])
        assert (found.text, found.note) == ("12.6", "不含 1 个单位：缺少人数")

    def test_a_department_is_missing_in_no_rate(self):
        college = unit(enrolled_students=100, stated={"D1": 90})
        assert total(BY_CODE["D11"], [college, unit(is_college=False)]).note == ""


class TestChecks:
    def sentences(self, college):
        return [check.sentence for check in checks(college, figures(college))]

    def errors(self, college):
        return [check.code for check in checks(college, figures(college)) if check.is_error]

    def test_more_students_than_enrolled_or_than_visits(self):
        row = happened(numbers={"students": 50})
        college = unit(row, stated={"D1": 120, "H3": 0}, enrolled_students=100)
        expected = [
            "参与学生数（去重）（120 人）多于学生参与（50 人次），请核对。",
            "参与学生数（去重）（120 人）多于在校生数（100 人），请核对。",
        ]
        assert self.sentences(college)[:2] == expected

    def test_modes_that_do_not_add_up(self):
        college = unit(happened())
        wrong = figures(college) | {"A3": Figure(2)}
        told = checks(college, wrong)[0]
        assert told == Check("A1", "线下、线上、线上线下结合合计 3 场次，不等于总场次 1。")

    def test_more_brands_than_sessions(self):
        assert self.errors(unit(happened(), stated={"A6": 2})) == ["A6"]

    def test_an_outing_nobody_approved(self):
        college = unit(departures=(Departure(1, "外出", True), Departure(2, "外出", False)))
        assert self.errors(college) == ["H1"]
        assert "外出 2 次，审批通过 1 次" in self.sentences(college)[0]

    def test_an_accident_wants_its_story(self):
        assert self.errors(unit(stated={"H3": 1})) == ["H3"]
        assert self.errors(unit(stated={"H3": 1}, notes={"H3": "擦伤一人，已处理"})) == []

    def test_more_intents_than_visitors(self):
        fair = happened(numbers={"job_intents": 9, "fair_students": 8})
        assert self.errors(unit(fair)) == ["F5"]

    def test_fewer_jobs_than_enterprises_is_a_warning(self):
        fair = happened(numbers={"job_openings": 3, "fair_enterprises": 8})
        assert "岗位数（3 个）少于参会企业（8 家），请核对。" in self.sentences(unit(fair))
        assert self.errors(unit(fair)) == []

    def test_days_without_anything_are_named(self):
        week = happened(dates=frozenset(WEEK[2:]))
        assert "没有天天有活动：5月11日、5月12日没有登记过活动。" in self.sentences(unit(week))

    def test_results_that_are_lacking(self):
        told = self.sentences(unit(happened(), lacking=3))
        assert "还有 3 项活动没有登记结果，表里没有它们的数。" in told

    def test_nothing_to_say_of_a_form_in_order(self):
        row = happened(dates=frozenset(WEEK), numbers={"students": 90, "teachers": 9})
        said = {"A6": 1, "D1": 60, "D2": 6, "H3": 0}
        college = unit(row, stated=said, enrolled_students=100, staff_total=10)
        assert self.sentences(college) == []

    def test_a_department_is_asked_for_no_students(self):
        week = happened(dates=frozenset(WEEK))
        assert self.sentences(unit(week, is_college=False)) == []


class TestList:
    def test_every_line_of_the_form_in_order(self):
        counts = {"A": 6, "B": 5, "C": 4, "D": 13, "E": 8, "F": 5, "G": 8, "H": 3, "I": 2}
        codes = [one.code for one in INDICATORS if not one.code.endswith("b")]
        expected = [f"{group}{n}" for group, most in counts.items() for n in range(1, most + 1)]
        assert codes == expected
