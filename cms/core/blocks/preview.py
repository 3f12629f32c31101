"""The preview of a block in the picker: its example as the preview of a page would show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.blocks import Block, ChooserBlock, ListBlock, StructBlock
from wagtail.models import Site

from cms.core.blocks.values import represent_value
from cms.core.blocks.walk import walk


class Previewed:
    """Gives a block a preview. ``Meta.preview_value`` is an example as a page would store it (JSON)."""

    def get_preview_template(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return "core/preview/block.html"

    def get_preview_value(self) -> Any:
        """The example. Where an image, document or snippet has to be chosen, words stand for it.

        Whatever this site happens to have would be a false statement: doses of one medicine from the label of another.
        """
        block: Any = self
        value = block.to_python(block.meta.preview_value) if hasattr(block.meta, "preview_value") else None
        if value is None:
            return block.get_default()
        _put_stand_ins(block, value)
        return value

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        # Late, because the context knows all kinds of blocks.
        from cms.core.blocks.stand_ins import ExampleContext

        block: Any = self
        context = ExampleContext(
            site=Site.objects.select_related("root_page").get(is_default_site=True),
            now=timezone.now(),
            api_base_url=settings.WAGTAILAPI_BASE_URL,
        )
        delivered = represent_value(block, value, context)
        example = {"type": block.name, "id": "", "value": delivered, "label": block.label}
        return {**(parent_context or {}), "example": [example]}


def _put_stand_ins(block: Block, value: Any) -> None:
    from cms.core.blocks.stand_ins import StandIn

    for place in list(walk(block, value)):
        for key, child in choosers_in(place.block, place.value):
            if child.required and place.value[key] is None:
                place.value[key] = StandIn(child.model_class)


def choosers_in(block: Block, value: Any) -> Iterator[tuple[Any, ChooserBlock]]:
    """Where in ``value`` something is chosen: by field name in a struct, by number in a list."""
    if isinstance(block, StructBlock):
        yield from (
            (name, child) for name, child in block.child_blocks.items() if isinstance(child, ChooserBlock)
        )
    elif isinstance(block, ListBlock) and isinstance(block.child_block, ChooserBlock):
        yield from ((number, block.child_block) for number in range(len(value)))
