"""Medicines side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, StreamItems, groups
from cms.core.blocks.rules import at_least_one, count_between, counted
from cms.core.blocks.values import represent_value
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.choosers import entity_chooser, source_chooser
from medications.blocks.comparison_cells import CellStream
from medications.blocks.references import (
    Subject,
    represent_subject,
    source_advice,
    subject_problems,
    with_shared_source,
)
from medications.schemas import SourceReference

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

FEWEST_SUBJECTS, MOST_SUBJECTS = 2, 6


class SubjectBlock(ContentBlock):
    """The head of a column."""

    entity = entity_chooser(required=False, label="Medicine, class or condition")
    name = CharBlock(
        required=False, max_length=80, help_text="Instead of the entry's name, or for what has none."
    )

    Value = Subject

    class Meta:
        icon = "tag"
        label = "Subject"

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from subject_problems(value)

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return represent_subject(value["entity"], value["name"], context)


class ComparisonRowBlock(ContentBlock):
    criterion = CharBlock(max_length=120, help_text="What is compared: How fast it works")
    cells = CellStream(required=False, help_text="One cell for each subject, in the same order.")
    source = source_chooser(
        required=False, help_text="Leave empty if the source of the whole table says this."
    )

    class Value(Schema):
        criterion: str
        cells: Annotated[
            list[Any], StreamItems(CellStream), Field(description="One for each subject, in the same order.")
        ]
        source: SourceReference | None = Field(description="The row's own source or the table's.")

    class Meta:
        icon = "table"
        label = "Row"

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from source_advice(value["source"])


class ComparisonTableBlock(ContentBlock):
    caption = CharBlock(max_length=200, help_text="What is compared, and in which respect.")
    subjects = ListBlock(SubjectBlock(), default=[], help_text="The columns: 2 to 6.")
    source = source_chooser(required=False, help_text="For every row without its own.")
    rows = ListBlock(ComparisonRowBlock(), default=[])

    class Value(Schema):
        caption: str
        subjects: list[Subject]
        rows: list[ComparisonRowBlock.Value]

    class Meta:
        icon = "table"
        label = "Comparison table"
        group = groups.TABLES
        description = (
            "2 to 6 medicines side by side, one criterion per row. It says “not known” where that is so."
        )
        preview_value = {
            "caption": "Two creams for eczema",
            "subjects": [{"name": "Pimecrolimus"}, {"name": "Mometasone"}],
            "rows": [
                {
                    "criterion": "Thins the skin",
                    "cells": [
                        {"type": "yes_no", "value": {"answer": "no", "note": ""}},
                        {"type": "yes_no", "value": {"answer": "yes", "note": "after weeks of use"}},
                    ],
                },
                {
                    "criterion": "From age",
                    "cells": [
                        {"type": "number", "value": {"number": 3, "unit": "months"}},
                        {"type": "not_known", "value": {"note": ""}},
                    ],
                },
            ],
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        subjects = value["subjects"]
        yield from count_between(subjects, FEWEST_SUBJECTS, MOST_SUBJECTS, field="subjects", noun="subjects")
        yield from at_least_one(value["rows"], field="rows", noun="one row")
        for number, row in enumerate(value["rows"], 1):
            if len(row["cells"]) != len(subjects):
                yield Problem(
                    f"Row {number} has {counted(len(row['cells']), 'cell')} for {counted(len(subjects), 'subject')}. "
                    "Where nothing is known, put “Not known”.",
                    "rows",
                )
            if row["source"] is None and value["source"] is None:
                yield Problem(f"Row {number} has no source, and neither has the table.", "source")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from source_advice(value["source"])

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        rows = represent_value(self.child_blocks["rows"], value["rows"], context)
        return {
            "caption": value["caption"] or "",
            "subjects": represent_value(self.child_blocks["subjects"], value["subjects"], context),
            "rows": with_shared_source(rows, value["source"], context),
        }
