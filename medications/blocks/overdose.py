"""What to do about too much of a medicine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import ProseBlock
from cms.core.schemas import Html, Schema
from medications.blocks.contacts import EmergencyContacts, emergency_contacts

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class OverdoseBlock(ContentBlock):
    safety = True

    emergency_line = CharBlock(
        max_length=200,
        help_text="What to do at once. Leave out the numbers: they come from the site's settings.",
    )
    symptoms = ListBlock(CharBlock(max_length=160, label="Sign"), default=[], label="Signs of too much")
    text = ProseBlock(required=False, help_text="What else to know, such as what to take along.")

    class Value(Schema):
        emergency_line: str = Field(description="What to do at once. Show it first, with the contacts.")
        contacts: EmergencyContacts
        symptoms: list[str]
        text: Html

    class Meta:
        icon = "warning"
        label = "Too much taken"
        group = groups.SAFETY
        description = "What to do at once after too much, the signs of it, and what to take along."
        preview_value = {
            "emergency_line": "Call the poison line at once, even if you feel well.",
            "symptoms": ["feeling sick", "pain in the upper belly"],
            "text": "<p>Take the package with you.</p>",
        }

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {**self.represent_fields(value, context), "contacts": emergency_contacts(context)}
