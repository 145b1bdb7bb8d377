"""What reminders say: to those who owe, to the office, to a chat group."""

from django.conf import settings

from colleges.dates import deadline, time_left, when

from .way_out import closed_since

LISTED = 60


def short(requirement):
    return requirement.annex or requirement.title


def title_for(filing, at):
    name = short(filing.requirement)
    if way := filing.way_out(at):
        return f"{name}的报送通道已关闭：{way.title}"
    if filing.is_late(at):
        return f"{name}已过报送时限，请尽快补报"
    return f"{name}还有 {time_left(filing.due_at, at)}截止，请尽快报送"


def body_for(filing, at):
    state = filing.state(at).name
    line = f"{filing.requirement}的报送时限是{deadline(filing.due_at)}前"
    return f"{line}，{filing.college}现在是“{state}”。\n{advice(filing, at)}"


def advice(filing, at):
    if way := filing.way_out(at):
        told = f"教务处退回的原因：{filing.return_reason}\n" if filing.returned_at else ""
        return f"{told}{closed_since(filing)}{way.todo}"
    if filing.handed_over_at:
        return "填报人已提交，请院长/书记核对后签发；签发后才算报送。"
    if filing.returned_at:
        until = f"在{deadline(filing.refile_by)}前" if filing.refile_by else ""
        return f"教务处退回的原因：{filing.return_reason}\n请修改后{until}重新提交签发。"
    if filing.is_late(at):
        return (
            f"现在报送记为“补报”，{deadline(filing.closes_at)}关闭。请填报人提交、院长/书记签发。"
        )
    return "请填报人核对后提交签发，由院长/书记签发；签发的时间就是报送时间。"


def names(filings, at):
    told = [f"{filing.college}（{filing.state(at).name}）" for filing in filings[:LISTED]]
    more = len(filings) - LISTED
    return "、".join(told) + (f"等，另有 {more} 个" if more > 0 else "")


def digest_title(requirement, reminded, in_all):
    """`in_all` owe; a line of some colleges' own reminds only those."""
    if len(reminded) == in_all:
        return f"{short(requirement)}还有 {in_all} 个学院未报"
    return f"{short(requirement)}已提醒 {len(reminded)} 个学院（全校还有 {in_all} 个未报）"


def digest_body(requirement, owing, unreachable, at):
    lines = [f"{requirement}截至{when(at)}还未报送：{names(owing, at)}。已提醒填报人和院长/书记。"]
    lines += ways_out(owing, at)
    if unreachable:
        lines.append(f"没有可以通知的账号，请电话联系：{names(unreachable, at)}。")
    return "\n".join(lines)


def group_text(requirement, owing, at, in_all=None):
    """For a chat group: who owes and how long there is, ready to copy."""
    line = f"{requirement}报送时限为{deadline(requirement.due_at)}前"
    if requirement.is_late(at):
        line += "，现已逾期"
    else:
        line += f"，还剩 {time_left(requirement.due_at, at)}"
    told = f"各位老师：{line}。截至{when(at)}{'；'.join(groups(owing))}。"
    if in_all not in (None, len(owing)):
        told += f"这里只列出这次提醒的 {len(owing)} 个学院，全校还有 {in_all} 个未报。"
    return f"{told}{''.join(ways_out(owing, at))}{where_to_file(owing, at)}{settings.SITE_URL}"


def groups(owing):
    """A phrase for each kind of college that still has something to do."""
    kinds = {"还未报送": [], "待院长/书记签发": [], "被退回待修改": []}
    for filing in owing:
        sent_back = "被退回待修改" if filing.returned_at else "还未报送"
        kind = "待院长/书记签发" if filing.handed_over_at else sent_back
        kinds[kind].append(told_in_group(filing))
    return [f"{kind}的学院（{len(of)} 个）：{'、'.join(of)}" for kind, of in kinds.items() if of]


def where_to_file(owing, at):
    """Nobody whose form is closed is asked to fill it in."""
    closed = [filing.is_closed(at) for filing in owing]
    if all(closed):
        return "职教活动周系统："
    who = "通道还开着的学院请" if any(closed) else "请"
    return f"{who}尽快在职教活动周系统填报，院长/书记签发后才算报送："


def ways_out(owing, at):
    """A sentence for each way that is left to those whose form is closed."""
    found = {}
    for filing in owing:
        if way := filing.way_out(at):
            found.setdefault(way.title, []).append(filing.college.name)
    return [
        f"报送通道已关闭，{title}：{'、'.join(names[:LISTED])}"
        + (f"等 {len(names)} 个学院。" if len(names) > LISTED else "。")
        for title, names in found.items()
    ]


def told_in_group(filing):
    """A college with a line of its own is told so, others would wonder."""
    if filing.due_at == filing.requirement.due_at:
        return filing.college.name
    return f"{filing.college}（已延期至{deadline(filing.due_at)}）"
