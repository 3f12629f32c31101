"""The places in a page's own text where the words of a search stand, to be shown with its results.

The same on every database. A word is also found in another form of it, by its ending, as PostgreSQL's search finds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import islice

MOST_SNIPPETS = 3
LENGTH = 160
# How much of it comes before the first word found.
BEFORE = 50
MOST_PLACES = 200
MOST_WORDS = 16

PARTS = re.compile(r"\w+")
ENDINGS = ("ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y")
SHORTEST_ROOT = 3
# Said everywhere, so no place is better for having them.
COMMON = frozenset(
    (
        *(
            "a",
            "about",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "by",
            "can",
            "do",
            "does",
            "for",
            "from",
            "how",
            "i",
            "if",
        ),
        *(
            "in",
            "is",
            "it",
            "my",
            "of",
            "on",
            "or",
            "should",
            "that",
            "the",
            "this",
            "to",
            "was",
            "what",
            "when",
            "where",
        ),
        *("which", "who", "why", "will", "with", "you", "your"),
    )
)


@dataclass(frozen=True)
class Place:
    """From where to where in a text one of the words stands, and which."""

    start: int
    end: int
    root: str


def snippets(text: str, words: Collection[str]) -> list[str]:
    """Up to three parts of ``text``, in its order, as HTML: escaped, with ``<mark>`` around the words found."""
    roots = _roots(words)
    places = list(islice(_places(text, roots), MOST_PLACES)) if roots else []
    return [_html(text, places, *part) for part in sorted(_best(text, places))]


def folded(text: str) -> str:
    """``text`` with letters in place of accented ones; each character stays where it is."""
    return text if text.isascii() else text.translate(_plain_letters())


def _roots(words: Collection[str]) -> list[str]:
    """What to look for: the words' roots, without those of words that stand everywhere, unless there are no others."""
    parts = [part for word in words for part in PARTS.findall(folded(word).lower())]
    telling = [part for part in parts if part not in COMMON and len(part) > 1] or parts
    return list(dict.fromkeys(map(_root, telling)))[:MOST_WORDS]


def _root(word: str) -> str:
    """What is left of a word in lower case without its endings."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return _root(word.removesuffix(ending))
    return word


def _places(text: str, roots: Sequence[str]) -> Iterator[Place]:
    # The longest first, or a shorter one that another begins with would hide it.
    pattern = "|".join(re.escape(root) for root in sorted(roots, key=len, reverse=True))
    for found in re.finditer(rf"\b(?:{pattern})\w*", folded(text), re.IGNORECASE):
        root = _root(found[0].lower())
        if root in roots:
            yield Place(found.start(), found.end(), root)


def _best(text: str, places: Sequence[Place]) -> list[tuple[int, int]]:
    """The parts that hold most of the words, none of which overlap, best first."""
    parts = [_part(text, place) for place in places]
    scores = [_score(places, number, end) for number, (_, end) in enumerate(parts)]
    best: list[tuple[int, int]] = []
    for number in sorted(
        range(len(parts)), key=lambda number: (-scores[number][0], -scores[number][1], number)
    ):
        start, end = parts[number]
        if all(end <= taken_start or taken_end <= start for taken_start, taken_end in best):
            best.append((start, end))
        if len(best) == MOST_SNIPPETS:
            break
    return best


def _score(places: Sequence[Place], first: int, end: int) -> tuple[int, int]:
    """How many of the words stand in the part that begins with the first one, and how often."""
    inside = [place.root for place in islice(places, first, None) if place.end <= end]
    return len(set(inside)), len(inside)


def _part(text: str, place: Place) -> tuple[int, int]:
    """Where to cut around a place: within its paragraph, between words."""
    line_start, line_end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    line_end = len(text) if line_end < 0 else line_end
    start = max(line_start, place.start - BEFORE)
    if start > line_start:
        space = text.find(" ", start, place.start)
        start = space + 1 if space >= 0 else place.start
    end = min(line_end, max(start + LENGTH, place.end))
    if end < line_end:
        space = text.rfind(" ", place.end, end)
        end = space if space >= 0 else place.end
    return start, end


def _html(text: str, places: Sequence[Place], start: int, end: int) -> str:
    said, cut = [], start
    for place in places:
        if start <= place.start and place.end <= end:
            said += [escape(text[cut : place.start]), f"<mark>{escape(text[place.start : place.end])}</mark>"]
            cut = place.end
    said.append(escape(text[cut:end]))
    before = "…" if start > 0 and text[start - 1] != "\n" else ""
    after = "…" if end < len(text) and text[end] != "\n" else ""
    return f"{before}{''.join(said)}{after}"


@cache
def _plain_letters() -> dict[int, str]:
    """Letters with accents, and what they are without."""
    letters = {}
    for number in range(0xC0, 0x250):
        plain = "".join(
            part for part in unicodedata.normalize("NFKD", chr(number)) if not unicodedata.combining(part)
        )
        if len(plain) == 1 and plain != chr(number):
            letters[number] = plain
    return letters
