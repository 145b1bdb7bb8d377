"""What a compilation is made from: an immutable list, drawn up when it is ordered."""

from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from colleges.models.audit import canonical, digest
from colleges.rules import BrokenRule

from .annex_one import TEMPLATE_VERSION, Form, Header
from .columns import with_marks
from .models.filing import STATES, Filing
from .models.revision import Revision
from .outing_marks import outing_states, passed_in, with_outing_marks
from .tally import code_at

NOT_FILED = "未报送"
NOT_ACCEPTED = "未确认"
# States of the board that keep a form out, by its own words. Of a form that was never filed the
# rest (未开始, 填写中, 逾期未报) is one word: typing and the clock change no compilation.
KEPT_OUT = ("pending", "returned", "not_required")


def in_question(requirement, at):
    """The filings a compilation asks about, in its order, each with its `code` on the board."""
    return (
        Filing.objects.filter(requirement=requirement)
        .filter(Q(college__is_active=True) | Q(revision__isnull=False))
        .annotate(code=code_at(at))
        .order_by("college__position", "college__code")
    )


def list_inputs(requirement, accepted_only):
    """{"title", "annex", "used": newest filed revision of each college, "missing": who and why,
    "outings": what the gate says of their activities}.

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
    return {
        "title": requirement.title,
        "annex": requirement.annex,
        "used": used,
        "missing": missing,
        "outings": outing_states(requirement.edition_id, colleges),
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


def seal(requirement, accepted_only, used, missing, outings):
    """The hash of everything a compilation is made from. A revision never changes: its receipt
    and its hash stand for all of it; what is not in it is named: unit, people, who is missing,
    which outings have passed.
    """
    order = [requirement.pk, accepted_only, TEMPLATE_VERSION, requirement.title, requirement.annex]
    order.append(outings)
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


def forms_of(used, outings):
    """Each college's form as it was filed, one at a time, every hash checked on the way.

    `outings` is None for a job that was ordered before there were any.
    """
    for entry in used:
        revision = intact(entry["revision"], entry["sha256"], entry["receipt_no"])
        rows = revision.full_content()["rows"]
        if revision.is_late:
            rows = with_marks(rows, rows_on_time(entry), stamp(revision))
        if outings is not None:
            rows = with_outing_marks(rows, passed_in(outings))
        day = timezone.localdate(revision.received_at)
        filed_on = f"{day.year}年{day.month}月{day.day}日"
        yield Form(Header(entry["unit"], entry["prepared"], entry["phone"], filed_on), rows)


def rows_on_time(entry):
    if not (base := entry["on_time"]):
        return []
    return intact(base["revision"], base["sha256"], entry["receipt_no"]).full_content()["rows"]


def intact(pk, sha256, receipt_no):
    """The revision the inputs name, if it still is what it was when it was filed."""
    revision = Revision.objects.filter(pk=pk).first()
    if revision is None or revision.sha256 != sha256 or not revision.is_untouched():
        raise BrokenRule(
            f"报送记录 {receipt_no} 与签发时的校验值不一致，汇总已停止。"
            "请通知系统管理员和审计管理员核查。"
        )
    return revision


def stamp(revision):
    return f"{timezone.localtime(revision.received_at):%m-%d %H:%M} {revision.signed_name}"
