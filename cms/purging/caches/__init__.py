"""One kind of cache a module. Adding one: a class with these three, and a line in ``cms.purging.configured``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Cache(Protocol):
    """A cache, or several that are told by one address.

    ``name`` is what its rows are found by again, so it stays the same between starts; it holds no secret.
    """

    @property
    def name(self) -> str: ...

    @property
    def most_keys(self) -> int:
        """How many keys one request may hold."""
        ...

    def purge(self, keys: Sequence[str]) -> None:
        """Drop every answer that carries one of ``keys``. Once it returns, no reader gets one of them, as far as the
        cache promises that. Raises for anything else.
        """
        ...
