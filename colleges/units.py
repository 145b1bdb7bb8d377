"""Colleges and departments: rename, order, disable; every step is in the audit log."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from .models import AuditEntry, College, Department
from .rules import BrokenRule


@contextmanager
def unique_name(model, name):
    """The database alone says what is taken: of two people at one moment, the second hears it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if model.objects.filter(name=name).exists():
            raise BrokenRule(f"已经有“{name}”（也许刚刚有人用了这个名称），请换一个。") from None
        raise BrokenRule("刚刚有人也在改这张名单，这次没有保存。请再试一次。") from None


@transaction.atomic
def rename(unit, by, name):
    """A new name from now on; what was filed keeps the one it was filed under."""
    before = unit.name
    if name == before:
        return
    with unique_name(type(unit), name):
        type(unit).objects.filter(pk=unit.pk).update(name=name)
    unit.name = name
    changed = {"before": {"名称": before}, "after": {"名称": name}}
    AuditEntry.objects.record(by, "改名", unit, payload=changed)


@transaction.atomic
def shift(college, by, *, down):
    """One place up or down in every list."""
    order = list(College.objects.select_for_update(no_key=True))
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
    with unique_name(Department, name):
        department = Department.objects.create(code=Department.objects.free_code(), name=name)
    AuditEntry.objects.record(by, "增加部门", department)
    return department
