"""How good rankings are, against what editors chose. Gains are 0 or 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from statistics import fmean

Ranking = Sequence[str]
Gold = Collection[str]

AT = 5


def _hits(ranking: Ranking, gold: Gold, at: int) -> list[int]:
    return [int(item in gold) for item in ranking[:at]]


def precision(ranking: Ranking, gold: Gold) -> float:
    return sum(_hits(ranking, gold, AT)) / AT


def recall(ranking: Ranking, gold: Gold) -> float:
    return sum(_hits(ranking, gold, AT)) / len(gold)


def hit(ranking: Ranking, gold: Gold) -> float:
    return float(any(_hits(ranking, gold, AT)))


def ndcg(ranking: Ranking, gold: Gold, at: int) -> float:
    """Discounted gain, as a share of that of the best ranking there could be."""
    gain = sum(found / math.log2(place + 2) for place, found in enumerate(_hits(ranking, gold, at)))
    best = sum(1 / math.log2(place + 2) for place in range(min(at, len(gold))))
    return gain / best


def reciprocal_rank(ranking: Ranking, gold: Gold) -> float:
    return next((1 / place for place, item in enumerate(ranking, start=1) if item in gold), 0.0)


MEASURES: dict[str, Callable[[Ranking, Gold], float]] = {
    "P@5": precision,
    "R@5": recall,
    "nDCG@5": lambda ranking, gold: ndcg(ranking, gold, 5),
    "nDCG@10": lambda ranking, gold: ndcg(ranking, gold, 10),
    "MRR": reciprocal_rank,
    "Hit@5": hit,
}


def measure(judged: Iterable[tuple[Ranking, Gold]]) -> dict[str, float]:
    """The mean of each measure; 0 where nothing is judged. Every ``gold`` has something in it."""
    pairs = list(judged)
    if not pairs:
        return dict.fromkeys(MEASURES, 0.0)
    return {name: fmean(of(ranking, gold) for ranking, gold in pairs) for name, of in MEASURES.items()}
