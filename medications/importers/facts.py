"""What a corpus says of an entry, before it is compared with what the database has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medications.identifiers import format_problem
from medications.models import Entity

MOST_DEFINITION = 300
MOST_ALIAS = 255


@dataclass(frozen=True, slots=True)
class AliasFact:
    text: str
    kind: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """``fields`` are attributes of ``model`` with their values; ``classes`` and ``components`` are ids of entries.

    ``exact``: the record is all there is to know (one topic, one condition), so that an update also takes away. Else
    several records tell of the entry (labels of one ingredient), and an update only adds.
    """

    model: type[Entity]
    name: str
    short_definition: str
    fields: tuple[tuple[str, Any], ...] = ()
    aliases: tuple[AliasFact, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    classes: tuple[int, ...] = ()
    components: tuple[int, ...] = ()
    exact: bool = False


def valid_codes(system: str, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The codes that have the format of their system; a mistyped one helps nobody."""
    return tuple((system, code) for code in codes if format_problem(system, code) is None)
