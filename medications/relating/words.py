"""Why two pages are related, in words for readers. What may not be shown is not named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cms.core.keys import Key
from cms.related import weights
from medications.models.entities import EntityKind
from medications.relating.marks import MESH
from medications.taxonomy import descriptors

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

MOST = 3
_WORDS = (weights.TEXT, weights.NAME)


def preload(features: Sequence[str], context: RenderContext) -> None:
    """Load the entries and categories that the features name."""
    context.preload({key for feature in features if (key := _key(feature)) is not None})


def in_words(features: Sequence[str], context: RenderContext) -> list[str]:
    """At most ``MOST`` reasons: what both have to do with first, then the words both use."""
    return list(dict.fromkeys(_reasons(features, context)))[:MOST]


def _reasons(features: Sequence[str], context: RenderContext) -> Iterator[str]:
    shared = set(features)
    for feature in features:
        kind, name = _parts(feature)
        key = _key(feature)
        if name.startswith(MESH):
            yield from _subject_heading(name.removeprefix(MESH))
        elif key is not None:
            yield from _named(kind, key, shared, context)
    terms = dict.fromkeys(name for kind, name in map(_parts, features) if kind in _WORDS)
    if terms:
        yield f"Both say: {', '.join(list(terms)[:MOST])}"


def _named(kind: str, key: Key, shared: set[str], context: RenderContext) -> Iterator[str]:
    found = context.public_object(key.kind, key.object_id)
    if found is None:
        return
    both = {f"{weights.ENTITY}:{key.object_id}", f"{weights.BROADER}:{key.object_id}"}
    if kind == weights.CATEGORY:
        yield f"Same category: {found.name}"
    elif both <= shared:
        yield f"Both about {found.name}"
    elif kind == weights.ENTITY:
        yield f"Both speak of {found.name}"
    elif found.kind == EntityKind.MEDICINE_CLASS:
        yield f"Same class: {found.name}"
    elif found.kind == EntityKind.CONDITION:
        yield f"Both for {found.name}"
    else:
        yield f"Same medicine: {found.name}"


def _subject_heading(code: str) -> Iterator[str]:
    known = descriptors().get(code)
    if known is not None:
        yield f"Both belong to {known.label}"


def _key(feature: str) -> Key | None:
    """The object that a feature names, if it names one."""
    kind, name = _parts(feature)
    if not name.isdigit():
        return None
    if kind in (weights.ENTITY, weights.BROADER):
        return Key("entity", int(name))
    return Key("category", int(name)) if kind == weights.CATEGORY else None


def _parts(feature: str) -> tuple[str, str]:
    kind, _, name = feature.partition(":")
    return kind, name
