"""What is right and wrong in a list of participants, wherever its cells came from."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError

from colleges.phones import PHONE, clean_phone
from colleges.rules import BrokenRule
from colleges.xlsx_guard import INVISIBLE, SPACES

from .columns import (
    BY_FIELD,
    FIELDS,
    ID_NUMBER,
    KIND_WORDS,
    KNOWN,
    STUDENT,
    label_of,
    shown,
)

MOST_PARTICIPANTS = 1000
MOST_TOLD = 50
Value = str | int | float | bool | date | datetime | time | None

BLANK = {"", "-", "—", "——", "－", "/", "无", "暂无"}
SUMMARY = re.compile(r"(合计|小计|总计|共计|总人数)")
SEVERAL = re.compile(r"[、,，;；/|\n]")
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+", re.IGNORECASE)
HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
PADDED_NAME = re.compile(rf"[{HAN}]( [{HAN}])+")
ODD = re.compile(r"[:：。？！?!=<>“”\"#@*%&$^~`{}\\]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
EXACT_DIGITS = 10**15  # Excel keeps 15 digits of a number
AS_TEXT = "请把这一列设为“文本”格式，再重新填写。"
LABELS = ["", *(column.label for column in BY_FIELD.values())]
LABELS_OF_TWINS = {"", *(BY_FIELD[name].label for name in ("name", "class_name", "phone"))}
MERGED = "这一格与别的格合并了。请取消合并，每行各填各的。"


@dataclass(frozen=True)
class ParticipantRow:
    """One person; `line` is where they stand in what was sent. `kind` is a key of KINDS."""

    line: int
    name: str
    kind: str = STUDENT
    number: str = ""
    class_name: str = ""
    phone: str = ""
    emergency_contact: str = ""
    emergency_phone: str = ""

    def facts(self) -> dict[str, str]:
        """By field, without the line: what a participant is kept with."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True)
class Problem:
    """`row` None: it is the whole list. `column` is a label of COLUMNS or empty for the row."""

    row: int | None
    column: str
    sentence: str
    address: str = ""  # as Excel names the cell

    def __str__(self) -> str:
        if self.row is None:
            return self.sentence
        place = f"第 {self.row} 行" + (f"（{self.address}）" if self.address else "")
        return f"{place}{f'“{self.column}”' if self.column else ''}：{self.sentence}"


@dataclass(frozen=True)
class ParticipantList:
    """`rows` are the people without a fault; take them by `accepted()`, all or none.

    `left_out`: numbers of lines that hold no person (title, heading, 合计).
    """

    rows: list[ParticipantRow]
    problems: list[Problem]
    notes: list[str] = field(default_factory=list)
    left_out: frozenset[int] = frozenset()

    def told(self, most: int = MOST_TOLD) -> list[str]:
        """The problems as sentences, at most `most` and how many more there are."""
        told = [str(problem) for problem in self.problems[:most]]
        more = len(self.problems) - len(told)
        return told + ([f"还有 {more} 处，改好上面的以后再看。"] if more else [])

    def accepted(self) -> list[ParticipantRow]:
        if not self.problems:
            return self.rows
        if len(self.problems) == 1:
            raise BrokenRule(f"名单没有读入。{self.problems[0]}")
        raise BrokenRule(f"名单有 {len(self.problems)} 处要改，没有读入任何人。请改好后再提交。")


def refused(sentence: str, notes: Iterable[str] = ()) -> ParticipantList:
    """The list as a whole cannot be read."""
    return ParticipantList([], [Problem(None, "", sentence)], list(notes))


def too_many(count: int) -> ParticipantList:
    return refused(
        f"名单有 {count} 人，一份名单最多 {MOST_PARTICIPANTS} 人，没有读入。"
        "请删去多余的行，或分成几份报备。"
    )


@dataclass
class Line:
    """One person as sent: cells by field. `problems` is what the reader already knows."""

    number: int
    values: dict[str, Value]
    addresses: dict[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str, sentence: str) -> None:
        label = BY_FIELD[name].label if name else ""
        address = self.addresses.get(name, "")
        self.problems.append(Problem(self.number, label, sentence, address))


class Unreadable(Exception):
    """What a cell says cannot be meant: a sentence with the way out."""


def judged(
    lines: list[Line], notes: Iterable[str] = (), left_out: Iterable[int] = ()
) -> ParticipantList:
    """The rows and every problem of these lines, in the order in which they stand."""
    notes, left_out = list(notes), set(left_out)
    people = []
    for line in lines:
        name = text_or_nothing(line.values.get("name"))
        if not line.problems and (is_empty(line) or is_heading(line)):
            left_out.add(line.number)
        elif SUMMARY.match(name):
            left_out.add(line.number)
            notes.append(f"第 {line.number} 行“{shown(name)}”不是人员，没有读入。")
        else:
            people.append(line)
    if not people:
        sentence = "没有读到人员。请每行写一人，至少写姓名。"
        return ParticipantList([], [Problem(None, "", sentence)], notes, frozenset(left_out))
    if len(people) > MOST_PARTICIPANTS:
        return too_many(len(people))
    pairs = [(line, row_of(line)) for line in people]
    find_twins(pairs)
    problems = [one for line in people for one in sorted(line.problems, key=place_of)]
    rows = [row for line, row in pairs if not line.problems]
    return ParticipantList(rows, problems, notes, frozenset(left_out))


def is_empty(line: Line) -> bool:
    return all(is_blank(value) for value in line.values.values())


def is_heading(line: Line) -> bool:
    """The heading once more, as on every page of a long list."""
    texts = [text_or_nothing(value) for value in line.values.values() if not is_blank(value)]
    return all(label_of(text) in KNOWN for text in texts)


def row_of(line: Line) -> ParticipantRow:
    """The person of a line; what is wrong is added to `line.problems`."""
    facts, known = {}, bool(line.problems)
    for name in FIELDS:
        try:
            if name in line.merged:
                raise Unreadable(MERGED)
            facts[name] = READERS[name](text_of(line.values.get(name)))
            too_long(name, facts[name])
        except Unreadable as refusal:
            if not (known and name == "name"):
                line.problem(name, str(refusal))
            facts[name] = ""
    return ParticipantRow(line.number, **facts)


def too_long(name: str, text: str) -> None:
    most = BY_FIELD[name].most
    if len(text) > most:
        raise Unreadable(f"最多 {most} 字，这里有 {len(text)} 字（“{shown(text, 10)}”）。请改短。")


# Cells


def text_of(value: Value) -> str:
    """A cell as text with its line breaks; numbers that Excel has already changed are told."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise Unreadable("这一格是 TRUE/FALSE，不是文字。请重新填写。")
    if isinstance(value, date | time):
        told = value.date() if isinstance(value, datetime) else value
        raise Unreadable(f"被 Excel 当成了日期或时间（{told}）。{AS_TEXT}")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= EXACT_DIGITS:
        raise Unreadable(f"Excel 只保留 15 位数字，后面的已经变成 0。{AS_TEXT}")
    text = SPACES.sub(" ", INVISIBLE.sub("", str(value))).replace("\t", " ")
    return "\n".join(" ".join(part.split()) for part in text.splitlines()).strip()


def text_or_nothing(value: Value) -> str:
    try:
        return text_of(value)
    except Unreadable:
        return ""


def is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and text_of(value) in BLANK)


def name_of(text: str) -> str:
    if text in BLANK:
        raise Unreadable("缺少姓名。请补上，或删去这一行。")
    if SEVERAL.search(text):
        raise Unreadable(f"“{shown(text)}”像是几个人。请一行只写一人。")
    if label_of(text) in KNOWN:
        raise Unreadable(f"“{text}”是表头的字，不是姓名。请填写姓名。")
    if PRIVATE.search(text):
        raise Unreadable("有自造字，别的电脑上显示不出来。请用标准字重新输入。")
    if any(character.isdigit() for character in text):
        raise Unreadable(f"“{shown(text)}”里有数字。姓名一格只写姓名。")
    if ODD.search(text) or not any(character.isalpha() for character in text):
        raise Unreadable(f"“{shown(text)}”不是姓名。请填写姓名。")
    return text.replace(" ", "") if PADDED_NAME.fullmatch(text) else text


def kind_of(text: str) -> str:
    word = half_width(text)
    if text in BLANK:
        return STUDENT
    if word not in KIND_WORDS:
        raise Unreadable(f"没有“{shown(text)}”这种身份。请写“学生”或“教师”，不写按学生计。")
    return KIND_WORDS[word]


def number_of(text: str) -> str:
    number = half_width(text)
    if text in BLANK:
        return ""
    if ID_NUMBER.search(number):
        raise Unreadable("像是身份证号，报备不收集。请改填学号（工号），或清空。")
    if SCIENTIFIC.fullmatch(number) and "+" in number:
        raise Unreadable(f"成了科学计数法（{shown(number)}），原来的号码已丢失。{AS_TEXT}")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_-]*", number):
        raise Unreadable(f"“{shown(text)}”不是学号或工号，只能有字母、数字和“-”。")
    return number


def phone_of(text: str) -> str:
    phone = clean_phone(text)
    if text in BLANK:
        return ""
    if SCIENTIFIC.fullmatch(phone):
        raise Unreadable(f"成了科学计数法（{shown(phone)}），原来的号码已丢失。{AS_TEXT}")
    if len([part for part in SEVERAL.split(text) if is_phone(clean_phone(part))]) > 1:
        raise Unreadable("有两个号码。请只留一个。")
    if not is_phone(phone):
        told = "这里的号码" if ID_NUMBER.search(phone) else f"“{shown(text)}”"
        digits = re.fullmatch(r"\d+", phone)
        count = f"（{len(phone)} 位）" if digits else ""
        raise Unreadable(f"{told}{count}不是电话号码。{PHONE.message}")
    return phone


def is_phone(text: str) -> bool:
    try:
        PHONE(text)
    except ValidationError:
        return False
    return not text.endswith("\n")


def contact_of(text: str) -> str:
    if re.search(r"\d{7}", half_width(text)):
        raise Unreadable(f"“{shown(text)}”里有号码。请把号码填到“紧急联系电话”一列。")
    return words_of(text)


def words_of(text: str) -> str:
    if ID_NUMBER.search(half_width(text)):
        raise Unreadable("里面有身份证号，报备不收集。请删去。")
    return "" if text in BLANK else text.replace("\n", " ")


READERS = {
    "name": name_of,
    "kind": kind_of,
    "number": number_of,
    "class_name": words_of,
    "phone": phone_of,
    "emergency_contact": contact_of,
    "emergency_phone": phone_of,
}


def half_width(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# Several lines


def place_of(problem: Problem) -> int:
    return LABELS.index(problem.column)


def find_twins(pairs: list[tuple[Line, ParticipantRow]]) -> None:
    """The same person twice; the later line is told, with the earlier one's number."""
    numbers, people = {}, {}
    for line, row in pairs:
        key = row.number.casefold()
        if key and (first := numbers.setdefault(key, row)) is not row:
            told = f"第 {first.line} 行和第 {row.line} 行都是 {row.number}"
            line.problem("number", f"{told}。同一个人请删去一行，不是同一个人请改正号码。")
            continue
        if {problem.column for problem in line.problems} & LABELS_OF_TWINS or not row.name:
            continue
        alike = people.setdefault((row.name, row.class_name, row.phone), [])
        # Two numbers: two people who share a name.
        twin = next((one for one in alike if not (one.number and row.number)), None)
        alike.append(row)
        if twin:
            told = f"第 {twin.line} 行和第 {row.line} 行都是“{row.name}”，班级和电话也相同"
            line.problem("name", f"{told}。同一个人请删去一行，同名的人请补上学号。")
