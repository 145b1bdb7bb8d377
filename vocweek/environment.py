"""The two readers through which every setting enters; both refuse nonsense at start-up."""

import os

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
