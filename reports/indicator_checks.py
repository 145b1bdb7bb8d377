"""What does not fit together in a unit's 附件2, in sentences (domain.md §2). Pure.

An error stands in the way of filing, a warning wants a second look.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .indicator_rows import NAMINGS
from .indicators import BY_CODE, Figure, unnamed
from .unit_facts import Unit

Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Check:
    code: str
    sentence: str
    is_error: bool = True
    is_of_names: bool = False  # activities do not name what is told apart

    @property
    def wants_comment(self) -> bool:
        return wants_comment(self.code, self.is_error)


OF_THE_OFFICE = ("D11", "D12")


def wants_comment(code: str, is_error: bool) -> bool:
    """Of a warning the college can say something; head-counts are the office's to mend."""
    return not is_error and code not in OF_THE_OFFICE


# (smaller, larger): neither may be unknown for it to be judged.
NOT_MORE = (("A6", "A1"), ("D1", "D3"), ("D2", "D4"), ("E2", "E1"), ("F5", "F4"))


def checks(unit: Unit, figures: Figures) -> list[Check]:
    """Errors first, in the order of the form."""
    found = [*errors(unit, figures), *warnings(unit, figures)]
    order = list(BY_CODE)
    return sorted(found, key=lambda check: (not check.is_error, order.index(check.code)))


def known(figures: Figures, *codes: str) -> list[int] | None:
    """Their values, when all of them are known."""
    values = [figures[code].value for code in codes]
    return None if None in values else values


def told(code: str, value: int) -> str:
    indicator = BY_CODE[code]
    return f"{indicator.name}（{value} {indicator.unit}）"


def errors(unit: Unit, figures: Figures) -> Iterator[Check]:
    if values := known(figures, "A1", "A2", "A3", "A4"):
        whole, *parts = values
        if sum(parts) != whole:
            yield Check(
                "A1", f"线下、线上、线上线下结合合计 {sum(parts)} 场次，不等于总场次 {whole}。"
            )
    for less, more in NOT_MORE:
        if (values := known(figures, less, more)) and values[0] > values[1]:
            sentence = f"{told(less, values[0])}多于{told(more, values[1])}，请核对。"
            yield Check(less, sentence)
    for code, most, name in (
        ("D1", unit.enrolled_students, "在校生数"),
        ("D2", unit.staff_total, "教职工数"),
    ):
        value = figures[code].value
        if value is not None and most is not None and value > most:
            yield Check(code, f"{told(code, value)}多于{name}（{most} 人），请核对。")
    yield from safety(figures)


def safety(figures: Figures) -> Iterator[Check]:
    """审批通过后方可外出 (notice 五(六)); an accident is told, not only counted."""
    asked, passed = known(figures, "H1", "H2")
    if asked != passed:
        sentence = (
            f"外出 {asked} 次，审批通过 {passed} 次：未经审批不得外出。没有成行的请取消外出。"
        )
        yield Check("H1", sentence)
    accidents = figures["H3"]
    if accidents.value and not accidents.note:
        yield Check("H3", f"填了安全事故 {accidents.value} 起，请写明情况。")


# 总结报告 takes its numbers from this form, and is counted by it: it is to be there first,
# where it is handed in here at all.
NO_REPORT = (
    "总结报告还没有交来：现在签发，“总结报告”就记为 0 份。"
    "请先在“总结报告”里交上报告，再提交签发这张表；交不了的，写明原因。"
)


def warnings(unit: Unit, figures: Figures) -> Iterator[Check]:
    def warn(code: str, sentence: str) -> Check:
        return Check(code, sentence, is_error=False)

    if unit.lacking:
        yield warn("A1", f"还有 {unit.lacking} 项活动没有登记结果，表里没有它们的数。")
    if unit.booked and (empty := days_without(unit)):
        yield warn("A5", f"没有天天有活动：{'、'.join(empty)}没有登记过活动。")
    yield from namings(unit, figures)
    if (values := known(figures, "F2", "F3")) and values[1] < values[0]:
        yield warn("F3", f"{told('F3', values[1])}少于{told('F2', values[0])}，请核对。")
    if not unit.is_college:
        return
    for code in ("D1", "D2"):
        if figures[code].value is None:
            yield warn(code, f"还没有填{BY_CODE[code].name}，参与率算不出来。")
    for code, whole, name in (
        ("D11", unit.enrolled_students, "在校生数"),
        ("D12", unit.staff_total, "教职工数"),
    ):
        if not whole:
            yield warn(code, f"缺少{name}，参与率算不出来。请教务处登记学院人数。")
    if figures["H3"].value is None:
        yield warn("H3", "还没有填安全事故：没有请填 0。")
    if unit.owes_report and figures["I1"].value == 0:
        yield warn("I1", NO_REPORT)


def namings(unit: Unit, figures: Figures) -> Iterator[Check]:
    """Activities that do not say where they went or whom they opened or signed with."""
    for code, naming in NAMINGS.items():
        count, shown = unnamed(BY_CODE[code], unit), figures[code]
        if not count or shown.is_stated:
            continue
        name = BY_CODE[code].name
        rest = f"“{name}”算不出来" if shown.value is None else f"“{name}”里没有它们"
        sentence = f"有 {count} 项{naming.lack}，{rest}。"
        yield Check(code, sentence, is_error=False, is_of_names=True)


def days_without(unit: Unit) -> list[str]:
    held = {day for row in unit.happened for day in row.dates}
    return [day_told(day) for day in unit.week if day not in held]


def day_told(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.month}月{day.day}日"
