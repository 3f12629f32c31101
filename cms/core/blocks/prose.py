"""Running text: paragraphs, subheadings, quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from pydantic import Field
from wagtail.blocks import CharBlock, RichTextBlock, StructValue, TextBlock
from wagtail.rich_text import RichText

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.preview import Previewed
from cms.core.blocks.rules import plain_text
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

PROSE_FEATURES = ["bold", "italic", "link", "ol", "ul", "document-link", "entity"]
"""What running text may hold. No headings (nesting decides their levels), no pictures (they need an alternative)."""

INLINE_FEATURES = ["bold", "italic", "link", "entity"]
"""What a sentence or two inside another block may hold."""


class ProseBlock(Previewed, RichTextBlock):
    """Rich text with the features of running text; empty markup does not count as text."""

    features_of_kind: ClassVar[list[str]] = PROSE_FEATURES

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=self.features_of_kind, **kwargs)

    def clean(self, value: RichText) -> RichText:
        cleaned = super().clean(value)
        if self.required and not plain_text(cleaned):
            raise ValidationError(self.field.error_messages["required"], code="required")
        return cleaned


class SentenceBlock(ProseBlock):
    """Rich text for a sentence or two: no lists and no files."""

    features_of_kind = INLINE_FEATURES


class ParagraphBlock(ProseBlock):
    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = groups.TEXT
        description = (
            "Running text with links and lists. Use it for everything that no more exact block says better."
        )
        preview_value = (
            "<p>Pimecrolimus calms the immune response in the skin. It holds <b>no steroid</b>, so it does not thin "
            "the skin.</p>"
        )


class SubheadingBlock(ContentBlock):
    text = CharBlock(max_length=120, help_text="A few words. Its level follows from where it stands.")

    class Value(Schema):
        text: str
        heading_level: int = Field(ge=2, le=6, description="Level of the heading, derived from nesting.")

    class Meta:
        icon = "title"
        label = "Subheading"
        group = groups.TEXT
        description = (
            "Divides a long section. Use a new section where readers would look for it in the contents."
        )
        preview_value = {"text": "Before you start"}

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {**self.represent_fields(value, context), "heading_level": context.heading_level}


class QuoteBlock(ContentBlock):
    text = TextBlock(help_text="The exact words, without quotation marks.")
    name = CharBlock(max_length=120, help_text="Who said or wrote it.")
    role = CharBlock(required=False, max_length=160, help_text="What makes this voice worth hearing here.")

    class Value(Schema):
        text: str = Field(description="Plain text without quotation marks.")
        name: str
        role: str = Field(description="Empty where none was given.")

    class Meta:
        icon = "openquote"
        label = "Quotation"
        group = groups.TEXT
        description = "Somebody's exact words, with their name. Not for emphasis: use At a glance for that."
        preview_value = {
            "text": "Most people use far too little cream.",
            "name": "Dr Ana Ruiz",
            "role": "Consultant dermatologist",
        }
