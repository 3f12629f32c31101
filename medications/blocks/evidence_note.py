"""How sure we are, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field
from wagtail.blocks import ChoiceBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import SentenceBlock
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema
from medications.blocks.choosers import source_chooser
from medications.blocks.references import source_advice
from medications.schemas import SourceReference

Certainty = Literal["high", "moderate", "low", "very_low"]
CERTAINTIES = [("high", "High"), ("moderate", "Moderate"), ("low", "Low"), ("very_low", "Very low")]


class EvidenceNoteBlock(ContentBlock):
    certainty = ChoiceBlock(choices=CERTAINTIES, help_text="How sure the evidence makes us (GRADE).")
    text = SentenceBlock(help_text="What was found, in which people, and what is still open.")
    sources = ListBlock(source_chooser(label="Source"), default=[])

    class Value(Schema):
        certainty: Certainty = Field(description="Certainty of the evidence after GRADE.")
        text: Html
        sources: list[SourceReference]

    class Meta:
        icon = "glasses"
        label = "Evidence note"
        group = groups.EVIDENCE
        description = "How sure the evidence makes us of a statement, with its sources."
        preview_value = {
            "certainty": "moderate",
            "text": "<p>In trials with 2,600 children, fewer flares came back than with a plain cream.</p>",
            "sources": [None],
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["sources"], field="sources", noun="one source")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        for source in value["sources"]:
            yield from source_advice(source, field="sources")
