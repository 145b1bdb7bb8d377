"""What leaves the newsroom as a file: a text, the push ledger."""

import re

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from activities.models import Edition, NewsItem
from activities.models.story import reads_ledger
from activities.newsroom.ledger import LedgerFilter, Summary
from activities.newsroom.reading import printed_pictures
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, require

from ..mention_sheet import MOST_ROWS, mention_workbook
from ..news_document import article_document

EXPORTED = "导出推送台账"
# What no file name on Windows may hold.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@require_GET
def mention_export(request, code):
    """The rows of the page by its filters, as far as this person reads; written in the log."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    user = request.user
    require(reads_ledger(user) or user.college_ids or user.department_ids)
    AuditEntry.objects.refuse_flood(user, EXPORTED)
    wanted, now = LedgerFilter(request.GET, edition), timezone.now()
    rows = list(wanted.rows(user)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise BrokenRule(f"超过 {MOST_ROWS} 条，一次导不完。请先筛选再导出。")
    file = mention_workbook(rows, Summary(edition, user), wanted.sentence, now)
    AuditEntry.objects.record(user, EXPORTED, edition, payload={"rows": len(rows)})
    name = f"推送台账_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_GET
def news_docx(request, pk):
    """学院_标题.docx, with the line of who wrote, edited and reviewed it."""
    items = NewsItem.objects.visible_to(request.user).for_page()
    item = get_object_or_404(items, pk=pk)
    name = FORBIDDEN.sub("", f"{item.organiser}_{item.title}").strip(". ")
    file = article_document(item, printed_pictures(item))
    return FileResponse(file, as_attachment=True, filename=f"{name}.docx")
