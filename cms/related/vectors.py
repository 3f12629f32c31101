"""From a description to a vector of whole numbers. Pure functions: the evaluation and production use the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.related import weights
from cms.related.description import Description
from cms.related.words import terms_of

Vector = dict[str, int]
"""Weights by feature; a feature is named by its kind and what it is: ``text:cream``, ``entity:5``."""
Counts = dict[str, dict[str, float]]
"""Strengths by kind, then by feature, before anything is known of other pages."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of ``pages`` each feature stood when they were counted; in one, where it was not known then."""

    pages: int
    counts: Mapping[str, int]

    def rarity(self, feature: str) -> float:
        """The inverse document frequency; 0 for what stands in so many pages that it tells nothing."""
        found = self.counts.get(feature, 1)
        if found > max(weights.MOST_PAGES, weights.MOST_SHARE * self.pages):
            return 0.0
        return max(0.0, math.log((self.pages + 1) / max(found, 1)))


def counts_of(page: Description) -> Counts:
    """How strongly a page has each feature."""
    counts = {weights.TEXT: _text(page), weights.NAME: _names(page)}
    for kind, marks in page.marks.items():
        counts[kind] = {f"{kind}:{name}": strength for name, strength in marks.items()}
    return counts


def features_in(counts: Counts) -> Iterable[str]:
    """Every feature of a page, for counting in how many pages each stands."""
    return (feature for features in counts.values() for feature in features)


def frequencies_of(every: Iterable[Counts]) -> Frequencies:
    """Counted anew over all pages."""
    pages, found = 0, Counter[str]()
    for counts in every:
        pages += 1
        found.update(features_in(counts))
    return Frequencies(pages, found)


def vector_of(counts: Counts, known: Frequencies) -> Vector:
    """Each kind at length 1, times what it counts; the whole has length ``weights.SCALE`` at most."""
    whole = sum(weights.KINDS.values())
    vector: Vector = {}
    for kind, features in counts.items():
        most = weights.MOST_TERMS if kind == weights.TEXT else weights.MOST_MARKS
        share = math.sqrt(weights.KINDS[kind] / whole) * weights.SCALE
        for feature, part in _unit(_rare(features, known), most=most).items():
            weight = round(part * share)
            if weight:
                vector[feature] = weight
    return vector


def score(one: Vector, other: Vector) -> int:
    """The dot product, from 0 to ``weights.WHOLE``."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(feature, 0) for feature, weight in one.items())


def _rare(features: Mapping[str, float], known: Frequencies) -> dict[str, float]:
    weighed = {feature: strength * known.rarity(feature) for feature, strength in features.items()}
    return {feature: weight for feature, weight in weighed.items() if weight > 0}


def _unit(features: dict[str, float], *, most: int) -> dict[str, float]:
    """The heaviest of them, at length 1 together; of equal ones, those first in the alphabet."""
    kept = sorted(features.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    length = math.sqrt(sum(weight * weight for _, weight in kept))
    return {feature: weight / length for feature, weight in kept} if length else {}


def _text(page: Description) -> dict[str, float]:
    counts: Counter[str] = Counter(terms_of(page.text))
    for term in terms_of(page.title):
        counts[term] += weights.IN_TITLE
    for name in page.names:
        for term in terms_of(name):
            counts[term] += weights.IN_NAME
    return {f"{weights.TEXT}:{term}": 1 + math.log(count) for term, count in counts.items()}


def _names(page: Description) -> dict[str, float]:
    """The words of its names, however long its text is."""
    found = {term: weights.NAME_IN_NAME for name in page.names for term in terms_of(name)}
    found |= dict.fromkeys(terms_of(page.title), weights.NAME_IN_TITLE)
    return {f"{weights.NAME}:{term}": strength for term, strength in found.items()}
