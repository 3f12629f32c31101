"""Parameters, headers and answers that several endpoints share."""

from __future__ import annotations

from typing import Any

from cms.api.errors import PROBLEM_JSON

Part = dict[str, Any]


def query(name: str, description: str, *, required: bool = False, **schema: Any) -> Part:
    """A parameter in the query string; a text unless ``schema`` says otherwise."""
    part: Part = {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
    }
    return {**part, "required": True} if required else part


def reference(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def json_answer(description: str, schema: Part) -> Part:
    return {
        "description": description,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
        "content": {"application/json": {"schema": schema}},
    }


def problem_answer(description: str) -> Part:
    return {"description": description, "content": {PROBLEM_JSON: {"schema": reference("ProblemDocument")}}}


def operation(name: str, tag: str, summary: str, parameters: list[Part], answers: dict[str, Part]) -> Part:
    return {
        "get": {
            "operationId": name,
            "tags": [tag],
            "summary": summary,
            "parameters": parameters,
            "responses": dict(sorted(answers.items())),
        }
    }


PK: Part = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Its number.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0},
}
FIELDS = query(
    "fields",
    "What to send: names add to the defaults, `-name` takes away, a first `*` is everything, a first `_` is nothing, "
    "`name(a,b)` says what is wanted of a nested object. Names in `meta` are given as they are.",
)
SITE = query(
    "site", "Host name, or host name and port, of the site that is meant; else the host of the request."
)
IF_NONE_MATCH: Part = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer at hand: 304 if it is still true.",
    "schema": {"type": "string"},
}
LIMIT = query("limit", "How many items to send.", type="integer", minimum=0, default=20)
OFFSET = query("offset", "How many items to leave out before them.", type="integer", minimum=0, default=0)
ORDER = query("order", "Column to sort by, `-` before it for the other way; several by commas; or `random`.")
SEARCH = query("search", "Words to look for.")
SEARCH_OPERATOR = query(
    "search_operator", "Whether all words must be there or any.", type="string", enum=["and", "or"]
)

COMMON_PARAMETERS = [
    query("format", "For clients of stock Wagtail, which send it.", type="string", enum=["json"]),
    query("rich_text_format", "How rich text comes.", type="string", enum=["html"], default="html"),
    query("_", "Ignored: some clients send it to get past caches."),
]
DETAIL_PARAMETERS = [FIELDS, SITE, IF_NONE_MATCH, *COMMON_PARAMETERS]
LIST_PARAMETERS = [
    *(FIELDS, LIMIT, OFFSET, ORDER, SEARCH, SEARCH_OPERATOR, SITE, IF_NONE_MATCH),
    *COMMON_PARAMETERS,
]

HEADERS: dict[str, Part] = {
    "ETag": {
        "description": "Strong validator of these bytes; of an unabridged page, the SHA-256 of its JSON.",
        "schema": {"type": "string"},
    },
    "Last-Modified": {
        "description": "Since when a page says this; not on lists.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {
        "description": "`s-maxage` ends before the next scheduled moment that can change the answer.",
        "schema": {"type": "string"},
    },
    "Surrogate-Key": {"description": "Keys that purge this answer, by spaces.", "schema": {"type": "string"}},
    "Cache-Tag": {"description": "The same keys, by commas.", "schema": {"type": "string"}},
    "X-Content-Sequence": {
        "description": "Number of the event that this answer is as of.",
        "schema": {"type": "integer", "format": "int64"},
    },
}

NOT_MODIFIED: Part = {"description": "What you have is still true."}
BAD_REQUEST = problem_answer(
    "A parameter or field is unknown or can't be read; the nearest known name is given."
)
NOT_FOUND = problem_answer("There is nothing of that kind for readers.")
COMMON_ANSWERS: dict[str, Part] = {
    "304": NOT_MODIFIED,
    "400": BAD_REQUEST,
    "404": NOT_FOUND,
    "405": problem_answer("Only GET, HEAD and OPTIONS."),
    "406": problem_answer("Only JSON is spoken here."),
    "412": problem_answer("`If-Match` or `If-Unmodified-Since` names another version than this."),
    "500": problem_answer("A fault of ours, which was logged."),
    "503": problem_answer("The page can't be shown at the moment; `Retry-After` says when to ask again."),
}
