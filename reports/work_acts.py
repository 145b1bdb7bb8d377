"""Acting on several items at once, each as the person saw it."""

from colleges.rules import BrokenRule

from .models import WorkMark
from .work_list import changed

LOST = "有一项已经不在清单里（取消了，或不再需要），没有办理。请回到清单查看。"


def act_on(view, ticked, verb, by, at):
    """([titles it was done to], [sentences why not]); `ticked` are `Item.seen` of forms."""
    pairs = [text.partition(":") for text in dict.fromkeys(ticked)]
    items = view.sources.named_items([key for key, _, _ in pairs])
    passed, refusals = [], []
    for key, _, seen in pairs:
        try:
            passed.append(act(view, items.get(key), seen, verb, by, at))
        except BrokenRule as refusal:
            refusals.append(str(refusal))
    return passed, refusals


def act(view, item, seen, verb, by, at):
    if item is None:
        raise BrokenRule(LOST)
    if item.digest != seen:
        told = f"“{item.title}”在您打开清单之后有变化，没有办理。请看过现在的内容再办。"
        raise BrokenRule(told + now(view, item))
    mark = WorkMark.objects.for_item(view.edition, view.department, item)
    verb(mark, item, by, at)
    return str(mark)


def now(view, item):
    """What differs from what was confirmed before, if it was."""
    mark = view.marks.get(item.key)
    told = changed(mark.facts, item.facts) if mark and mark.facts else []
    if not told:
        return ""
    return "改动：" + "；".join(f"{label}：{before} → {after}" for label, before, after in told)
