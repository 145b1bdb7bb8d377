"""Whether the numbers of a report still are those of 附件2, in sentences. Pure.

Nine numbers are looked for: those that a report opens with and that the award counts (notice 七).
A table is read by the names of 附件2's lines; prose is read only where a number plainly speaks of
the whole week, so that “本场40人次” of one activity is never held against the total. A number that
is not there is said to be missing, and nothing more.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from colleges.docx_guard import DocumentText

from ..indicators import BY_CODE, Figure
from .quantities import DIGITS, UNITS, Quantity, quantities

# What only people can write, as drafts mark it.
LEFT_OPEN = "【请补充"
WHOLE = re.compile(
    "总人次|总场次|累计|合计|总计|共(开展|举办|组织|有|吸引|计|参与)|共(?=[\\d０-９近约超逾])"
    "|活动周(期间|共)|全院|全校"
)
SENTENCE = re.compile(r"[^。！？!?\n]+")
CLAUSE = re.compile("[，,：:；;]")
NEXT_THING = re.compile("[，,：:；;、]")
ONE_ACTIVITY = re.compile("本场|本次|当天|当日|每场|每天|平均|场均|其中一场|首场|首日")
# Then a sentence tells of another time as well, and no number in it is plainly this week's.
ANOTHER_TIME = re.compile(
    "去年|上年|前年|上届|上一届|往届|往年|同比|环比|[由从][^由从，,；;]{0,20}(增|升|降|提高|减|扩)"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s{0,4}年)")
# A thing that has its number already: in “900名学生、1234人次” only the first tells of them.
NUMBERED = re.compile(r"[\d一二三四五六七八九十百千万余多](名|位|所|支|件)")
UNKNOWN = ("-", "—", "－", "–", "/")


@dataclass(frozen=True)
class Key:
    """One number of 附件2 and how reports speak of it: by unit, by words before or behind it."""

    code: str
    units: tuple[str, ...]
    words: re.Pattern
    others: re.Pattern  # then it speaks of a part, or of something else
    of_the_whole: bool = True

    @property
    def name(self) -> str:
        return BY_CODE[self.code].name


SESSIONS, VISITS, FIRMS = ("场次", "场（次）", "场(次)", "场"), ("人次",), ("家",)
REPORTS = ("篇次", "篇（条）", "篇(条)", "篇/条", "篇", "条")
# 其中 is put as a sign of its own: 其中学生 are no 中学生.
AMONG = "〈"
PART_OF = f"{AMONG}|线上|线下|观看|浏览"
GUESTS = "中小学生|小学生|中学生|家长|居民|群众|公众|企业人员|校友"
LEVELS = {"G1": "校级", "G2": "市级", "G3": "省级", "G4": "国家级"}
KEYS = (
    Key(
        "A1", SESSIONS, re.compile("活动|总场次"),
        re.compile(f"{PART_OF}|招聘|讲座|服务|社区|乡村|培训|开放|宣讲|比赛|签约|寻访|展示"),
    ),
    Key(
        "D3", VISITS, re.compile("(?<![小中])学生"),
        re.compile(f"观看|浏览|教师|教职工|师生|{GUESTS}"),
    ),
    Key(
        "D4", VISITS, re.compile("教师|教职工"),
        re.compile(f"观看|浏览|学生|师生|{GUESTS}"),
    ),
    Key(
        "D10", VISITS, re.compile("总人次|参与|参加|吸引|惠及"),
        re.compile(f"{PART_OF}|服务|(?<!师)学生|教师|教职工|家长|居民|企业人员|校友"),
    ),
    Key(
        "E1", FIRMS, re.compile("企业"),
        re.compile(f"{AMONG}|签约|走访|开放|参会|招聘|新增|媒体"),
    ),
    *(
        Key(
            code, REPORTS, re.compile(level),
            re.compile("|".join(other for other in LEVELS.values() if other != level)),
            of_the_whole=False,
        )
        for code, level in LEVELS.items()
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """One place where a report says a key number; low is None where it says “-”."""

    code: str
    place: str
    text: str
    low: int | None
    high: int | None

    def agrees_with(self, value: int | None) -> bool:
        if self.low is None or value is None:
            return self.low is None and value is None
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Finding:
    """What is to be said of one key number: `kind` is same, differs or missing."""

    code: str
    name: str
    kind: str
    sentence: str

    @property
    def differs(self) -> bool:
        return self.kind == "differs"


# Reading


def mentions(text: DocumentText, year: int | None = None) -> list[Mention]:
    """`year` is the edition's: what is said of another year is not held against its numbers."""
    found = []
    for number, paragraph in text.paragraphs:
        place = f"第{number}段"
        for sentence in SENTENCE.findall(paragraph):
            if ANOTHER_TIME.search(sentence) or tells_of_another_year(sentence, year):
                continue
            found += mentions_in(sentence, place)
    for number, rows in text.tables:
        found += mentions_in_table(rows, number)
    return found


def tells_of_another_year(sentence: str, year: int | None) -> bool:
    told = map(int, YEAR.findall(sentence.translate(DIGITS)))
    return year is not None and any(one != year for one in told)


def mentions_in(sentence: str, place: str) -> list[Mention]:
    """Those of one sentence of prose."""
    found, before = [], 0
    is_of_the_whole = bool(WHOLE.search(sentence)) and not ONE_ACTIVITY.search(sentence)
    numbers = list(quantities(sentence))
    for position, one in enumerate(numbers):
        following = numbers[position + 1].start if position + 1 < len(numbers) else None
        lead = own_lead(CLAUSE.split(sentence[before : one.start])[-1])
        tail = NEXT_THING.split(sentence[one.end : following])[0][:8]
        before = one.end
        if "，" in one.text:
            continue  # “活动12，300人次” or “12，300人次”: nobody knows
        for key in KEYS:
            if (is_of_the_whole or not key.of_the_whole) and speaks_of(key, one, lead, tail):
                found.append(Mention(key.code, place, one.text, one.low, one.high))
                break
    return found


def own_lead(lead: str) -> str:
    """Without the things before it that have a number of their own."""
    things = lead.split("、")
    last = max((n for n, one in enumerate(things[:-1], 1) if NUMBERED.search(one)), default=0)
    return "、".join(things[last:])


def speaks_of(key: Key, one: Quantity, lead: str, tail: str) -> bool:
    if one.unit not in key.units:
        return False
    # 线上线下活动 are all of them; 活动周 is not an activity.
    around = re.sub("线上线下|线上、线下|线下、线上", "", f"{lead}|{tail}")
    around = re.sub("活动周(期间)?", "", around).replace("其中", AMONG)
    return bool(key.words.search(around)) and not key.others.search(around)


def mentions_in_table(rows: list[list[str]], number: int) -> list[Mention]:
    found = []
    for position, row in enumerate(rows, start=1):
        place = f"第{number}个表第{position}行"
        labels = {column: code for column, cell in enumerate(row) if (code := code_of(cell))}
        below = rows[position] if position < len(rows) else []
        values = values_behind(row) if labels else []
        for column, code in labels.items():
            said, where = values[column], place
            if said is None and len(labels) > 1 and column < len(below):
                said, where = value_in(below[column]), f"第{number}个表第{position + 1}行"
            if said is not None:
                found.append(Mention(code, where, *said))
    return found


def values_behind(row: list[str]) -> list[tuple[str, int | None, int | None] | None]:
    """For each cell the nearest value to its right; read from there, each cell once."""
    found, nearest = [], None
    for cell in reversed(row):
        found.append(nearest)
        nearest = value_in(cell) or nearest
    return found[::-1]


def plain(cell: str) -> str:
    return (
        re.sub(r"[\s　:：*★]", "", cell).removeprefix("其中").replace("(", "（").replace(")", "）")
    )


NAMES = {plain(BY_CODE[key.code].name): key.code for key in KEYS}
NAMES |= {"总场次": "A1", "活动总场次": "A1", "总人次": "D10", "参与合作企业": "E1"}
WITH_UNIT = re.compile(rf"（({'|'.join(map(re.escape, UNITS))})）$")


def code_of(cell: str) -> str | None:
    """The key number that a cell names, with or without its code and its unit."""
    told = plain(cell)
    told = re.sub(r"^[A-I]\d{1,2}[.、]?(?=\D)", "", told)
    return NAMES.get(told) or NAMES.get(WITH_UNIT.sub("", told))


def value_in(cell: str) -> tuple[str, int | None, int | None] | None:
    """(as written, from, to) of a cell that holds one number and nothing else."""
    told = cell.strip()
    if told in UNKNOWN:
        return told, None, None
    # In a table the unit often stands in a column of its own.
    read = list(quantities(told)) or list(quantities(f"{told}个"))
    if len(read) != 1 or read[0].start != 0 or read[0].end < len(told):
        return None
    return told, read[0].low, read[0].high


# Comparing


def findings(said: Iterable[Mention], figures: Mapping[str, Figure], source: str) -> list[Finding]:
    """One for each key number that 附件2 knows or the report tells; `source` is what 附件2's
    numbers are called, e.g. 附件2（已报送）."""
    by_code = {}
    for mention in said:
        by_code.setdefault(mention.code, []).append(mention)
    found = [finding(key, by_code.get(key.code, []), figures[key.code], source) for key in KEYS]
    return [one for one in found if one is not None]


def finding(key: Key, said: list[Mention], figure: Figure, source: str) -> Finding | None:
    value, unit = figure.value, BY_CODE[key.code].unit
    told = "“-”" if value is None else f"{value} {unit}"
    if not said:
        if value is None:
            return None
        sentence = f"“{key.name}”在报告里未找到，{source}为 {told}。"
        return Finding(key.code, key.name, "missing", sentence)
    wrong = [one for one in said if not one.agrees_with(value)]
    if wrong:
        places = "，".join(f"{one.place}写“{one.text}”" for one in wrong)
        sentence = f"“{key.name}”：{places}，{source}为 {told}。"
        return Finding(key.code, key.name, "differs", sentence)
    places = "、".join(dict.fromkeys(one.place for one in said))
    sentence = f"“{key.name}”：{places}与{source}一致（{told}）。"
    return Finding(key.code, key.name, "same", sentence)


def left_open(text: DocumentText) -> int:
    """How many marks 【请补充…】 nobody has filled in."""
    cells = (cell for _, rows in text.tables for row in rows for cell in row)
    lines = (line for _, line in text.paragraphs)
    return sum(told.count(LEFT_OPEN) for told in (*lines, *cells))


def as_data(said: Iterable[Mention]) -> list[dict]:
    return [asdict(mention) for mention in said]


def from_data(rows: Iterable[dict]) -> list[Mention]:
    return [Mention(**row) for row in rows]
