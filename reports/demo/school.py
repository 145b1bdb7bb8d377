"""The people of the fictitious school. Names are invented; phones lie in 1380000xxxx."""

import json
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from colleges.models import College, Department, Membership, Role, User

DEMO_PASSWORD = "zhijiao-demo-2025"  # noqa: S105  one password for a demo without real data
DATA = Path(__file__).resolve().parent.parent / "data" / "demo"
SINCE = timezone.make_aware(datetime(2025, 3, 1, 8))

PEOPLE = [
    ("admin", "简若愚", Role.ADMINISTRATOR),
    ("office", "周以宁", Role.OFFICE),
    ("auditor", "严守真", Role.AUDITOR),
    ("leader", "岳怀章", Role.LEADER),
    ("judge1", "卓知微", Role.JUDGE),
    ("judge2", "钟言蹊", Role.JUDGE),
    ("judge3", "穆清和", Role.JUDGE),
    ("judge4", "凌之恒", Role.JUDGE),
    ("judge5", "戴静言", Role.JUDGE),
    # Whoever entered for a college may not accept it: there are two.
    ("office2", "郁清扬", Role.OFFICE),
]
DEPARTMENT_PEOPLE = [
    ("security", "武定安", "security"),
    ("logistics", "仓满川", "logistics"),
    ("it", "舒云帆", "it"),
    ("student", "伍春晓", "student"),
    ("media", "文映川", "media"),
]


DEPARTMENT_PHONES = 91


def department_story():
    """学生处、团委 organises something itself, as the notice's departments do."""
    return json.loads((DATA / "department_student.json").read_text(encoding="utf-8"))


def college_stories():
    """The data file of each college: its people and what they plan, in order of the code."""
    return [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("college_*.json"))
    ]


def phone(group, number):
    return f"1380000{group:02d}{number:02d}"


def found_school(stories):
    """Write colleges, departments, accounts and memberships; the password is hashed once."""
    College.objects.bulk_create(
        College(code=story["code"], name=story["name"], position=n)
        for n, story in enumerate(stories, start=1)
    )
    Department.objects.shipped()
    password = make_password(DEMO_PASSWORD)
    rows = list(people(stories))
    User.objects.bulk_create(
        User(username=username, name=name, phone=number, password=password, date_joined=SINCE)
        for username, name, number, _ in rows
    )
    users = User.objects.in_bulk([row[0] for row in rows], field_name="username")
    Membership.objects.bulk_create(
        Membership(user=users[username], valid_from=SINCE, **unit) for username, _, _, unit in rows
    )


def people(stories):
    """(username, name, phone, what the membership says) of every account."""
    for number, (username, name, role) in enumerate(PEOPLE, start=1):
        yield username, name, phone(90, number), {"role": role}
    departments = {department.code: department for department in Department.objects.shipped()}
    for number, (username, name, code) in enumerate(DEPARTMENT_PEOPLE, start=1):
        hat = {"role": Role.DEPARTMENT, "department": departments[code]}
        yield username, name, phone(DEPARTMENT_PHONES, number), hat
    for college, story in zip(College.objects.order_by("code"), stories, strict=True):
        group = int(story["code"])
        staff = {"role": Role.COLLEGE_STAFF, "college": college}
        lead = {"role": Role.COLLEGE_LEAD, "college": college}
        yield f"college{story['code']}", story["staff"], phone(group, 1), staff
        yield f"lead{story['code']}", story["lead"], phone(group, 2), lead
