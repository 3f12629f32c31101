"""Every block inside a value, at any depth, and the way to it as an editor sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock

# The fields by which an editor knows a block, if it has one of them and it is filled in.
TITLES = ("heading", "title", "caption")


class Placed(NamedTuple):
    """A block with its value and the way to it.

    ``trail``: in an editor's words, outermost first. ``path``: the same way as the admin's form marks it, the names of
    fields and the ids of blocks and rows; a block that was never saved has no id and is left out of it.
    """

    block: Block
    value: Any
    trail: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


def walk(block: Block, value: Any) -> Iterator[Placed]:
    """``block`` itself and all blocks inside its value, in the order of the page."""
    yield from _walk(Placed(block, value))


def directly_inside(here: Placed) -> dict[str | int, Placed]:
    """The blocks one step further, by the name of the field or the number of the item, as Wagtail reports errors."""
    block, value = here.block, here.value
    if value is None:
        return {}
    if isinstance(block, StructBlock):
        return {
            name: _step(here, name, str(child.label or name), child, value.get(name))
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, ListBlock):
        rows = enumerate(value.bound_blocks)
        return {
            number: _step(here, row.original_id, f"row {number + 1}", row.block, row.value)
            for number, row in rows
        }
    if isinstance(block, StreamBlock):
        items = enumerate(value)
        return {
            number: _step(here, item.id, _name(item, number), item.block, item.value)
            for number, item in items
        }
    return {}


def _walk(here: Placed) -> Iterator[Placed]:
    yield here
    for inner in directly_inside(here).values():
        yield from _walk(inner)


def _step(here: Placed, key: str | None, label: str, block: Block, value: Any) -> Placed:
    return Placed(block, value, (*here.trail, label), (*here.path, key) if key else here.path)


def _name(item: Any, number: int) -> str:
    """A block in a stream, by its title or else by its number: ``Section “Use”``, ``Text (block 2)``."""
    label = str(item.block.label or item.block_type)
    title = _title(item.value)
    return f"{label} “{title}”" if title else f"{label} (block {number + 1})"


def _title(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return next((str(value[name]) for name in TITLES if value.get(name)), "")
