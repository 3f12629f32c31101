"""How topics are ranked for each other: by the engine, and by what is commonly done instead."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from cms.related import weights
from cms.related.matching import matrix_of, scores
from cms.related.vectors import Counts, Vector, counts_of, frequencies_of, vector_of
from cms.related.words import terms_of
from medications.evaluation.gold import Topic

Rankings = list[list[int]]
"""For each topic, the places of the others, the nearest first."""

MOST = 50
K1, B = 1.2, 0.75
"""Of BM25, as they are commonly set."""


def ours(topics: Sequence[Topic]) -> Rankings:
    """As pages are ranked in production: the same counts, vectors, floor and order."""
    counts = [counts_of(topic.description) for topic in topics]
    known = frequencies_of(counts)
    return _by_vectors([vector_of(found, known) for found in counts], floor=weights.FLOOR)


def by_chance(topics: Sequence[Topic]) -> Rankings:
    drawn = random.Random(1)  # noqa: S311 - the same chance every time
    return [
        drawn.sample([place for place in range(len(topics)) if place != own], min(MOST, len(topics) - 1))
        for own in range(len(topics))
    ]


def by_tag_and_newest(topics: Sequence[Topic]) -> Rankings:
    """Most shared tags first, of these the newest: what blocks of related posts do."""
    return [
        _best(
            (len(topic.tags & other.tags), other.created.toordinal(), -place)
            for place, other in enumerate(topics)
            if place != own and topic.tags & other.tags
        )
        for own, topic in enumerate(topics)
    ]


def by_tf_idf(topics: Sequence[Topic]) -> Rankings:
    """The cosine of sublinear TF-IDF of all terms, with the same title, names and text."""
    counts: list[Counts] = [{weights.TEXT: counts_of(topic.description)[weights.TEXT]} for topic in topics]
    known = frequencies_of(counts)
    vectors: list[Vector] = []
    for found in counts:
        weighed = {term: strength * known.rarity(term) for term, strength in found[weights.TEXT].items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        vectors.append({term: round(weight / length * weights.SCALE) for term, weight in weighed.items()})
    return _by_vectors(vectors, floor=1)


def by_bm25(topics: Sequence[Topic]) -> Rankings:
    """Title and names ask; title, names and text answer."""
    asked = [_words(topic, with_text=False) for topic in topics]
    said = [_words(topic, with_text=True) for topic in topics]
    usual = sum(said_by.total() for said_by in said) / max(len(said), 1)
    holding: dict[str, list[tuple[int, float]]] = {}
    for place, words in enumerate(said):
        long = K1 * (1 - B + B * words.total() / usual)
        for term, count in words.items():
            holding.setdefault(term, []).append((place, count * (K1 + 1) / (count + long)))
    return [_bm25(own, words, holding, len(topics)) for own, words in enumerate(asked)]


def _bm25(
    own: int, asked: Counter[str], holding: dict[str, list[tuple[int, float]]], pages: int
) -> list[int]:
    found = Counter[int]()
    for term in asked:
        rows = holding[term]
        rarity = math.log(1 + (pages - len(rows) + 0.5) / (len(rows) + 0.5))
        for place, weight in rows:
            found[place] += rarity * weight  # type: ignore[assignment]  # a Counter adds up fractions as well
    return _best((score, 0, -place) for place, score in found.items() if place != own)


def _words(topic: Topic, *, with_text: bool) -> Counter[str]:
    said = topic.description
    texts = [said.title, *said.names, *([said.text] if with_text else [])]
    return Counter(term for text in texts for term in terms_of(text))


def _by_vectors(vectors: Sequence[Vector], *, floor: int) -> Rankings:
    columns: dict[str, int] = {}
    cells = [
        (row, columns.setdefault(feature, len(columns)), weight)
        for row, vector in enumerate(vectors)
        for feature, weight in vector.items()
    ]
    matrix = matrix_of(*zip(*cells, strict=True), pages=len(vectors))
    return [_best(_ranked(row.places.tolist(), row.scores.tolist())) for row in scores(matrix, floor=floor)]


def _ranked(places: list[int], found: list[int]) -> Iterator[tuple[float, int, int]]:
    # Of equal scores, the later: pages are numbered in the order they were made in.
    return ((score, place, -place) for place, score in zip(places, found, strict=True))


def _best(ranked: Iterator[tuple[float, int, int]]) -> list[int]:
    return [-last for *_, last in sorted(ranked, reverse=True)[:MOST]]


BASELINES: dict[str, Callable[[Sequence[Topic]], Rankings]] = {
    "random": by_chance,
    "tag-and-newest": by_tag_and_newest,
    "TF-IDF": by_tf_idf,
    "BM25": by_bm25,
}
