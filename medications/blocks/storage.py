"""How to keep a medicine and get rid of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import ProseBlock
from cms.core.schemas import Html, Schema

Temperature = Literal["no_special", "below_25", "below_30", "refrigerator", "freezer"]
TEMPERATURES = [
    ("no_special", "No special conditions"),
    ("below_25", "Below 25 °C"),
    ("below_30", "Below 30 °C"),
    ("refrigerator", "In a refrigerator (2 to 8 °C)"),
    ("freezer", "In a freezer"),
]


class StorageDisposalBlock(ContentBlock):
    temperature = ChoiceBlock(required=False, choices=TEMPERATURES)
    storage = ProseBlock(help_text="Where and how to keep it.")
    after_opening = CharBlock(required=False, max_length=160, help_text="Such as: use within 12 months")
    disposal = ProseBlock(help_text="Where to take what is left over.")

    class Value(Schema):
        temperature: Temperature | None = Field(description="Null where it was not given.")
        storage: Html
        after_opening: str
        disposal: Html

    class Meta:
        icon = "home"
        label = "Storage and disposal"
        group = groups.MEDICINE
        description = "How to keep the medicine, how long it lasts once opened, and how to get rid of it."
        preview_value = {
            "temperature": "below_25",
            "storage": "<p>Keep the tube closed and out of the sight and reach of children.</p>",
            "after_opening": "Use within 12 months",
            "disposal": "<p>Take what is left to a pharmacy.</p>",
        }
