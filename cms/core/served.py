"""What apps have the API serve beside pages and files, without the API knowing what it is.

An app describes it here, at start-up; ``cms.api`` makes an endpoint and a part of its document from the description.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

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


_site_documents: dict[str, SiteDocument] = {}


def register_site_document(document: SiteDocument) -> None:
    """Have it served; raises ``ImproperlyConfigured`` if the name is taken."""
    if document.name in _site_documents:
        raise ImproperlyConfigured(f"{document.name!r} is registered twice to be served")
    _site_documents[document.name] = document


def site_documents() -> tuple[SiteDocument, ...]:
    return tuple(_site_documents.values())
