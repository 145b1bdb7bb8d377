"""Files that must not hurt: a generator of honest and hostile .xlsx for the upload tests.

Each function returns bytes. `PARTS` is the smallest workbook there is; most attacks change one
thing about it.
"""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet_xml(cells='<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>', after=""):
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>'


def parts(**overrides):
    """The parts of a workbook by name; `sheet` and `workbook` are replaced by overrides."""
    types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        "</Types>"
    )
    workbook = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{overrides.get("properties", "")}'
        '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return {
        "[Content_Types].xml": overrides.get("types", types),
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": overrides.get("sheet", sheet_xml()),
    }


def relation(kind, target):
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{DOCUMENT}/{kind}" Target="{target}"/></Relationships>'
    )


def packed(entries, compression=ZIP_DEFLATED):
    """A ZIP of (name or ZipInfo, text) pairs."""
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return file.getvalue()


def plain(**overrides):
    return packed(parts(**overrides).items())


def with_part(name, text="<x/>"):
    return packed([*parts().items(), (name, text)])


def bomb():
    """58 MB of spaces behind 60 KB."""
    return with_part("xl/media/a.xml", "<x>" + " " * 58_000_000 + "</x>")


def many_big_parts():
    """Each part is below the ratio, all of them together are not below 60 MB."""
    noise = zlib.compress(bytes(range(256)) * 200).hex()
    block = (noise + " " * 600) * (900_000 // (len(noise) + 600))
    more = [(f"xl/media/{number}.bin", block) for number in range(80)]
    return packed([*parts().items(), *more])


def thousand_parts():
    return packed([*parts().items(), *((f"x/{number}", "") for number in range(1000))])


def lying_about_size():
    """The directory says that a big part has 9 bytes."""
    content = bytearray(with_part("xl/big.bin", "a" * 3_000_000))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<L", 9)
    return bytes(content)


def duplicate_names():
    return packed([*parts().items(), ("XL/Workbook.xml", "<x/>")])


def overlapping():
    """Two names in the directory for the same bytes (David Fifield's construction)."""
    content = with_part("xl/a.bin", "a" * 2000)
    start = content.rfind(b"PK\x01\x02")
    end = content.rfind(b"PK\x05\x06")
    entry = bytearray(content[start:end])
    twin = bytes(entry).replace(b"xl/a.bin", b"xl/b.bin")
    tail = bytearray(content[end:])
    count, size = struct.unpack_from("<HL", tail, 10)
    struct.pack_into("<HHL", tail, 8, count + 1, count + 1, size + len(twin))
    return content[:end] + twin + bytes(tail)


def flagged_encrypted():
    content = bytearray(plain())
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def symlink():
    info = ZipInfo("xl/link")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return packed([*parts().items(), (info, "/etc/passwd")])


def bzipped():
    return packed(parts().items(), ZIP_BZIP2)


def with_dtd(encoding="utf-8"):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    )
    return plain(sheet=text.encode(encoding))


def dtd_in_content_types():
    types = parts()["[Content_Types].xml"].replace("<Types", "<!DOCTYPE Types []><Types")
    return plain(types=types)


def with_macro_type():
    types = parts()["[Content_Types].xml"].replace(
        f"{SHEET_TYPE}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    return plain(types=types)


def ole(marker=""):
    """An old .xls, or with the marker a workbook behind a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + marker.encode("utf-16-le")


def far_cell():
    """One cell in the last corner of the sheet."""
    return plain(sheet=sheet_xml('<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'))


def far_row():
    return plain(sheet=sheet_xml('<row r="1048576"><c r="A1048576" t="n"><v>1</v></c></row>'))


def row_beyond_any_sheet():
    return plain(sheet=sheet_xml('<row r="99999999999"><c r="A1"><v>1</v></c></row>'))


def repeated_string(cells=900):
    """One shared string of 30,000 characters in every cell."""
    row = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{"长" * 30_000}</t></is></c></row>'
        for n in range(1, cells)
    )
    return packed(parts(sheet=sheet_xml(row)).items())


def formula(value=""):
    cell = f'<c r="B2"><f>1+1</f>{value}</c>'
    return plain(sheet=sheet_xml(f'<row r="2">{cell}</row>'))


def deep_xml():
    return plain(sheet="<a>" * 200_000 + "</a>" * 200_000)


def workbook(rows, *, title="表", merged=(), hidden=(), epoch=None, stored=False):
    """An honest workbook with these rows of values."""
    book = Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name in merged:
        sheet.merge_cells(name)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    file = BytesIO()
    book.save(file)
    if not stored:
        return file.getvalue()
    with ZipFile(file) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    return packed(entries, ZIP_STORED)


def broken_parts():
    """One workbook for each way in which openpyxl's own exceptions differ."""
    whole = parts()
    yield plain(sheet="<worksheet")
    yield plain(sheet="")
    for name in whole:
        if name not in ("[Content_Types].xml", "xl/workbook.xml"):
            yield packed([pair for pair in whole.items() if pair[0] != name])
    yield packed((whole | {"xl/workbook.xml": "<x/>"}).items())
    yield packed((whole | {"[Content_Types].xml": "<x/>"}).items())
    yield plain()[:-40]
    yield plain()[:200]
    row = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'  # a shared string that is not there
    yield plain(sheet=sheet_xml(row))
    yield plain(sheet=sheet_xml('<row r="1"><c r="A1" t="n"><v>x</v></c></row>'))
    yield plain(sheet=sheet_xml('<row r="x"><c r="A1"><v>1</v></c></row>'))
