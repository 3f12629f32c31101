"""Keeping vectors and lists up to date: of a page that changed, and of those whose lists it enters or leaves."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from cms.core.retries import postpone
from cms.publishing import services as publishing
from cms.related import ranking, selectors
from cms.related.describing import Described, Vocabulary, describe
from cms.related.keys import related_key
from cms.related.models import FeatureWeight, Neighbour, PageVector, RefreshRequest, RefreshState
from cms.related.ranking import Entry, Rank, Shelf
from cms.related.selectors import Candidate, Scored, Shelves

logger = logging.getLogger(__name__)

_BARS = """
    UPDATE related_pagevector
    SET same_bar_score = %s, same_bar_page = %s, other_bar_score = %s, other_bar_page = %s WHERE page_id = %s
"""
_WEIGHTS = "INSERT INTO related_featureweight (page_id, feature_id, weight) VALUES (%s, %s, %s)"

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)


def request(*, page_ids: Collection[int], reason: str, now: datetime) -> int:
    """Have these pages looked at. In the caller's transaction. Returns how many."""
    # In one order, so that two who ask at the same time do not wait for each other.
    rows = [
        RefreshRequest(page_id=page_id, reason=reason[:200], requested_at=now, next_try_at=now)
        for page_id in sorted(page_ids)
    ]
    RefreshRequest.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["reason", "requested_at", "next_try_at"],
    )
    return len(rows)


def is_owed(*, now: datetime, lag: timedelta) -> bool:
    """Whether a page has been due for a refresh for that long."""
    return RefreshRequest.objects.filter(next_try_at__lte=now - lag).exists()


@dataclass(frozen=True)
class Refreshed:
    """What became of the requests tried."""

    done: int = 0
    failed: int = 0


def refresh_due(*, now: datetime, limit: int, lag: timedelta = timedelta(0)) -> Refreshed:
    """Bring pages up to date that wait for it, all in one transaction if it can be; else each by itself."""
    due = RefreshRequest.objects.filter(next_try_at__lte=now - lag).order_by("requested_at", "page_id")
    page_ids = list(due.values_list("page_id", flat=True)[:limit])
    if not page_ids:
        return Refreshed()
    try:
        return Refreshed(done=_take_and_refresh(page_ids, now=now))
    except Exception:  # the edge of a task: any page may fail to be described; one of them holds up no other
        logger.warning("related pages of %s could not be refreshed together", page_ids, exc_info=True)
    outcomes = [_alone(page_id, now=now) for page_id in page_ids]
    return Refreshed(done=sum(outcomes), failed=len(outcomes) - sum(outcomes))


def _alone(page_id: int, *, now: datetime) -> bool:
    try:
        _take_and_refresh([page_id], now=now)
    except Exception as error:  # the edge of a task: the row remembers
        logger.exception("related pages of %s could not be refreshed", page_id)
        postpone(
            RefreshRequest.objects.filter(pk=page_id),
            error,
            first=FIRST_RETRY,
            longest=LONGEST_RETRY,
            now=now,
        )
        return False
    return True


@transaction.atomic
def _take_and_refresh(page_ids: Collection[int], *, now: datetime) -> int:
    take_turn()
    waiting = RefreshRequest.objects.select_for_update(skip_locked=True).filter(page_id__in=page_ids)
    taken = sorted(waiting.values_list("page_id", flat=True))
    RefreshRequest.objects.filter(page_id__in=taken).delete()
    refresh_pages(page_ids=taken, now=now)
    return len(taken)


def take_turn() -> RefreshState:
    """One at a time writes vectors and lists, until its transaction ends: each would miss what another wrote."""
    RefreshState.objects.get_or_create(pk=RefreshState.THE_ONE)
    return RefreshState.objects.select_for_update().get(pk=RefreshState.THE_ONE)


@transaction.atomic
def refresh_pages(*, page_ids: Collection[int], now: datetime) -> set[int]:
    """Bring the vectors and lists of these pages up to date, and the lists they enter or leave. The turn is taken.

    Returns the pages whose lists read differently; whoever shows one of them is told by an event.
    """
    described = describe(page_ids, now=now)
    changed: set[int] = set()
    for space_id in sorted({page.space_id for page in described.values()}):
        inside = [page for page in described.values() if page.space_id == space_id]
        changed |= _refresh_space(space_id, inside)
    for page_id in sorted(set(page_ids) - described.keys()):
        changed |= _remove(page_id)
    announce(changed, now=now)
    return changed


def announce(changed: Collection[int], *, now: datetime) -> None:
    """Have rendered anew, and purged, whatever shows one of these lists."""
    keys = [related_key(page_id) for page_id in sorted(changed)]
    if keys:
        publishing.object_changed(key=keys[0], also=keys[1:], now=now)


def _refresh_space(space_id: int, pages: Collection[Described]) -> set[int]:
    vocabulary = Vocabulary(space_id)
    vocabulary.learn([page.counts for page in pages])
    vectors = vocabulary.numbered([vocabulary.vector_of(page.counts) for page in pages])
    stored = selectors.weights_of([page.page_id for page in pages])
    known = {
        row.page_id: (row.space_id, row.type)
        for row in PageVector.objects.filter(page_id__in=[page.page_id for page in pages])
    }
    changed: set[int] = set()
    for page, vector in zip(pages, vectors, strict=True):
        is_known = known.get(page.page_id) == (page.space_id, page.type)
        if not is_known or stored.get(page.page_id, {}) != vector:
            write_vectors({page.page_id: (page, vector)})
            changed |= _relist(page, vector)
    return changed


def write_vectors(new: Mapping[int, tuple[Described, dict[int, int]]]) -> None:
    """Store the vectors of these pages; their lists stay as they are."""
    FeatureWeight.objects.filter(page_id__in=list(new)).delete()
    rows = [(pk, feature, weight) for pk, (_, vector) in new.items() for feature, weight in vector.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_WEIGHTS, rows)
    PageVector.objects.bulk_create(
        (PageVector(page_id=pk, space_id=page.space_id, type=page.type) for pk, (page, _) in new.items()),
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["space", "type"],
    )


def _remove(page_id: int) -> set[int]:
    """Take a page out of everything."""
    holders = selectors.holders_of(page_id)
    had_list = Neighbour.objects.filter(page_id=page_id).exists()
    if not PageVector.objects.filter(pk=page_id).delete()[0] and not holders:
        return set()
    FeatureWeight.objects.filter(page_id=page_id).delete()
    Neighbour.objects.filter(page_id=page_id).delete()
    changed = _Lists(holders)
    for shelves in changed.now.values():
        shelves.drop(page_id)
    return changed.write() | ({page_id} if had_list else set())


def _relist(page: Described, vector: dict[int, int]) -> set[int]:
    """The lists of a page whose vector is new, and those of others that it enters, leaves, or stands in elsewhere."""
    found = {candidate.page_id: candidate for candidate in selectors.candidates(page.page_id)}
    entering = {other for other, candidate in found.items() if _admits(candidate, page)}
    affected = entering | selectors.holders_of(page.page_id)
    lists = _Lists(affected | {page.page_id})
    own = new_shelves(page.type, found.values())
    reasons = selectors.reasons_with(vector, entering | own.rows().keys())
    fill_reasons(own, reasons)
    lists.now[page.page_id] = own
    for other in affected:
        shelves = lists.now[other]
        shelves.drop(page.page_id)
        if other in entering:
            rank = Rank(found[other].score, page.page_id)
            shelves.of(is_same=found[other].type == page.type).put(Entry(rank, reasons[other]))
    return lists.write()


def _admits(candidate: Candidate, page: Described) -> bool:
    bar = candidate.same_bar if candidate.type == page.type else candidate.other_bar
    return Rank(candidate.score, page.page_id) >= bar


def new_shelves(type_name: str, found: Iterable[Candidate | Scored]) -> Shelves:
    """Both lists of a page of that type, with no reasons yet."""
    everything = list(found)
    shelves = []
    for is_same in (True, False):
        ranks = [Rank(each.score, each.page_id) for each in everything if (each.type == type_name) == is_same]
        kept, bar = ranking.best_of(ranks)
        shelves.append(Shelf(bar, {rank.page_id: Entry(rank, "") for rank in kept}))
    return Shelves(*shelves)


def fill_reasons(shelves: Shelves, reasons: dict[int, str]) -> None:
    for shelf in (shelves.same, shelves.other):
        shelf.entries = {
            page_id: Entry(entry.rank, reasons.get(page_id, "")) for page_id, entry in shelf.entries.items()
        }


class _Lists:
    """Lists that are about to change: as they were, and ``now``, by page."""

    def __init__(self, page_ids: Collection[int]) -> None:
        self.now = selectors.shelves_of(page_ids)
        self._rows = {page_id: shelves.rows() for page_id, shelves in self.now.items()}
        self._shown = {page_id: shelves.shown() for page_id, shelves in self.now.items()}
        self._bars = {page_id: bars_of(shelves) for page_id, shelves in self.now.items()}

    def write(self) -> set[int]:
        """Store what is new. Returns the pages of which readers could get another list."""
        self._fill_short_ones()
        self._write_rows()
        write_bars({pk: shelves for pk, shelves in self.now.items() if bars_of(shelves) != self._bars[pk]})
        return {page_id for page_id, shelves in self.now.items() if shelves.shown() != self._shown[page_id]}

    def _fill_short_ones(self) -> None:
        short = {pk for pk, shelves in self.now.items() if shelves.same.is_short or shelves.other.is_short}
        types = dict(PageVector.objects.filter(pk__in=short).values_list("page_id", "type"))
        vectors = selectors.weights_of(short)
        for page_id, type_name in types.items():
            shelves = new_shelves(type_name, selectors.candidates(page_id))
            fill_reasons(shelves, selectors.reasons_with(vectors[page_id], shelves.rows().keys()))
            self.now[page_id] = shelves

    def _write_rows(self) -> None:
        gone: dict[int, list[int]] = {}
        new: list[Neighbour] = []
        for page_id, shelves in self.now.items():
            before, after = self._rows[page_id], shelves.rows()
            for target in before.keys() - after.keys():
                gone.setdefault(target, []).append(page_id)
            new += [
                neighbour(page_id, target, *row) for target, row in after.items() if before.get(target) != row
            ]
        for target, page_ids in gone.items():
            Neighbour.objects.filter(target_id=target, page_id__in=page_ids).delete()
        write_neighbours(new)


def neighbour(page_id: int, target_id: int, is_same: bool, entry: Entry) -> Neighbour:  # noqa: FBT001 - a column
    return Neighbour(
        page_id=page_id,
        target_id=target_id,
        is_same_type=is_same,
        score=entry.rank.score,
        reasons=entry.reasons,
    )


def write_neighbours(rows: Iterable[Neighbour]) -> None:
    Neighbour.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["page_id", "target_id"],
        update_fields=["is_same_type", "score", "reasons"],
    )


def write_bars(changed: Mapping[int, Shelves]) -> None:
    """Store where the bars of these pages' lists are."""
    rows = [(*bars_of(shelves).values(), page_id) for page_id, shelves in changed.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_BARS, rows)


def bars_of(shelves: Shelves) -> dict[str, int]:
    same, other = shelves.same.bar, shelves.other.bar
    return {
        "same_bar_score": same.score,
        "same_bar_page": same.page_id,
        "other_bar_score": other.score,
        "other_bar_page": other.page_id,
    }
