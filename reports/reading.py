"""What a cell of an uploaded sheet says, as the activity form is sent it.

A reader takes the cell's value and the `Context`, gives {form field: text or list of texts} and
raises Unreadable with a sentence. It reads what people type into Excel (real dates and times,
full-width digits, 下午2:30); what is right or wrong is for `ActivityForm` to say.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from activities.models import Edition
from colleges.lines import in_one_line

Value = str | int | float | bool | date | datetime | time | None
Data = dict[str, str | list[str]]
Reader = Callable[[Value, "Context"], Data]

EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
SERIAL_DAYS = range(20_000, 80_000)  # 1954–2119: numbers that can only mean a day
BLANK = ("", "-", "—", "－", "无", "/")
YES = ("是", "√", "有", "y", "yes", "true", "1")
NO = ("否", "×", "x", "n", "no", "false", "0", "无", "-")
SEPARATORS = re.compile(r"[、，,；;/\n]+|\s{2,}")
DASH = r"\s*(?:至|到|~|-|–|—|―|−|－|～)+\s*"
DAY = r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
SPAN = re.compile(rf"{DAY}(?:{DASH}(?:{DAY}|(\d{{1,2}})\s*日))?")
CLOCK = r"(上午|下午|晚上|中午)?\s*(\d{1,2})\s*(?:[:.时点]\s*(\d{1,2}|半)?\s*分?)"
HOURS = re.compile(rf"{CLOCK}(?::\d\d)?{DASH}{CLOCK}(?::\d\d)?")
WEEKDAY = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?")
LINK = re.compile(r"https?://\S+", re.IGNORECASE)
BOTH_COUNTS = re.compile(r"(?:校内)?\s*(\d+|-)\s*人?\s*[/,，、;；\s]\s*(?:校外)?\s*(\d+|-)\s*人?")


class Unreadable(Exception):
    """The cell cannot mean what its column asks for: a sentence with an example."""


@dataclass
class Context:
    """What reading a cell may need to know besides the cell."""

    edition: Edition
    since_1904: bool = False
    mode: str = ""  # of the activity that stands in the row so far
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # {form field: {name: id}}
    once: dict[str, dict[str, str]] = field(default_factory=dict)  # the same by former names

    def __post_init__(self) -> None:
        sets = {
            "category": self.edition.category_set.filter(in_use=True),
            "theme_day": self.edition.theme_days.all(),
            "tags": self.edition.tag_set.filter(in_use=True),
        }
        self.words = {
            name: {word.name: str(word.pk) for word in rows} for name, rows in sets.items()
        }

    def know(self, name: str, renamed: dict[str, str]) -> None:
        """Take the former name of a word for the word itself: {former name: name today}."""
        words = self.words[name]
        self.once[name] = {old: words[now] for old, now in renamed.items() if now in words}


def text_of(value: Value) -> str:
    """A cell as text: whole numbers without “.0”, days and times as the sheets print them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def tidy(text: str) -> str:
    """For comparing words: half-width, lower case, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def half_width(value: Value) -> str:
    return unicodedata.normalize("NFKC", text_of(value)).strip()


def plain(name: str) -> Reader:
    """The text as it stands; a line break inside one-line fields becomes a space."""
    return lambda value, context: {name: in_one_line(text_of(value))}


def prose(name: str) -> Reader:
    return lambda value, context: {name: text_of(value)}


def lines(name: str) -> Reader:
    return lambda value, context: {name: "" if is_blank(value) else text_of(value)}


def is_blank(value: Value) -> bool:
    return half_width(value) in BLANK


def one_word(name: str, *, may_be_blank: bool = False) -> Reader:
    """One word of the edition's own lists, by its name."""

    def read(value, context):
        text = text_of(value)
        if text == "" or (may_be_blank and is_blank(value)):
            return {name: ""}
        return {name: code_of(text, context.words[name], context.once.get(name))}

    return read


def several_words(name: str) -> Reader:
    return lambda value, context: {name: codes(value, context.words[name], context.once.get(name))}


def closed(name: str, choices: list[tuple[str, str]]) -> Reader:
    """Several of a closed set, by their labels."""
    known = {label: code for code, label in choices}
    return lambda value, context: {name: codes(value, known)}


def codes(value: Value, known: dict[str, str], once: dict[str, str] | None = None) -> list[str]:
    if is_blank(value):
        return []
    words = [word for word in SEPARATORS.split(text_of(value)) if word.strip()]
    return [code_of(word, known, once) for word in words]


def code_of(word: str, known: dict[str, str], once: dict[str, str] | None = None) -> str:
    """The code of a name, however its brackets and spaces are typed; else of a former name."""
    for name, code in [*known.items(), *(once or {}).items()]:
        if tidy(name) == tidy(word):
            return code
    raise Unreadable(f"没有“{word.strip()[:20]}”这一项。可填：{'、'.join(known)}。")


def one_of(name: str, choices: list[tuple[str, str]]) -> Reader:
    known = {label: code for code, label in choices}

    def read(value, context):
        text = re.sub(r"[+＋和与及]", "", text_of(value))
        text = f"{text}结合" if text in ("线上线下", "线下线上") else text
        text = "线上线下结合" if text == "线下线上结合" else text
        return {name: code_of(text, known) if text else ""}

    return read


def yes_or_no(name: str) -> Reader:
    def read(value, context):
        word = half_width(value).casefold()
        if word and word not in YES + NO:
            raise Unreadable(f"“{word[:20]}”不对，请填“是”或“否”。")
        return {name: "" if not word else str(word in YES)}

    return read


def days(value: Value, context: Context) -> Data:
    """活动日期: a real date, a day's number, or text: 2025-05-14 至 2025-05-16, 5月14日-16日."""
    first, last = span_of(value, context)
    return {"start_date": first, "end_date": "" if last == first else last}


def span_of(value, context):
    if isinstance(value, date):  # a datetime is one, too
        return text_of(value)[:10], text_of(value)[:10]
    text = WEEKDAY.sub("", half_width(value)).strip()
    number = float(text) if re.fullmatch(r"\d{5}(\.\d+)?", text) else None
    if number is not None and int(number) in SERIAL_DAYS:
        day = (EPOCHS[context.since_1904] + timedelta(days=int(number))).isoformat()
        return day, day
    if not text:
        return "", ""
    text = re.sub(r"\s+\d\d?:\d\d(:\d\d)?$", "", text)
    if not (found := SPAN.fullmatch(text)):
        first, *_, last = (day.isoformat() for day in context.edition.dates)
        raise Unreadable(f"日期看不懂，请写成 {first}，或 {first} 至 {last}。")
    year, month, day, year_2, month_2, day_2, only_day = found.groups()
    year = year or context.edition.year
    first = iso_day(year, month, day)
    if not (day_2 or only_day):
        return first, first
    return first, iso_day(year_2 or year, month_2 or month, day_2 or only_day)


def iso_day(year, month, day):
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unreadable(f"没有 {year}-{month}-{day} 这一天，请改正。") from None


def hours(value: Value, context: Context) -> Data:
    """活动时间: 09:00–11:30, 9：00-11：30, 下午2点-4点半."""
    text = half_width(value)
    if not text:
        return {"start_time": "", "end_time": ""}
    found = None if isinstance(value, time | datetime) else HOURS.fullmatch(text)
    if not found:
        raise Unreadable("请写开始和结束时间，例如 09:00–11:30。")
    part, hour, minute, part_2, hour_2, minute_2 = found.groups()
    return {
        "start_time": clock(part, hour, minute),
        "end_time": clock(part_2 or part, hour_2, minute_2),
    }


def clock(part, hour, minute):
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    if part in ("下午", "晚上") and hours < 12 or part == "中午" and hours < 3:
        hours += 12
    if hours > 23 or minutes > 59:
        raise Unreadable(f"没有 {hours}:{minutes:02d} 这个时间，请写成 09:00–11:30。")
    return f"{hours:02d}:{minutes:02d}"


def place(value: Value, context: Context) -> Data:
    """活动地点: links (one a line or inside the text) are 线上地址, the rest is the venue."""
    text = text_of(value)
    links = LINK.findall(text)
    venue = " ".join(LINK.sub(" ", text).split())
    if not links and context.mode == "on_site":
        return {"venue": venue}  # the sheet of such an activity shows no link to take away
    return {"venue": venue, "online_link": links[0] if links else ""}


def phone(value: Value, context: Context) -> Data:
    return {"leader_phone": text_of(value)}


def count(name: str) -> Reader:
    """A number of people; “-” and nothing are unknown."""
    return lambda value, context: {name: "" if is_blank(value) else text_of(value)}


def attendance(value: Value, context: Context) -> Data:
    """校内 120 / 校外 30; “-” is unknown."""
    text = half_width(value)
    if text in BLANK:
        return {"expected_internal": "", "expected_external": ""}
    if not (found := BOTH_COUNTS.fullmatch(text)):
        raise Unreadable("请分别写校内和校外人数，例如“校内 120 / 校外 30”，不知道的写“-”。")
    inside, outside = ("" if number == "-" else number for number in found.groups())
    return {"expected_internal": inside, "expected_external": outside}
