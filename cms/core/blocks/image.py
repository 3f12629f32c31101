"""A picture with its text alternative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import BooleanBlock, CharBlock, StructValue
from wagtail.images.blocks import ImageChooserBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.problems import Problem
from cms.core.schemas import ImageValue, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class FigureBlock(ContentBlock):
    """An image whose text alternative belongs to this place; it drops out where readers may not see the image."""

    image = ImageChooserBlock()
    alt_text = CharBlock(
        required=False,
        max_length=300,
        label="Text alternative",
        help_text="What the picture tells here, for readers who can't see it.",
    )
    decorative = BooleanBlock(
        required=False,
        default=False,
        help_text="It tells nothing that the text does not; screen readers skip it.",
    )
    caption = CharBlock(required=False, max_length=300, help_text="Shown below the picture.")
    credit = CharBlock(required=False, max_length=160, help_text="Who made it and under which licence.")

    class Value(Schema):
        image: ImageValue = Field(description="Its `alt` is the text alternative in this place.")
        decorative: bool
        caption: str
        credit: str

    class Meta:
        icon = "image"
        label = "Image"
        group = groups.MEDIA
        description = (
            "A picture that tells something, with its text alternative; or one that is marked as decoration."
        )
        preview_value = {
            "alt_text": "A pea-sized amount of cream on a fingertip",
            "decorative": False,
            "caption": "This much covers an area as large as two palms.",
            "credit": "",
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        described = bool((value["alt_text"] or "").strip())
        if described == bool(value["decorative"]):
            yield Problem(
                "Describe the picture or mark it as decorative: one of the two, not both.", "alt_text"
            )

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any] | None:
        alt = "" if value["decorative"] else value["alt_text"] or ""
        image = context.image(value["image"], alt=alt)
        if image is None:
            return None
        return {
            "image": image,
            "decorative": bool(value["decorative"]),
            "caption": value["caption"] or "",
            "credit": value["credit"] or "",
        }
