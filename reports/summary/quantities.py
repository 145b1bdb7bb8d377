"""Numbers as people write them into a report: １３, 1,234, 1.2万, 五百余, 近300, 十二. Pure.

A quantity is what a number can mean, from `low` to `high`: “500余人次” is anything from 500 to
599, “1.2万” anything that rounds to it. Only numbers with a unit behind them are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
CHINESE = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8}
SCALES = TENS | BIG
UNITS = ("场次", "场（次）", "场(次)", "场", "人次", "人", "家", "篇次", "篇（条）", "篇(条)",
         "篇/条", "篇", "条", "个", "项", "天")  # fmt: skip
# Nothing repeats without a bound, and spaces are never given back: time grows with the length only.
GAP = r"\s{0,4}+"
NUMBER = re.compile(
    r"(?<![\d.第百千万亿])(?P<before>近|将近|约|大约|约为|超过|超|逾|突破|不少于|至少)?"
    rf"{GAP}(?:(?P<figures>\d{{1,3}}(?:[,，'\u2009\u00a0]\d{{3}}){{1,4}}+(?!\d)|\d{{1,12}})"
    r"(?P<decimals>\.\d{1,4})?"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]{0,24}+))"
    rf"{GAP}(?P<after>余|多|来)?{GAP}(?P<scale>[百千]?[万亿]|[百千])?{GAP}(?P<later>余|多|来)?{GAP}"
    rf"(?P<unit>{'|'.join(map(re.escape, UNITS))})(?P<tail>以上|左右)?"
)
AT_LEAST = ("超过", "超", "逾", "突破", "不少于", "至少", "余", "多", "来", "以上")
NEARLY = ("近", "将近")
ABOUT = ("约", "大约", "约为", "左右")
# What “about” allows, as a part of the number.
LEEWAY = Fraction(1, 20)


@dataclass(frozen=True)
class Quantity:
    """`text` stands at start…end of what was read."""

    text: str
    low: int
    high: int
    unit: str
    start: int
    end: int

    def covers(self, value: int) -> bool:
        return self.low <= value <= self.high


def quantities(text: str) -> Iterator[Quantity]:
    """Every number of `text` that has a unit; what makes no sense as a number is passed over."""
    # Letters stay where they are: each sign is replaced by one.
    for found in NUMBER.finditer(text.translate(DIGITS)):
        value = value_of(found)
        if value is None:
            continue
        low, high = meant(*value, words_of(found))
        told = text[found.start() : found.end()].lstrip()
        yield Quantity(told, low, high, found["unit"], found.end() - len(told), found.end())


def words_of(found: re.Match) -> set[str]:
    return {found[name] for name in ("before", "after", "later", "tail") if found[name]}


def value_of(found: re.Match) -> tuple[Fraction, Fraction, Fraction] | None:
    """(the number, the worth of its last figure that is not 0, what it was rounded to)

    Without 万 or the like every figure counts; 12万 and 1.2万 are rounded, 十二 is not.
    """
    scale = scale_of(found["scale"])
    grain = Fraction(scale if found["scale"] else 0)
    if found["chinese"]:
        number = chinese_number(found["chinese"])
        if number is None:
            return None
        return Fraction(number * scale), Fraction(last_place(number) * scale), grain
    figures = re.sub(r"\D", "", found["figures"])
    decimals = (found["decimals"] or ".")[1:]
    number = Fraction(int(figures + decimals), 10 ** len(decimals)) * scale
    if decimals:
        step = Fraction(scale, 10 ** len(decimals))
        return number, step, step
    return number, Fraction(last_place(int(figures)) * scale), grain


def scale_of(text: str | None) -> int:
    worth = 1
    for sign in text or "":
        worth *= SCALES[sign]
    return worth


def last_place(number: int) -> int:
    """Of 1200 it is 100, of 0 it is 1."""
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return place


def chinese_number(text: str) -> int | None:
    """一百二十三 → 123, 二〇二五 → 2025; None where the signs do not make one number."""
    if not set(text) & set(SCALES):
        return int("".join(str(CHINESE[sign]) for sign in text)) if len(text) < 10 else None
    whole = section = digit = 0
    last_big = 10**12
    for sign in text:
        if sign in CHINESE:
            if digit:
                return None
            digit = CHINESE[sign]
        elif sign in TENS:
            section, digit = section + (digit or 1) * TENS[sign], 0
        else:
            worth = BIG[sign]
            if worth >= last_big or not section + digit:
                return None
            whole, section, digit, last_big = whole + (section + digit) * worth, 0, 0, worth
    return whole + section + digit


def meant(number: Fraction, step: Fraction, grain: Fraction, words: set[str]) -> tuple[int, int]:
    """From, to: what the number stands for with these words around it."""
    if words.intersection(ABOUT):
        leeway = max(number * LEEWAY, 1)
        return rounded_up(number - leeway), int(number + leeway)
    if words.intersection(AT_LEAST):
        return rounded_up(number), rounded_up(number + step) - 1
    if words.intersection(NEARLY):
        return max(0, int(number - step) + 1), int(number)
    if not grain:
        return int(number), int(number)
    return rounded_up(number - grain / 2), rounded_up(number + grain / 2) - 1


def rounded_up(number: Fraction) -> int:
    return max(0, -int(-number // 1))
