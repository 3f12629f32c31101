"""Searching a text for many names at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# Words, and punctuation that ends a phrase: "sodium, chloride" does not say "sodium chloride". Hyphens and apostrophes
# only part words, so that "beta-blocker" and "beta blocker" are the same.
_TOKEN = re.compile(r"\w+|[^\w\s'\u2019\u2010-\u2013-]")


class Name(NamedTuple):
    """A name of an entity. ``source`` says what kind of name it is; abbreviations ask for ``exact_case``."""

    entity_id: int
    text: str
    source: str
    exact_case: bool = False


@dataclass
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


class Names:
    """Names prepared for scanning: a tree of words, so that a text is read once however many names there are."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._root = _Node()
        for name in names:
            self.add(name)

    def add(self, name: Name) -> None:
        """Make one more name known; adding it twice counts it twice."""
        node = self._root
        for token in _TOKEN.findall(name.text.casefold()):
            node = node.next.setdefault(token, _Node())
        if node is not self._root:
            node.names.append(name)

    @property
    def first_words(self) -> Container[str]:
        """The words, in small letters, that some name begins with."""
        return self._root.next

    def longest_at(self, text: str, tokens: list[re.Match[str]], start: int) -> tuple[list[Name], int]:
        """The names that begin at token ``start`` and reach farthest, and the number of tokens they take (0: none)."""
        node, found, length = self._root, [], 0
        for place in range(start, len(tokens)):
            following = node.next.get(tokens[place].group().casefold())
            if following is None:
                break
            node = following
            surface = text[tokens[start].start() : tokens[place].end()]
            fitting = [name for name in node.names if not name.exact_case or name.text == surface]
            if fitting:
                found, length = fitting, place - start + 1
        return found, length


def scan_mentions(text: str, names: Names) -> Counter[tuple[int, str]]:
    """How often ``text`` says each entity, by ``(entity_id, source)``.

    Whole words only, whatever their case; where names overlap the longest counts and the others do not. Time grows
    with the words of the text, not with the number of names.
    """
    tokens = list(_TOKEN.finditer(text))
    counts: Counter[tuple[int, str]] = Counter()
    place = 0
    begin = names.first_words
    while place < len(tokens):
        # Most words begin no name.
        if tokens[place].group().casefold() not in begin:
            place += 1
            continue
        found, length = names.longest_at(text, tokens, place)
        counts.update({(name.entity_id, name.source) for name in found})
        place += max(length, 1)
    return counts
