"""What stops a publish, or is worth another look, said so that an editor can act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a page or snippet.

    ``message`` says what is wrong and what to do, in an editor's words. ``field`` is the model field it belongs to, or
    the relation whose rows it is about; None where it is about the whole. ``trail``: labels of the blocks and fields
    on the way, outermost first. ``path``: the same way as the admin's form marks it, below the field: ids of blocks
    and names of their fields; for a row, its number and the name of its field.
    """

    message: str
    field: str | None = None
    trail: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    @classmethod
    def stored(cls, fields: Mapping[str, Any]) -> Problem:
        """One that was kept as JSON, with the names of its fields."""
        return cls(fields["message"], fields["field"], tuple(fields["trail"]), tuple(fields["path"]))

    def __str__(self) -> str:
        said = " → ".join((*self.trail, self.message))
        return f"{self.field.replace('_', ' ').capitalize()}: {said}" if self.field else said


def row_problem(
    message: str, relation: str, number: int, *, field: str | None = None, label: str = ""
) -> Problem:
    """A problem of row ``number`` (from 0) of ``relation``, or of its ``field``, which the form calls ``label``."""
    trail = (f"row {number + 1}", label) if label else (f"row {number + 1}",)
    return Problem(message, relation, trail, (str(number), field) if field else (str(number),))


class PublishRefused(Exception):
    """A publish that must not happen; the surrounding transaction rolls back and the schedule stays in place."""

    def __init__(self, title: str, problems: Sequence[Problem]) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__(
            f"“{title}” was not published. " + " ".join(str(problem) for problem in self.problems)
        )


class SeveralRefused(Exception):
    """Something asked of many pages that must not happen, because of some of them: nothing is changed.

    ``done``: what was asked for, as it goes into “none of the pages was …”.
    """

    def __init__(self, refused: Sequence[PublishRefused], *, done: str = "published") -> None:
        self.refused = tuple(refused)
        self.done = done
        super().__init__(" ".join(str(refusal) for refusal in self.refused))
