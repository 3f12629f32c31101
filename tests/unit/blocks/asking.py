"""How tests ask a block: values as a page stores them, answers as plain messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import Block

from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.preview import choosers_in
from cms.core.blocks.walk import walk
from cms.core.checks import _children


def stored(block: Block, **changes: Any) -> Any:
    """The block's example with some fields changed, as a page gives it to the block."""
    return block.to_python({**block.meta.preview_value, **changes})


def example(block: Any) -> Any:
    """The block's example with the first object of its kind wherever one can be chosen."""
    value = block.to_python(block.meta.preview_value)
    for place in list(walk(block, value)):
        for key, child in choosers_in(place.block, place.value):
            if place.value[key] is None:
                place.value[key] = child.model_class.objects.order_by("pk").first()
    return value


def draft_errors(block: Block, value: Any) -> list[str]:
    """What stops an editor from saving a draft."""
    return _messages(block.clean_deferred, value)


def publish_errors(block: Block, value: Any) -> list[str]:
    """What stops a publish."""
    return _messages(block.clean, value)


def advice(block: ContentBlock, value: Any) -> list[str]:
    return [problem.message for problem in block.advice(value)]


def stream_advice(block: ContentStreamBlock, value: Any) -> list[str]:
    return [problem.message for problem in block.advice_in_stream(value)]


def blocks_inside(block: Block) -> Iterator[Block]:
    """Every block that can appear inside, once."""
    seen: set[int] = set()
    waiting = [block]
    while waiting:
        for child in _children(waiting.pop()):
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)
                yield child


def _messages(clean: Any, value: Any) -> list[str]:
    try:
        clean(value)
    except ValidationError as error:
        return list(_flat(error))
    return []


def _flat(error: Any) -> Iterator[str]:
    nested = getattr(error, "block_errors", None)
    if nested is None:
        yield from error.messages
        return
    for inner in nested.values():
        yield from _flat(inner)
    for inner in error.non_block_errors.as_data():
        yield from inner.messages
