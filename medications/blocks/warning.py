"""Warnings inside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import ProseBlock
from cms.core.schemas import Html, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

WarningKind = Literal["info", "important", "danger"]
WARNING_KINDS = [("info", "Information"), ("important", "Important"), ("danger", "Danger")]


class WarningBlock(ContentBlock):
    safety = True

    kind = ChoiceBlock(choices=WARNING_KINDS, default="important")
    heading = CharBlock(max_length=120, help_text="The warning itself in a few words.")
    text = ProseBlock(help_text="Why, and what to do.")

    class Value(Schema):
        kind: WarningKind
        heading: str
        heading_level: int = Field(ge=2, le=6, description="Level of the heading, derived from nesting.")
        text: Html

    class Meta:
        icon = "warning"
        label = "Warning"
        group = groups.SAFETY
        description = "What readers must not miss. More than two on a page and readers stop seeing them."
        preview_value = {
            "kind": "danger",
            "heading": "Stop if your face swells",
            "text": "<p>Swelling of the face or throat can be an allergic reaction. Get help at once.</p>",
        }

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {**self.represent_fields(value, context), "heading_level": context.heading_level}
