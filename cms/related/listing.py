"""All lists of a space made anew, and compared with those that were kept up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cms.related import matching, ranking, selectors, services, weights
from cms.related.models import Neighbour
from cms.related.ranking import Entry, Rank, Shelf
from cms.related.selectors import Shelves

STRETCH = 1000

Ordered = tuple[list[Rank], list[Rank]]
"""The best pages of the same type and of others, one more than a list holds."""


def relist(
    pages: Sequence[tuple[int, str]], weights_of: tuple[Any, Any, Any], *, is_dry: bool
) -> tuple[int, set[int]]:
    """``pages``: numbers, ascending, and types. Returns how many lists were wrong, and whose read differently now."""
    matrix = matching.matrix_of(*weights_of, pages=len(pages))
    page_ids = np.array([page_id for page_id, _ in pages], dtype=np.int64)
    types = np.unique([kind for _, kind in pages], return_inverse=True)[1]
    wrong, changed = 0, set[int]()
    ranked = _ranked(matrix, page_ids, types)
    for start in range(0, len(pages), STRETCH):
        some = [page_id for page_id, _ in pages[start : start + STRETCH]]
        fresh = {page_id: next(ranked) for page_id in some}
        reasons = _reasons(matrix, page_ids, start, fresh)
        stored = selectors.shelves_of(some)
        different = {
            page_id: _shelves(fresh[page_id], reasons[page_id])
            for page_id in some
            if not _is_right(stored[page_id], fresh[page_id], reasons[page_id])
        }
        wrong += len(different)
        changed |= {page_id for page_id in different if different[page_id].shown() != stored[page_id].shown()}
        if different and not is_dry:
            _write(different)
    return wrong, changed


def _ranked(matrix: Any, page_ids: Any, types: Any) -> Iterator[Ordered]:
    for place, row in enumerate(matching.scores(matrix, floor=weights.FLOOR)):
        is_same = types[row.places] == types[place]
        yield _best(row, is_same, page_ids), _best(row, ~is_same, page_ids)


def _best(row: matching.Row, wanted: Any, page_ids: Any) -> list[Rank]:
    places, found = row.places[wanted], row.scores[wanted]
    # Places are in the order of the pages' numbers.
    best = np.lexsort((-places, -found))[: ranking.MOST + 1]
    return [Rank(*pair) for pair in zip(found[best].tolist(), page_ids[places[best]].tolist(), strict=True)]


def _reasons(matrix: Any, page_ids: Any, start: int, fresh: dict[int, Ordered]) -> dict[int, dict[int, str]]:
    """Of each page, why each of the others is near: in one product for all pairs."""
    pairs = [
        (place, rank.page_id)
        for place, ordered in enumerate(fresh.values(), start)
        for ranks in ordered
        for rank in ranks
    ]
    found: dict[int, dict[int, str]] = {page_id: {} for page_id in fresh}
    if not pairs:
        return found
    owners = np.array([place for place, _ in pairs])
    targets = np.searchsorted(page_ids, np.array([page_id for _, page_id in pairs]))
    shared = (matrix[owners] * matrix[targets]).tocsr()
    counts = np.diff(shared.indptr)
    numbers = np.repeat(np.arange(len(pairs)), counts)
    order = np.lexsort((shared.indices, -shared.data, numbers))
    features = shared.indices[order]
    for number, (place, target) in enumerate(pairs):
        begin = shared.indptr[number]
        kept = features[begin : min(begin + weights.REASONS, shared.indptr[number + 1])]
        found[int(page_ids[place])][target] = ",".join(map(str, kept.tolist()))
    return found


def _is_right(stored: Shelves, fresh: Ordered, reasons: dict[int, str]) -> bool:
    shelves = (stored.same, stored.other)
    return all(
        ranking.is_right(shelf, ordered)
        and all(entry.reasons == reasons[page_id] for page_id, entry in shelf.entries.items())
        for shelf, ordered in zip(shelves, fresh, strict=True)
    )


def _shelves(fresh: Ordered, reasons: dict[int, str]) -> Shelves:
    found = []
    for ordered in fresh:
        kept, bar = ranking.best_of(ordered)
        found.append(Shelf(bar, {rank.page_id: Entry(rank, reasons[rank.page_id]) for rank in kept}))
    return Shelves(*found)


def _write(different: dict[int, Shelves]) -> None:
    Neighbour.objects.filter(page_id__in=list(different)).delete()
    Neighbour.objects.bulk_create(
        (
            services.neighbour(page_id, target, *row)
            for page_id, shelves in different.items()
            for target, row in shelves.rows().items()
        ),
        batch_size=5000,
    )
    services.write_bars(different)
