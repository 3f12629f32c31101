"""How the lists of a page are kept: by rank, down to a bar. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cms.related import weights

MOST = weights.LISTED + weights.SPARE


class Rank(NamedTuple):
    """By score; of equal scores, the newer page, which has the higher number."""

    score: int
    page_id: int


LOWEST = Rank(0, 0)


class Entry(NamedTuple):
    """A page in a list. ``reasons``: numbers of features, those that count most first, as they are kept: ``12,57``."""

    rank: Rank
    reasons: str


@dataclass
class Shelf:
    """One list, of pages of the same type or of others: all that rank at ``bar`` or above, at most ``MOST``."""

    bar: Rank = LOWEST
    entries: dict[int, Entry] = field(default_factory=dict)

    def admits(self, rank: Rank) -> bool:
        return rank >= self.bar

    def put(self, entry: Entry) -> None:
        """Enter a page, or give it another rank. One that ranks below the bar leaves."""
        page_id = entry.rank.page_id
        if self.admits(entry.rank):
            self.entries[page_id] = entry
            self._trim()
        else:
            self.entries.pop(page_id, None)

    def drop(self, page_id: int) -> None:
        self.entries.pop(page_id, None)

    @property
    def is_short(self) -> bool:
        """Whether there may be pages below the bar that belong among the first ones by now."""
        return len(self.entries) < weights.LISTED and self.bar > LOWEST

    def in_order(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.rank, reverse=True)

    def shown(self) -> list[tuple[int, str]]:
        """What readers could get of it: pages in order, with their reasons."""
        return [(entry.rank.page_id, entry.reasons) for entry in self.in_order()[: weights.LISTED]]

    def _trim(self) -> None:
        if len(self.entries) > MOST:
            kept = self.in_order()[:MOST]
            self.entries = {entry.rank.page_id: entry for entry in kept}
            self.bar = kept[-1].rank


def best_of(ranks: Iterable[Rank]) -> tuple[list[Rank], Rank]:
    """The ``MOST`` best, in order, and the bar that goes with them."""
    ordered = sorted(ranks, reverse=True)
    return ordered[:MOST], ordered[MOST - 1] if len(ordered) > MOST else LOWEST


def is_right(shelf: Shelf, ordered: list[Rank]) -> bool:
    """Whether a list that was kept holds what one made anew would; ``ordered``: the best of all, ``MOST`` + 1 of them.

    It may have lost some of its spare entries: what counts is that it is the beginning of the ranking, long enough,
    with its bar in the right place.
    """
    kept = [entry.rank for entry in shelf.in_order()]
    if kept != ordered[: len(kept)] or (len(kept) < weights.LISTED and len(kept) < len(ordered)):
        return False
    following = ordered[len(kept)] if len(kept) < len(ordered) else None
    is_above = following is None or shelf.bar > following
    return is_above and (not kept or shelf.bar <= kept[-1])


def top_features(products: Mapping[int, int]) -> str:
    """The features that count most in a score, of equal ones those known first; each with what it adds."""
    ordered = sorted(products.items(), key=lambda pair: (-pair[1], pair[0]))
    return ",".join(str(feature) for feature, _ in ordered[: weights.REASONS])
