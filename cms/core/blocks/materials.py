"""What a reader needs at hand."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Schema


class MaterialBlock(ContentBlock):
    name = CharBlock(max_length=120)
    amount = CharBlock(required=False, max_length=60, help_text="Such as: a pea-sized amount")
    optional = BooleanBlock(required=False, default=False)

    class Value(Schema):
        name: str
        amount: str = Field(description="Empty where it does not matter.")
        optional: bool

    class Meta:
        icon = "clipboard-list"
        label = "Item"


class MaterialsBlock(ContentBlock):
    items = ListBlock(MaterialBlock(), default=[])

    class Value(Schema):
        items: list[MaterialBlock.Value]

    class Meta:
        icon = "clipboard-list"
        label = "What you need"
        group = groups.LISTS
        description = "Everything to have at hand before the first step."
        preview_value = {
            "items": [
                {"name": "Your cream", "amount": "a pea-sized amount", "optional": False},
                {"name": "Disposable gloves", "amount": "", "optional": True},
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["items"], field="items", noun="one item")
