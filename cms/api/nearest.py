"""Saying no with a hand held out: a wrong name is answered with the nearest right one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from wagtail.api.v2.utils import BadRequestError


class BadRequest(BadRequestError):
    """A request that can't be understood.

    ``str(error)`` is the message, in stock Wagtail's words where it has some; ``hint`` says what may have been meant.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def naming_nearest(message: str, wrong: Iterable[str], right: Collection[str]) -> BadRequest:
    """The error for names that don't exist, with the nearest that do."""
    hints = [
        f"'{near[0]}' instead of '{name}'"
        for name in wrong
        if (near := get_close_matches(name, right, n=1, cutoff=0.5))
    ]
    if hints:
        return BadRequest(message, f"Did you mean {', '.join(hints)}?")
    return BadRequest(message, f"Known here: {', '.join(sorted(right))}.")
