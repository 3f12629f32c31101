"""The schema of a stream: a union over its blocks that narrows by ``type``."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Union, cast

from pydantic import Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema
from wagtail import blocks

from cms.core.schemas import Html, Schema


class StreamItems:
    """The schema of a stream inside another schema: ``body: Annotated[list[Any], StreamItems(TextBody)]``."""

    def __init__(self, stream_block: type[blocks.StreamBlock]) -> None:
        self.stream_block = stream_block

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(list[stream_item_schema(self.stream_block)])  # type: ignore[misc]


def stream_item_schema(stream_block: type[blocks.StreamBlock]) -> Any:
    """The type of one item of the stream, discriminated by ``type``.

    Raises ``TypeError`` for a block that declared no schema, so that a new block can't reach readers untyped.
    """
    items = tuple(
        _item_schema(name, _value_schema(block)) for name, block in stream_block.base_blocks.items()
    )
    if len(items) == 1:
        return items[0]
    return Annotated[Union[items], Field(discriminator="type")]  # noqa: UP007 - built at run time


@cache
def _item_schema(name: str, value_schema: Any) -> type[Schema]:
    # Two streams may have different blocks of one type, such as sections: the schema's own name tells them apart.
    own_name = getattr(value_schema, "__name__", "")
    stem = own_name.removesuffix("Value") if own_name.endswith("Value") else _camel_case(name)
    return create_model(
        stem + "Block",
        __base__=Schema,
        type=(cast("Any", Literal[name]), ...),
        id=(
            str,
            Field(
                description="Stays the same from revision to revision.",
                json_schema_extra={"format": "uuid"},
            ),
        ),
        value=(value_schema, ...),
    )


def _camel_case(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _value_schema(block: blocks.Block) -> Any:
    declared = getattr(block, "Value", None)
    if declared is not None:
        return declared
    if isinstance(block, blocks.RichTextBlock):
        return Html
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return str
    raise TypeError(f"{type(block).__name__} declares no Value, the schema of its JSON")
