"""Keeping the index that readers search in step with the editions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.search import index

from cms.core.search_entries import add_to_backends
from cms.core.together import together
from cms.editions.models import SearchDocument
from cms.editions.rendering import Rendered

_later: ContextVar[Callable[[int], None] | None] = ContextVar("index_later", default=None)


@contextmanager
def indexing_later(remember: Callable[[int], None]) -> Iterator[None]:
    """Inside, documents are written but not indexed: ``remember(page_id)`` is told which ones wait for it.

    For imports, which index thousands of them in batches.
    """
    token = _later.set(remember)
    try:
        yield
    finally:
        _later.reset(token)


def is_up_to_date(page_id: int, rendered: Rendered) -> bool:
    """Whether readers find the page by exactly the words of ``rendered``. One query."""
    words = {"title": rendered.title, "names": rendered.names, "text": rendered.text}
    return SearchDocument.objects.filter(pk=page_id, **words).exists()


def enter(page_id: int, rendered: Rendered) -> None:
    """Have readers find the page by the words of ``rendered``, from the caller's commit on."""
    document = SearchDocument(page_id=page_id, title=rendered.title, names=rendered.names, text=rendered.text)
    together(_store, document)


def _store(documents: list[SearchDocument]) -> None:
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["title", "names", "text", "learnt"],
    )
    remember = _later.get()
    if remember is not None:
        for document in documents:
            remember(document.pk)
        return
    add_to_backends(SearchDocument, documents)


def remove(page_id: int) -> None:
    """Have readers find the page no more."""
    for document in SearchDocument.objects.filter(pk=page_id):
        index.remove_object(document)
        document.delete()
