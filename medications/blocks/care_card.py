"""When to get help, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import SentenceBlock
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema
from medications.blocks.contacts import EmergencyContacts, emergency_contacts

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Urgency = Literal["non_urgent", "urgent", "emergency"]
URGENCIES = [
    ("non_urgent", "Not urgent: see a doctor or pharmacist"),
    ("urgent", "Urgent: get help today"),
    ("emergency", "Emergency: call for help now"),
]


class CareCardBlock(ContentBlock):
    safety = True

    urgency = ChoiceBlock(choices=URGENCIES)
    heading = CharBlock(max_length=120, help_text="Such as: See a doctor if. It leads into the list.")
    conditions = ListBlock(
        SentenceBlock(label="Condition"),
        default=[],
        help_text="Each continues the heading. Emergency cards: no links.",
    )
    text = SentenceBlock(required=False, label="What to do", help_text="Shown below the list.")

    class Value(Schema):
        urgency: Urgency
        heading: str
        heading_level: int = Field(ge=2, le=6, description="Level of the heading, derived from nesting.")
        conditions: list[Html]
        text: Html
        contacts: EmergencyContacts

    class Meta:
        icon = "help"
        label = "Care card"
        group = groups.SAFETY
        description = (
            "When to get help and how fast: one card for one degree of urgency, with the signs to look for."
        )
        preview_value = {
            "urgency": "urgent",
            "heading": "Ask for help today if",
            "conditions": ["<p>the skin is hot, swollen or weeping</p>", "<p>you have a fever</p>"],
            "text": "",
        }

    def always(self, value: StructValue) -> Iterator[Problem]:
        """A link in an emergency card takes a reader away from the one thing to do."""
        if value["urgency"] != "emergency":
            return
        for field, texts in (("conditions", list(value["conditions"])), ("text", [value["text"]])):
            if any(text is not None and "<a " in text.source for text in texts):
                yield Problem("An emergency card has no links: nothing may lead readers away from it.", field)

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["conditions"], field="conditions", noun="one condition")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {
            **self.represent_fields(value, context),
            "heading_level": context.heading_level,
            "contacts": emergency_contacts(context),
        }
