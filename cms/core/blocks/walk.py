"""Every block inside a value, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock


class Placed(NamedTuple):
    """A block with its value and its place.

    ``block_id``: the id of the nearest stream or list item, by which the editor can be taken there; None above any.
    ``trail``: labels from the outermost block to this one.
    """

    block: Block
    value: Any
    block_id: str | None
    trail: tuple[str, ...]


def walk(block: Block, value: Any) -> Iterator[Placed]:
    """``block`` itself and all blocks inside its value, in the order of the page."""
    yield from _walk(Placed(block, value, None, ()))


def _walk(here: Placed) -> Iterator[Placed]:
    yield here
    for child, value, block_id in _inside(here.block, here.value):
        label = str(child.label or "")
        trail = (*here.trail, label) if label else here.trail
        yield from _walk(Placed(child, value, block_id or here.block_id, trail))


def _inside(block: Block, value: Any) -> Iterator[tuple[Block, Any, str | None]]:
    if value is None:
        return
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield child, value.get(name), None
    elif isinstance(block, ListBlock):
        for bound in value.bound_blocks:
            yield bound.block, bound.value, bound.id
    elif isinstance(block, StreamBlock):
        for item in value:
            yield item.block, item.value, item.id
