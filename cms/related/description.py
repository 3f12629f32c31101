"""What content apps tell of their pages, so that neighbours can be found; the engine knows no medicine.

An app registers one ``Source`` at start-up. It is asked for descriptions when pages change, and for an editor's choices
and for words when lists are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from cms.core.models import BasePage
    from cms.core.rendering.context import RenderContext

Marks = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Description:
    """A page as its neighbours are found by.

    ``names``: further names of what it is about. ``text``: what readers read, in any length.
    ``marks``: for each kind but those made of words, features by name with their strengths: ``{"entity": {"5": 4.0}}``.
    """

    title: str
    text: str
    names: tuple[str, ...] = ()
    marks: Mapping[str, Marks] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What an editor has decided for one page: page ids, pins in their order.

    ``own_type``: how many of the shown may be of the page's own type while there are others, which come first; None
    where the score alone decides.
    """

    pins: tuple[int, ...] = ()
    exclusions: frozenset[int] = frozenset()
    own_type: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How an app tells of its pages.

    ``types``: names of the page types that have neighbours, such as ``medications.DrugPage``.
    ``describe``: descriptions of live pages by id, without those it knows nothing of; a constant number of queries.
    ``describe_draft``: a page that is not published as it stands, with its JSON, which need not fit its schema.
    ``choices``: the live choices of editors, by page id; ``draft_choices``: those of one page as it stands.
    ``preload``: load in one go what the features of many pairs name.
    ``in_words``: why two pages are related, from the features they share, the strongest first. What it names
    goes through the render context.
    """

    types: frozenset[str]
    describe: Callable[[Sequence[int]], dict[int, Description]]
    describe_draft: Callable[[BasePage, Mapping[str, Any], RenderContext], Description]
    choices: Callable[[Sequence[int]], dict[int, Choices]]
    draft_choices: Callable[[BasePage], Choices]
    in_words: Callable[[Sequence[str], RenderContext], list[str]]
    preload: Callable[[Sequence[str], RenderContext], None]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make a source known; raises ``ImproperlyConfigured`` if the name, or one of its types, is taken."""
    if name in _sources or any(source.types & known.types for known in _sources.values()):
        raise ImproperlyConfigured(
            f"the source of related pages {name!r}, or a type of it, is registered twice"
        )
    _sources[name] = source


def sources() -> list[Source]:
    return list(_sources.values())


def known_types() -> frozenset[str]:
    return frozenset().union(*(source.types for source in _sources.values()))


def source_of(type_name: str) -> Source | None:
    return next((source for source in _sources.values() if type_name in source.types), None)
