"""What the fictitious office hands out: the notice, two empty forms, the poster to print."""

import json
import uuid
from datetime import UTC
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings
from django.utils import timezone

from activities.models import EditionDocument
from activities.permit import fonts
from activities.poster.asked import facts_of_week
from activities.poster.press import PDF, print_of
from colleges.dates import day
from colleges.models import User

from ..annex_one import HEAD, LEFT, LINE, MARK, MIDDLE, PORTAL, TITLE, Header
from ..annex_two import FORM
from ..columns import ANNEX_ONE, printed
from ..indicators import INDICATORS
from ..xlsx import Book
from .school import DATA

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY_ROWS = 12
KINDS = EditionDocument.Kind


def plan_documents(plan, edition):
    """`plan(act)` says when; the poster shows what is filed by then."""
    plan(lambda at: hand_out(edition, at))


def hand_out(edition, at):
    office = User.objects.get(username="office")
    for kind, title, name, content_type, make in DOCUMENTS:
        path = settings.TEMP_DIR / f"demo-{uuid.uuid4()}"
        path.write_bytes(make(edition, at))
        made = EditionDocument.objects.publish(
            path,
            edition=edition,
            kind=kind,
            title=title.format(year=edition.year),
            name=name,
            content_type=content_type,
            by=office,
            is_public=True,
        )
        EditionDocument.objects.filter(pk=made.pk).update(uploaded_at=at)


def notice(edition, at):
    told = json.loads((DATA / "notice.json").read_text(encoding="utf-8"))
    words = {
        "starts": f"{edition.year}年{day(edition.starts_on)}",
        "ends": day(edition.ends_on),
        "theme": edition.theme,
        "themes": "、".join(theme.name for theme in edition.theme_days.all()),
        "info_due": told_deadline(edition),
        "showcase_on": day(edition.showcase_on),
        "showcase_place": edition.showcase_place,
        "showcase_hours": f"{edition.showcase_from:%H:%M}–{edition.showcase_until:%H:%M}",
        "awards": edition.award_count,
    }
    parts = [[head, [text.format(**words) for text in texts]] for head, texts in told["parts"]]
    signed_on = timezone.localdate(at)
    facts = {
        "title": f"关于做好{edition.title}相关工作的通知",
        "school": settings.SCHOOL_NAME,
        "parts": parts,
        "signed_on": f"{signed_on.year}年{signed_on.month}月{signed_on.day}日",
    }
    compiler = typst.Compiler(DATA / "notice.typ", font_paths=fonts())
    data, made_at = {"facts": json.dumps(facts)}, at.astimezone(UTC).replace(microsecond=0)
    return compiler.compile(format="pdf", sys_inputs=data, timestamp=made_at)


def told_deadline(edition):
    due = timezone.localtime(edition.requirements.get(kind="info_form").due_at)
    return f"{day(due.date())}{due:%H:%M}"


def info_form(edition, at):
    columns = printed(ANNEX_ONE)
    rows = [[number] + [""] * (len(columns) - 1) for number in range(1, EMPTY_ROWS + 1)]
    title = f"{edition.year}年职教活动周信息表"
    return empty_form("附件1", title, columns, rows, upright=False)


def statistics_form(edition, at):
    rows = []
    for _, group in groupby(INDICATORS, key=lambda one: one.group):
        for place, one in enumerate(group):
            rows.append(["" if place else one.group, f"{one.code} {one.name}", one.unit, "", ""])
    title = f"{edition.year}年职教活动周情况统计表"
    return empty_form("附件2", title, FORM, rows, upright=True)


def empty_form(annex, title, columns, rows, *, upright):
    """To be looked at and printed; what is filed comes from the portal itself."""
    count, file = len(columns), BytesIO()
    with TemporaryDirectory(dir=settings.TEMP_DIR, prefix="demo-") as folder:
        book = Book(creator=PORTAL, title=title, at=timezone.now(), folder=Path(folder))
        widths = [column.width for column in columns]
        sheet = book.sheet(annex, widths, printed=count, frozen="A5", upright=upright)
        sheet.spread([(annex, count, MARK)])
        sheet.spread([(title, count, TITLE)])
        sheet.spread([("　　".join(Header("").parts()), count, LINE)])
        sheet.row([column.label for column in columns], [HEAD] * count)
        sheet.repeat(4)
        for row in rows:
            sheet.row(row, [MIDDLE if column.centred else LEFT for column in columns], 24)
        sheet.spread([("负责人(签字)：　　　　　　　　(盖章)", count, LINE)], 30)
        sheet.finish()
        book.save(Path(folder) / "form.xlsx")
        file.write((Path(folder) / "form.xlsx").read_bytes())
    return file.getvalue()


def poster(edition, at):
    return print_of(facts_of_week(edition.code), PDF)


DOCUMENTS = (
    (
        KINDS.NOTICE,
        "关于做好{year}年职业教育活动周相关工作的通知",
        "通知.pdf",
        "application/pdf",
        notice,
    ),
    (KINDS.ANNEX_1, "{year}年职教活动周信息表（空表）", "附件1.xlsx", SHEET, info_form),
    (KINDS.ANNEX_2, "{year}年职教活动周情况统计表（空表）", "附件2.xlsx", SHEET, statistics_form),
    (KINDS.POSTER, "{year}年职业教育活动周海报（A3）", "海报.pdf", "application/pdf", poster),
)
