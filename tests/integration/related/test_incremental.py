"""What is kept up to date after each change is what a full refresh would make."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cms.events import services as events
from cms.related import full, ranking, selectors, services
from cms.related.models import Neighbour
from tests.integration.related.writing import Editor

pytestmark = pytest.mark.django_db


def settle() -> None:
    """Deliver every event and refresh whatever waits; what shows the lists is not rendered."""
    while True:
        moment = datetime.now(UTC)
        delivered = events.deliver_due(now=moment, limit=1000)
        refreshed = services.refresh_due(now=moment, limit=1000)
        assert not delivered.failed, "the log says why"
        assert not refreshed.failed, "the log says why"
        if not delivered.delivered and not refreshed.done:
            return


def full_refresh(*, reweigh: bool = False, is_dry: bool = False) -> full.Outcome:
    return full.refresh(now=datetime.now(UTC), reweigh=reweigh, is_dry=is_dry)


def tops() -> dict[int, list[int]]:
    """The five nearest pages of each, whatever their type."""
    ranked: dict[int, list[ranking.Rank]] = {}
    for page_id, target_id, score in Neighbour.objects.values_list("page_id", "target_id", "score"):
        ranked.setdefault(page_id, []).append(ranking.Rank(score, target_id))
    return {pk: [rank.page_id for rank in sorted(ranks, reverse=True)[:5]] for pk, ranks in ranked.items()}


def check(changes: int, *, seed: int, at_once: int) -> None:
    editor = Editor.begin(seed)
    for _ in range(12):
        editor.publish()
    settle()
    full_refresh(reweigh=True)
    for number in range(changes):
        editor.act()
        if number % at_once == 0:
            settle()
    settle()
    assert len(selectors.all_taking_part()) > 5
    assert Neighbour.objects.count() > 50

    outcome = full_refresh()

    assert (outcome.vectors, outcome.lists, outcome.changed) == (0, 0, 0)


@pytest.mark.parametrize("at_once", [1, 7])
def test_incremental_refreshes_are_what_a_full_one_makes(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With short lists, so that pages enter, leave and fall below the bar all the time."""
    monkeypatch.setattr("cms.related.weights.LISTED", 4)
    monkeypatch.setattr("cms.related.ranking.MOST", 6)
    check(60, seed=at_once, at_once=at_once)


@pytest.mark.long
def test_a_thousand_changes_are_what_a_full_refresh_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.related.weights.LISTED", 5)
    monkeypatch.setattr("cms.related.ranking.MOST", 8)
    check(1000, seed=3, at_once=3)


def test_a_dry_run_says_what_is_wrong_and_writes_nothing() -> None:
    editor = Editor.begin(5)
    for _ in range(8):
        editor.publish()
    settle()
    full_refresh(reweigh=True)
    lost = Neighbour.objects.count()
    Neighbour.objects.all().delete()

    outcome = full_refresh(is_dry=True)

    assert outcome.lists > 0
    assert Neighbour.objects.count() == 0
    full_refresh()
    assert Neighbour.objects.count() == lost
