"""Who can and who cannot take a medicine."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import SentenceBlock
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema


class WhoCanBlock(ContentBlock):
    items = ListBlock(
        CharBlock(max_length=200, label="Who"),
        default=[],
        label="Who can take it",
        help_text="Such as: adults",
    )
    note = SentenceBlock(required=False, help_text="What else decides, such as the condition it is for.")

    class Value(Schema):
        items: list[str]
        note: Html

    class Meta:
        icon = "circle-check"
        label = "Who can take it"
        group = groups.MEDICINE
        description = (
            "The people for whom the medicine is meant. Put those who can't take it into their own block."
        )
        preview_value = {"items": ["adults", "children from 3 months of age"], "note": ""}

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["items"], field="items", noun="one group of people")


class WhoCannotBlock(ContentBlock):
    safety = True

    items = ListBlock(
        CharBlock(max_length=200, label="Who"),
        default=[],
        label="Who cannot take it",
        help_text="Continue “Do not take it if you …”: are allergic to pimecrolimus",
    )
    ask_first = ListBlock(
        CharBlock(max_length=200, label="Who"),
        default=[],
        label="Who should ask first",
        help_text="Continue “Tell your doctor before you take it if you …”",
    )

    class Value(Schema):
        items: list[str] = Field(description="Each continues “Do not take it if you …”.")
        ask_first: list[str] = Field(
            description="Each continues “Tell your doctor before you take it if you …”."
        )

    class Meta:
        icon = "circle-xmark"
        label = "Who cannot take it"
        group = groups.SAFETY
        description = "The people who must not take the medicine, and those who should ask a doctor first."
        preview_value = {
            "items": ["are allergic to pimecrolimus"],
            "ask_first": ["have a weak immune system", "have an infection where you would use it"],
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        if not value["items"] and not value["ask_first"]:
            yield Problem("Say who cannot take it, or who should ask first.", "items")
