"""证书编号: year and number for people, ten signs by chance so that nobody guesses one.

2025-01-7K3M-9Q2T-XW. The signs are Crockford's 32 without I, L, O and U; what people read wrong
off a paper is read right here. Fifty bits by chance stand behind a limit of wrong guesses.
"""

import re
import secrets
import unicodedata

from django.core.validators import slug_re

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUPS = (4, 4, 2)
CHECK = sum(GROUPS)
LONGEST = 60
UNKNOWN = "·"
# What keyboards and papers make of the dash, half width already.
DASHES = re.compile("[‐-―−—_~·・.ー]")
SERIAL = re.compile(r"(?P<head>.+?)-?(?P<check>(?:[0-9A-Z]-?){9}[0-9A-Z])")


def new_serial(edition: str, number: int) -> str:
    return spelled(edition.lower(), number, "".join(secrets.choice(SIGNS) for _ in range(CHECK)))


def spelled(edition: str, number: int, check: str) -> str:
    groups, start = [], 0
    for length in GROUPS:
        groups.append(check[start : start + length])
        start += length
    return "-".join([edition, f"{number:02d}", *groups])


def as_printed(typed: str) -> str:
    """What somebody typed off a certificate, as it stands there; "" for what is no serial.

    Full-width or small letters, other dashes, blanks in their place or nothing at all between
    the groups: the last ten signs are those by chance, before them stand edition and number.
    """
    found = SERIAL.fullmatch(tidied(typed))
    if found is None:
        return ""
    head, check = found["head"], found["check"].replace("-", "").translate(LOOKALIKES)
    edition, dash, number = head.rpartition("-")
    number = number.translate(LOOKALIKES)
    if not dash or not number.isdecimal():
        edition, number = head[:-2].rstrip("-"), head[-2:].translate(LOOKALIKES)
    if not slug_re.match(edition) or not number.isdecimal() or set(check) - set(SIGNS):
        return ""
    return spelled(edition.lower(), int(number), check)


def tidied(typed: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    return re.sub("-+", "-", DASHES.sub("-", text))[:LONGEST].strip("-")


def by_chance(serial: str) -> str:
    """The ten signs at the end of a serial, with their dashes."""
    return serial[-(CHECK + len(GROUPS) - 1) :]


def alike(one: str, other: str) -> bool:
    """The same signs, wherever the dashes stand; an edition's code may hold a _ of its own."""
    return squeezed(one) == squeezed(other)


def squeezed(serial: str) -> str:
    return serial.replace("-", "").replace("_", "").upper().translate(LOOKALIKES)


def beginning(edition: str, number: int) -> str:
    """What is known of a serial before it is made."""
    return spelled(edition.lower(), number, CHECK * UNKNOWN)
