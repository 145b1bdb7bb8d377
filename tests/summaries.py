"""Drafts of summary reports for tests, of plain facts and of the cast's records."""

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path

from django.conf import settings
from docx import Document

from activities.models import Edition
from colleges.docx_guard import guarded_text
from colleges.models import Role
from reports.indicators import INDICATORS, Figure
from reports.models import SummaryReport
from reports.summary.checking import as_data, left_open, mentions
from reports.summary.facts import Draft, Held, Kind, Photo, Report, Share

from . import hostile_documents, make

VALUES = {
    **{"A1": 13, "A2": 10, "A3": 2, "A4": 1, "A5": 7, "C3": 2, "C4": 300, "D3": 900, "D4": 88},
    **{"D10": 1234, "E1": 5, "E2": 2, "E3": 3, "G1": 3, "G2": 2, "G3": 1, "G4": 0},
}


def figures(**changes):
    values = VALUES | changes
    return {one.code: Figure(values.get(one.code)) for one in INDICATORS}


def held(**changes):
    facts = {
        "title": "焊接体验课",
        "days": "5月12日",
        "venue": "实训楼 101",
        "sessions": 2,
        "attendance": 40,
        "partners": ("示例机电有限公司",),
        "summary": "中小学生在师傅带领下体验焊接。",
    }
    return Held(**facts | changes)


def draft(**changes):
    facts = {
        "unit": "机电学院",
        "year": 2025,
        "theme": "一技在手，一生无忧",
        "span": "2025年5月11日至17日",
        "on": date(2025, 5, 21),
        "figures": figures(),
        "kinds": (Kind("校园开放", (held(), held(title="开放日"))), Kind("社会服务", (held(),))),
        "cases": ("焊花里的职业梦",),
        "reports": (report(), report(title="有截图的", address="")),
    }
    return Draft(**facts | changes)


def report(**changes):
    facts = {
        "title": "焊花里的职业梦",
        "unit": "机电学院",
        "outlet": "某市日报",
        "level": "市级",
        "day": "5月12日",
        "address": "https://news.example/1.html?a=1&b=2",
    }
    return Report(**facts | changes)


def school_draft(**changes):
    shares = (Share("机电学院", figures()), Share("财经学院", figures(A1=None, E1=5)))
    return draft(unit="示范职业技术学院", shares=shares, **changes)


def photo(caption="学生体验焊接", number=0):
    content = make.picture((800, 600))
    file = Path(settings.TEMP_DIR) / f"{hashlib.sha256(content).hexdigest()[:8]}-{number}.jpg"
    file.write_bytes(content)
    return Photo(caption, file)


def lines(file):
    """The paragraphs of a paper, without empty ones."""
    file.seek(0)
    return [one.text for one in Document(BytesIO(file.read())).paragraphs if one.text]


def version(college, *told, by=None, edition=None, way="uploaded", **facts):
    """A report of the college with these paragraphs, taken in by its own people."""
    content = facts.pop("content", None) or hostile_documents.report(*(told or ("工作总结",)))
    path = Path(settings.TEMP_DIR) / f"summary-{hashlib.sha256(content).hexdigest()}"
    path.write_bytes(content)
    report = SummaryReport.objects.of(edition or Edition.objects.current(), college)
    text = guarded_text(content)
    return report.take_in(
        path,
        way=way,
        name=facts.get("name", "工作总结.docx"),
        said=as_data(mentions(text, report.edition.starts_on.year)),
        left_open=left_open(text),
        by=by or make.of_college(college, Role.COLLEGE_STAFF),
    )
