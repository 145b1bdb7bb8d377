"""A text as .docx in the form of official papers (GB/T 9704, domain.md §6), for the archive and
for outlets: title, text, pictures, and who wrote, edited and reviewed it."""

from django.utils import timezone
from docx.enum.text import WD_LINE_SPACING

from activities.newsroom.article import parsed, picture_id
from colleges.dates import day

from .official_paper import (
    CAPTION,
    CENTRE,
    FANG,
    HEI,
    KAI,
    PICTURE_WIDTH,
    RIGHT,
    SONG,
    TITLE,
    Paper,
)

HEADINGS = {"h2": (HEI, False), "h3": (KAI, False), "h4": (FANG, True)}
MARKS = {"strong": "bold", "em": "italic", "s": "strike"}


def write_picture(paper, token):
    """The picture with its caption; one that may not be shown leaves its words alone."""
    file = paper.pictures.get(picture_id(str(token.attrs.get("src", ""))))
    if file is not None:
        paragraph = paper.paragraph(indent=None, align=CENTRE)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paper.picture(paragraph, file, PICTURE_WIDTH)
    if token.content.strip():
        words = token.content.strip() if file else f"〔图：{token.content.strip()}〕"
        paper.line(words, KAI, CAPTION, indent=None, align=CENTRE)


def write_inline(paper, token, prefix="", font=FANG, bold=False):
    """One paragraph of the text; a picture in it stands below."""
    marks, address = {"bold": bold}, ""
    paragraph = None
    for child in token.children:
        kind, _, end = child.type.rpartition("_")
        if child.type == "image":
            continue
        if kind in MARKS:
            marks = marks | {MARKS[kind]: end == "open" or (bold and kind == "strong")}
        elif kind == "link":
            if end == "close" and paragraph is not None:
                paper.run(paragraph, f"（{address}）", font)
            address = child.attrs.get("href", "")
        else:
            text = "\n" if child.type in ("softbreak", "hardbreak") else child.content
            if text.strip() or paragraph is not None:
                paragraph = paragraph or begun(paper, prefix, font)
                paper.run(paragraph, text, font, **marks)
    for child in token.children:
        if child.type == "image":
            write_picture(paper, child)


def begun(paper, prefix, font):
    paragraph = paper.paragraph()
    if prefix:
        paper.run(paragraph, prefix, font)
    return paragraph


def write_body(paper, text):
    lists, quoted, prefix, heading = [], 0, "", None
    for token in parsed(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            number = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            lists.append(number)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            prefix = "· " if lists[-1] is None else f"{lists[-1]}. "
            lists[-1] = None if lists[-1] is None else lists[-1] + 1
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += 1 if token.type.endswith("open") else -1
        elif token.type == "heading_open":
            heading = HEADINGS[token.tag]
        elif token.type == "inline":
            font, bold = heading or (KAI if quoted else FANG, False)
            write_inline(paper, token, prefix, font, bold)
            prefix, heading = "", None
        elif token.type in ("fence", "code_block"):
            paper.line(token.content.strip())


def article_document(item, pictures):
    """The text as it stands, with its credits, as an open file."""
    paper = Paper(pictures)
    paper.line(item.title, SONG, TITLE, indent=None, align=CENTRE)
    if item.summary:
        paper.paragraph()
        paper.line(item.summary, KAI)
    paper.paragraph()
    write_body(paper, item.body)
    paper.paragraph()
    paper.line(str(item.organiser), indent=None, align=RIGHT)
    if item.published_at:
        year = timezone.localtime(item.published_at).year
        told = f"{year}年{day(item.published_at).partition('（')[0]}"
        paper.line(told, indent=None, align=RIGHT)
    paper.paragraph()
    paper.line(item.credit_line, KAI, CAPTION, indent=None)
    paper.describe(title=item.title, author=item.author_name, at=item.updated_at)
    return paper.file()
