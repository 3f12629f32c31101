"""The cells of a comparison: typed, so that a frontend can show a tick as a tick."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, FloatBlock

from cms.core.blocks import ContentBlock, ContentStreamBlock, groups
from cms.core.blocks.prose import SentenceBlock
from cms.core.schemas import Schema

Answer = Literal["yes", "no", "partly"]
ANSWERS = [("yes", "Yes"), ("no", "No"), ("partly", "Partly")]


class TextCellBlock(SentenceBlock):
    class Meta:
        icon = "pilcrow"
        label = "Words"
        group = groups.TABLES
        description = "A cell of a few words, where neither a number nor yes or no will do."
        preview_value = "<p>Thin layer, twice a day</p>"


class NumberCellBlock(ContentBlock):
    says_one_thing = True

    number = FloatBlock()
    unit = CharBlock(required=False, max_length=40)

    class Value(Schema):
        number: float
        unit: str = Field(description="Empty for a plain count.")

    class Meta:
        icon = "decimal"
        label = "Number"
        group = groups.TABLES
        description = "A cell with a number and its unit, so that columns can be compared and sorted."
        preview_value = {"number": 3, "unit": "months of age"}


class YesNoCellBlock(ContentBlock):
    says_one_thing = True

    answer = ChoiceBlock(choices=ANSWERS)
    note = CharBlock(required=False, max_length=160, help_text="Needed for “partly” to make sense.")

    class Value(Schema):
        answer: Answer
        note: str

    class Meta:
        icon = "check"
        label = "Yes or no"
        group = groups.TABLES
        description = "A cell that answers yes, no or partly, with a note where the answer needs one."
        preview_value = {"answer": "no", "note": "not on broken skin"}


class NotKnownCellBlock(ContentBlock):
    note = CharBlock(required=False, max_length=160, help_text="Such as: not studied in children")

    class Value(Schema):
        note: str

    class Meta:
        icon = "help"
        label = "Not known"
        group = groups.TABLES
        description = "A cell that says openly that this is not known. An empty cell would look like a no."
        preview_value = {"note": "not studied in children"}


class CellStream(ContentStreamBlock):
    """The cells of one row, in the order of the subjects."""

    text = TextCellBlock()
    number = NumberCellBlock()
    yes_no = YesNoCellBlock()
    not_known = NotKnownCellBlock()
