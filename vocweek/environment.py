"""The readers through which every setting enters; they refuse nonsense at start-up."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name, default="", *, allowed=None):
    value = os.environ.get(name, "").strip() or default
    if allowed and value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}：只能是 {'、'.join(sorted(allowed))}。")
    return value


def flag(name, default=False):
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE | FALSE:
        return value.strip().lower() in TRUE
    raise ImproperlyConfigured(f"{name}={value!r}：请写 1 或 0。")


def number(name, default, *, least=0, most=65535):
    value = os.environ.get(name, "").strip() or str(default)
    # isdecimal alone takes １２ and ², and a number without end.
    if value.isascii() and value.isdecimal() and len(value) <= 5 and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r}：请写 {least}–{most} 的整数。")


def origins(name):
    """Addresses of other sites, separated by commas: https://www.example.edu.cn, no path."""
    found = [one.strip().rstrip("/") for one in text(name).split(",") if one.strip()]
    for one in found:
        if not re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?", one):
            raise ImproperlyConfigured(
                f"{name}={one!r}：请写网站地址，例如 https://www.example.edu.cn，多个用逗号分开。"
            )
    return found


def socket_path(wanted):
    """`wanted`, or a short path that belongs to it: the address of a unix socket ends at
    about 100 bytes, which a deep data folder with a Chinese name reaches soon."""
    if len(os.fsencode(wanted)) <= 100:
        return wanted
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"vocweek-{os.getuid()}-{mark}" / wanted.name
