"""A file to download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import CharBlock, StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.schemas import DocumentValue, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class DownloadBlock(ContentBlock):
    """A document; it drops out where readers may not have it."""

    document = DocumentChooserBlock()
    title = CharBlock(
        required=False, max_length=160, help_text="Leave empty to use the document's own title."
    )
    description = CharBlock(required=False, max_length=300, help_text="What is in it and who needs it.")

    class Value(Schema):
        document: DocumentValue
        title: str = Field(description="The words of the link.")
        description: str

    class Meta:
        icon = "download"
        label = "Download"
        group = groups.MEDIA
        description = "A file such as a printable leaflet. What readers need must also be on the page."
        preview_value = {"title": "Leaflet for printing", "description": "Two pages, large print."}

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any] | None:
        document = context.document(value["document"])
        if document is None:
            return None
        return {
            "document": document,
            "title": value["title"] or document["title"],
            "description": value["description"] or "",
        }
