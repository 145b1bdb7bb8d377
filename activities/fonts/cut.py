"""Cut the fonts beside this file out of Noto CJK SC. README.md tells when and how."""

import argparse
import bz2
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = Path(__file__).parent
# (family, weight); the last is for the titles of posters.
FACES = (("Sans", "Regular"), ("Sans", "Bold"), ("Serif", "Black"))
GENERAL_LIST = re.compile(r"^U\+([0-9A-F]+)\tkTGH\t", re.MULTILINE)
# Signs that people paste: Latin letters, punctuation, numbers in circles, units, arrows, boxes.
SIGNS = [
    (0x0020, 0x017F),
    (0x2000, 0x27BF),
    (0x3000, 0x30FF),
    (0x3200, 0x33FF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
]


def wanted(unihan: str) -> set[int]:
    """Code points of GB 2312, of the 8105 of 通用规范汉字表 and of the usual signs."""
    signs = {code for first, last in SIGNS for code in range(first, last + 1)}
    general = {int(code, 16) for code in GENERAL_LIST.findall(unihan)}
    if len(general) != 8105:
        raise SystemExit(f"通用规范汉字表 has 8105 characters, this file {len(general)}.")
    return signs | general | {code for code in range(0x10000) if in_gb2312(chr(code))}


def in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def cut(collection: Path, family: str, codes: set[int], target: Path) -> None:
    faces = TTCollection(collection, lazy=True).fonts
    face = next(face for face in faces if face["name"].getBestFamilyName() == family)
    options = subset.Options()
    options.layout_features = []  # nothing here is set vertically or kerned
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    face.recalcTimestamp = False  # the same input makes the same bytes
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(face)
    subset.save_font(face, target, options)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("noto", type=Path, help="folder with the NotoS*CJK-*.ttc")
    parser.add_argument("unihan", type=Path, help="Unihan_OtherMappings.txt.bz2")
    given = parser.parse_args()
    codes = wanted(bz2.decompress(given.unihan.read_bytes()).decode())
    for style, weight in FACES:
        target = HERE / f"Noto{style}CJKsc-{weight}.otf"
        source = given.noto / f"Noto{style}CJK-{weight}.ttc"
        cut(source, f"Noto {style} CJK SC", codes, target)


if __name__ == "__main__":
    main()
