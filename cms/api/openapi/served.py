"""The part of the document that apps describe: what they have served beside pages."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from cms.api.openapi.parts import (
    COMMON_ANSWERS,
    COMMON_PARAMETERS,
    DETAIL_PARAMETERS,
    FIELDS,
    IF_NONE_MATCH,
    LIMIT,
    OFFSET,
    PK,
    SITE,
    Part,
    json_answer,
    operation,
    query,
    reference,
)
from cms.api.openapi.paths import PARTIAL_NOTE, PREFIX
from cms.core.served import Filter, Listing, SiteDocument, listings, site_documents


def paths() -> dict[str, Part]:
    found = {f"{PREFIX}/{document.name}/": _site_document(document) for document in site_documents()}
    for listing in listings():
        found[f"{PREFIX}/{listing.name}/"] = _list(listing)
        found[f"{PREFIX}/{listing.name}/{{id}}/"] = _detail(listing)
    return found


def schemas() -> Iterator[type[BaseModel]]:
    yield from (document.schema for document in site_documents())
    for listing in listings():
        yield from (listing.whole.schema, listing.listed.schema)


def lists() -> dict[str, tuple[str, str]]:
    """Names of the schemas of whole lists, each with those of its items."""
    return {
        _list_name(listing): (listing.whole.schema.__name__, listing.listed.schema.__name__)
        for listing in listings()
    }


def _list_name(listing: Listing) -> str:
    return f"{listing.whole.schema.__name__}List"


def _site_document(document: SiteDocument) -> Part:
    answers = {"200": json_answer("As it is now.", reference(document.schema.__name__)), **COMMON_ANSWERS}
    asked = [SITE, IF_NONE_MATCH, *COMMON_PARAMETERS]
    return operation(f"get_{document.name}", document.name, document.summary, asked, answers)


def _list(listing: Listing) -> Part:
    names = ", ".join(f"`{name}`" for name in listing.orders)
    order = query("order", f"What to sort by: {names}; `-` before it for the other way; several by commas.")
    asked = [
        *(_filter(name, found) for name, found in listing.filters.items()),
        *(FIELDS, LIMIT, OFFSET, order, SITE, IF_NONE_MATCH),
        *COMMON_PARAMETERS,
    ]
    shown = json_answer(f"One page of the list. {PARTIAL_NOTE}", reference(_list_name(listing)))
    answers = {"200": shown, **COMMON_ANSWERS}
    return operation(f"list_{listing.name}", listing.name, listing.summary, asked, answers)


def _filter(name: str, found: Filter) -> Part:
    if found.choices:
        return query(name, found.description, type="string", enum=list(found.choices))
    return query(name, found.description)


def _detail(listing: Listing) -> Part:
    answers = {
        "200": json_answer(PARTIAL_NOTE, reference(listing.whole.schema.__name__)),
        **COMMON_ANSWERS,
    }
    asked = [PK, *DETAIL_PARAMETERS]
    return operation(f"get_{listing.kind}", listing.name, listing.one, asked, answers)
