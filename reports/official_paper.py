"""A .docx in the form of official papers (GB/T 9704, domain.md §6), filled paragraph by paragraph.

Fonts go by name: those of official papers may not be handed out, Office puts its own in their
place where they are missing. The same content gives the same bytes.
"""

import re
from datetime import datetime
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .xlsx import clean_text

LATIN = "Times New Roman"
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE, BODY, LINE, INDENT = Pt(22), Pt(16), Pt(28), Pt(32)
CAPTION, CELL, CELL_LINE, ADDRESS = Pt(14), Pt(12), Pt(20), Pt(10.5)
LINK = RGBColor(0x2A, 0x5C, 0xAA)
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
# What the page leaves between its margins: 210 − 28 − 26 mm, and what a picture may take.
WIDTH, PICTURE_WIDTH = 156, Mm(150)
CLICKED = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class Link(NamedTuple):
    """What stands in a narrow cell for a long address."""

    text: str
    address: str


def link_to(address):
    """“打开 news.example”: it leads to the whole address; what is none stays text."""
    try:
        host = CLICKED.fullmatch(address) and urlsplit(address).hostname
    except ValueError:
        host = None
    return Link(f"打开 {host.removeprefix('www.')}", address) if host else address


class Paper:
    """A4 with the margins of official papers; `pictures` are {media id: file of a copy}."""

    def __init__(self, pictures=None):
        self.pictures = pictures or {}
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)

    # Lines

    def paragraph(self, *, indent=INDENT, align=None, within=None):
        paragraph = (within or self.document).add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        form.first_line_indent = indent
        if indent == INDENT:
            # In characters as well: the indent follows whoever changes the size.
            paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
        paragraph.alignment = align
        return paragraph

    def run(self, paragraph, text, font=FANG, size=BODY, **marks):
        run = paragraph.add_run(clean_text(text))
        run.font.name, run.font.size = LATIN, size
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        for mark, on in marks.items():
            setattr(run.font, mark, on or None)
        return run

    def line(self, text, font=FANG, size=BODY, *, indent=INDENT, align=None, **marks):
        paragraph = self.paragraph(indent=indent, align=align)
        self.run(paragraph, text, font, size, **marks)
        return paragraph

    def heading(self, text, font=HEI):
        """一、 in 黑体, （一） in 楷体; never alone at the foot of a page."""
        self.line(text, font).paragraph_format.keep_with_next = True

    def left_open(self, text):
        """What only people can write, marked so that nobody overlooks it."""
        self.line(f"【请补充：{text}】", highlight_color=WD_COLOR_INDEX.YELLOW)

    # Tables

    def table(self, header, rows, widths, *, centred=(), last_is_total=False):
        """Ruled, as wide as the page; `widths` in parts, `centred` are columns of short words."""
        table = self.document.add_table(0, len(header), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = [Mm(WIDTH * width / sum(widths)) for width in widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        rows = [header, *rows]
        for place, cells in enumerate(rows):
            is_head = not place or (last_is_total and place == len(rows) - 1)
            row = table.add_row()
            keep_whole(row, repeated=not place)
            for column, (cell, value) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width, cell.vertical_alignment = (
                    widths[column], WD_CELL_VERTICAL_ALIGNMENT.CENTER
                )  # fmt: skip
                align = CENTRE if is_head or column in centred else LEFT
                self.fill(cell, value, HEI if is_head else FANG, align)
        return table

    def fill(self, cell, value, font, align):
        paragraph = cell.paragraphs[0]
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, CELL_LINE
        paragraph.alignment = align
        if isinstance(value, Link):
            self.link(paragraph, *value)
        else:
            self.run(paragraph, value, font, CELL)

    def link(self, paragraph, text, address):
        kind = RELATIONSHIP_TYPE.HYPERLINK
        known = self.document.part.relate_to(address, kind, is_external=True)
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), known)
        run = self.run(paragraph, text, FANG, ADDRESS, underline=True)
        run.font.color.rgb = LINK
        element.append(run._r)
        paragraph._p.append(element)

    # Pictures

    def picture(self, paragraph, file, width):
        # Opened here: stored files have no ending, and python-docx takes that of a path.
        with file.open("rb") as opened:
            paragraph.add_run().add_picture(opened, width=width)

    def pictures_in_pairs(self, pairs):
        """[(file, caption)…], two beside each other, no rules around them."""
        table = self.document.add_table(0, 2)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for place in range(0, len(pairs), 2):
            row = table.add_row()
            keep_whole(row)
            for cell, (file, caption) in zip(row.cells, pairs[place : place + 2], strict=False):
                cell.width = Mm(WIDTH / 2)
                paragraph = cell.paragraphs[0]
                paragraph.alignment = CENTRE
                self.picture(paragraph, file, Mm(WIDTH / 2 - 5))
                told = self.paragraph(indent=None, align=CENTRE, within=cell)
                told.paragraph_format.line_spacing = CELL_LINE
                self.run(told, caption, KAI, CELL)

    # The whole

    def number_pages(self):
        """“— 1 —” in 4号 at the foot, right on odd pages and left on even ones, one sign in."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        section.footer_distance = Mm(28)
        for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            form = paragraph.paragraph_format
            form.left_indent = form.right_indent = Pt(14)
            self.run(paragraph, "— ", "宋体", Pt(14))
            self.field(paragraph, "PAGE")
            self.run(paragraph, " —", "宋体", Pt(14))

    def field(self, paragraph, code):
        for kind, text in (
            ("begin", ""),
            ("", code),
            ("separate", ""),
            ("value", "1"),
            ("end", ""),
        ):
            run = self.run(paragraph, text if kind == "value" else "", "宋体", Pt(14))
            if kind in ("begin", "separate", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif not kind:
                told = OxmlElement("w:instrText")
                told.text = f" {text} "
                run._r.append(told)

    def describe(self, *, title, author, at):
        core = self.document.core_properties
        core.title, core.author, core.comments = clean_text(title), clean_text(author), ""
        core.last_modified_by = clean_text(author)
        core.created = core.modified = at.replace(tzinfo=None)

    def file(self, at: datetime | None = None):
        """The paper as an open file; every part of it dated `at`, if that is told."""
        file = BytesIO()
        self.document.save(file)
        file.seek(0)
        return dated(file, at) if at else file


def keep_whole(row, *, repeated=False):
    """No row breaks over two pages; the header stands on each."""
    marks = ("w:cantSplit", "w:tblHeader") if repeated else ("w:cantSplit",)
    for mark in marks:
        row._tr.get_or_add_trPr().append(OxmlElement(mark))


def dated(file, at):
    """The same ZIP with all its parts of one time, or saving it twice would give two files."""
    target = BytesIO()
    with ZipFile(file) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = ZipInfo(name, at.timetuple()[:6])
            part.compress_type, part.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(part, source.read(name))
    target.seek(0)
    return target
