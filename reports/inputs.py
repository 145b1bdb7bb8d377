"""What a compilation is made from: an immutable list, drawn up when it is ordered."""

from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule

from .annex_one import Header
from .annexes import annex_of
from .models.filing import STATES, Filing
from .models.revision import Revision
from .tally import code_at

NOT_FILED = "未报送"
NOT_ACCEPTED = "未确认"
# States of the board that keep a form out, by its own words. Of a form that was never filed the
# rest (未开始, 填写中, 逾期未报) is one word: typing and the clock change no compilation.
KEPT_OUT = ("pending", "returned", "not_required")
EMPTY = {"rows": []}
AT_ONCE = 10  # forms; a form may be a hundred rows, and memory is to stay flat


def in_question(requirement, at):
    """The filings a compilation asks about, in its order, each with its `code` on the board."""
    return (
        Filing.objects.filter(requirement=requirement)
        .filter(Q(college__is_active=True) | Q(revision__isnull=False))
        .annotate(code=code_at(at))
        .order_by("college__position", "college__code")
    )


def list_inputs(requirement, accepted_only):
    """{"title", "annex", "used": newest filed revision of each college, "missing": who and why}
    and, under its own name, what this annex wants beside them.

    A filing that was sent back is not used: its content is what the office refused.
    """
    filings = in_question(requirement, timezone.now()).select_related(
        "college", "revision__prepared_by"
    )
    used, missing, colleges = [], [], set()
    for filing in filings.defer("revision__content", "revision__personal"):
        is_used = filing.is_filed() and filing.is_required
        if why := reason_against(filing.code, is_used, filing.accepted_at, accepted_only):
            missing.append(left_out(filing, why))
        else:
            used.append(described(filing))
            colleges.add(filing.college_id)
    add_on_time(used)
    annex = annex_of(requirement)
    return {
        "title": requirement.title,
        "annex": requirement.annex,
        "used": used,
        "missing": missing,
        annex.beside: annex.told(requirement.edition_id, colleges),
    }


def reason_against(code, is_filed, accepted_at, accepted_only):
    if is_filed:
        return NOT_ACCEPTED if accepted_only and not accepted_at else ""
    return STATES[code].name if code in KEPT_OUT else NOT_FILED


def left_out(filing, why):
    """`state`, the board's word of that moment, is for the page: the seal leaves it out."""
    state = {"state": STATES[filing.code].name} if why == NOT_FILED else {}
    return {"unit": filing.college.name, "why": why} | state


def as_told(state):
    """A state of the board as pages about compilations call it: 未报送（填写中）."""
    if state.code in KEPT_OUT:
        return state
    return replace(state, name=f"{NOT_FILED}（{state.name}）")


def seal(requirement, accepted_only, used, missing, told):
    """The hash of everything a compilation is made from. A revision never changes: its receipt
    and its hash stand for all of it; what is not in it is named: unit, people, who is missing,
    what the annex was told beside them (which outings have passed, which partners are one).
    """
    version = annex_of(requirement).template_version
    order = [requirement.pk, accepted_only, version, requirement.title, requirement.annex, told]
    lines = ("\x1f".join(line) for line in (*used, ("",), *missing))
    return digest(canonical(order), *lines)


def described(filing):
    revision = filing.revision
    return {
        "unit": filing.college.name,
        "filing": filing.pk,
        "revision": revision.pk,
        "receipt_no": revision.receipt_no,
        "sha256": revision.sha256,
        "received_at": revision.received_at.isoformat(),
        "kind": revision.kind_name,
        "signed": revision.signed_name,
        # People move on: what the sheet's header says of them is fixed here.
        "prepared": revision.prepared_by.name,
        "phone": revision.prepared_by.phone,
        "on_time": None,
    }


def add_on_time(used):
    """Name the last revision before the line of whoever filed late: it tells 补报 from 变更."""
    late = {entry["filing"]: entry for entry in used if entry["kind"] != "报送"}
    revisions = Revision.objects.filter(filing__in=late, is_late=False).order_by("number")
    for filing, pk, sha256 in revisions.values_list("filing_id", "pk", "sha256"):
        late[filing]["on_time"] = {"revision": pk, "sha256": sha256}


def forms_of(annex, used, told):
    """Each college's form as it was filed, one at a time, every hash checked on the way.

    `told` is None for a job that was ordered before there was any.
    """
    for start in range(0, len(used), AT_ONCE):
        batch = used[start : start + AT_ONCE]
        revisions = Revision.objects.in_bulk(wanted_by(batch))
        for entry in batch:
            yield form_of(annex, entry, revisions, told)


def wanted_by(batch):
    on_time = {entry["on_time"]["revision"] for entry in batch if entry["on_time"]}
    return {entry["revision"] for entry in batch} | on_time


def form_of(annex, entry, revisions, told):
    revision = intact(revisions, entry, entry["receipt_no"])
    day = timezone.localdate(revision.received_at)
    filed_on = f"{day.year}年{day.month}月{day.day}日"
    header = Header(entry["unit"], entry["prepared"], entry["phone"], filed_on)
    on_time, mark = EMPTY, None
    if revision.is_late:
        mark = (entry["kind"], stamp(revision))
        if base := entry["on_time"]:
            on_time = intact(revisions, base, entry["receipt_no"]).full_content()
    return annex.form(header, revision.full_content(), on_time, mark, told)


def intact(revisions, named, receipt_no):
    """The revision the inputs name, if it still is what it was when it was filed."""
    revision = revisions.get(named["revision"])
    if revision is None or revision.sha256 != named["sha256"] or not revision.is_untouched():
        raise BrokenRule(
            f"报送记录 {receipt_no} 与签发时的校验值不一致，汇总已停止。"
            "请通知系统管理员和审计管理员核查。"
        )
    return revision


def stamp(revision):
    return f"{timezone.localtime(revision.received_at):%m-%d %H:%M} {revision.signed_name}"
