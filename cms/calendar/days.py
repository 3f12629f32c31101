"""Days that an app above has for pages beside their schedules, such as when a page has to be read again.

Nothing happens by itself on such a day. It stands in the calendar and in the feeds, and is changed in the page's form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.publishing.models import JobKind


@dataclass(frozen=True, kw_only=True)
class KindOfDay:
    """One kind of such days.

    ``name``: in addresses. ``label``, ``plural``: in an editor's words. ``find(pages, first, last)``: ids of those of
    ``pages`` that have such a day from ``first`` to ``last``, both included, each with the day, the first day first.
    """

    name: str
    label: str
    plural: str
    find: Callable[[PageQuerySet[Page], date, date], Iterable[tuple[int, date]]]


_kinds: dict[str, KindOfDay] = {}


def register(kind: KindOfDay) -> None:
    """Make a kind known; raises ``ImproperlyConfigured`` if the name is taken."""
    if kind.name in _kinds or kind.name in set(JobKind):
        raise ImproperlyConfigured(f"two kinds of entries in the calendar are called {kind.name!r}")
    _kinds[kind.name] = kind


def all_kinds() -> list[KindOfDay]:
    return list(_kinds.values())


def of_name(name: str) -> KindOfDay:
    """Raises ``KeyError`` where nothing of that name is registered."""
    return _kinds[name]
