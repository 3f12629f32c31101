"""Files are no back door: a document that no public page shows is for people who can open the admin."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from cms.core.keys import Key
from cms.editions import selectors


@hooks.register("before_serve_document")
def only_documents_that_readers_may_have(document: AbstractDocument, request: HttpRequest) -> None:
    """Answer 404 where neither a public page shows the document nor the person can open the admin."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not selectors.pages_showing(Key("document", document.pk), now=timezone.now()).exists():
        raise Http404
