"""Blocks that are not delivered, such as an image that was not chosen yet: an editor should see where they are."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import ListBlock, StreamBlock, StreamValue, StructBlock

Item = dict[str, Any]


def with_dropped(stream: StreamValue, delivered: list[Item]) -> list[Item]:
    """``delivered``, with ``{"type", "id", "value": None, "label"}`` for each block of ``stream`` that it lacks."""
    rest = list(delivered)
    found: list[Item] = []
    for child in stream:
        if rest and (rest[0]["type"], rest[0]["id"]) == (child.block_type, child.id):
            item = rest.pop(0)
            found.append({**item, "value": _inside(child.block, child.value, item["value"])})
        else:
            found.append(
                {"type": child.block_type, "id": child.id, "value": None, "label": child.block.label}
            )
    return found


def _inside(block: Any, value: Any, delivered: Any) -> Any:
    """The same for the streams inside a block. What comes out in another shape than it is stored in stays as it is."""
    if isinstance(block, StreamBlock) and isinstance(delivered, list):
        return with_dropped(value, delivered)
    if isinstance(block, ListBlock) and isinstance(delivered, list) and len(delivered) == len(value):
        return [_inside(block.child_block, row, item) for row, item in zip(value, delivered, strict=True)]
    if isinstance(block, StructBlock) and isinstance(delivered, dict):
        inside = {
            name: _inside(child, value[name], delivered[name])
            for name, child in block.child_blocks.items()
            if name in delivered
        }
        return {**delivered, **inside}
    return delivered
