"""StreamField blocks: a closed vocabulary in which each block declares its fields, its rules and its JSON."""

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.schemas import StreamItems, stream_item_schema
from cms.core.blocks.values import represent_value

__all__ = [
    "ContentBlock",
    "ContentStreamBlock",
    "StreamItems",
    "groups",
    "represent_value",
    "stream_item_schema",
]
