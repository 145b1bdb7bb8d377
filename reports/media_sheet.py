"""The list of a college's photos, films and texts as it prints, and as .xlsx."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.urls import reverse

from .annex_one import HEAD, LEFT, LINE, MARK, MIDDLE, PORTAL, SMALL, TITLE
from .columns import Column
from .sheet import PaperSheet
from .xlsx import A3, Book

RULE = "原件存在本系统，校验值是原件内容的 SHA-256；文件名是打包时的名字。"
PAGES = {"media": "media_detail", "news": "news_detail"}
COLUMNS = [
    Column("文件名", lambda row: row["name"], 40, centred=False),
    Column("类型", lambda row: row["kind"], 8),
    Column("说明", lambda row: row["caption"], 36, centred=False),
    Column("地点", lambda row: row["place"], 14),
    Column("人物", lambda row: row["people"], 18),
    Column("拍摄者/作者", lambda row: row["photographer"], 10),
    Column("日期", lambda row: row["day"], 11),
    Column("审核", lambda row: row["state"], 9),
    Column("授权", lambda row: row["consent"], 16),
    Column("SHA-256", lambda row: row["sha256"], 66),
]


class MediaSheet(PaperSheet):
    rule = RULE
    labels = ("序号", "文件名", "类型", "说明", "地点", "人物", "拍摄者/作者")
    labels += ("审核", "授权", "校验值")

    @property
    def counted(self):
        kinds = self.content["totals"]["kinds"]
        if not kinds:
            return "没有照片、视频和稿件"
        return "、".join(f"{kind} {number} 个" for kind, number in kinds.items())

    @property
    def megabytes(self):
        return round(self.content["totals"]["size"] / 1024**2, 1)

    @property
    def numbered(self):
        """[(number, row, address of what it is now)]"""
        return [(place, row, address_of(row)) for place, row in enumerate(self.rows, start=1)]

    def workbook(self):
        title = self.content["title"]
        with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="media-list-") as name:
            book = Book(creator=PORTAL, title=title, at=self.at, folder=Path(name))
            self.write(book)
            book.save(Path(name) / "list.xlsx")
            return BytesIO((Path(name) / "list.xlsx").read_bytes())

    def write(self, book):
        count = len(COLUMNS) + 1
        widths = [6, *(column.width for column in COLUMNS)]
        sheet = book.sheet("清单", widths, printed=count, frozen="A5", paper=A3)
        sheet.spread([(self.filing.requirement.short, count, MARK)])
        sheet.spread([(f"{self.content['title']}清单", count, TITLE)])
        unit, person, phone, day = self.header.parts()
        sheet.spread([(unit, 3, LINE), (person, 2, LINE), (phone, 3, LINE), (day, 3, LINE)])
        sheet.row(["序号", *(column.label for column in COLUMNS)], [HEAD] * count)
        sheet.repeat(4)
        styles = [MIDDLE, *(MIDDLE if column.centred else LEFT for column in COLUMNS)]
        for number, row in enumerate(self.rows, start=1):
            sheet.row([number, *(column.value(row) or None for column in COLUMNS)], styles)
        if self.content["reason"]:
            sheet.spread([(f"没有照片、视频和稿件：{self.content['reason']}", count, LEFT)])
        sheet.spread([(f"{RULE}合计：{self.counted}，{self.megabytes} MB。", count, SMALL)])
        sheet.spread([("负责人(签字)：", 3, LINE), ("(盖章)", count - 3, LINE)], 30)
        sheet.finish()


def address_of(row):
    kind, _, pk = row["id"].partition("/")
    return reverse(PAGES[kind], args=[pk])
