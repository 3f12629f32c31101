"""Panels that readers open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StreamValue, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.download import DownloadBlock
from cms.core.blocks.image import FigureBlock
from cms.core.blocks.prose import ParagraphBlock, QuoteBlock
from cms.core.blocks.rules import at_least_one
from cms.core.blocks.schemas import StreamItems
from cms.core.blocks.table import TableBlock
from cms.core.blocks.video import VideoBlock
from cms.core.blocks.walk import walk
from cms.core.problems import Problem
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class FoldedContent(ContentStreamBlock):
    """What may be folded away. Readers may never open it, so nothing that keeps them safe belongs here."""

    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    image = FigureBlock()
    video = VideoBlock()
    table = TableBlock()
    download = DownloadBlock()

    def always_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Nothing marked ``safety``, at any depth: a subclass that offers such a block still can't hold one."""
        yield from super().always_in_stream(value)
        for place in walk(self, value):
            if isinstance(place.block, ContentBlock) and place.block.safety:
                yield Problem(
                    f"“{place.block.label}” must be seen without opening anything. Move it out of the accordion."
                )


class PanelBlock(ContentBlock):
    title = CharBlock(max_length=120, help_text="What a reader finds on opening it.")
    content = FoldedContent()

    class Value(Schema):
        title: str
        content: Annotated[list[Any], StreamItems(FoldedContent)]

    class Meta:
        icon = "collapse-down"
        label = "Panel"


class AccordionBlock(ContentBlock):
    panels = ListBlock(PanelBlock(), default=[])

    class Value(Schema):
        heading_level: int = Field(ge=2, le=6, description="Level of each panel's title.")
        panels: list[PanelBlock.Value]

    class Meta:
        icon = "collapse-down"
        label = "Accordion"
        group = groups.FOLDED
        description = (
            "Details that few readers need, folded away. Nothing that keeps readers safe belongs into it."
        )
        preview_value = {
            "panels": [
                {
                    "title": "How it is made",
                    "content": [
                        {"type": "paragraph", "value": "<p>Pimecrolimus is made by fermentation.</p>"}
                    ],
                }
            ]
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["panels"], field="panels", noun="one panel")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        level = context.heading_level
        with context.below_heading():
            fields = self.represent_fields(value, context)
        return {"heading_level": level, **fields}
