"""Audit entries in words: which facts changed, from what to what. Phones stay masked.

It stands here because the facts of an activity are told by `facts`; of every other thing
the labels and choices of its model's fields serve.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from colleges.dates import when
from colleges.phones import masked, masked_in

from . import facts

NOTHING = ("", "-")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
CLOCK = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?")
# Names in payloads that are no field of the thing.
LABELS = {
    "rows": "行数",
    "faults": "问题数",
    "known_account": "有此账号",
    "generated_at": "生成时间",
    "sha256": "SHA-256",
    "filters": "筛选条件",
    "role": "角色",
    "college": "二级学院",
    "department": "部门",
    "colleges": "学院数",
    "count": "数量",
    "people": "人数",
    "participants": "名单人数",
    "kind": "类别",
    "name": "名称",
}


@dataclass(frozen=True)
class Change:
    """One fact: “” stands for what was not there before or is not there any more."""

    label: str
    before: str
    after: str


def changes(entry):
    """What the payload of `entry` says, as a list of Change; what is still empty is left out."""
    payload = entry.payload if isinstance(entry.payload, dict) else {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    model = model_of(entry.object_type)
    if not (isinstance(before, dict) and isinstance(after, dict)) or not (before or after):
        before, after = {}, payload
    found = [
        Change(label(model, name), words(model, name, before), words(model, name, after))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]
    return [change for change in found if (change.before, change.after) != ("", "")]


def model_of(object_type):
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def kind(object_type):
    """“活动” for activities.activity; the name of a model that is gone stays as it is."""
    model = model_of(object_type) if object_type else None
    return str(model._meta.verbose_name) if model else object_type


def is_activity(model):
    return model is not None and model._meta.label_lower == "activities.activity"


def field_of(model, name):
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def label(model, name):
    if is_activity(model) and name in facts.LABELS:
        return facts.LABELS[name]
    field = field_of(model, name)
    told = str(getattr(field, "verbose_name", "")) if field else ""
    # A field without a name of its own is called like its column.
    own = told and told != name.replace("_", " ")
    return told if own else LABELS.get(name, name)


def words(model, name, values):
    """The fact `name` of `values` in words, “” for one that is not there or unknown."""
    value = values.get(name)
    if value in (None, "", []):
        return ""
    if name.endswith("phone"):
        # That it changed matters here; the number itself is nobody's business.
        return masked(str(value))
    if is_activity(model) and name in facts.LABELS:
        text = facts.told(name, value)
    else:
        text = plain(chosen(model, name, value))
    if INSTANT.fullmatch(text):
        text = when(timezone.localtime(datetime.fromisoformat(text)))
    elif CLOCK.fullmatch(text):
        text = text[:5]
    return "" if text in NOTHING else masked_in(text)


def chosen(model, name, value):
    """The word for a code of a closed set."""
    choices = getattr(field_of(model, name), "flatchoices", None) or []
    return dict(choices).get(value, value) if isinstance(value, str | int) else value


def plain(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(plain, value))
    if isinstance(value, dict):
        return "；".join(
            f"{LABELS.get(name, name)}：{plain(inner)}" for name, inner in value.items()
        )
    return "" if value is None else str(value)


def revised(entry):
    """Like `changes`, without the facts of what is new: they stand on its own page."""
    payload = entry.payload if isinstance(entry.payload, dict) else {}
    return [] if payload.get("after") and not payload.get("before") else changes(entry)
