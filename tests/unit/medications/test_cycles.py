"""Relations that lead back to where they began are found."""

from __future__ import annotations

from medications.rules.cycles import leads_back

PARENTS = {1: {2}, 2: {3, 4}, 3: set(), 4: {1}, 5: {5}}


def step(ids: set[int]) -> set[int]:
    return set().union(*(PARENTS[object_id] for object_id in ids))


def test_a_way_back_over_several_steps_is_found() -> None:
    assert leads_back(1, [2], step)


def test_a_way_that_ends_is_no_cycle() -> None:
    assert not leads_back(2, [3], step)


def test_a_cycle_elsewhere_does_not_keep_the_search_going() -> None:
    assert not leads_back(9, [5, 1, None], step)
