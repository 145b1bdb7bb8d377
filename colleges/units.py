"""Colleges and departments: rename, order, disable; every step is in the audit log."""

from django.db import transaction

from .models import AuditEntry, College, Department
from .rules import BrokenRule


@transaction.atomic
def rename(unit, by, name):
    """A new name from now on; what was filed keeps the one it was filed under."""
    before = unit.name
    if name == before:
        return
    if type(unit).objects.filter(name=name).exclude(pk=unit.pk).exists():
        raise BrokenRule(f"已经有“{name}”，请换一个名称。")
    type(unit).objects.filter(pk=unit.pk).update(name=name)
    unit.name = name
    changed = {"before": {"名称": before}, "after": {"名称": name}}
    AuditEntry.objects.record(by, "改名", unit, payload=changed)


@transaction.atomic
def shift(college, by, *, down):
    """One place up or down in every list."""
    order = list(College.objects.select_for_update())
    place = next(n for n, found in enumerate(order) if found.pk == college.pk)
    other = place + (1 if down else -1)
    if not 0 <= other < len(order):
        raise BrokenRule(f"{college}已经在最{'后' if down else '前'}。")
    order[place], order[other] = order[other], order[place]
    for position, found in enumerate(order, start=1):
        found.position = position
    College.objects.bulk_update(order, ["position"])
    AuditEntry.objects.record(by, "调整排序", college, note="下移" if down else "上移")


@transaction.atomic
def set_active(college, by, is_active):
    """Disabled: nothing is expected any more. Its people keep their sign-in and what they filed."""
    word = "启用" if is_active else "停用"
    rows = College.objects.filter(pk=college.pk, is_active=not is_active)
    if not rows.update(is_active=is_active):
        raise BrokenRule(f"{college}已经{word}。")
    AuditEntry.objects.record(by, f"{word}学院", college)


@transaction.atomic
def add_department(by, name):
    if Department.objects.filter(name=name).exists():
        raise BrokenRule(f"已经有“{name}”，请换一个名称。")
    department = Department.objects.create(code=Department.objects.free_code(), name=name)
    AuditEntry.objects.record(by, "增加部门", department)
    return department
