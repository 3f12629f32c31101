"""Rich text as a typed tree, for frontends that render each part with a component of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from cms.core.rich_text.elements import Element, parse
from cms.core.schemas import Address, Schema

Mark = Literal["strong", "emphasis", "subscript", "superscript", "strikethrough", "code"]
MARKS: dict[str, Mark] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "sub": "subscript", "sup": "superscript",
    "s": "strikethrough", "code": "code",
}  # fmt: skip


class TextNode(Schema):
    type: Literal["text"]
    value: str


class BreakNode(Schema):
    """A new line within a paragraph."""

    type: Literal["break"]


class RuleNode(Schema):
    """A line across, between two paragraphs."""

    type: Literal["rule"]


class InlineImageNode(Schema):
    type: Literal["image"]
    src: Address
    alt: str


class Mention(Schema):
    """The entry that a text speaks of."""

    kind: str
    id: int
    name: str


class Parent(Schema):
    children: list[RichTextNode]


class MarkNode(Parent):
    type: Literal["mark"]
    mark: Mark


class LinkNode(Parent):
    type: Literal["link"]
    href: Address | None = Field(description="Null for a mention of an entry that has no page.")
    mention: Mention | None


class ParagraphNode(Parent):
    type: Literal["paragraph"]


class HeadingNode(Parent):
    type: Literal["heading"]
    level: int = Field(ge=2, le=6)


class QuotationNode(Parent):
    type: Literal["quotation"]


class ListNode(Parent):
    """Its children are list items."""

    type: Literal["list"]
    ordered: bool


class ListItemNode(Parent):
    type: Literal["list_item"]


RichTextNode = Annotated[
    TextNode
    | BreakNode
    | RuleNode
    | InlineImageNode
    | MarkNode
    | LinkNode
    | ParagraphNode
    | HeadingNode
    | QuotationNode
    | ListNode
    | ListItemNode,
    Field(discriminator="type"),
]


class RichTextTree(Parent):
    """Rich text with `rich_text_format=ast`."""

    type: Literal["root"]


for _model in (Parent, MarkNode, LinkNode, ParagraphNode, HeadingNode, QuotationNode, ListNode, ListItemNode):
    _model.model_rebuild()
RichTextTree.model_rebuild()


def to_tree(html: str) -> dict[str, Any]:
    """A ``RichTextTree``."""
    return {"type": "root", "children": _below(parse(html))}


def _below(parent: Element) -> list[dict[str, Any]]:
    return [
        {"type": "text", "value": child} if isinstance(child, str) else _node(child)
        for child in parent.children
    ]


def _node(element: Element) -> dict[str, Any]:
    tag = element.tag
    if tag in MARKS:
        return {"type": "mark", "mark": MARKS[tag], "children": _below(element)}
    if tag in HEADINGS:
        return {"type": "heading", "level": HEADINGS[tag], "children": _below(element)}
    return NODES[tag](element)


def _link(element: Element) -> dict[str, Any]:
    known = element.attributes
    mention = None
    if "data-id" in known:
        mention = {
            "kind": known.get("data-kind", ""),
            "id": int(known["data-id"]),
            "name": known.get("data-name", ""),
        }
    return {"type": "link", "href": known.get("href"), "mention": mention, "children": _below(element)}


def _image(element: Element) -> dict[str, Any]:
    return {
        "type": "image",
        "src": element.attributes.get("src", ""),
        "alt": element.attributes.get("alt", ""),
    }


HEADINGS = {f"h{level}": level for level in range(2, 7)}
NODES: dict[str, Callable[[Element], dict[str, Any]]] = {
    "p": lambda element: {"type": "paragraph", "children": _below(element)},
    "blockquote": lambda element: {"type": "quotation", "children": _below(element)},
    "ul": lambda element: {"type": "list", "ordered": False, "children": _below(element)},
    "ol": lambda element: {"type": "list", "ordered": True, "children": _below(element)},
    "li": lambda element: {"type": "list_item", "children": _below(element)},
    "a": _link,
    "img": _image,
    "br": lambda _: {"type": "break"},
    "hr": lambda _: {"type": "rule"},
}
