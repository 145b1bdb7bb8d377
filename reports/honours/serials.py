"""证书编号: year and number for people, ten signs by chance so that nobody guesses one.

2025-01-7K3M-9Q2T-XW. The signs are Crockford's 32 without I, L, O and U; what people read wrong
off a paper is read right here. Fifty bits by chance stand behind a limit of wrong guesses.
"""

import secrets

from django.core.validators import slug_re

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUPS = (4, 4, 2)
CHECK = sum(GROUPS)
LONGEST = 40


def new_serial(edition: str, number: int) -> str:
    return spelled(edition.lower(), number, "".join(secrets.choice(SIGNS) for _ in range(CHECK)))


def spelled(edition: str, number: int, check: str) -> str:
    groups, start = [], 0
    for length in GROUPS:
        groups.append(check[start : start + length])
        start += length
    return "-".join([edition, f"{number:02d}", *groups])


def as_printed(typed: str) -> str:
    """What somebody typed off a certificate, as it stands there; "" for what is no serial."""
    parts = "".join(typed.split())[:LONGEST].upper().replace("－", "-").split("-")
    *edition, number, one, two, three = [""] * 5 + parts
    check = (one + two + three).translate(LOOKALIKES)
    named = "-".join(part for part in edition if part)
    if (
        not slug_re.match(named)
        or not number.isdecimal()
        or len(check) != CHECK
        or set(check) - set(SIGNS)
    ):
        return ""
    return spelled(named.lower(), int(number), check)
