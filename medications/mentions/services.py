"""Keeping the table of mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache

from django.db import transaction

from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.core.reading import read
from cms.core.together import together
from cms.core.visibility import public_snippets
from cms.publishing.projections import Prepared, Transition
from medications.mentions.scan import Name, Names, scan_mentions
from medications.mentions.text import text_of
from medications.models import Alias, AliasKind, Entity, EntityMention, MentionSource

MentionCounts = Counter[tuple[int, str]]

_supplier: ContextVar[Callable[[], Names] | None] = ContextVar("names_supplier", default=None)


def known_names(*, now: datetime) -> Names:
    """Names and aliases of every public entity; ambiguous aliases are left out."""
    public = public_snippets(Entity, now=now)
    names = [Name(pk, name, MentionSource.WORD) for pk, name in public.values_list("pk", "name")]
    aliases = Alias.objects.filter(entity__in=public.values("pk"), ambiguous=False)
    names += [
        Name(pk, text, MentionSource.ALIAS, exact_case=kind == AliasKind.ABBREVIATION)
        for pk, text, kind in aliases.values_list("entity_id", "text", "kind")
    ]
    return Names(names)


def find_mentions(page: BasePage, names: Names) -> MentionCounts:
    """How often a page mentions each entity, by ``(entity_id, source)``."""
    text = text_of(page)
    counts = scan_mentions(text.words, names)
    existing = set(Entity.objects.filter(pk__in=text.linked).values_list("pk", flat=True))
    counts.update(
        {(pk, str(MentionSource.INLINE)): count for pk, count in text.linked.items() if pk in existing}
    )
    return counts


@contextmanager
def scanning_for(supplier: Callable[[], Names]) -> Iterator[None]:
    """Inside, each publish scans for the names that ``supplier`` gives and reads none from the database.

    For imports, which publish thousands of pages and know which entries they make on the way.
    """
    token = _supplier.set(supplier)
    try:
        yield
    finally:
        _supplier.reset(token)


@contextmanager
def names_read_once() -> Iterator[None]:
    """Inside, the names are read for the first page that asks, and kept for the others."""
    if _supplier.get() is not None:
        yield
        return
    with scanning_for(cache(lambda: known_names(now=database_now()))):
        yield


def _names(now: datetime) -> Names:
    supplier = _supplier.get()
    return supplier() if supplier is not None else known_names(now=now)


@transaction.atomic
def record_mentions(*, pages: Iterable[BasePage], names: Names) -> None:
    """Rewrite the mentions of many pages at once: for imports, after pages were written by bulk paths."""
    for page in pages:
        _store(page.pk, find_mentions(page, names))


def project(page: BasePage, transition: Transition, now: datetime) -> Prepared:
    """The projection of mentions: found when a page goes live, gone when it goes."""
    if transition is Transition.REFRESHED:
        return Prepared(changed=False)
    found: MentionCounts = Counter() if transition is Transition.GONE else find_mentions(page, _names(now))
    if found == _stored(page.pk):
        return Prepared(changed=False)
    return Prepared(changed=True, store=lambda: together(_store_all, (page.pk, found)))


def _stored(page_id: int) -> MentionCounts:
    return read(_stored_of, page_id) or Counter()


def _stored_of(page_ids: Collection[int]) -> dict[int, MentionCounts]:
    found: dict[int, MentionCounts] = {}
    rows = EntityMention.objects.filter(page_id__in=page_ids)
    for page_id, entity_id, source, count in rows.values_list("page_id", "entity_id", "source", "count"):
        found.setdefault(page_id, Counter())[entity_id, source] = count
    return found


def _store(page_id: int, found: MentionCounts) -> None:
    if found != _stored(page_id):
        _store_all([(page_id, found)])


def _store_all(changed: list[tuple[int, MentionCounts]]) -> None:
    EntityMention.objects.filter(page_id__in=[page_id for page_id, _ in changed]).delete()
    EntityMention.objects.bulk_create(
        EntityMention(page_id=page_id, entity_id=entity_id, source=source, count=count)
        for page_id, found in changed
        for (entity_id, source), count in found.items()
    )
