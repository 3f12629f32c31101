"""The reads of editions, compiled once.

Building the visibility predicate takes Django's ORM many times as long as the database takes to answer it. So the
querysets of ``selectors`` are compiled on first use, with stand-ins where a read's own values go, and later reads only
fill those in. The SQL is the ORM's to the letter; nothing is cached but its text, and its plan in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Left
from wagtail.models import Page, Site

from cms.core import references
from cms.core.statements import read_prepared, read_rows
from cms.editions import freshness, selectors
from cms.editions.models import Edition

# Stand-ins: values that no read has.
NOW = datetime(1871, 1, 1, 12, 34, 56, 789, tzinfo=UTC)
PAGE = -1_871_000
PATH = {"page__slug": "stand-in for the slug", "page__url_path": "stand-in for the path"}
NO_PAGE = 0
BATCHES = (20, 100)
# So many characters of a page's JSON hold its number, its type, its meta and its title, but for very long ones.
HEAD = 3000


@dataclass(frozen=True)
class Prepared:
    """SQL with the parameters it was compiled with, stand-ins among them."""

    sql: str
    parameters: tuple[Any, ...]

    def read(self, values: Mapping[Any, Any]) -> list[Any]:
        """Editions with the annotations of the queryset as attributes; ``values`` are put in place of stand-ins."""
        return read_prepared(Edition, self.sql, self.filled(values))

    def rows(self, values: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """Rows as the driver has them: SQLite's has moments and booleans of its own."""
        return read_rows(self.sql, self.filled(values), using=connection.alias)

    def part(self, values: Mapping[Any, Any], *, limit: int, offset: int) -> list[tuple[Any, ...]]:
        """Rows of what :func:`prepare_part` made.

        Planned for its values each time: by which index a part is read best depends on where it begins.
        """
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [*self.filled(values), limit, offset])
            return list(cursor.fetchall())

    def filled(self, values: Mapping[Any, Any]) -> list[Any]:
        """The parameters with ``values`` in place of stand-ins."""
        return [_filled(parameter, values) for parameter in self.parameters]


def edition_of(page_id: int, *, site: Site, now: datetime) -> Any | None:
    """The current public edition of a page, with its freshness and ``stale``; None if there is none."""
    return _first(_by_page(*_key(site)).read({**moment_values(now), PAGE: page_id}))


def edition_at(lookups: Mapping[str, str], *, site: Site, now: datetime) -> Any | None:
    """The same of the page that ``lookups`` find: ``page__slug`` and ``page__url_path``."""
    values = {stand_in: lookups[name] for name, stand_in in PATH.items()}
    return _first(_by_path(*_key(site)).read({**moment_values(now), **values}))


def editions_of(page_ids: Sequence[int], *, site: Site, now: datetime) -> list[Any]:
    """Current public editions of several pages, with ``stale`` and no freshness. One query for up to 100."""
    batches = _batches(_by_pages, page_ids, site, now)
    return [edition for compiled, values in batches for edition in compiled.read(values)]


def freshness_of(page_ids: Sequence[int], *, site: Site, now: datetime) -> list[Any]:
    """Current public editions of several pages, with their freshness and ``stale``, and without what they say."""
    batches = _batches(_freshness_by_pages, page_ids, site, now)
    return [edition for compiled, values in batches for edition in compiled.read(values)]


def texts_of(
    page_ids: Sequence[int], *, column: str, site: Site, now: datetime
) -> list[tuple[int, int, str | None, Any, str | None]]:
    """Of the current editions of pages, whoever may see them: the page's number, the edition's, its surrogate keys,
    when it stops being true, as the driver has it, and ``column``: ``content``, its ``head``, or ``card``."""
    batches = _batches(partial(_texts_by_pages, column), page_ids, site, now)
    return [row for compiled, values in batches for row in compiled.rows(values)]


def _batches(
    compile_for: Callable[..., Prepared], page_ids: Sequence[int], site: Site, now: datetime
) -> Iterator[tuple[Prepared, dict[Any, Any]]]:
    """What to read, up to a hundred at a time, and with which values."""
    for start in range(0, len(page_ids), BATCHES[-1]):
        batch = page_ids[start : start + BATCHES[-1]]
        size = next(size for size in BATCHES if size >= len(batch))
        padded = [*batch, *[NO_PAGE] * (size - len(batch))]
        numbers = {PAGE - number: page_id for number, page_id in enumerate(padded)}
        yield compile_for(size, *_key(site)), {**moment_values(now), **numbers}


def cards_of(page_ids: Sequence[int], *, site: Site, now: datetime) -> dict[int, str]:
    """The cards of pages that are public and not stale, by page id; without those that have none kept."""
    return {
        page_id: card
        for compiled, values in _batches(_cards_by_pages, page_ids, site, now)
        for page_id, card, stale in compiled.rows(values)
        if card is not None and not stale
    }


Key = tuple[str, frozenset[str], int, str, str]


def _key(site: Site) -> Key:
    """What the SQL depends on beside stand-ins."""
    kinds = frozenset(kind.name for kind in references.all_kinds())
    return connection.vendor, kinds, site.pk, site.root_page.path, site.root_page.url_path


@lru_cache(maxsize=64)
def _by_page(*key: Any) -> Prepared:
    return prepare(_one(*key).filter(page_id=PAGE))


@lru_cache(maxsize=64)
def _by_path(*key: Any) -> Prepared:
    return prepare(_one(*key).filter(**PATH))


@lru_cache(maxsize=64)
def _by_pages(size: int, *key: Any) -> Prepared:
    numbers = [PAGE - number for number in range(size)]
    return prepare(selectors.public_editions(now=NOW, site=_site(*key)).filter(page_id__in=numbers))


@lru_cache(maxsize=64)
def _cards_by_pages(size: int, *key: Any) -> Prepared:
    numbers = [PAGE - number for number in range(size)]
    public = selectors.public_editions(now=NOW, site=_site(*key)).filter(page_id__in=numbers)
    return prepare(public.values_list("page_id", "card", "stale"))


@lru_cache(maxsize=64)
def _freshness_by_pages(size: int, *key: Any) -> Prepared:
    numbers = [PAGE - number for number in range(size)]
    return prepare(_one(*key).filter(page_id__in=numbers).defer("content", "card"))


@lru_cache(maxsize=64)
def _texts_by_pages(column: str, size: int, *key: Any) -> Prepared:
    numbers = [PAGE - number for number in range(size)]
    current = Edition.objects.filter(valid_to__isnull=True, site=_site(*key), page_id__in=numbers)
    if column == "head":
        current = current.annotate(head=Left("content", HEAD))
    return prepare(current.values_list("page_id", "pk", "surrogate_keys", "true_until", column))


def _one(*key: Any) -> QuerySet[Any]:
    return freshness.with_freshness(selectors.public_editions(now=NOW, site=_site(*key)), now=NOW)


def _site(_vendor: str, _kinds: frozenset[str], pk: int, root_path: str, root_url_path: str) -> Site:
    return stand_in_site(pk, root_path, root_url_path)


def stand_in_site(pk: int, root_path: str, root_url_path: str) -> Site:
    """All that the predicate asks of a site."""
    # With a number, or Wagtail takes the page for a new one and looks up its type.
    return Site(pk=pk, root_page=Page(pk=-1, path=root_path, url_path=root_url_path))


def prepare(queryset: QuerySet[Any]) -> Prepared:
    """A queryset made with stand-ins. Its rows come in no order."""
    return _compiled(queryset.order_by())


def prepare_part(queryset: QuerySet[Any]) -> Prepared:
    """The rows of one part of it, in its order; to be read with :meth:`Prepared.part`."""
    whole = _compiled(queryset)
    return Prepared(f"{whole.sql} LIMIT %s OFFSET %s", whole.parameters)


def prepare_count(queryset: QuerySet[Any]) -> Prepared:
    """One row: how many there are."""
    rows = prepare(queryset)
    return Prepared(f"SELECT COUNT(*) FROM ({rows.sql}) counted", rows.parameters)  # noqa: S608 - the ORM's


def _compiled(queryset: QuerySet[Any]) -> Prepared:
    sql, parameters = queryset.query.sql_with_params()
    return Prepared(sql, tuple(parameters))


def moment_values(now: datetime) -> dict[Any, Any]:
    """``now`` in the place of its stand-in."""
    adapt = connection.ops.adapt_datetimefield_value
    return {adapt(NOW): adapt(now)}


def _filled(parameter: Any, values: Mapping[Any, Any]) -> Any:
    if parameter not in values:
        return parameter
    value = values[parameter]
    # PostgreSQL's driver marks numbers with the width of their column.
    return type(parameter)(value) if isinstance(value, int) else value


def _first(found: list[Any]) -> Any | None:
    return found[0] if found else None
