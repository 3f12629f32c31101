"""Finding many names in a text at once."""

from __future__ import annotations

import string
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from medications.mentions.scan import Name, Names, scan_mentions

PIMECROLIMUS, CLASS, ECZEMA = 1, 2, 3
NAMES = Names(
    [
        Name(PIMECROLIMUS, "pimecrolimus", "word"),
        Name(PIMECROLIMUS, "Elidel", "alias"),
        Name(CLASS, "topical calcineurin inhibitor", "word"),
        Name(CLASS, "calcineurin", "alias"),
        Name(CLASS, "TCI", "alias", exact_case=True),
        Name(ECZEMA, "atopic eczema", "word"),
        Name(ECZEMA, "St. Anthony's fire", "alias"),
    ]
)


def test_names_and_aliases_are_counted_apart() -> None:
    found = scan_mentions("Pimecrolimus (Elidel): pimecrolimus calms the skin.", NAMES)
    assert found == Counter({(PIMECROLIMUS, "word"): 2, (PIMECROLIMUS, "alias"): 1})


def test_only_whole_words_count() -> None:
    assert scan_mentions("pimecrolimuses, antipimecrolimus, Elidels", NAMES) == Counter()


def test_the_longest_name_counts_and_the_one_inside_it_does_not() -> None:
    found = scan_mentions("A topical calcineurin inhibitor acts on calcineurin.", NAMES)
    assert found == Counter({(CLASS, "word"): 1, (CLASS, "alias"): 1})


def test_hyphens_and_apostrophes_do_not_hide_a_name() -> None:
    found = scan_mentions("Topical calcineurin-inhibitor; St. Anthony\u2019s fire", NAMES)
    assert found == Counter({(CLASS, "word"): 1, (ECZEMA, "alias"): 1})


def test_punctuation_parts_the_words_of_a_name() -> None:
    assert scan_mentions("It is atopic. Eczema is another matter; atopic, eczema.", NAMES) == Counter()


def test_an_abbreviation_counts_only_as_it_is_written() -> None:
    assert scan_mentions("A tci is not a TCI.", NAMES) == Counter({(CLASS, "alias"): 1})


@given(
    words=st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=6), max_size=30),
    names=st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=6), max_size=6, unique=True),
)
def test_one_word_names_are_counted_as_often_as_they_stand_there(words: list[str], names: list[str]) -> None:
    found = scan_mentions(
        " ".join(words), Names(Name(number, text, "word") for number, text in enumerate(names))
    )
    expected = {(number, "word"): words.count(text) for number, text in enumerate(names) if text in words}
    assert found == Counter(expected)
