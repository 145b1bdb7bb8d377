from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from colleges.files import handed_out, stored
from colleges.rules import BrokenRule, require
from colleges.uploads import takes_files

from ..forms.document import DocumentForm
from ..models import EditionDocument
from .settings import edition_to_set


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def edition_documents(request, code):
    """Downloads of an edition: the notice, its annexes, the poster."""
    edition = edition_to_set(request, code)
    if request.method != "POST":
        return documents_page(request, edition, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    try:
        document = form.store(edition, request.user) if form.is_valid() else None
    except BrokenRule as refusal:
        form.add_error("file", str(refusal))
        document = None
    if document is None:
        return documents_page(request, edition, form, status=422)
    messages.success(request, f"已上传“{document}”。")
    return redirect("edition_documents", edition.code)


def documents_page(request, edition, form, status=200):
    documents = edition.documents.select_related("uploaded_by")
    context = {"edition": edition, "form": form, "documents": documents}
    return render(request, "activities/edition_documents.html", context, status=status)


@require_GET
def document_download(request, pk):
    document = get_object_or_404(EditionDocument.objects.visible_to(request.user), pk=pk)
    return handed_out(document.key, document.name, document.content_type)


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def public_document(request, code, pk):
    """A file that the office opened to everybody; taken back, it is not found."""
    documents = EditionDocument.objects.public().filter(edition__code=code)
    document = get_object_or_404(documents, pk=pk)
    if not stored(document.key).exists():
        raise Http404
    return handed_out(document.key, document.name, document.content_type)


def document_to_set(request, pk):
    documents = EditionDocument.objects.visible_to(request.user).select_related("edition")
    document = get_object_or_404(documents, pk=pk)
    require(request.user.sets_editions)
    return document


@require_POST
def document_publish(request, pk):
    document = document_to_set(request, pk)
    document.open_to_public(request.user)
    messages.success(request, f"“{document}”现在任何人都能在公众网站下载。")
    return redirect("edition_documents", document.edition.code)


@require_POST
def document_unpublish(request, pk):
    document = document_to_set(request, pk)
    document.take_from_public(request.user)
    messages.success(request, f"“{document}”不再公开，校内仍可下载。")
    return redirect("edition_documents", document.edition.code)


@require_POST
def document_delete(request, pk):
    document = document_to_set(request, pk)
    document.remove(request.user)
    messages.success(request, f"已删除“{document}”。")
    return redirect("edition_documents", document.edition.code)
