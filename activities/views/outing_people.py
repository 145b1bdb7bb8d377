"""Who goes along: the list of an outing, read by few, typed or sent by its own college."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from colleges.rules import BrokenRule, id_in, require
from colleges.xlsx_guard import MOST_BYTES

from ..forms.outing_people import SentPeople, as_text, counts_of
from ..models import OutingConflict, Participant, PeopleDraft
from ..models.outing_draft import MOST_CHARACTERS
from ..participants import MOST_PARTICIPANTS
from .drafts import told
from .outings import visible_outing


@require_http_methods(["GET", "HEAD", "POST"])
def outing_people(request, pk):
    """The list; what is sent is shown first and kept once it is confirmed."""
    outing = visible_outing(request, pk)
    require(outing.shows_participants_to(request.user))
    if request.method != "POST":
        return people_page(request, outing)
    require(outing.can_be_entered_by(request.user))
    saved = outing.participants.facts()
    sent = SentPeople(saved, request.POST, request.FILES.get("file"))
    keep_typed(request, outing, sent)
    if "confirmed" not in request.POST or sent.listed.problems:
        return people_page(request, outing, sent)
    try:
        Participant.objects.replace(outing, sent.rows, request.user, seen=sent.base)
    except BrokenRule as refusal:
        return people_page(request, outing, sent, str(refusal))
    outing.people_drafts.filter(owner=request.user).delete()
    messages.success(request, f"已保存外出名单，共 {len(sent.rows)} 人。")
    return redirect("outing_people", outing.pk)


outing_people.longest_body = MOST_BYTES + 1024 * 1024  # the file, and the form around it


def people_page(request, outing, sent=None, refusal=""):
    people = outing.participants.all()
    saved = people.facts()
    students, teachers = counts_of(saved)
    context = {
        "outing": outing,
        "people": people,
        "counts": (students, teachers),
        "differs": bool(saved) and (students, teachers) != planned(outing),
        "enters": outing.can_be_entered_by(request.user),
        "sent": sent,
        "refusal": refusal,
        "moved": sent and not refusal and sent.base not in ("", people.fingerprint()),
        "most": MOST_PARTICIPANTS,
    } | box(request, outing, saved, sent)
    status = 422 if refusal or (sent and sent.listed.problems) else 200
    return render(request, "activities/outing_people.html", context, status=status)


def box(request, outing, saved, sent):
    """What stands in the box: what was sent just now, else the reader's draft, else the list."""
    draft = None if sent else outing.people_drafts.filter(owner=request.user).first()
    text = sent.text if sent else (draft.text if draft else as_text(saved))
    base = (draft and draft.base) or outing.participants.fingerprint()
    return {"draft": draft, "text": text, "base": base}


def keep_typed(request, outing, sent):
    """What was typed outlives a reload, before anything of it is saved."""
    if sent.typed.strip() and sent.keeps_typed and len(sent.typed) <= MOST_CHARACTERS:
        PeopleDraft.objects.keep(outing, request.user, sent.typed, sent.base)


@require_POST
def outing_people_draft_save(request, pk):
    """What stands in the box, every ten seconds, for who typed it."""
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    text, base = request.POST.get("people", ""), request.POST.get("base", "")
    draft = PeopleDraft.objects.keep(outing, request.user, text.replace("\r\n", "\n"), base)
    return told(draft)


@require_POST
def outing_people_draft_delete(request, pk):
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    outing.people_drafts.filter(owner=request.user).delete()
    messages.success(request, "草稿已丢弃，下面是已保存的名单。")
    return redirect("outing_people", outing.pk)


def planned(outing):
    return outing.student_count or 0, outing.teacher_count or 0


@require_POST
def outing_people_counts(request, pk):
    """The numbers of the list become those of the outing; once approved that re-opens it."""
    outing = visible_outing(request, pk)
    require(outing.can_be_entered_by(request.user))
    students, teachers = counts_of(outing.participants.facts())
    facts = {"student_count": students, "teacher_count": teachers}
    seen = id_in(request.POST.get("version", ""))
    try:
        reopened = outing.revise(request.user, facts, base_version=seen, at=timezone.now())
    except OutingConflict:
        raise BrokenRule("这次外出刚刚被别人修改过，人数没有改。请核对后再试。") from None
    told = f"人数已改为学生 {students} 人、教师 {teachers} 人。"
    messages.success(request, told + ("人数变了，需要重新审批。" if reopened else ""))
    return redirect("outing_people", outing.pk)
