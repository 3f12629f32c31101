"""The full refresh: every vector, then every list, against what is stored. Changes nothing where that is right.

Vectors are written in stretches with a transaction each, lists in one for each space. It may be killed at any moment
and run again: what was written is right by itself, and is found so.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from cms.core.visibility import public_pages
from cms.related import listing, selectors, services
from cms.related.describing import Described, Vocabulary, describe
from cms.related.models import Feature, FeatureWeight, PageVector, RefreshState, Space
from cms.related.vectors import features_in

STRETCH = 500
# Features are counted anew where so large a share of pages has come or gone since, or after so long.
DRIFT = 0.05
COUNT_STANDS = timedelta(days=7)
Progress = Callable[[float, int], None]


@dataclass(frozen=True)
class Outcome:
    """``pages``: looked at. ``vectors`` and ``lists``: so many were wrong; ``changed``: of those lists,
    as readers could get them. ``counted``: spaces whose features were counted anew.
    """

    pages: int = 0
    vectors: int = 0
    lists: int = 0
    changed: int = 0
    counted: int = 0
    seconds: float = 0.0


def refresh(
    *,
    now: datetime,
    reweigh: bool | None = None,
    is_dry: bool = False,
    progress: Progress = lambda _part, _count: None,
) -> Outcome:
    """Bring every vector and list in line with the pages.

    ``reweigh``: count features anew, or not; None where drift decides. ``is_dry``: write nothing, say what is wrong.
    """
    began = time.monotonic()
    page_ids = _all_pages(now)
    counted = _count_features(page_ids, reweigh=reweigh, now=now, is_dry=is_dry)
    vectors, vocabularies = 0, dict[int, Vocabulary]()
    for start in range(0, len(page_ids), STRETCH):
        some = page_ids[start : start + STRETCH]
        vectors += _refresh_vectors(some, vocabularies, now=now, is_dry=is_dry)
        progress(0.5 * start / len(page_ids), start)
    lists, changed = 0, 0
    for space_id in Space.objects.order_by("pk").values_list("pk", flat=True):
        wrong, other = _refresh_lists(space_id, now=now, is_dry=is_dry)
        lists, changed = lists + wrong, changed + other
    progress(1.0, len(page_ids))
    outcome = Outcome(len(page_ids), vectors, lists, changed, counted, time.monotonic() - began)
    if not is_dry:
        _remember(outcome, now=now)
    return outcome


def _all_pages(now: datetime) -> list[int]:
    """Whoever may take part, and whoever does."""
    public = public_pages(now=now).values_list("pk", flat=True)
    return sorted({*public, *selectors.all_taking_part()})


def _remember(outcome: Outcome, *, now: datetime) -> None:
    RefreshState.objects.update_or_create(
        pk=RefreshState.THE_ONE,
        defaults={
            "refreshed_at": now,
            "seconds": outcome.seconds,
            "pages": outcome.pages,
            "changed": outcome.changed,
        },
    )


# Frequencies


def _count_features(page_ids: Sequence[int], *, reweigh: bool | None, now: datetime, is_dry: bool) -> int:
    """Take new counts where that is asked for or due. Returns of how many spaces."""
    if is_dry or reweigh is False:
        return 0
    if reweigh is None and not _has_drifted(now):
        return 0
    pages, found = Counter[int](), dict[int, Counter[str]]()
    for start in range(0, len(page_ids), STRETCH):
        for page in describe(page_ids[start : start + STRETCH], now=now).values():
            pages[page.space_id] += 1
            found.setdefault(page.space_id, Counter()).update(features_in(page.counts))
    for space_id, counts in found.items():
        _store_counts(space_id, pages[space_id], counts, now=now)
    return len(found)


def _has_drifted(now: datetime) -> bool:
    taking_part = dict(PageVector.objects.values_list("space").annotate(Count("pk")))
    spaces = list(Space.objects.all())
    return not spaces or any(has_drifted(space, taking_part.get(space.pk, 0), now=now) for space in spaces)


def has_drifted(space: Space, pages: int, *, now: datetime) -> bool:
    """Whether the counts of a space speak of other pages than there are."""
    if space.counted_at is None or space.counted_at < now - COUNT_STANDS:
        return True
    return abs(pages - space.pages) > DRIFT * space.pages


@transaction.atomic
def _store_counts(space_id: int, pages: int, counts: Counter[str], *, now: datetime) -> None:
    services.take_turn()
    known = {name: (pk, count) for pk, name, count in _features_of(space_id)}
    Feature.objects.bulk_create(
        (
            Feature(space_id=space_id, name=name, pages=count)
            for name, count in sorted(counts.items())
            if name not in known
        ),
        batch_size=5000,
    )
    different = [
        Feature(pk=pk, space_id=space_id, name=name, pages=counts[name])
        for name, (pk, count) in known.items()
        if counts[name] != count
    ]
    Feature.objects.bulk_update(different, ["pages"], batch_size=1000)
    Space.objects.filter(pk=space_id).update(pages=pages, counted_at=now)


def _features_of(space_id: int) -> Iterator[tuple[int, str, int]]:
    return Feature.objects.filter(space_id=space_id).values_list("pk", "name", "pages").iterator(10_000)


# Vectors


@transaction.atomic
def _refresh_vectors(
    page_ids: Sequence[int], vocabularies: dict[int, Vocabulary], *, now: datetime, is_dry: bool
) -> int:
    """Returns how many were not what they should be. Lists follow."""
    services.take_turn()
    described = describe(page_ids, now=now)
    stored = selectors.weights_of(page_ids)
    known = {row.page_id: row for row in PageVector.objects.filter(page_id__in=page_ids)}
    gone = sorted(known.keys() - described.keys())
    wrong = len(gone)
    if gone and not is_dry:
        services.refresh_pages(page_ids=gone, now=now)
    for space_id in sorted({page.space_id for page in described.values()}):
        inside = [page for page in described.values() if page.space_id == space_id]
        vocabulary = vocabularies.get(space_id) or Vocabulary(space_id, is_whole=True)
        if not is_dry:
            vocabularies[space_id] = vocabulary
        vectors = [vocabulary.vector_of(page.counts) for page in inside]
        new = {
            page.page_id: (page, vector)
            for page, vector in zip(inside, vocabulary.numbered(vectors), strict=True)
            if stored.get(page.page_id, {}) != vector or not _is_kept(known.get(page.page_id), page)
        }
        wrong += len(new)
        if not is_dry:
            services.write_vectors(new)
    if is_dry:
        transaction.set_rollback(True)  # of features and spaces that were new
    return wrong


def _is_kept(row: PageVector | None, page: Described) -> bool:
    return row is not None and (row.space_id, row.type) == (page.space_id, page.type)


# Lists


@transaction.atomic
def _refresh_lists(space_id: int, *, now: datetime, is_dry: bool) -> tuple[int, int]:
    """Returns how many were wrong, and how many of those read differently now."""
    services.take_turn()
    pages = list(
        PageVector.objects.filter(space_id=space_id).order_by("page_id").values_list("page_id", "type")
    )
    if not pages:
        return 0, 0
    wrong, changed = listing.relist(
        pages, _weights(space_id, [page_id for page_id, _ in pages]), is_dry=is_dry
    )
    if not is_dry:
        services.announce(changed, now=now)
    return wrong, len(changed)


def _weights(space_id: int, page_ids: Sequence[int]) -> tuple[array[int], array[int], array[int]]:
    """Rows, columns and values of the matrix of a space; 12 bytes a weight."""
    places = {page_id: place for place, page_id in enumerate(page_ids)}
    rows, columns, values = array("i"), array("i"), array("i")
    inside = PageVector.objects.filter(space_id=space_id).values("page_id")
    stored = FeatureWeight.objects.filter(page_id__in=inside)
    for page_id, feature_id, weight in stored.values_list("page_id", "feature_id", "weight").iterator(20_000):
        rows.append(places[page_id])
        columns.append(feature_id)
        values.append(weight)
    return rows, columns, values


# Young sites

SMALL = 2000
OUTGROWN, OUTGROWN_BY = 1.25, 5


def keep_up(*, now: datetime, limit: int, lag: timedelta = timedelta(0)) -> services.Refreshed:
    """What waits is refreshed; a small site that has outgrown its counts has them taken anew, which takes a second.

    Else the first pages of a site would be weighed until the night as if every word were as rare as any other.
    """
    refreshed = services.refresh_due(now=now, limit=limit, lag=lag)
    if refreshed.done and _has_outgrown_counts():
        refresh(now=now, reweigh=True)
    return refreshed


def _has_outgrown_counts() -> bool:
    taking_part = dict(PageVector.objects.values_list("space").annotate(Count("pk")))
    spaces = Space.objects.filter(pk__in=list(taking_part))
    return any(OUTGROWN * space.pages + OUTGROWN_BY < taking_part[space.pk] <= SMALL for space in spaces)
