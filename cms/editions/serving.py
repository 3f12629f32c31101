"""The shortest way from a request to the bytes of an edition: one lookup by key, for what is known to be public.

What is not known goes the long way (``services.read_edition``), which finds out and remembers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, F, OuterRef, QuerySet, TextField, Value, When

from cms.editions import freshness, vouched
from cms.editions.models import Edition, RenderRequest
from cms.editions.prepared import NOW, PAGE, Prepared, moment_values, prepare

PATH = "stand-in for the path"
SITE = -1_872
DIGEST = "stand-in for the digest"
COLUMNS = ("pk", "page_id", "sent", "digest", "sequence", "surrogate_keys", "valid_from")
FOUND = (*COLUMNS, "true_until", "epoch", "waits", "changes_go_live")


@dataclass(frozen=True)
class Served:
    """An edition as caches and readers get it. ``content``: None where its digest is the one that was known;
    ``keys``: surrogate keys, separated by commas, the page's own first; ``changes_at``: when it may change next."""

    content: str | None
    digest: str
    sequence: int
    valid_from: datetime
    keys: str
    changes_at: datetime | None


def at_path(path: str, *, host: str, now: datetime, without: str = "") -> Served | None:
    """The edition that stands at ``path``, with slashes at both ends. None where that is not known to be public.

    Its content is not fetched where its digest is ``without``, which the reader has.
    """
    return _read(_by_path, {PATH: path, DIGEST: without}, host, now)


def of_page(page_id: int, *, host: str, now: datetime, without: str = "") -> Served | None:
    """The same of the page with that number."""
    return _read(_by_page, {PAGE: page_id, DIGEST: without}, host, now)


def _read(by: Any, wanted: dict[Any, Any], host: str, now: datetime) -> Served | None:
    site = vouched.site_of(host)
    if site is None or not vouched.may_be_asked():
        return None
    query: Prepared = by(connection.vendor)
    rows = query.rows({**wanted, SITE: site.pk, **moment_values(now)})
    return _served(rows[0], now) if rows else None


def _served(row: tuple[Any, ...], now: datetime) -> Served | None:
    pk, page_id, content, digest, sequence, keys, valid_from, true_until, epoch, waits, go_live = row
    true_until, valid_from, go_live = map(freshness.aware, (true_until, valid_from, go_live))
    if keys is None or epoch is None or (true_until is not None and true_until <= now):
        return None
    until = vouched.public_until(pk, keys, epoch=epoch, now=now)
    if until is None:
        return None
    moments = [moment for moment in (true_until, go_live, until, valid_from if waits else None) if moment]
    changes_at = min(moments)
    return Served(
        content=content,
        digest=digest,
        sequence=sequence,
        valid_from=valid_from,
        keys=f"page-{page_id},{keys}" if keys else f"page-{page_id}",
        changes_at=None if changes_at == vouched.FOREVER else changes_at,
    )


@lru_cache(maxsize=2)
def _by_path(_vendor: str) -> Prepared:
    return _compiled(path=PATH)


@lru_cache(maxsize=2)
def _by_page(_vendor: str) -> Prepared:
    return _compiled(page_id=PAGE)


def _compiled(**lookup: Any) -> Prepared:
    """``_vendor`` above is what the text depends on."""
    editions: QuerySet[Any] = Edition.objects.filter(site_id=SITE, valid_to__isnull=True, **lookup)
    waits = freshness.is_waiting(RenderRequest.objects.filter(page_id=OuterRef("page_id")))
    sent = Case(When(digest=DIGEST, then=Value(None)), default=F("content"), output_field=TextField())
    annotated = editions.annotate(
        sent=sent, epoch=freshness.current_epoch(), waits=waits, changes_go_live=freshness.next_go_live(NOW)
    )
    return prepare(annotated.values_list(*FOUND))
