"""Sections divide a body under headings that readers and links can go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from pydantic import Field
from wagtail.blocks import CharBlock, StreamValue, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.problems import Problem
from cms.core.schemas import Schema, Slug

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


def anchor_of(heading: str | None) -> str:
    """The anchor of a section with this heading; empty where it has no letter or digit."""
    return slugify(heading or "", allow_unicode=True)


class SectionBlock(ContentBlock):
    """Base of sections. A subclass adds ``content``, the stream it may hold, and its schema to ``Value``."""

    heading = CharBlock(
        max_length=120, help_text="What the section tells, in a reader's words. Links to it end in its words."
    )

    class Value(Schema):
        heading: str
        anchor: Slug = Field(description="Derived from the heading; unique on the page.")
        heading_level: int = Field(ge=2, le=6, description="Level of the heading, derived from nesting.")

    class Meta:
        icon = "list-ul"
        label = "Section"
        group = groups.TEXT
        description = (
            "A part of the page under its own heading, listed in the contents. Put the other blocks into it."
        )

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        if not anchor_of(value["heading"]):
            yield Problem("Use at least one letter or digit, so that links can lead here.", "heading")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        level = context.heading_level
        with context.below_heading():
            fields = self.represent_fields(value, context)
        return {**fields, "anchor": anchor_of(value["heading"]), "heading_level": level}


class SectionedBody(ContentStreamBlock):
    """Base of bodies that hold sections."""

    def always_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Two sections of one anchor can't be linked to apart."""
        yield from super().always_in_stream(value)
        seen: dict[str, str] = {}
        for child in value:
            if not isinstance(child.block, SectionBlock):
                continue
            heading = child.value.get("heading") or ""
            anchor = anchor_of(heading)
            if anchor and anchor in seen:
                yield Problem(
                    f"The sections “{seen[anchor]}” and “{heading}” share the anchor #{anchor}. Rename one."
                )
            seen[anchor] = heading
