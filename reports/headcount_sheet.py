"""Head-counts from .xlsx: 学院 在校生数 教职工数 of one edition. Unknown is “-”, never nought."""

import re
import unicodedata

from activities.models import CollegeProfile
from activities.models.profile import MOST_PEOPLE, told
from colleges.models import College
from colleges.rules import BrokenRule

from .table import read_table

COLUMNS = ("学院", "在校生数", "教职工数")
MOST_COLLEGES = 2000
UNKNOWN = {"", "-", "－", "—", "–", "无", "未知"}


def read_headcounts(file):
    return read_table(file, COLUMNS, needed=COLUMNS, most=MOST_COLLEGES)


def checked(rows, edition):
    """([(row, college, counts, counts before)], faults)."""
    colleges = {college.name: college for college in College.objects.active()}
    before = {
        profile.college_id: (profile.enrolled_students, profile.staff_total)
        for profile in CollegeProfile.objects.filter(edition=edition)
    }
    found, faults, seen = [], [], {}
    for row in rows:
        name = row.values["学院"]
        college = colleges.get(name)
        if college is None:
            faults.append(row.fault("学院", f"没有学院“{name}”，请写系统里的全称。"))
        elif name in seen:
            faults.append(row.fault("学院", f"与第 {seen[name]} 行重复。"))
        seen.setdefault(name, row.number)
        counts = []
        for column in COLUMNS[1:]:
            try:
                counts.append(count_of(row.values[column]))
            except ValueError as error:
                faults.append(row.fault(column, str(error)))
        if college and len(counts) == 2:
            found.append((row, college, tuple(counts), before.get(college.pk, (None, None))))
    return found, faults


def count_of(text):
    """1,234 人, １２３４, “-”: a number or None; ValueError with a sentence for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in UNKNOWN:
        return None
    plain = plain.removesuffix("人").replace(",", "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", plain):
        raise ValueError(f"“{text[:20]}”不是人数。请填整数；不清楚的填“-”。")
    if int(plain) > MOST_PEOPLE:
        raise ValueError(f"人数不能超过 {MOST_PEOPLE}，请核对。")
    return int(plain)


def take(rows, edition, by):
    """All of it or nothing; returns how many colleges changed."""
    found, faults = checked(rows, edition)
    if faults:
        raise BrokenRule("确认之前有人改动了学院，这份表现在有问题。请重新上传核对。")
    counts = {college: new for _, college, new, _ in found}
    return CollegeProfile.objects.set_headcounts(edition, counts, by=by)


def known(edition):
    """The rows of the table to fill in: every college that takes part, “-” where unknown."""
    profiles = {p.college_id: p for p in CollegeProfile.objects.filter(edition=edition)}
    for college in College.objects.active():
        profile = profiles.get(college.pk) or CollegeProfile()
        yield college.name, told(profile.enrolled_students), told(profile.staff_total)
