"""The columns of a list of participants: the page, the template and both readers use this list.

身份证号 is no column: the portal does not collect it (PIPL 6: no more than the purpose needs).
"""

import re
import unicodedata
from dataclasses import dataclass, field

STUDENT, TEACHER = "student", "teacher"
KINDS = {STUDENT: "学生", TEACHER: "教师"}
KIND_WORDS = {
    **dict.fromkeys(("学生", "同学", "学员", "生"), STUDENT),
    **dict.fromkeys(("教师", "老师", "带队教师", "带队老师", "随队教师", "随队老师"), TEACHER),
    **dict.fromkeys(("教职工", "教职员工", "教工", "职工", "辅导员", "班主任", "师"), TEACHER),
}


@dataclass(frozen=True)
class Column:
    """`field` is the name in ParticipantRow, `most` counts characters, `width` is Excel's."""

    label: str
    field: str
    width: float
    most: int
    synonyms: tuple[str, ...] = ()
    is_needed: bool = False
    is_text: bool = False  # digits that are no number: Excel must keep leading zeros

    @property
    def heading(self) -> str:
        return f"{self.label}*" if self.is_needed else self.label


COLUMNS = (
    Column(
        "姓名",
        "name",
        12,
        20,
        ("名字", "学生姓名", "教师姓名", "人员姓名", "参加人", "参加人员", "参加人姓名"),
        is_needed=True,
    ),
    Column("身份", "kind", 10, 10, ("人员身份", "人员类别", "类别", "学生/教师", "师生")),
    Column(
        "学号/工号",
        "number",
        16,
        30,
        ("学号", "工号", "学籍号", "学号或工号", "工号/学号", "教工号", "职工号"),
        is_text=True,
    ),
    Column(
        "班级/部门",
        "class_name",
        20,
        40,
        ("班级", "年级班级", "年级/班级", "专业班级", "所在班级", "行政班级", "行政班", "班别")
        + ("部门", "所在部门", "班级或部门", "部门/班级"),
    ),
    Column(
        "联系电话",
        "phone",
        16,
        40,
        ("手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "联系手机", "联系号码")
        + ("本人电话", "本人手机", "本人手机号", "本人联系电话", "学生电话", "移动电话"),
        is_text=True,
    ),
    Column(
        "紧急联系人",
        "emergency_contact",
        14,
        20,
        ("紧急联系人姓名", "应急联系人", "家长", "家长姓名", "监护人", "监护人姓名"),
    ),
    Column(
        "紧急联系电话",
        "emergency_phone",
        16,
        40,
        ("紧急联系人电话", "紧急联系人手机", "紧急联系人手机号", "紧急联系人联系电话")
        + ("紧急联系人联系方式", "紧急电话", "紧急联系方式", "应急联系电话", "应急电话")
        + ("家长电话", "家长手机", "家长手机号", "家长联系电话", "家长联系方式")
        + ("监护人电话", "监护人联系电话"),
        is_text=True,
    ),
)
BY_FIELD = {column.field: column for column in COLUMNS}
FIELDS = [column.field for column in COLUMNS]
KNOWN = {word: column.field for column in COLUMNS for word in (column.label, *column.synonyms)}
ID_CARD = {"身份证", "身份证号", "身份证号码", "身份证件号码", "公民身份号码", "证件号", "证件号码"}
RUNNING = {"序号", "no", "no.", "#"}
LONGEST_LABEL = 60
ID_NUMBER = re.compile(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
ID_CARD_NOTE = "身份证号没有读取：外出报备不收集身份证号，请不要上传。"
INSTRUCTIONS = (
    "每行一人，带 * 的必填。身份写“学生”或“教师”，不写按学生计。请不要合并单元格，不要填身份证号。"
)


def template_rows() -> list[list[str]]:
    """The rows of an empty list to fill in: what to do, then the headings."""
    blanks = [""] * (len(COLUMNS) - 1)
    return [[INSTRUCTIONS, *blanks], [column.heading for column in COLUMNS]]


def shown(text: str, most: int = 20) -> str:
    """What was typed, for a sentence: on one line, short, and no 身份证号 in it."""
    text = ID_NUMBER.sub("（身份证号）", " ".join(text.split()))
    return text if len(text) <= most else f"{text[:most]}…"


def label_of(text: str) -> str:
    """A heading as we compare it: “＊手机号（11 位）：” is 手机号."""
    if len(text) > LONGEST_LABEL:  # looking for brackets in a long text takes its square
        return text
    text = re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", text)).casefold()
    return re.sub(r"(?<=.)[(\[][^)\]]*[)\]]$", "", text)


@dataclass(frozen=True)
class Heading:
    """Which column stands in which place (from 0)."""

    places: dict[str, int]
    twice: list[tuple[str, int, int]] = field(default_factory=list)  # (field, place, place)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    has_id_card: bool = False
    width: int = 0


def heading_in(cells: list[str]) -> Heading | None:
    """The heading that a line of cells is; None when nothing in it means 姓名."""
    places, twice, unknown, has_id_card = {}, [], [], False
    before = ""
    for place, text in enumerate(cells):
        label = label_of(text)
        column = KNOWN.get(label)
        if column == "phone" and before == "emergency_contact":
            # People head the pair 紧急联系人, 电话.
            column = "emergency_phone"
        if column in places:
            twice.append((column, places[column], place))
        elif column:
            places[column] = place
        elif label in ID_CARD:
            has_id_card = True
        elif label and label not in RUNNING:
            unknown.append((place, shown(text)))
        before = column
    width = max((place + 1 for place, text in enumerate(cells) if text.strip()), default=0)
    return Heading(places, twice, unknown, has_id_card, width) if "name" in places else None
