"""What apps have the API serve beside pages and files, without the API knowing what it is.

An app describes it here, at start-up; ``cms.api`` makes an endpoint and a part of its document from the description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Expression, F, QuerySet
from pydantic import BaseModel

from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


@dataclass(frozen=True)
class SiteDocument:
    """What there is once for each site, at ``/api/v2/<name>/``.

    ``summary``: what it is, for the API's document.
    ``schema``: of its JSON.
    ``represent``: its JSON. Whatever it shows comes from the render context, so that nothing hidden is in it.
    """

    name: str
    summary: str
    schema: type[Schema]
    represent: Callable[[RenderContext], dict[str, Any]]


@dataclass(frozen=True)
class Form:
    """How objects of a listing come out.

    ``represent``: those of the numbered objects that readers may see, in the order given; a constant number of queries
    however many there are.
    """

    schema: type[BaseModel]
    represent: Callable[[Sequence[int], RenderContext], list[dict[str, Any]]]


@dataclass(frozen=True)
class Filter:
    """``?name=text`` on a listing.

    ``apply``: those rows that fit; raises ``ValueError`` with what the text should be. It may put them in an order,
    which holds where none is asked for.
    ``choices``: the only texts there are, if they are few.
    """

    description: str
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """The objects of a reference kind: their list at ``/api/v2/<name>/``, one of them at ``/api/v2/<name>/<id>/``.

    ``kind``: the name of the reference kind, which says what is public.
    ``summary``, ``one``: what they are and what one is, for the API's document.
    ``whole``: how one comes out. ``listed``: how the list shows it where no fields are asked for; of the same fields,
    the ones that cost little.
    ``orders``: what the list can be sorted by, by name; by the first where nothing is said.
    """

    name: str
    kind: str
    summary: str
    one: str
    listed: Form
    whole: Form
    orders: Mapping[str, Expression | F]
    filters: Mapping[str, Filter] = field(default_factory=dict)


_served: dict[str, SiteDocument | Listing] = {}


def register(described: SiteDocument | Listing) -> None:
    """Have it served; raises ``ImproperlyConfigured`` if the name is taken."""
    if described.name in _served:
        raise ImproperlyConfigured(f"{described.name!r} is registered twice to be served")
    _served[described.name] = described


def site_documents() -> tuple[SiteDocument, ...]:
    return tuple(found for found in _served.values() if isinstance(found, SiteDocument))


def listings() -> tuple[Listing, ...]:
    return tuple(found for found in _served.values() if isinstance(found, Listing))
