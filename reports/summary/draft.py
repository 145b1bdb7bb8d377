"""The draft of a summary report as .docx: outline and form of domain.md §6, numbers filled in.

What only people can write is marked 【请补充…】. The same facts of the same day give the same file.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby

from docx.shared import Pt

from ..indicators import BY_CODE
from ..official_paper import CENTRE, FANG, KAI, RIGHT, SONG, TITLE, Paper, link_to
from .facts import Draft, Held, Kind

# Of 附件2's lines those that belong into a report.
LINES = (
    *("A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B4", "B5", "C1", "C2", "C3", "C4"),
    *("D1", "D2", "D3", "D4", "D10", "D11", "D12", "D13", "E1", "E2", "E3", "E7", "E8"),
    *("F1", "F2", "F3", "F5", "G1", "G2", "G3", "G4", "G5", "H3"),
)
SHARES = (
    *(("总场次", "A1"), ("参与总人次", "D10"), ("学生人次", "D3"), ("教师人次", "D4")),
    *(("合作企业（家）", "E1"), ("社会服务（场次）", "C3")),
)
# Those that stand in its sentences.
OPENING = ("A1", "A2", "A3", "A4", "D10", "D3", "D4", "E1", "E2", "E3", "C3", "C4")
LEVELS = ("G1", "G2", "G3", "G4")
TITLE_LINE, ONE_LINE = Pt(36), 5
NUMERALS = "一二三四五六七八九十"


class Writer:
    """One paper being written; `is_final` leaves out what waits for people."""

    def __init__(self, draft: Draft, *, is_final: bool):
        self.draft, self.is_final = draft, is_final
        self.paper, self.numbered = Paper(), 0

    @property
    def who(self) -> str:
        return "学校" if self.draft.is_of_school else "学院"

    def told(self, text: str) -> None:
        self.paper.line(text)

    def ask(self, text: str) -> None:
        if not self.is_final:
            self.paper.left_open(text)

    def section(self, title: str) -> None:
        self.paper.heading(f"{NUMERALS[self.numbered]}、{title}")
        self.numbered += 1

    def part(self, place: int, title: str) -> None:
        number = NUMERALS[place] if place < 10 else f"十{NUMERALS[place - 10]}"
        self.paper.heading(f"（{number}）{title}", KAI)

    def for_people(self, title: str, wanted: str) -> None:
        """A section of which the portal knows nothing."""
        if not self.is_final:
            self.section(title)
            self.ask(wanted)

    # The sections

    def whole(self) -> Paper:
        self.opening()
        self.for_people("组织领导与部署", "领导小组、分工、方案、动员与安全保障，怎样压实责任")
        self.section("主要活动开展情况")
        self.activities()
        self.highlights()
        self.section("宣传报道")
        self.press()
        self.section("成效与数据")
        self.numbers()
        self.for_people("存在问题", "不足之处和原因，实事求是")
        self.for_people("下一步打算", "长效机制、来年改进、成果转化")
        self.foot()
        self.photos()
        return self.paper

    def opening(self) -> None:
        draft, paper = self.draft, self.paper
        title = paper.paragraph(indent=None, align=CENTRE)
        title.paragraph_format.line_spacing = TITLE_LINE
        # In two lines where one is too short: never torn within a word.
        gap = "\n" if len(draft.unit) > ONE_LINE else ""
        paper.run(title, f"{draft.unit}{gap}{draft.title.removeprefix(draft.unit)}", SONG, TITLE)
        paper.paragraph()
        order = "上级部署" if draft.is_of_school else "学校通知要求"
        self.told(
            f"按照{order}，{self.subject}于{draft.span}围绕“{draft.theme}”主题，"
            f"组织开展{draft.year}年职业教育活动周活动。现将有关情况总结如下。"
        )
        for sentence in opening_sentences(draft, self.who):
            self.told(sentence)
        self.told_of_unknown(OPENING)
        if draft.lacking:
            self.ask(f"还有{draft.lacking}项活动没有登记结果，本稿没有它们的数，登记后请重新生成")

    def told_of_unknown(self, codes: Iterable[str]) -> None:
        if sentence := sentence_of_unknown(self.draft, codes):
            self.told(sentence)

    @property
    def subject(self) -> str:
        return "学校" if self.draft.is_of_school else self.draft.unit

    def activities(self) -> None:
        if not self.draft.kinds:
            self.told("活动周期间的活动结果尚未登记。")
            self.ask("先在“活动结果”里登记，再重新生成本稿")
        elif self.draft.is_of_school:
            self.kinds_of_the_school()
        else:
            for place, kind in enumerate(self.draft.kinds):
                self.part(place, kind.name)
                self.told(sentence_of_kind(kind))
                for number, one in enumerate(kind.held, start=1):
                    self.activity(number, one)

    def activity(self, number: int, one: Held) -> None:
        paragraph = self.paper.paragraph()
        self.paper.run(paragraph, f"{number}. {one.title}。", bold=True)
        self.paper.run(paragraph, sentence_of(one))

    def kinds_of_the_school(self) -> None:
        self.told("各类活动的项数、场次和参与人次如下。")
        rows = [
            [kind.name, str(len(kind.held)), str(kind.sessions), number(kind.attendance)]
            for kind in self.draft.kinds
        ]
        header = ["类别", "活动（项）", "场次", "参与人次"]
        self.paper.table(header, rows, (4, 2, 2, 2), centred=(1, 2, 3))
        self.ask("每一类选一两项有代表性的活动，写做法和效果")
        self.told("各单位开展情况如下，合计中合作企业按全校去重。")
        self.shares()

    def shares(self) -> None:
        codes = [code for _, code in SHARES]
        rows = [
            [share.name, *(share.figures[code].text for code in codes)]
            for share in self.draft.shares
        ]
        rows.append(["合计", *(self.draft.figures[code].text for code in codes)])
        header = ["单位", *(label for label, _ in SHARES)]
        widths, columns = (4, *[2] * len(SHARES)), range(1, len(SHARES) + 1)
        self.paper.table(header, rows, widths, centred=columns, last_is_total=True)
        if any("-" in row for row in rows):
            self.told("“-”为未填或不掌握，合计里没有它们。")

    def highlights(self) -> None:
        cases = self.draft.cases
        if cases or not self.is_final:
            self.section("特色亮点与典型案例")
        if cases:
            told = "、".join(f"《{title}》" for title in cases)
            self.told(f"形成典型案例{len(cases)}篇：{told}。")
        self.ask("一两个最有特色的做法：背景、做法、成效，可引用上面的案例")

    def press(self) -> None:
        reports = self.draft.reports
        if not reports:
            self.told("暂无已确认采用的报道。")
            self.ask("有报道请先在“宣传—推送台账”里登记网址或截图，再重新生成本稿")
            return
        self.told(f"{sentence_of_press(self.draft)}已确认采用的报道如下。")
        self.told_of_unknown(LEVELS)
        rows = [
            [
                str(place),
                one.title,
                f"{one.outlet}（{one.level}）",
                one.day,
                link_to(one.address) if one.address else "截图",
            ]
            for place, one in enumerate(reports, start=1)
        ]
        header = ["序号", "标题", "媒体", "日期", "链接"]
        self.paper.table(header, rows, (1.2, 4, 2.9, 2.3, 4.6), centred=(0, 3))
        if self.draft.more_reports:
            self.told(f"另有{self.draft.more_reports}条，见推送台账。")

    def numbers(self) -> None:
        form = f"《{self.draft.year}年职教活动周情况统计表》（附件2）"
        if self.draft.shares:
            # Colleges that have not filed are in it: the compiled 附件2 may show less.
            waits = self.draft.unfiled
            among = f"（其中{waits}个学院的附件2尚未报送或已退回）" if waits else ""
            self.told(f"主要数据按{form}的口径由各单位登记的结果{among}算出，如下表。")
        else:
            self.told(f"主要数据取自{form}，如下表。")
        rows = [line_of(code, self.draft) for code in LINES]
        header, widths = ["区分", "指标", "单位", "数量"], [2.4, 6, 1.8, 3]
        if self.draft.is_of_school:
            header, widths = [*header, "说明"], [2.9, 5.4, 1.8, 2.2, 3.9]
            rows = [[*row, self.draft.note(code)] for row, code in zip(rows, LINES, strict=True)]
        table = self.paper.table(header, rows, widths, centred=(0, 2, 3))
        place = 1
        for _, group in groupby(LINES, key=lambda code: BY_CODE[code].group):
            size = len(list(group))
            merge(table, place, place + size - 1)
            place += size
        self.told("“-”为没有该项或不掌握，与0不同；人次不去重，人数去重。")
        self.ask("数据背后的成效：学生、企业、社区得到了什么，社会反响")

    def foot(self) -> None:
        day = self.draft.on
        for _ in range(2):
            self.paper.paragraph()
        for text, signs in ((self.draft.unit, 2), (f"{day.year}年{day.month}月{day.day}日", 2)):
            line = self.paper.line(text, indent=None, align=RIGHT)
            line.paragraph_format.right_indent = Pt(16 * signs)
            line.paragraph_format.keep_together = True

    def photos(self) -> None:
        if not self.draft.photos:
            return
        line = self.paper.line("附：活动照片", FANG, indent=None)
        line.paragraph_format.page_break_before = True
        self.paper.pictures_in_pairs([(one.file, one.caption) for one in self.draft.photos])


def draft_document(draft: Draft, *, is_final: bool = False):
    """The paper as an open file; `is_final` is filed as it stands, without open marks."""
    paper = Writer(draft, is_final=is_final).whole()
    paper.number_pages()
    at = datetime.combine(draft.on, time(0))
    paper.describe(title=draft.title, author=draft.unit, at=at)
    return paper.file(at)


def number(value: int | None) -> str:
    return "-" if value is None else str(value)


def merge(table, first: int, last: int) -> None:
    """The first column of these rows as one cell."""
    rows = table.rows
    if last > first:
        rows[first].cells[0].merge(rows[last].cells[0])


def line_of(code: str, draft: Draft) -> list[str]:
    indicator = BY_CODE[code]
    earlier = LINES[: LINES.index(code)]
    is_first = not any(BY_CODE[one].group == indicator.group for one in earlier)
    group = indicator.group if is_first else ""
    return [group, indicator.name, indicator.unit, draft.figures[code].text]


# Sentences: a number that nobody knows is left out, never told as 0.


def listed(draft: Draft, *pairs: tuple[str, str]) -> str:
    """线下10场次、线上2场次, of those known; a pair is a pattern and a code."""
    known = [(text, draft.value(code)) for text, code in pairs]
    return "、".join(text.format(value) for text, value in known if value is not None)


def among(head: str, parts: str) -> str:
    return f"{head}，其中{parts}" if head and parts else head


def opening_sentences(draft: Draft, who: str) -> list[str]:
    sessions = among(
        listed(draft, (f"活动周期间，{who}共开展活动{{}}场次", "A1")),
        listed(draft, ("线下{}场次", "A2"), ("线上{}场次", "A3"), ("线上线下结合{}场次", "A4")),
    )
    visits = among(
        listed(draft, ("参与总人次{}人次", "D10")),
        listed(draft, ("学生参与{}人次", "D3"), ("教师参与{}人次", "D4")),
    )
    firms = among(
        listed(draft, ("参与合作企业共{}家", "E1")),
        listed(draft, ("签约企业{}家", "E2"), ("签约项目{}项", "E3")),
    )
    served = listed(draft, ("开展社会服务{}场次", "C3"), ("服务群众{}人次", "C4"))
    told = [part for part in (sessions, visits, firms, served) if part]
    return [f"{'；'.join(told)}。"] if told else []


def sentence_of_unknown(draft: Draft, codes: Iterable[str]) -> str:
    """How many colleges are missing in those of these numbers that are told."""
    counts = defaultdict(list)
    for code in codes:
        if draft.value(code) is not None and (count := draft.unknown.get(code)):
            counts[count].append(BY_CODE[code].name.removeprefix("其中："))
    told = [f"{'、'.join(names)}有{count}个学院未填" for count, names in sorted(counts.items())]
    return f"以上数字中，{'；'.join(told)}，没有计入。" if told else ""


def sentence_of_press(draft: Draft) -> str:
    pairs = (("校级及学院网站、新媒体", "G1"), ("市级媒体", "G2"))
    pairs += (("省级媒体", "G3"), ("国家级媒体", "G4"))
    told = listed(draft, *((f"{name}{{}}篇（条）", code) for name, code in pairs))
    return f"按一稿只计最高级别统计，{told}。" if told else ""


def sentence_of_kind(kind: Kind) -> str:
    visits = "" if kind.attendance is None else f"，{kind.attendance}人次参加"
    return f"举办{len(kind.held)}项、{kind.sessions}场次{visits}。"


def sentence_of(one: Held) -> str:
    """What is known of one activity; its plan's own words last."""
    told = [one.days, one.venue]
    if one.sessions and one.sessions > 1:
        told.append(f"{one.sessions}场次")
    if one.attendance is not None:
        told.append(f"{one.attendance}人次参加")
    if one.partners:
        told.append(f"合作单位有{'、'.join(one.partners)}")
    about = one.summary if one.summary.endswith(("。", "！", "？")) else f"{one.summary}。"
    return f"{'，'.join(filter(None, told))}。{about if one.summary else ''}"
