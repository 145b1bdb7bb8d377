"""What is left to do once the closing line has passed: one rule, told alike everywhere.

Who never filed asks for an 延期. Who has filed and wants another form asks with a 变更单.
What was approved is signed at once, as long as nobody touches the activities again.
"""

from dataclasses import dataclass, replace

from colleges.dates import deadline


@dataclass(frozen=True)
class WayOut:
    """`todo` is the whole sentence ({mend} and {made_of} are the paper's), `title` the few words
    of a notice, `button` the desk's."""

    code: str
    title: str
    todo: str
    button: str

    @property
    def may_file(self):
        """An approval opens the door for exactly what was approved."""
        return self.code in ("hand_over", "sign")


EXTEND = WayOut(
    "extend",
    "确需补报，请联系教务处延期",
    "确需补报，请联系教务处延期；延期以后，填报人就能在这张表的页面上提交签发。",
    "查看",
)
EXTEND_TO_SIGN = WayOut(
    "extend_to_sign",
    "还没有签发，请联系教务处延期",
    "填报人提交了，但院长/书记没有在关闭之前签发，所以不算报送。确需补报，请联系教务处延期；"
    "延期以后，院长/书记就能在这张表的页面上直接签发，不用再提交一次。",
    "查看",
)
# Filed, and nothing waits.
REST = WayOut(
    "rest",
    "确需变更，请提交变更单",
    "确需变更，请先{mend}，再在这张表的页面上提交变更单；教务处批准后由院长/书记签发。",
    "查看报送与回执",
)
AMEND_UNSIGNED = replace(
    REST,
    code="amend",
    todo=f"填报人提交的改动没有在关闭之前签发，还没有生效。{REST.todo}",
    button="打开这张表",
)
# Sent back, it has to be put right: no “确需变更”.
AMEND = WayOut(
    "amend",
    "教务处退回的，请改好后提交变更单",
    "教务处退回的，请改好后提交变更单：先{mend}，再在这张表的页面上提交；"
    "教务处批准后由院长/书记签发。",
    "打开这张表",
)
AMEND_RETURNED_UNSIGNED = replace(
    AMEND, todo=f"填报人改好后提交的内容没有在关闭之前签发，还没有生效。{AMEND.todo}"
)
WAIT = WayOut(
    "wait",
    "变更单等待教务处审批",
    "变更单正等待教务处审批，批准后由院长/书记签发。",
    "查看变更单的进展",
)
ASK_AGAIN = WayOut(
    "ask_again",
    "变更单要重新提交",
    "变更单批准之后又改动了{made_of}，批准的内容与现在不一致。"
    "请按最新内容重新提交变更单，或把改动恢复原样。",
    "打开这张表",
)
HAND_OVER = WayOut(
    "hand_over",
    "变更单已批准，请提交签发",
    "变更单已批准，但提交签发被撤回了。请填报人在这张表的页面上提交签发，再由院长/书记签发。",
    "去提交签发",
)
SIGN = WayOut(
    "sign",
    "变更单已批准，请院长/书记签发",
    "变更单已批准，请院长/书记在这张表的页面上签发，签发后才生效；"
    "签发之前不要再改动{made_of}，改了要重新审批。",
    "查看待签发的表",
)


def way_out(filing, amendment, draft=None):
    """The one way that is left of a form that is closed.

    `amendment` is its open 变更单, `draft` what stands there now, if it was read.
    """
    return in_words_of(filing.paper, the_way(filing, amendment, draft))


def in_words_of(paper, way):
    return replace(way, todo=way.todo.format(mend=paper.mend, made_of=paper.made_of))


def the_way(filing, amendment, draft):
    if filing.revision_id is None:
        return EXTEND_TO_SIGN if filing.handed_over_at else EXTEND
    if amendment is None:
        return without_amendment(filing)
    if amendment.is_pending:
        return WAIT
    if amendment.is_stale(filing.content_digest(draft)):
        return ASK_AGAIN
    return SIGN if filing.handed_over_at else HAND_OVER


def without_amendment(filing):
    if filing.returned_at:
        return AMEND_RETURNED_UNSIGNED if filing.handed_over_at else AMEND
    return AMEND_UNSIGNED if filing.handed_over_at else REST


def closed_since(filing):
    return f"报送通道已于{deadline(filing.closes_at)}关闭。"
