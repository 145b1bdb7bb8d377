"""The 外出审批单 of an outing: its facts as the paper prints them, and the token of its code."""

from django.conf import settings
from django.urls import reverse

from colleges.phones import masked

from .models import Approver
from .models.trip import EARLY
from .outing_facts import told
from .permit import Approval, PermitFacts, Person, Transport
from .permit_code import sign

# Of the 64 hex digits of the fingerprint; more would make the code too fine to scan.
SIGNED = 16


def gate_token(outing):
    """Signed for what was approved, from two hours before departure to the approved return."""
    signed = outing.approved_fingerprint[:SIGNED]
    return sign(outing.pk, signed, outing.departs_at - EARLY, outing.returns_at)


def gate_address(outing):
    return f"{settings.SITE_URL}{reverse('outing_check', args=[gate_token(outing)])}"


def permit_facts(outing, at, *, sees_phones):
    """What was approved; without `sees_phones` the numbers are 138****1234."""

    def person(name, phone):
        return Person(name, phone if sees_phones else masked(phone))

    return PermitFacts(
        serial=outing.serial,
        school=settings.SCHOOL_NAME,
        edition=str(outing.edition),
        organiser=str(outing.organiser),
        activity=outing.activity.title,
        destination=outing.destination,
        route=outing.route,
        departs=outing.departs_at,
        returns=outing.returns_at,
        leader=person(outing.leader_name, outing.leader_phone),
        safety_officer=person(outing.safety_officer, outing.safety_phone),
        students=outing.student_count,
        teachers=outing.teacher_count,
        transport=transport(outing, person),
        insurance=insurance(outing),
        overnight=outing.is_overnight,
        out_of_town=outing.is_out_of_town,
        in_class_time=outing.takes_class_time,
        emergency_contact=person(outing.emergency_contact, outing.emergency_phone),
        medical_point=outing.medical_point,
        stop_conditions=outing.stop_conditions,
        approvals=approvals(outing),
        address=gate_address(outing),
        printed_at=at,
        version=outing.approved_round,
        fingerprint=outing.approved_fingerprint[:SIGNED],
    )


def transport(outing, person):
    mode = told("transport", outing.transport)
    if not outing.is_hired:
        return Transport(mode)
    driver = person(outing.driver_name, outing.driver_phone)
    return Transport(mode, outing.carrier, outing.plate, driver, outing.seats)


def insurance(outing):
    """已购买；人身意外伤害险；保单号 … — only what is known."""
    number = outing.policy_number and f"保单号 {outing.policy_number}"
    parts = [told("insurance", outing.insurance), outing.insurance_kind, number]
    return "；".join(part for part in parts if part)


def approvals(outing):
    """The trail of the round that was approved."""
    steps = [step for step in outing.steps.all() if step.round == outing.approved_round]
    return tuple(
        Approval(
            step=Approver(step.approver).waiting.removeprefix("待"),
            person=str(step.decided_by),
            opinion="：".join(filter(None, [step.get_decision_display(), step.opinion])),
            at=step.decided_at,
            on_behalf_of=str(step.on_behalf_of or ""),
        )
        for step in steps
    )
