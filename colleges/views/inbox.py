from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..models import Notice

PAGE_SIZE = 30


@require_GET
def inbox(request):
    notices = Notice.objects.visible_to(request.user)
    unread = notices.unread()
    only_unread = request.GET.get("only") == "unread"
    found = unread if only_unread else notices
    page = Paginator(found.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "colleges/inbox.html", {"page": page, "only_unread": only_unread})


@require_GET
def notice_open(request, pk):
    """Go where a notice points. Having looked is no change of data: a link in a mail does it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notice.read()
    return redirect(notice.url or "inbox")


@require_POST
def inbox_read_all(request):
    count = Notice.objects.read_all(request.user)
    messages.success(request, f"已把 {count} 条标为已读。" if count else "没有未读的通知。")
    return redirect("inbox")
