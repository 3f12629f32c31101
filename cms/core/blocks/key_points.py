"""The page in a few points, for readers who read no further."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.rules import count_between
from cms.core.problems import Problem
from cms.core.schemas import Schema


class AtAGlanceBlock(ContentBlock):
    items = ListBlock(
        CharBlock(max_length=160, label="Point"),
        default=[],
        label="Points",
        help_text="3 to 7 short sentences.",
    )

    class Value(Schema):
        items: list[str]

    class Meta:
        icon = "check"
        label = "At a glance"
        group = groups.LISTS
        description = "What a reader should take away, in 3 to 7 short sentences near the top of the page."
        preview_value = {
            "items": [
                "Pimecrolimus is a cream for eczema.",
                "It holds no steroid.",
                "It can sting for the first few days.",
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from count_between(value["items"], 3, 7, field="items", noun="points")


class KeyFactBlock(ContentBlock):
    label = CharBlock(max_length=60, help_text="Such as: Available as")
    fact = CharBlock(max_length=200, help_text="Such as: cream, 1%")

    class Value(Schema):
        label: str
        fact: str

    class Meta:
        icon = "list-ul"
        label = "Fact"


class KeyFactsBlock(ContentBlock):
    items = ListBlock(
        KeyFactBlock(), default=[], label="Facts", help_text="3 to 7 facts, each with what it is about."
    )

    class Value(Schema):
        items: list[KeyFactBlock.Value]

    class Meta:
        icon = "form"
        label = "Key facts"
        group = groups.LISTS
        description = (
            "3 to 7 facts that readers look up, such as forms and prescription status, each with its label."
        )
        preview_value = {
            "items": [
                {"label": "Available as", "fact": "cream, 1%"},
                {"label": "Prescription", "fact": "needed"},
                {"label": "From age", "fact": "3 months"},
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from count_between(value["items"], 3, 7, field="items", noun="facts")
