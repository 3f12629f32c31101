"""What stops a publish, said so that an editor can act on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a page or snippet.

    ``message`` says what is wrong and what to do, in an editor's words. ``field`` is the model field it belongs to, or
    None where it is about the whole. ``trail``: labels of the blocks and fields on the way, outermost
    first. ``path``: the same way as the admin's form marks it, below the field: ids of blocks, names of their fields.
    """

    message: str
    field: str | None = None
    trail: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = " → ".join((*self.trail, self.message))
        return f"{self.field.replace('_', ' ').capitalize()}: {said}" if self.field else said


def problems_in(error: ValidationError) -> Iterator[Problem]:
    """What Django's validation of a model found."""
    if not hasattr(error, "error_dict"):
        yield from map(Problem, error.messages)
        return
    for field, messages in error.message_dict.items():
        for message in messages:
            yield Problem(message, None if field == NON_FIELD_ERRORS else field)


class PublishRefused(Exception):
    """A publish that must not happen; the surrounding transaction rolls back and the schedule stays in place."""

    def __init__(self, title: str, problems: Sequence[Problem]) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__(
            f"“{title}” was not published. " + " ".join(str(problem) for problem in self.problems)
        )
