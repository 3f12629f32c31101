"""What can be said of a value of which some parts are missing or wrong."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    Block,
    ChooserBlock,
    FieldBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
)
from wagtail.blocks.list_block import ListValue


def salvage(block: Block, value: Any) -> Any:
    """``value`` with each part cleaned that can be, and emptied that can't.

    For rules that look at several parts: they are asked of the rest, so that an editor is told everything at once.
    """
    if isinstance(block, StructBlock):
        return block.normalize(
            {name: salvage(block.child_blocks[name], part) for name, part in value.items()}
        )
    if isinstance(block, ListBlock):
        rows = [
            ListValue.ListChild(row.block, salvage(row.block, row.value), id=row.original_id)
            for row in block.normalize(value).bound_blocks
        ]
        return ListValue(block, bound_blocks=rows)
    if isinstance(block, StreamBlock):
        return StreamValue(
            block, [(item.block.name, salvage(item.block, item.value), item.id) for item in value]
        )
    return _leaf(block, value)


def _leaf(block: Block, value: Any) -> Any:
    if isinstance(block, ChooserBlock) and isinstance(value, block.model_class):
        return value  # as chosen; to clean it would look it up again
    try:
        return block.clean(value)
    except ValidationError:
        # Text in an editor's markup has no wrong form, and a table keeps its own.
        if not isinstance(block, FieldBlock) or isinstance(block, RichTextBlock):
            return value
        return block.value_from_form(block.field.to_python(""))
