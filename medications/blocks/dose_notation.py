"""Ways of writing a dose that are known to be misread, some of them by a factor of ten or a thousand."""

from __future__ import annotations

import re
from collections.abc import Iterator

ERROR_PRONE = (
    (re.compile(r"\bmcgs?\b", re.IGNORECASE), "write “micrograms”: it is misread as “mg”"),
    (re.compile(r"[\u00b5\u03bc]g\b"), "write “micrograms”: it is misread as “mg”"),
    (re.compile(r"\b\d[\d.,]*\s?I?U\b"), "write “units”: U is misread as 0 or 4"),
    (
        re.compile(r"(?<![\d.,])\d+\.0+(?![\d.])"),
        "leave out the .0: without its point it is ten times as much",
    ),
    (
        re.compile(r"(?<![\w.,])\.\d+\b"),
        "write a 0 before the point: without its point it is ten times as much",
    ),
)


def error_prone(text: str) -> Iterator[str]:
    """A sentence for each error-prone notation in ``text``."""
    for pattern, remedy in ERROR_PRONE:
        if found := pattern.search(text):
            yield f"“{found[0]}”: {remedy}."
