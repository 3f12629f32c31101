"""Whatever the database, its join adds up the scores that the pure functions say, so every database lists the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cms.core.moment import database_now
from cms.related import full, selectors, vectors, weights
from cms.related.describing import Described, Vocabulary, describe
from cms.related.ranking import Rank
from tests.background import catch_up
from tests.integration.related.writing import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def described() -> dict[int, Described]:
    """Forty pages, whose features were counted."""
    editor = Editor.begin(11)
    for _ in range(40):
        editor.publish()
    catch_up()
    full.refresh(now=datetime.now(UTC), reweigh=True)
    return describe(sorted(selectors.all_taking_part()), now=database_now())


def ranked_by_pure_functions(described: dict[int, Described]) -> dict[int, list[Rank]]:
    (space_id,) = {page.space_id for page in described.values()}
    vocabulary = Vocabulary(space_id, is_whole=True)
    known = {page_id: vocabulary.vector_of(page.counts) for page_id, page in described.items()}
    return {
        page_id: sorted(
            (
                Rank(score, other)
                for other, theirs in known.items()
                if other != page_id and (score := vectors.score(own, theirs)) >= weights.FLOOR
            ),
            reverse=True,
        )
        for page_id, own in known.items()
    }


def test_the_join_finds_the_pages_and_scores_of_the_pure_functions(described: dict[int, Described]) -> None:
    expected = ranked_by_pure_functions(described)
    assert sum(map(len, expected.values())) > 200
    for page_id, ranks in expected.items():
        found = [Rank(each.score, each.page_id) for each in selectors.candidates(page_id)]
        assert sorted(found, reverse=True) == ranks


def test_the_lists_begin_with_the_best_of_them(described: dict[int, Described]) -> None:
    expected = ranked_by_pure_functions(described)
    shelves = selectors.shelves_of(list(expected))
    for page_id, ranks in expected.items():
        kept = sorted((entry.rank for _, entry in shelves[page_id].rows().values()), reverse=True)
        assert kept[:5] == ranks[:5]


def test_a_vector_that_is_not_stored_scores_as_one_that_is(described: dict[int, Described]) -> None:
    page_id = min(described)
    stored = selectors.weights_of([page_id])[page_id]
    found = {each.page_id: each.score for each in selectors.scored_with(stored, without=page_id)}
    assert found == {each.page_id: each.score for each in selectors.candidates(page_id)}
