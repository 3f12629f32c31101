"""Which pages go live together, and when work on them begins."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from cms.publishing import ahead, early
from cms.publishing.ahead import Precedence
from cms.publishing.due import Due
from cms.publishing.early import Group, grouped, planned
from cms.publishing.models import JobKind

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACE = timedelta(milliseconds=100)


@pytest.fixture(autouse=True)
def postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its limits and a margin of 0.4 s, whatever database is at hand: none is asked here."""
    monkeypatch.setattr(early, "longest_lead", lambda: early.LONGEST_LEAD["postgresql"])
    monkeypatch.setattr(early, "margin", lambda: timedelta(milliseconds=400))


def page(milliseconds: float, number: int = 0) -> Due:
    due = NINE + timedelta(milliseconds=milliseconds)
    return Due(
        kind=JobKind.PUBLISH, due=due, content_type_id=1, object_id=f"{milliseconds} {number}", revision_id=1
    )


def spans(groups: list[Group]) -> list[tuple[int, float, float]]:
    """Of each group: how many, and from when to when, in milliseconds."""
    return [
        (
            len(group.items),
            (group.first - NINE).total_seconds() * 1000,
            (group.at - NINE).total_seconds() * 1000,
        )
        for group in groups
    ]


def begin(groups: list[Group]) -> list[float]:
    """When to begin each, in seconds after nine."""
    return [(moment - NINE).total_seconds() for _, moment in planned(groups, pace=PACE)]


def test_a_few_pages_go_live_each_at_its_instant() -> None:
    assert spans(grouped([page(0), page(15), page(40), page(200)])) == [
        (2, 0, 15),
        (1, 40, 40),
        (1, 200, 200),
    ]


def test_of_a_crowd_a_quarter_of_a_second_goes_live_together() -> None:
    crowd = [page(milliseconds) for milliseconds in range(0, 1000, 5)]
    assert spans(grouped(crowd)) == [(51, 0, 250), (51, 255, 505), (51, 510, 760), (47, 765, 995)]


def test_no_more_go_live_together_than_one_transaction_should_hold() -> None:
    crowd = [page(0, number) for number in range(600)]
    assert spans(grouped(crowd)) == [(500, 0, 0), (100, 0, 0)]


def test_work_begins_as_early_as_it_takes_and_a_little_more() -> None:
    """100 ms and half as much again, and four tenths of a second before the instant."""
    assert begin(grouped([page(0)])) == [-0.55]


def test_what_comes_before_another_is_begun_so_that_the_other_can_be() -> None:
    assert begin(grouped([page(0), page(40), page(5000)])) == [-0.66, -0.51, 4.45]


def test_nothing_is_held_longer_than_it_may_be() -> None:
    crowd = [page(0, number) for number in range(600)]
    assert begin(grouped(crowd)) == [-60, -15.4]


def test_where_nothing_is_due_nothing_begins() -> None:
    assert begin(grouped([])) == []


def first_holds_up(vendor: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a query of one who prepares waits while another finishes."""
    monkeypatch.setattr(ahead, "connection", SimpleNamespace(vendor=vendor))
    precedence = Precedence()
    precedence.LONGEST = 30.0
    asked = threading.Event()

    def ask(*_: object) -> None:
        asked.set()

    with precedence.first():
        thread = threading.Thread(target=precedence.give_way, args=(ask, "SELECT 1"))
        thread.start()
        held_up = not asked.wait(2.0)
    thread.join()
    return held_up


def test_who_prepares_stops_at_the_next_query_while_another_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_holds_up("postgresql", monkeypatch)


def test_on_sqlite_who_prepares_has_the_lock_that_the_other_waits_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not first_holds_up("sqlite", monkeypatch)
