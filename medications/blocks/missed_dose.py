"""What to do about a dose that was forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.blocks import StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import ProseBlock
from cms.core.blocks.rules import plain_text
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema


class MissedDoseBlock(ContentBlock):
    text = ProseBlock(label="What to do", help_text="When to catch up, when to skip, and not to double.")

    class Value(Schema):
        text: Html

    class Meta:
        icon = "history"
        label = "Missed dose"
        group = groups.MEDICINE
        description = "What to do if a dose was forgotten: when to take it late, when to leave it out."
        preview_value = {
            "text": "<p>Use it as soon as you remember. Do not use a double amount to make up for it.</p>"
        }

    def advice(self, value: StructValue) -> Iterator[Problem]:
        text = plain_text(value["text"])
        if text and "double" not in text.casefold():
            yield Problem("Say that nobody should take a double dose.", "text")
