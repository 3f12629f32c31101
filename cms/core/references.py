"""Kinds of objects that content can show beside pages and images.

An app registers a kind once, at start-up; the engine then knows which objects of it are public, how they come out in
JSON and where a rich-text mention of one leads, without knowing what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from cms.core.keys import Key

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


@dataclass(frozen=True)
class ReferenceKind:
    """How one kind of object is shown.

    ``name``: the kind in keys (``entity``) and the ``linktype`` of rich-text mentions.
    ``model``: the class whose saves and publishes re-render what shows it.
    ``public``: objects anyone may see at a moment. The query is compiled once, so the moment may only be compared with
    columns as it is; nothing may be computed from it in Python.
    ``represent``: the object as JSON, given the render context (so that what it shows is recorded in turn).
    ``prepare``: called once with objects that were just loaded, to fetch in one go what ``represent`` needs of them.
    ``touches``: what else reads differently when an object of it changes, such as the other side of a relation.
    ``attributes``: attributes of the ``<a>`` a rich-text mention of it becomes; None leaves the plain words.
    """

    name: str
    model: type[Model]
    public: Callable[[datetime], QuerySet[Any]]
    represent: Callable[[Any, RenderContext], dict[str, Any]]
    attributes: Callable[[Any, RenderContext], dict[str, str] | None] | None = None
    prepare: Callable[[Sequence[Any], RenderContext], None] | None = None
    touches: Callable[[Any], set[Key]] | None = None


_kinds: dict[str, ReferenceKind] = {}


def register(kind: ReferenceKind) -> None:
    """Make a kind known; raises ``ImproperlyConfigured`` if the name is taken."""
    if kind.name in _kinds or kind.name in {"page", "image"}:
        raise ImproperlyConfigured(f"the reference kind {kind.name!r} is registered twice")
    _kinds[kind.name] = kind


def get(name: str) -> ReferenceKind:
    """The kind of that name; raises ``KeyError`` if nothing registered it."""
    return _kinds[name]


def all_kinds() -> tuple[ReferenceKind, ...]:
    return tuple(_kinds.values())
