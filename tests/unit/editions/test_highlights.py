"""Which parts of a text show the words of a search, and how they come out."""

from __future__ import annotations

import re

import pytest

from cms.editions.highlights import LENGTH, snippets

FILLER = "Nothing of it is said in these words of no weight. "


def marked(text: str, *words: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", " ".join(snippets(text, words)))


def test_a_text_without_the_words_has_no_part_to_show() -> None:
    assert snippets("Wash your hands.", ["cream"]) == []
    assert snippets("", ["cream"]) == []
    assert snippets("Wash your hands.", []) == []


def test_the_rest_of_the_text_is_escaped() -> None:
    assert snippets('<b>Cream</b> & "more"', ["cream"]) == [
        "&lt;b&gt;<mark>Cream</mark>&lt;/b&gt; &amp; &quot;more&quot;"
    ]


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("cream", "Creams and a creamer, ice-cream and screams", ["Creams", "cream"]),
        ("doses", "One dose, two doses, dosing", ["dose", "doses", "dosing"]),
        ("sjogren", "Sjögren's syndrome", ["Sjögren"]),
        ("Sjögren's", "about Sjogren", ["Sjogren"]),
        ("covid-19", "COVID-19 and 19 others", ["COVID", "19", "19"]),
        ("ΑΛΦΑ", "αλφα", ["αλφα"]),
    ],
)
def test_words_are_found_in_other_forms(word: str, text: str, expected: list[str]) -> None:
    assert marked(text, word) == expected


def test_words_that_stand_everywhere_are_not_marked_beside_others() -> None:
    text = "What is eczema? What is known"
    assert marked(text, "what", "is", "eczema") == ["eczema"]
    assert marked(text, "what", "is") == ["What", "is", "What", "is"]


def test_the_parts_with_most_of_the_words_are_shown_in_the_order_of_the_text() -> None:
    one, both = "Cream alone.", "Cream for eczema."
    text = "\n".join([one, FILLER * 9, one, FILLER, both, one, both])
    assert [re.sub("</?mark>", "", part) for part in snippets(text, ["cream", "eczema"])] == [one, both, both]


def test_a_part_is_cut_between_words_and_says_so() -> None:
    (part,) = snippets(FILLER * 3 + "Cream. " + FILLER * 9, ["cream"])
    assert part.startswith("…")
    assert part.endswith("…")
    plain = re.sub("</?mark>", "", part).strip("…")
    assert len(plain) <= LENGTH
    assert f" {plain} " in FILLER * 3 + "Cream. " + FILLER * 9


def test_a_part_never_reaches_into_another_paragraph() -> None:
    assert snippets("Before.\nThe cream.\nAfter.", ["cream"]) == ["The <mark>cream</mark>."]


def test_a_very_long_word_comes_whole() -> None:
    word = "x" * 500
    assert snippets(word, [word]) == [f"<mark>{word}</mark>"]
