"""What readers may be about to type: kinds of things that content apps add to the titles of pages.

An app registers a source once, at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site


@dataclass(frozen=True)
class Suggestion:
    """``text``: what readers see and may take. ``kind``: of what. ``path``: of the public page about it."""

    text: str
    kind: str
    path: str


# Given the words, of which the last may be unfinished: what readers of the site may see at the moment, up to so many.
Source = Callable[[Sequence[str], Site, datetime, int], list[Suggestion]]

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make a source known; raises ``ImproperlyConfigured`` if the name is taken."""
    if name in _sources:
        raise ImproperlyConfigured(f"the source of suggestions {name!r} is registered twice")
    _sources[name] = source


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources.values())
