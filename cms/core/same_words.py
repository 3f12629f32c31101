"""Whether two stored values say the same to a reader."""

from __future__ import annotations

import re
from typing import Any

# What the rich text editor adds to, and leaves of, a text that nobody has touched.
_BLOCK_KEY = re.compile(r"""\s+data-block-key=["'][^"']*["']""")
_EMPTY_TEXT = re.compile(r"(?:<p></p>)+")


def same_words(before: Any, after: Any) -> bool:
    """Whether two values in their stored form differ in nothing but keys of texts and ways to be empty."""
    return bool(words_of(before) == words_of(after))


def words_of(value: Any) -> Any:
    """What of a stored value says something, in a form that can be compared."""
    if isinstance(value, dict):
        parts = ((name, words_of(part)) for name, part in value.items())
        return {name: part for name, part in parts if part}
    if isinstance(value, list):
        return [words_of(part) for part in value]
    if value is None or value is False:
        return ""
    return _EMPTY_TEXT.sub("", _BLOCK_KEY.sub("", str(value)))
