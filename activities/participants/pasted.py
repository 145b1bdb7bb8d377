"""A list of participants out of pasted text: cells from Excel, a list from WeChat, typed names.

With a heading the columns are known. Without one each cell is told by its looks: a phone number,
a 学号, a class, a name; what stays unclear is a problem, never a guess about a person.
"""

import re
from dataclasses import dataclass

from colleges.phones import clean_phone
from colleges.xlsx_guard import ILLEGAL, INVISIBLE, SPACES

from .columns import (
    FIELDS,
    ID_CARD_NOTE,
    ID_NUMBER,
    KIND_WORDS,
    KNOWN,
    Heading,
    heading_in,
    label_of,
    shown,
)
from .rows import (
    BLANK,
    HAN,
    MOST_PARTICIPANTS,
    Line,
    ParticipantList,
    is_phone,
    judged,
    refused,
    too_many,
)

MOST_CHARACTERS = 200_000
HEAD_WITHIN = 5  # lines with content
NEW_LINE = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
TAB, COMMA, LISTED, SPACE = r"\t", r"[,，;；|｜]", "、", r"(?<![A-Za-z]) +| +(?![A-Za-z])"
FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")
# 1. 张三, （2）李四, 3、王五, ④赵六; not 1.38E+10
RUNNING = re.compile(r"^\s*(?:[(（]\d{1,4}[)）]|\d{1,4}\s*[.．、:：)）]|[①-⑳])[\t ]*(?=\D)")
MOBILE = re.compile(r"(?:\+?86[ -]?)?(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
GLUED = re.compile(rf"(?<=[{HAN}])(?=1[3-9]\d{{9}}(?!\d))|(?<=(?<!\d)\d{{11}})(?=[{HAN}])")
PADDED = re.compile(rf"(?<![^ ])([{HAN}])((?: [{HAN}])+)(?![^ ])")
PERSON = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]+(?:[·•・][{HAN}]+)+")
CLASS = re.compile(rf".*(?:班|级|系|部|处|科|室|学院|中心|专业)|(?=.*\d)(?=.*[{HAN}]).*")
NUMBER = re.compile(r"(?=.*\d)[0-9A-Za-z_-]{4,30}")
NEARLY_A_PHONE = re.compile(r"1[3-9]\d{8}|1[3-9]\d{10}|1\d{10}|1\.\d+e\+?\d+", re.IGNORECASE)
LABELLED = re.compile(r"([^:：]{1,12})[:：](.*)", re.DOTALL)
WITH_HEADING = "连同表头一起从 Excel 复制。"


def read_pasted(text: str) -> ParticipantList:
    """The people in `text`; never raises. Every line with content is a row, a problem or left out.

    A heading is optional; cells may be parted by tabs, commas, 、or spaces.
    """
    if len(text) > MOST_CHARACTERS:
        return refused("粘贴的内容太长，没有读入。请只粘贴名单，或改为上传 .xlsx。")
    lines = [(number, tidied(line)) for number, line in enumerate(NEW_LINE.split(text), start=1)]
    lines = [(number, line) for number, line in lines if line.strip("\t ")]
    if len(lines) > MOST_PARTICIPANTS + HEAD_WITHIN:
        return too_many(len(lines))
    for start, (number, line) in enumerate(lines[:HEAD_WITHIN]):
        separator = separator_of(line)
        heading = heading_in(split(line, separator))
        if heading and heading.twice:
            label = split(line, separator)[heading.twice[0][2]]
            return refused(f"第 {number} 行的表头里，“{label}”与另一列重复。请只留一列。")
        if heading:
            return under(heading, separator, lines, start)
    return without_heading(lines)


def tidied(line: str) -> str:
    return SPACES.sub(" ", INVISIBLE.sub("", line))


def separator_of(line: str) -> str:
    return next((one for one in (TAB, COMMA, LISTED) if re.search(one, line)), SPACE)


def split(line: str, separator: str) -> list[str]:
    if separator == TAB:
        return [cell.strip(" ") for cell in line.split("\t")]
    if separator == SPACE:
        line = MOBILE.sub(r"\1\2\3", line.translate(FULL_WIDTH))
        line = PADDED.sub(lambda found: found[0].replace(" ", ""), line)
    return [cell.strip("\t ") for cell in re.split(separator, line.strip("\t "))]


def check_characters(line: Line, text: str) -> bool:
    if found := ILLEGAL.search(text):
        code = f"U+{ord(found[0]):04X}"
        line.problem("", f"有看不见的控制字符（{code}）。请删去这一行，重新输入。")
    return not line.problems


# With a heading


def under(heading: Heading, separator: str, lines: list, start: int) -> ParticipantList:
    left_out = {number for number, _ in lines[: start + 1]}
    if not lines[start + 1 :]:
        return refused("表头下面没有人员。请每行写一人。")
    if heading.width == 1:
        return without_heading(lines[start + 1 :], left_out)
    notes = [ID_CARD_NOTE] if heading.has_id_card else []
    if heading.unknown:
        told = "、".join(f"“{text}”" for _, text in heading.unknown)
        notes.append(f"没有读取的列：{told}。")
    body = [placed(number, text, heading, separator) for number, text in lines[start + 1 :]]
    return judged(body, notes, left_out)


def placed(number: int, text: str, heading: Heading, separator: str) -> Line:
    """The cells of a line in the places of the heading."""
    line = Line(number, {})
    if not check_characters(line, text):
        return line
    cells, must_fit = split(text, separator), separator == SPACE
    if len(cells) == 1 and separator_of(text) != separator:
        cells = split(text, separator_of(text))
        must_fit = len(cells) > 1
    beyond = [cell for cell in cells[heading.width :] if cell]
    if beyond or (must_fit and len(cells) != heading.width):
        sentence = f"有 {len(cells)} 格，表头有 {heading.width} 列，对不上。空着的格请写“-”，或"
        line.problem("", f"{sentence}从 Excel 整块复制。")
        return line
    pairs = [(name, place) for name, place in heading.places.items() if place < len(cells)]
    line.values.update({name: cells[place] for name, place in pairs})
    return line


# Without one


@dataclass
class Found:
    """What the cells of a line turned out to be, filled one by one."""

    line: Line
    by_columns: bool
    has_id_card: bool = False

    def put(self, *names: str, cell: str) -> None:
        """Into the first of these columns that is still free."""
        for name in names:
            if name not in self.line.values:
                self.line.values[name] = cell
                return
        self.line.problem("", f"不知道“{shown(cell)}”是哪一列。请{WITH_HEADING}")

    def take(self, cell: str) -> None:
        digits = clean_phone(cell)
        labelled = LABELLED.fullmatch(cell)
        if cell in BLANK:
            return
        if ID_NUMBER.search(digits):
            self.has_id_card = True
        elif labelled and (name := KNOWN.get(label_of(labelled[1]))):
            self.put(name, cell=labelled[2].strip())
        elif cell in KIND_WORDS:
            self.put("kind", cell=cell)
        elif is_phone(digits):
            self.put("phone", "emergency_phone", cell=digits)
        elif NEARLY_A_PHONE.fullmatch(digits):
            self.line.problem(
                "phone",
                f"“{shown(cell)}”不是电话号码（手机号 11 位）。如果是学号，请{WITH_HEADING}",
            )
        elif NUMBER.fullmatch(digits):
            self.put("number", cell=digits)
        else:
            self.take_words(cell)

    def take_words(self, cell: str) -> None:
        if len(cell) > 2 and CLASS.fullmatch(cell):
            self.put("class_name", cell=cell)
        elif "name" in self.line.values and "phone" in self.line.values:
            self.put("emergency_contact", cell=cell)
        elif self.by_columns:
            self.put("name", "class_name", cell=cell)
        else:
            self.put("name", cell=cell)


def without_heading(lines: list, left_out: set[int] | None = None) -> ParticipantList:
    found, notes, left_out = [], [], left_out or set()
    for number, text in chain_body(lines, left_out):
        people, has_id_card = people_in(number, text)
        found += people
        if has_id_card and ID_CARD_NOTE not in notes:
            notes.append(ID_CARD_NOTE)
        if len(people) > 1:
            names = "、".join(person.values["name"] for person in people[:5])
            more = "等" if len(people) > 5 else ""
            notes.append(f"第 {number} 行读成 {len(people)} 人：{names}{more}。")
    return judged(found, notes, left_out)


def chain_body(lines: list, left_out: set[int]) -> list:
    """Of a WeChat chain (#接龙) the numbered lines; its title and remarks are left out."""
    if not lines or not re.match(r"\s*#\s*接龙", lines[0][1]):
        return lines
    body = [(number, text) for number, text in lines if RUNNING.match(text)]
    first = body[0][0] if body else lines[-1][0]
    left_out |= {number for number, _ in lines if number < first}
    return [(number, text) for number, text in lines if number not in left_out]


def people_in(number: int, text: str) -> tuple[list[Line], bool]:
    """([lines, one for each person], whether an 身份证号 was dropped)."""
    line = Line(number, {})
    if not check_characters(line, text):
        return [line], False
    text = GLUED.sub(" ", RUNNING.sub("", text).translate(FULL_WIDTH))
    separator = separator_of(text)
    cells = [cell.lstrip("@＠") for cell in split(text, separator) if cell not in BLANK]
    if len(cells) == 1:
        cells = [cell for cell in split(cells[0], SPACE) if cell]
    if len(cells) > 1 and re.fullmatch(r"\d{1,4}", cells[0]):
        cells = cells[1:]
    if len(cells) > 1 and separator != TAB and all(map(is_person, cells)):
        return [Line(number, {"name": cell}) for cell in cells], False
    found = Found(line, by_columns=separator == TAB)
    for cell in cells:
        if line.problems:
            break
        for part in [cell] if separator in (TAB, SPACE) else words_of(cell):
            found.take(part)
    if "name" not in line.values and not line.problems:
        line.problem("name", f"没有看出谁的姓名（“{shown(text)}”）。请写上姓名，或者{WITH_HEADING}")
    line.values = {name: line.values[name] for name in FIELDS if name in line.values}
    return [line], found.has_id_card


def words_of(cell: str) -> list[str]:
    """“张三 13800000000” between commas is two cells."""
    return [word for word in split(cell, SPACE) if word]


def is_person(cell: str) -> bool:
    return (
        bool(PERSON.fullmatch(cell))
        and cell not in KIND_WORDS
        and not (len(cell) > 2 and CLASS.fullmatch(cell))
    )
