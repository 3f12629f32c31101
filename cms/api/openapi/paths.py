"""What each endpoint takes and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.api.filters import RANGES
from cms.api.openapi.parts import (
    COMMON_ANSWERS,
    COMMON_PARAMETERS,
    DETAIL_PARAMETERS,
    FIELDS,
    IF_NONE_MATCH,
    LIMIT,
    LIST_PARAMETERS,
    OFFSET,
    PK,
    SITE,
    Part,
    json_answer,
    operation,
    problem_answer,
    query,
    reference,
)
from cms.api.openapi.search import search_paths
from cms.api.openapi.trees import in_all_formats
from cms.api.sitemap import DEFAULT_LIMIT, MOST
from cms.core import list_filters

PREFIX = "/api/v2"
LEFT_OUT = "X-Preview-Left-Out"
LEFT_OUT_MEANS = "How many items of a large release were left as they are now."
PREVIEW_SCHEME = "previewToken"
SECURITY_SCHEMES: dict[str, Part] = {
    PREVIEW_SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "The pass that an editor made on the page of the release. In the header, no log keeps it.",
    }
}
HISTORY_SCHEME = "historyPass"
SECURITY_SCHEMES[HISTORY_SCHEME] = {
    "type": "http",
    "scheme": "bearer",
    "description": "For `as_of`: what `manage.py make_history_pass` prints. It speaks for a person and runs out.",
}
AS_OF = query(
    "as_of",
    "A moment that is past, with its offset: the bytes that were sent then. For those with a pass; kept by no cache.",
    type="string",
    format="date-time",
)
PARTIAL_NOTE = "With `fields`, only the names that were asked for are there."


def paths(*, page_types: list[str], columns: Mapping[str, list[Part]]) -> dict[str, Part]:
    """Every path of the document but those that apps describe. ``columns``: filters by column, by endpoint."""
    pages = [*_page_filters(page_types), *columns["pages"]]
    return {
        f"{PREFIX}/pages/": in_all_formats(_list("pages", "Pages", reference("PageList"), pages)),
        f"{PREFIX}/pages/{{id}}/": in_all_formats(
            _with_history(_detail("pages", "A page", reference("Page")))
        ),
        f"{PREFIX}/pages/{{id}}/related/": _related(),
        f"{PREFIX}/pages/find/": in_all_formats(_find("pages", [_HTML_PATH])),
        f"{PREFIX}/pages/by-path/": in_all_formats(_with_history(_by_path())),
        f"{PREFIX}/changes/": _changes(),
        **search_paths(PREFIX, page_types=page_types),
        f"{PREFIX}/preview/": _preview(),
        f"{PREFIX}/images/": _list(
            "images", "Images that pages show", reference("ImageList"), columns["images"]
        ),
        f"{PREFIX}/images/{{id}}/": _detail("images", "An image", reference("ImageResource")),
        f"{PREFIX}/images/find/": _find("images", []),
        f"{PREFIX}/documents/": _list(
            "documents", "Documents that pages show", reference("DocumentList"), columns["documents"]
        ),
        f"{PREFIX}/documents/{{id}}/": _detail("documents", "A document", reference("DocumentResource")),
        f"{PREFIX}/documents/find/": _find("documents", []),
        f"{PREFIX}/redirects/": _list(
            "redirects", "Addresses that moved", reference("RedirectList"), columns["redirects"]
        ),
        f"{PREFIX}/redirects/{{id}}/": _detail("redirects", "A redirect", reference("RedirectResource")),
        f"{PREFIX}/redirects/find/": _find("redirects", [_HTML_PATH]),
        f"{PREFIX}/sitemap/": _sitemap(),
    }


_HTML_PATH = query("html_path", "Path on the site.")


def _list(tag: str, summary: str, schema: Part, filters: list[Part]) -> Part:
    answers = {"200": json_answer(f"One page of the list. {PARTIAL_NOTE}", schema), **COMMON_ANSWERS}
    return operation(f"list_{tag}", tag, summary, [*filters, *LIST_PARAMETERS], answers)


def _detail(tag: str, summary: str, schema: Part) -> Part:
    answers = {"200": json_answer(PARTIAL_NOTE, schema), **COMMON_ANSWERS}
    return operation(f"get_{tag.removesuffix('s')}", tag, summary, [PK, *DETAIL_PARAMETERS], answers)


def _related() -> Part:
    answers = {
        "200": json_answer(
            "Cards with reasons: those an editor chose first, then the nearest in a mixture of types.",
            reference("RelatedList"),
        ),
        **COMMON_ANSWERS,
    }
    parameters = [PK, LIMIT, OFFSET, SITE, IF_NONE_MATCH, *COMMON_PARAMETERS]
    return operation("list_related_pages", "pages", "Pages that go with a page", parameters, answers)


def _find(tag: str, parameters: list[Part]) -> Part:
    number = query("id", "Its number.", type="integer", minimum=0)
    to_detail: Part = {
        "description": "Its detail, with the other parameters kept.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
    others = {status: COMMON_ANSWERS[status] for status in ("400", "404", "405", "406", "500")}
    asked = [*parameters, number, FIELDS, SITE, *COMMON_PARAMETERS]
    return operation(f"find_{tag.removesuffix('s')}", tag, "Find one", asked, {"302": to_detail, **others})


def _by_path() -> Part:
    asked = query("path", "Path on the site. Slashes at both ends may be missing.", required=True)
    either: dict[str, Any] = {"anyOf": [reference("Page"), reference("RedirectNotice")]}
    answers = {
        "200": json_answer(f"The page, or where to send readers instead. {PARTIAL_NOTE}", either),
        **COMMON_ANSWERS,
        "410": problem_answer("The page that stood here was withdrawn."),
    }
    return operation(
        "get_page_by_path", "pages", "What to show at a path", [asked, *DETAIL_PARAMETERS], answers
    )


def _with_history(item: Part) -> Part:
    """What may be asked as of a moment that is past."""
    asked = item["get"]
    asked["parameters"] = [*asked["parameters"], AS_OF]
    refused = problem_answer("`as_of` without a pass, or with one that is none or has run out.")
    asked["responses"] = dict(sorted({**asked["responses"], "403": refused}.items()))
    asked["security"] = [{}, {HISTORY_SCHEME: []}]
    return item


def _changes() -> Part:
    asked = [
        query(
            "since",
            "Number of the newest event that is known already, `next` of the answer before; 0 for all.",
            required=True,
            type="integer",
            format="int64",
            minimum=0,
        ),
        query(
            "limit",
            "How many events to look at; some may be none of readers' business, and are no items.",
            type="integer",
            minimum=1,
            default=100,
        ),
        *(SITE, IF_NONE_MATCH, *COMMON_PARAMETERS),
    ]
    answers = {
        "200": json_answer(
            "What changed, in commit order. Ask on until `next` is `latest`.", reference("ChangeList")
        ),
        **{status: answer for status, answer in COMMON_ANSWERS.items() if status != "503"},
        "410": problem_answer("There is no such event here: make the copy anew."),
    }
    return operation("list_changes", "changes", "What changed since some event", asked, answers)


def _preview() -> Part:
    asked = [
        query("token", "The pass, where it can't be sent in the header, which wins over this."),
        query("path", "Path on the site, as it will be. Slashes at both ends may be missing.", required=True),
        *COMMON_PARAMETERS,
    ]
    shown: Part = {
        "description": "The page. Kept by no cache.",
        "headers": {LEFT_OUT: {"schema": {"type": "integer"}, "description": LEFT_OUT_MEANS}},
        "content": {"application/json": {"schema": reference("Page")}},
    }
    answers: dict[str, Part] = {
        "200": shown,
        **{status: COMMON_ANSWERS[status] for status in ("400", "404", "405", "406", "500", "503")},
        "403": problem_answer("The token is none of ours."),
        "409": problem_answer("The page can't be shown as it stands in the release; `detail` says why."),
        "410": problem_answer(
            "The token has run out or was ended, or the release has gone out or was deleted."
        ),
    }
    found = operation("preview_page", "preview", "A page as it will be after a release", asked, answers)
    # Either the header, or the parameter.
    found["get"]["security"] = [{PREVIEW_SCHEME: []}, {}]
    return found


def _sitemap() -> Part:
    limit = query(
        "limit", "How many pages to send.", type="integer", minimum=1, maximum=MOST, default=DEFAULT_LIMIT
    )
    asked = [
        query("cursor", "`next_cursor` of the part before; none for the first part."),
        *(limit, SITE, IF_NONE_MATCH),
        *COMMON_PARAMETERS,
    ]
    answers = {"200": json_answer("A part of the list.", reference("Sitemap")), **COMMON_ANSWERS}
    return operation("get_sitemap", "sitemap", "Every public page, to make sitemaps of", asked, answers)


def _page_filters(page_types: list[str]) -> list[Part]:
    def number(name: str, description: str) -> Part:
        return query(name, description, anyOf=[{"type": "integer"}, {"const": "root"}])

    return [
        query(
            "type",
            f"Page types, by commas: {', '.join(page_types)}. "
            "With one alone, its own fields can be sent and filtered by.",
        ),
        number("child_of", "Pages right below this one, or below the root of the site."),
        number("descendant_of", "Pages anywhere below this one, or below the root of the site."),
        query("ancestor_of", "Pages above this one.", type="integer"),
        number("translation_of", "Translations of this page."),
        query("locale", "Language code."),
        *(query(name, found.description) for name, found in list_filters.all_filters().items()),
        *(query(name, f"{_RANGES[name]}, such as 2026-03-01 or 2026-03-01T09:00:00Z.") for name in RANGES),
        query("view", "`card`: of each page what lists show of it.", type="string", enum=["card"]),
        query(
            "cursor",
            "Goes through a list of any length at the same cost: `cursor=` begins, then `meta.next_cursor` of each "
            "answer, with one column in `order`; nothing is counted.",
        ),
    ]


_RANGES = {
    "published_after": "Only pages first published at that moment or later",
    "published_before": "Only pages first published before that moment",
    "updated_after": "Only pages last published at that moment or later",
    "updated_before": "Only pages last published before that moment",
}
