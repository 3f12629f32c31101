"""What a stream refers to, read from its value without rendering it."""

from __future__ import annotations

from typing import Any

from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.core import references
from cms.core.keys import Key, image_key, page_key


def keys_in(value: StreamValue) -> set[Key]:
    """The pages, images and registered objects that choosers and rich text in ``value`` name."""
    found = (
        _key(model, int(object_id)) for model, object_id, *_ in value.stream_block.extract_references(value)
    )
    return {key for key in found if key is not None}


def _key(model: type[Any], object_id: int) -> Key | None:
    if issubclass(model, Page):
        return page_key(object_id)
    if issubclass(model, get_image_model()):
        return image_key(object_id)
    return next(
        (Key(kind.name, object_id) for kind in references.all_kinds() if issubclass(model, kind.model)), None
    )
