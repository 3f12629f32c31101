"""What the search takes and answers."""

from __future__ import annotations

from cms.api.openapi.parts import (
    COMMON_ANSWERS,
    COMMON_PARAMETERS,
    IF_NONE_MATCH,
    LIMIT,
    OFFSET,
    SITE,
    Part,
    json_answer,
    operation,
    query,
    reference,
)
from cms.core import list_filters


def search_paths(prefix: str, *, page_types: list[str]) -> dict[str, Part]:
    return {f"{prefix}/search/": _search(page_types), f"{prefix}/search/suggest/": _suggest()}


def search_schemas() -> dict[str, Part]:
    """Those that depend on what content apps have results counted by."""
    counted = [name for name, known in list_filters.all_filters().items() if known.labels is not None]
    facets = {"type": _list_of("TypeCount"), **{name: _list_of("ObjectCount") for name in counted}}
    meta: Part = {
        "total_count": {"type": "integer", "description": "How many pages were found in all."},
        "did_you_mean": {
            "type": ["string", "null"],
            "description": "The words that were looked for instead, where those asked for find nothing.",
        },
    }
    properties: Part = {
        "meta": _object(meta),
        "facets": {
            **_object(facets),
            "description": "How many of all results there are of what, at most fifty values. Each is counted as if "
            "its own filter had not been asked for.",
        },
        "items": _list_of("SearchResult"),
    }
    return {"SearchResults": _object(properties)}


def _object(properties: Part) -> Part:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list_of(name: str) -> Part:
    return {"type": "array", "items": reference(name)}


def _search(page_types: list[str]) -> Part:
    asked = [
        query("q", "Words to look for; all must be there. Signs are ignored.", required=True),
        query("type", f"Page types, by commas: {', '.join(page_types)}."),
        *(query(name, found.description) for name, found in list_filters.all_filters().items()),
        *(LIMIT, OFFSET, SITE, IF_NONE_MATCH),
        *COMMON_PARAMETERS,
    ]
    answers = {
        "200": json_answer("One page of what was found, best first.", reference("SearchResults")),
        **COMMON_ANSWERS,
    }
    return operation("search", "search", "Pages by words", asked, answers)


def _suggest() -> Part:
    asked = [
        query("q", "What was typed so far; from two letters on something is found.", required=True),
        *(SITE, IF_NONE_MATCH),
        *COMMON_PARAMETERS,
    ]
    answers = {
        "200": json_answer("Up to eight titles and names.", reference("SearchSuggestions")),
        **COMMON_ANSWERS,
    }
    return operation("suggest", "search", "What may be meant, while it is being typed", asked, answers)
