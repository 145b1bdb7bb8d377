"""The facts of a text as plain values: their names, what differs, what is missing."""

from colleges.phones import names_a_mobile

from ..facts import differing, noted
from .status import Kind

LABELS = {
    "kind": "体裁",
    "title": "标题",
    "summary": "摘要",
    "author_name": "作者",
    "activity": "关联活动",
    "theme_day": "主题活动日",
    "body": "正文",
}
# Without which nothing is handed in.
NEEDED = ("title", "summary", "author_name", "body")
SHORTEST_BODY = 50


def told(name, value):
    if name == "kind":
        return Kind(value).label
    return str(value) if value else "（空）"


def compared(before, after):
    """[(label, before in words, after in words)] of the facts that differ."""
    return differing(LABELS, told, before, after)


def changed_facts(before, after):
    """For the log: {"before": …, "after": …}; of a body only how long it is, versions keep it."""
    return noted(LABELS, logged, before, after)


def logged(name, value):
    return f"{len(value)} 字" if name == "body" and value else value


def missing(facts):
    """Sentences about what keeps a text from being handed in."""
    found = [f"{LABELS[name]}还没有写" for name in NEEDED if not facts[name].strip()]
    if facts["body"].strip() and len(facts["body"]) < SHORTEST_BODY:
        found.append(f"正文只有 {len(facts['body'])} 字，至少 {SHORTEST_BODY} 字")
    if any(names_a_mobile(facts[name]) for name in NEEDED):
        found.append("文中有手机号，公开的页面上不能出现，请改为“联系学院办公室”等")
    return found
