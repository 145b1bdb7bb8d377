"""Reads the text of a .docx, in a process of its own that may not grow or linger.

`colleges.docx_guard` starts it (`python -I docx_text.py`), hands the checked file to its stdin and
takes JSON from its stdout. Whatever a parser does with a hostile file, it does it here. Nothing of
the portal is imported.

The answer: {"paragraphs": [[number, text]…], "tables": [[number, [[cell…]…]]…],
"fields": [code…], "relations": [[kind, target, is it outside]…], "bodies": [main document…],
"misnamed": whether text hides in a part that is not called .xml}; paragraphs outside tables are
counted as people count them, without empty ones.
"""

import json
import posixpath
import resource
import sys
import traceback
from io import BytesIO
from xml.etree.ElementTree import iterparse  # noqa: S405 - a DTD was refused before
from zipfile import ZipFile

SECONDS = 10
MEMORY = 300 * 1024 * 1024
BODY, CONTENT_TYPES = "word/document.xml", "[Content_Types].xml"
MOST_CHARACTERS, MOST_CELLS, DEEPEST = 500_000, 100_000, 200
MOST_OF_RELATIONS = 2 * 1024 * 1024  # bytes of all parts; an honest file has some 10,000
TOO_MUCH_TEXT = "text"
# What is not, or no longer, on the page: the old look of a drawing, deleted and moved text.
UNSEEN = {"Fallback", "del", "moveFrom"}
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
FIELD_WITHIN = "\1"  # stands in a field's code where another field is; no XML may hold it


class Refused(Exception):
    pass


def limit_self():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def local(tag):
    """The name without its namespace: the strict and the usual form of the format differ there."""
    return tag.rpartition("}")[2]


class Reader:
    """Follows the elements of the body; text boxes read as paragraphs of their own."""

    def __init__(self):
        self.paragraphs, self.tables, self.fields = [], [], []
        self.open_tables, self.lines, self.unseen = [], [], 0
        self.open_fields = []
        self.counted = self.characters = self.cells = self.depth = 0

    def start(self, name):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(TOO_MUCH_TEXT)
        if name in UNSEEN:
            self.unseen += 1
        elif name == "tbl":
            # A table within a table reads as the text of the cell around it.
            self.open_tables.append([])
        elif name == "tr" and len(self.open_tables) == 1:
            self.open_tables[0].append([])
        elif name == "tc" and len(self.open_tables) == 1 and self.open_tables[0]:
            self.cells += 1
            self.open_tables[0][-1].append([])
        elif name == "p":
            self.lines.append([])

    def end(self, name, text, kind):
        self.depth -= 1
        if name in UNSEEN:
            self.unseen -= 1
        elif name == "tbl" and self.open_tables:
            rows = self.open_tables.pop()
            if not self.open_tables:
                told = [["\n".join(cell) for cell in row] for row in rows]
                self.tables.append([len(self.tables) + 1, told])
        elif name == "p" and self.lines:
            self.close_line()
        elif self.lines:
            self.add(name, text, kind)
        if self.cells > MOST_CELLS:
            raise Refused(TOO_MUCH_TEXT)

    def add(self, name, text, kind):
        line = self.lines[-1]
        if name in ("instrText", "fldChar", "fldSimple"):
            self.add_field(name, text, kind)
        elif not self.unseen and name == "t":
            line.append(text)
        elif not self.unseen and name in BREAKS:
            line.append(BREAKS[name])
        self.characters += len(text) + len(kind)
        if self.characters > MOST_CHARACTERS:
            raise Refused(TOO_MUCH_TEXT)

    def add_field(self, name, text, kind):
        """Codes are torn into runs, over paragraphs too, and hold one another."""
        if name == "instrText":
            if not self.open_fields:
                self.open_fields.append([])
            self.open_fields[-1].append(text)
        elif name == "fldSimple":
            self.hold_field()
            self.fields.append(kind)
        elif kind == "begin":
            self.hold_field()
            self.open_fields.append([])
        elif kind == "separate" and self.open_fields:
            self.open_fields[-1].append(" ")  # what follows is no longer the code
        elif kind == "end" and self.open_fields:
            self.fields.append("".join(self.open_fields.pop()))

    def hold_field(self):
        if self.open_fields:
            self.open_fields[-1].append(FIELD_WITHIN)

    def codes(self):
        """Of all fields, also of those that nobody closed."""
        return [*self.fields, *map("".join, self.open_fields)]

    def close_line(self):
        text = "".join(self.lines.pop()).strip()
        if not text:
            return
        if self.open_tables and self.open_tables[0] and self.open_tables[0][-1]:
            self.open_tables[0][-1][-1].append(text)
        else:
            self.counted += 1
            self.paragraphs.append([self.counted, text])


def read(content):
    """Text of the body; fields also of its headers, footers and notes, wherever they lie."""
    with ZipFile(BytesIO(content)) as archive:
        reader = follow(archive, BODY)
        fields = reader.codes()
        for name in archive.namelist():
            if name.casefold().endswith(".xml") and name not in (BODY, CONTENT_TYPES):
                fields += follow(archive, name).codes()
        relations, bodies = read_relations(archive)
        misnamed = has_misnamed(archive)
    return {
        **{"paragraphs": reader.paragraphs, "tables": reader.tables, "fields": fields},
        **{"relations": relations, "bodies": bodies, "misnamed": misnamed},
    }


def elements(archive, name):
    """(event, name, text, attributes) of one part; what was told is let go."""
    with archive.open(name) as part:
        for event, element in iterparse(part, events=("start", "end")):  # noqa: S314 - see above
            told = {local(key): value for key, value in element.attrib.items()}
            yield event, local(element.tag), element.text or "", told
            if event == "end":
                element.clear()


def follow(archive, name):
    reader = Reader()
    for event, called, text, told in elements(archive, name):
        if event == "start":
            reader.start(called)
        else:
            reader.end(called, text, told.get("instr") or told.get("fldCharType") or "")
    return reader


def read_relations(archive):
    """Those of every part, each once, and what the file says its main document is."""
    found, bodies = {}, set()
    parts = [part for part in archive.infolist() if part.filename.casefold().endswith(".rels")]
    if sum(part.file_size for part in parts) > MOST_OF_RELATIONS:
        raise Refused(TOO_MUCH_TEXT)
    for part in parts:
        for event, called, _, told in elements(archive, part.filename):
            if event == "start" or called != "Relationship":
                continue
            kind, target = told.get("Type", "").rpartition("/")[2], told.get("Target", "")
            found[kind, target, told.get("TargetMode") == "External" or "://" in target] = None
            if part.filename.casefold() == "_rels/.rels" and kind == "officeDocument":
                bodies.add(posixpath.normpath(f"/{target}").lstrip("/"))
    return list(found), sorted(bodies)


def has_misnamed(archive):
    """Only what is called .xml is searched for fields: no other part may hold text."""
    types = elements(archive, CONTENT_TYPES)
    return any(
        "wordprocessingml" in told.get("ContentType", "").casefold()
        and not (told.get("PartName") or told.get("Extension", "")).casefold().endswith("xml")
        for event, _, _, told in types
        if event == "end"
    )


def main():
    limit_self()
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except Exception:  # the task's edge: a parser may raise anything
        traceback.print_exc(limit=-8)
        sys.exit(3)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
