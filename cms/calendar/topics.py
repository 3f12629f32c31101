"""What pages and entries are about, as far as an app above knows topics: the calendar is filtered by them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

Address = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Topics:
    """``choices()``: the topics there are, each with its name, by name.

    ``objects_of(topic_id, addresses)``: which of the objects, by base type and primary key, belong to the topic as they
    are stored. ``versions_of(topic_id, revision_ids)``: which of the versions do, as they are written.
    """

    choices: Callable[[], list[tuple[int, str]]]
    objects_of: Callable[[int, Collection[Address]], set[Address]]
    versions_of: Callable[[int, Collection[int]], set[int]]


_topics: list[Topics] = []


def register(topics: Topics) -> None:
    """Make topics known; raises ``ImproperlyConfigured`` if there are some already."""
    if _topics:
        raise ImproperlyConfigured("two apps have topics for the calendar")
    _topics.append(topics)


def registered() -> Topics | None:
    return _topics[0] if _topics else None
