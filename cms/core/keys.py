"""Keys name the objects that content shows, watches and is listed in.

A key is a kind and a primary key: ``page:12``, ``entity:5``, ``topic:5``. The same keys are an edition's
dependencies, an event's reach and the surrogate keys of a response, so that "what shows this object?" has one answer.

A key may also name an automatic list, which whoever shows the list watches and whoever enters it touches:
``children:7`` (the pages below page 7), and those that content apps define for themselves, such as ``topic:5``.
"""

from __future__ import annotations

from typing import NamedTuple, Self

# Surrogate keys that name no object. Every answer of the API carries the first. Whatever is no edition, which has the
# keys of all that it shows, carries the second, and is purged with any event.
EVERY_ANSWER = "api"
ANY_EVENT = "event"


class Key(NamedTuple):
    """One object (``page:12``) or one automatic list (``topic:5``: whatever is listed under entity 5)."""

    kind: str
    object_id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"

    @property
    def surrogate(self) -> str:
        """As answers carry it, for caches to purge by: ``page-12``."""
        return f"{self.kind}-{self.object_id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``kind:id``; raises ``ValueError`` for anything else."""
        kind, separator, number = text.partition(":")
        if not separator or not kind:
            raise ValueError(f"a key is written kind:id, got {text!r}")
        return cls(kind, int(number))


def page_key(page_id: int) -> Key:
    return Key("page", page_id)


def image_key(image_id: int) -> Key:
    return Key("image", image_id)


def children_key(page_id: int) -> Key:
    """The list of the pages directly below a page."""
    return Key("children", page_id)
