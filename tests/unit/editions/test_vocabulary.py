"""How far apart two words are."""

from __future__ import annotations

import pytest

from cms.editions.vocabulary import distance


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [
        ("cream", "cream", 0),
        ("crem", "cream", 1),
        ("creaam", "cream", 1),
        ("craem", "cream", 1),
        ("cream", "dream", 1),
        ("", "ab", 2),
        ("ibuprofen", "ibubrofin", 2),
        ("acne", "cane", 1),
        ("ca", "abc", 3),
    ],
)
def test_mistakes_are_counted_both_ways(one: str, other: str, mistakes: int) -> None:
    assert distance(one, other, most=3) == mistakes
    assert distance(other, one, most=3) == mistakes


@pytest.mark.parametrize(
    ("one", "other"), [("eczema", "psoriasis"), ("cream", "creamiest"), ("abcd", "wxyz")]
)
def test_more_than_is_asked_for_is_not_counted(one: str, other: str) -> None:
    assert distance(one, other, most=1) == 2
