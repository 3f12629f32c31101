"""Doses as typed rows, so that a frontend never has to read a dose out of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.blocks.rules import at_least_one
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.ages import AgeBand
from medications.blocks.choosers import source_chooser
from medications.blocks.dosage_row import BY_AGE, DosageRowBlock
from medications.blocks.references import source_advice, with_shared_source

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class DosageTableBlock(ContentBlock):
    caption = CharBlock(max_length=200, help_text="Which medicine, in which form and strength.")
    source = source_chooser(
        required=False, help_text="Where the doses come from, for every row without its own."
    )
    rows = ListBlock(DosageRowBlock(), default=[], help_text="One table for one form of the medicine.")

    class Value(Schema):
        caption: str
        rows: list[DosageRowBlock.Value]

    class Meta:
        icon = "table"
        label = "Dosage table"
        group = groups.MEDICINE
        description = (
            "Every dose as a row: who, which ages, how much, how often, how much at most. Never a sentence."
        )
        preview_value = {
            "caption": "Paracetamol tablets, 500 mg",
            "rows": [
                {
                    "population": "adults",
                    "age_from": {"value": 16, "unit": "years"},
                    "dose_min": "500",
                    "dose_max": "1000",
                    "unit": "mg",
                    "frequency": "every 4 to 6 hours",
                    "max_single": "1000",
                    "max_in_24_hours": "4000",
                },
                {
                    "population": "children",
                    "age_from": {"value": 10, "unit": "years"},
                    "age_to": {"value": 15, "unit": "years"},
                    "dose_min": "500",
                    "unit": "mg",
                    "frequency": "every 4 to 6 hours",
                    "max_in_24_hours": "2000",
                },
            ],
        }

    def always(self, value: StructValue) -> Iterator[Problem]:
        for (number, row), (other_number, other) in combinations(enumerate(value["rows"], 1), 2):
            if _same_readers(row, other) and _band(row).overlaps(_band(other)):
                yield Problem(
                    f"Rows {number} and {other_number} give two doses for the same age. Mend the ages or the use.",
                    "rows",
                )

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from at_least_one(value["rows"], field="rows", noun="one dose")
        if value["source"] is None:
            for number, row in enumerate(value["rows"], 1):
                if row["source"] is None:
                    yield Problem(f"Row {number} has no source, and neither has the table.", "source")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from source_advice(value["source"])

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        rows = [value["rows"].list_block.child_block.represent(row, context) for row in value["rows"]]
        return {
            "caption": value["caption"] or "",
            "rows": with_shared_source(rows, value["source"], context),
        }


def _same_readers(row: StructValue, other: StructValue) -> bool:
    """Whether both rows are for one use and either age decides between them or they name the same people."""
    if _indication(row) != _indication(other) or _is_unfinished(row) or _is_unfinished(other):
        return False
    if row["population"] in BY_AGE and other["population"] in BY_AGE:
        return True
    same_note = (row["population_note"] or "").casefold() == (other["population_note"] or "").casefold()
    return row["population"] == other["population"] and same_note


def _is_unfinished(row: StructValue) -> bool:
    """A row whose ages are still missing says nothing that could contradict another."""
    return not row["population"] or (row["population"] in BY_AGE - {"all_ages"} and _band(row).is_open)


def _indication(row: StructValue) -> str:
    return (row["indication"] or "").strip().casefold()


def _band(row: StructValue) -> AgeBand:
    return AgeBand.of(row["age_from"], row["age_to"])
