"""Who reacts to events. A consumer is registered by name at start-up and called at least once per event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from cms.events.models import Event


@dataclass(frozen=True)
class Consumer:
    """A reaction to events of some kinds.

    ``handle`` is given some events, the oldest first. It runs in a transaction of its own, may be called again for the
    same event and may see events out of order after a failure; it raises to be called again later, with one at a time.
    """

    name: str
    kinds: frozenset[str]
    handle: Callable[[Sequence[Event], datetime], None]


_consumers: dict[str, Consumer] = {}


def register(
    name: str, *, kinds: frozenset[str], handle: Callable[[Sequence[Event], datetime], None]
) -> None:
    """Make a consumer known; raises ``ImproperlyConfigured`` if the name is taken."""
    if name in _consumers:
        raise ImproperlyConfigured(f"the event consumer {name!r} is registered twice")
    _consumers[name] = Consumer(name, kinds, handle)


def get(name: str) -> Consumer | None:
    return _consumers.get(name)


def interested_in(kind: str) -> list[Consumer]:
    return [consumer for consumer in _consumers.values() if kind in consumer.kinds]
