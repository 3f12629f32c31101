"""Pages with their rich text as trees: for each schema that holds rich text, another one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cms.api.openapi.parts import Part, query, reference
from cms.api.rich_text import AST, AST_JSON, FORMATS, HTML, NAME
from cms.core.rich_text.tree import RichTextTree
from cms.core.schemas import HTML_MEDIA_TYPE

SUFFIX = "AsTree"
WHOLE = frozenset({"Page", "PageList"})
PLACE = "#/components/schemas/"
PARAMETER = query(
    NAME,
    f"How rich text comes: HTML that is ready to show, a typed tree (`{AST}`, with a media type of its own), "
    "CommonMark, or Wagtail's own source. All of them are made of the HTML, and say no more than that.",
    type="string",
    enum=list(FORMATS),
    default=HTML,
)


def in_all_formats(item: Part) -> Part:
    """The path ``item``, whose pages come in any form."""
    asked = item["get"]
    asked["parameters"] = [PARAMETER if known["name"] == NAME else known for known in asked["parameters"]]
    answer = asked["responses"].get("200")
    if answer is not None:
        html = answer["content"]["application/json"]["schema"]
        answer["content"] = {**answer["content"], AST_JSON: {"schema": _renamed(html, WHOLE)}}
    return item


def with_trees(definitions: Mapping[str, Part]) -> dict[str, Part]:
    """``definitions`` with those for ``AST_JSON``."""
    holding = _holding(definitions)
    trees = {f"{name}{SUFFIX}": _retitled(_renamed(definitions[name], holding)) for name in holding}
    return {**definitions, **trees}


def _retitled(definition: Part) -> Part:
    """Generators of clients name what they make after the title."""
    title = definition.get("title")
    return definition if title is None else {**definition, "title": f"{title}{SUFFIX}"}


def _holding(definitions: Mapping[str, Part]) -> set[str]:
    """Names of those that pages are made of, and that hold rich text at any depth."""
    mentions = {name: set(_mentioned(part)) for name, part in definitions.items()}
    wanted: set[str] = set()
    coming = set(WHOLE)
    while coming:
        wanted |= coming
        coming = {inner for name in coming for inner in mentions[name]} - wanted
    holding = {name for name in wanted if _is_rich(definitions[name])}
    while more := {name for name in wanted - holding if mentions[name] & holding}:
        holding |= more
    return holding


def _mentioned(part: Any) -> list[str]:
    if isinstance(part, list):
        return [name for inner in part for name in _mentioned(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"].removeprefix(PLACE)] if isinstance(part.get("$ref"), str) else []
    return own + [name for inner in part.values() for name in _mentioned(inner)]


def _is_rich(part: Any) -> bool:
    if isinstance(part, list):
        return any(map(_is_rich, part))
    if not isinstance(part, dict):
        return False
    return part.get("contentMediaType") == HTML_MEDIA_TYPE or any(map(_is_rich, part.values()))


def _renamed(part: Any, holding: Collection[str]) -> Any:
    """``part`` with trees for texts. ``holding``: those that have another name then."""
    if isinstance(part, list):
        return [_renamed(inner, holding) for inner in part]
    if isinstance(part, str):
        name = part.removeprefix(PLACE)
        return f"{part}{SUFFIX}" if part.startswith(PLACE) and name in holding else part
    if not isinstance(part, dict):
        return part
    if part.get("contentMediaType") == HTML_MEDIA_TYPE:
        return reference(RichTextTree.__name__)
    return {name: _renamed(inner, holding) for name, inner in part.items()}
