"""Reading vectors and lists. The score of one page with all others is one join."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from cms.core.keys import Key
from cms.related import weights
from cms.related.models import Feature, FeatureWeight, Neighbour, PageVector
from cms.related.ranking import Entry, Rank, Shelf, top_features

# On either database. Weights are whole numbers, so the sum does not depend on the order in which rows are read.
_SCORES = """
    SELECT scored.page_id, vector.type, scored.score,
           vector.same_bar_score, vector.same_bar_page, vector.other_bar_score, vector.other_bar_page
    FROM (
        SELECT theirs.page_id AS page_id, SUM(own.weight * theirs.weight) AS score
        FROM related_featureweight own
        JOIN related_featureweight theirs ON theirs.feature_id = own.feature_id
        WHERE own.page_id = %s AND theirs.page_id <> %s
        GROUP BY theirs.page_id
        HAVING SUM(own.weight * theirs.weight) >= %s
    ) scored
    JOIN related_pagevector vector ON vector.page_id = scored.page_id
"""


# The same for a vector that is not stored; what is between the brackets are its rows.
_SCORES_WITH = """
    WITH own (feature_id, weight) AS (VALUES {})
    SELECT scored.page_id, vector.type, scored.score
    FROM (
        SELECT theirs.page_id AS page_id, SUM(own.weight * theirs.weight) AS score
        FROM own JOIN related_featureweight theirs ON theirs.feature_id = own.feature_id
        WHERE theirs.page_id <> %s
        GROUP BY theirs.page_id
        HAVING SUM(own.weight * theirs.weight) >= %s
    ) scored
    JOIN related_pagevector vector ON vector.page_id = scored.page_id
"""


class Scored(NamedTuple):
    """A page near a draft."""

    page_id: int
    type: str
    score: int


class Candidate(NamedTuple):
    """A page with a feature in common, and where the bars of its lists are."""

    page_id: int
    type: str
    score: int
    same_bar: Rank
    other_bar: Rank


@dataclass
class Shelves:
    """The lists of one page."""

    same: Shelf
    other: Shelf

    def of(self, *, is_same: bool) -> Shelf:
        return self.same if is_same else self.other

    def holding(self, page_id: int) -> bool:
        return page_id in self.same.entries or page_id in self.other.entries

    def drop(self, page_id: int) -> None:
        self.same.drop(page_id)
        self.other.drop(page_id)

    def shown(self) -> tuple[object, object]:
        return self.same.shown(), self.other.shown()

    def rows(self) -> dict[int, tuple[bool, Entry]]:
        found = {page_id: (True, entry) for page_id, entry in self.same.entries.items()}
        return found | {page_id: (False, entry) for page_id, entry in self.other.entries.items()}


def candidates(page_id: int) -> list[Candidate]:
    """All pages that score with it, in no order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SCORES, [page_id, page_id, weights.FLOOR])
        return [
            Candidate(found, kind, int(score), Rank(same, same_page), Rank(other, other_page))
            for found, kind, score, same, same_page, other, other_page in cursor.fetchall()
        ]


def scored_with(vector: dict[int, int], *, without: int) -> list[Scored]:
    """All pages but ``without`` that score with ``vector``, in no order. One query."""
    if not vector:
        return []
    rows = ", ".join(["(%s, %s)"] * len(vector))
    values = [value for row in sorted(vector.items()) for value in row]
    with connection.cursor() as cursor:
        cursor.execute(_SCORES_WITH.format(rows), [*values, without, weights.FLOOR])
        return [Scored(page_id, kind, int(score)) for page_id, kind, score in cursor.fetchall()]


def weights_of(page_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Vectors by page, then by number of feature."""
    found: dict[int, dict[int, int]] = {}
    rows = FeatureWeight.objects.filter(page_id__in=page_ids)
    for page_id, feature_id, weight in rows.values_list("page_id", "feature_id", "weight"):
        found.setdefault(page_id, {})[feature_id] = weight
    return found


def reasons_with(own: dict[int, int], target_ids: Collection[int]) -> dict[int, str]:
    """Why each of the pages is related to one with the vector ``own``: the features that count most. One query."""
    products: dict[int, dict[int, int]] = {}
    rows = FeatureWeight.objects.filter(page_id__in=target_ids, feature_id__in=list(own))
    for page_id, feature_id, weight in rows.values_list("page_id", "feature_id", "weight"):
        products.setdefault(page_id, {})[feature_id] = weight * own[feature_id]
    return {page_id: top_features(found) for page_id, found in products.items()}


def shelves_of(page_ids: Collection[int]) -> dict[int, Shelves]:
    """The lists of those that take part, as they are kept. Two queries."""
    found = {
        vector.page_id: Shelves(
            Shelf(Rank(vector.same_bar_score, vector.same_bar_page)),
            Shelf(Rank(vector.other_bar_score, vector.other_bar_page)),
        )
        for vector in PageVector.objects.filter(page_id__in=page_ids)
    }
    rows = Neighbour.objects.filter(page_id__in=list(found))
    for page_id, target_id, is_same, score, reasons in rows.values_list(
        "page_id", "target_id", "is_same_type", "score", "reasons"
    ):
        entry = Entry(Rank(score, target_id), reasons)
        found[page_id].of(is_same=is_same).entries[target_id] = entry
    return found


def reasons_in(text: str) -> tuple[int, ...]:
    """As they are kept: ``12,57,903``."""
    return tuple(int(part) for part in text.split(",")) if text else ()


def holders_of(page_id: int) -> set[int]:
    """The pages in whose lists it stands."""
    return set(Neighbour.objects.filter(target_id=page_id).values_list("page_id", flat=True))


def names_of(feature_ids: Iterable[int]) -> dict[int, str]:
    return dict(Feature.objects.filter(pk__in=set(feature_ids)).values_list("pk", "name"))


def with_marks_of(keys: Collection[Key]) -> set[int]:
    """Pages that take part and have a mark of one of the objects: about it, speaking of it, below it."""
    wanted = [f"{kind}:{key.object_id}" for key in keys for kind in _KINDS_OF.get(key.kind, ())]
    if not wanted:
        return set()
    features = Feature.objects.filter(name__in=wanted).values("pk")
    return set(FeatureWeight.objects.filter(feature_id__in=features).values_list("page_id", flat=True))


# Objects that pages are marked by, under the same number.
_KINDS_OF = {"entity": (weights.ENTITY, weights.BROADER)}


def all_taking_part() -> set[int]:
    return set(PageVector.objects.values_list("page_id", flat=True))


def taking_part_below(page_id: int) -> set[int]:
    """Pages with a vector below one that may have moved."""
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path is None:
        return set()
    below = Page.objects.filter(Q(path__startswith=path) & ~Q(path=path))
    return set(PageVector.objects.filter(page_id__in=below.values("pk")).values_list("page_id", flat=True))
