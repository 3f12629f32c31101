"""Whether two stored values say the same to a reader."""

from __future__ import annotations

import re
from typing import Any

# What the rich text editor adds to, and leaves of, a text that nobody has touched.
_BLOCK_KEY = re.compile(r"""\s+data-block-key=["'][^"']*["']""")
_EMPTY_TEXT = re.compile(r"(?:<p></p>)+")


def same_words(before: Any, after: Any) -> bool:
    """Whether two values in their stored form differ in nothing but keys of texts and ways to be empty."""
    return bool(_words(before) == _words(after))


def _words(value: Any) -> Any:
    if isinstance(value, dict):
        parts = ((name, _words(part)) for name, part in value.items())
        return {name: part for name, part in parts if part}
    if isinstance(value, list):
        return [_words(part) for part in value]
    if value is None or value is False:
        return ""
    return _EMPTY_TEXT.sub("", _BLOCK_KEY.sub("", str(value)))
