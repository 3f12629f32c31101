"""Filters of the list of pages that content apps add: the pages listed under an object, such as a topic.

Searches count their results by some of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from cms.core.keys import Key


@dataclass(frozen=True)
class Label:
    """How an object is named where results are counted by it."""

    slug: str
    name: str


Labels = Callable[[Collection[int], datetime], Mapping[int, Label]]


@dataclass(frozen=True)
class ListFilter:
    """``?name=text``: the pages listed under one of some keys, or that show one of others.

    ``find``: the number of the object that the text names, a slug or a number, if readers may know of it at that
    moment. ``listed``, ``shown``: the kinds of its keys.
    ``labels``: of objects with these numbers, those that readers may know of at a moment; where it is given, search
    results are counted by the keys of ``listed``, which is one kind then.
    """

    name: str
    description: str
    find: Callable[[str, datetime], int | None]
    listed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    labels: Labels | None = None

    def keys(self, object_id: int) -> tuple[list[Key], list[Key]]:
        """Those under which pages are listed, and those that pages show."""
        return [Key(kind, object_id) for kind in self.listed], [Key(kind, object_id) for kind in self.shown]


_filters: dict[str, ListFilter] = {}


def register(found: ListFilter) -> None:
    """Make a filter known; raises ``ImproperlyConfigured`` if the name is taken."""
    if found.name in _filters:
        raise ImproperlyConfigured(f"the filter {found.name!r} is registered twice")
    _filters[found.name] = found


def all_filters() -> dict[str, ListFilter]:
    """By their names."""
    return dict(_filters)
