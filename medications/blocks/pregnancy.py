"""Pregnancy and breastfeeding, each stated in words or plainly without data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field
from wagtail.blocks import ChoiceBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.prose import ProseBlock
from cms.core.blocks.rules import plain_text
from cms.core.problems import Problem
from cms.core.schemas import Html, Schema

Status = Literal["stated", "no_data"]
STATUSES = [("stated", "Stated below"), ("no_data", "There are no data")]
# Also "category: C", "categories B and C", "category B3"; a small "a" after it is an article.
LETTER_CATEGORY = re.compile(r"\b(?i:categor(?:y|ies))[\s:=(\"“'-]+[ABCDXbcdx][1-3]?\b")


class StatementBlock(ContentBlock):
    says_one_thing = True

    status = ChoiceBlock(
        choices=STATUSES, help_text="Silence is not an answer: say so if nobody has studied it."
    )
    text = ProseBlock(required=False, help_text="What is known and what to do.")

    class Value(Schema):
        status: Status
        text: Html

    class Meta:
        icon = "info-circle"
        label = "Statement"

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        text = plain_text(value["text"])
        if value["status"] == "stated" and not text:
            yield Problem("State what is known, or say that there are no data.", "text")
        if LETTER_CATEGORY.search(text):
            yield Problem(
                "Say it in words: letters (A to X) are no longer used and were misread as grades.", "text"
            )


class PregnancyBreastfeedingBlock(ContentBlock):
    # Without a label here both would be called "Statement": the label of a block wins over the name of its field.
    pregnancy = StatementBlock(label="Pregnancy")
    breastfeeding = StatementBlock(label="Breastfeeding")

    class Value(Schema):
        pregnancy: StatementBlock.Value = Field(description="Where `status` is `no_data`, say so to readers.")
        breastfeeding: StatementBlock.Value = Field(
            description="Where `status` is `no_data`, say so to readers."
        )

    class Meta:
        icon = "info-circle"
        label = "Pregnancy and breastfeeding"
        group = groups.MEDICINE
        description = (
            "What is known about both, each in words or marked as without data. No letter categories."
        )
        preview_value = {
            "pregnancy": {"status": "no_data", "text": "<p>Use it only if your doctor says so.</p>"},
            "breastfeeding": {"status": "stated", "text": "<p>You can use it. Keep it off your breasts.</p>"},
        }
