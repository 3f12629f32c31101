"""A plain table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import BooleanBlock, CharBlock, FloatBlock, StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.prose import SentenceBlock
from cms.core.blocks.values import represent_value
from cms.core.problems import Problem
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class TableColumn(Schema):
    heading: str
    type: Literal["text", "number", "rich_text"] = Field(
        description="What the cells of the column hold: plain text, a number or HTML."
    )


# The typed table does not pass "this is only a draft" on to its cells, so no cell is required.
class CellsBlock(TypedTableBlock):
    text = CharBlock(required=False, label="Text")
    number = FloatBlock(required=False, label="Number")
    rich_text = SentenceBlock(required=False, label="Text with links")


class TableBlock(ContentBlock):
    table = CellsBlock(help_text="Give it a caption: it says what the table shows and is read out first.")
    row_headings = BooleanBlock(
        required=False, default=True, help_text="The first cell of each row names what the row is about."
    )

    class Value(Schema):
        caption: str
        row_headings: bool = Field(description="Whether the first cell of each row is its heading.")
        columns: list[TableColumn]
        rows: list[list[str | float | None]] = Field(
            description="One list of cells per row, in the order of columns."
        )

    class Meta:
        icon = "table"
        label = "Table"
        group = groups.TABLES
        description = (
            "Facts in rows and columns. Doses, comparisons and side effects have blocks of their own."
        )
        preview_value = {
            "table": {
                "caption": "How much cream an area needs",
                "columns": [
                    {"type": "text", "heading": "Area"},
                    {"type": "number", "heading": "Fingertip units"},
                ],
                "rows": [{"values": ["Face and neck", 2.5]}, {"values": ["One hand", 1]}],
            },
            "row_headings": True,
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        table: TypedTable = value["table"]
        if not (table.caption or "").strip():
            yield Problem("Give the table a caption that says what it shows.", "table")
        if not table.row_data or not table.columns:
            yield Problem("The table has no cells.", "table")
        if any(not (column["heading"] or "").strip() for column in table.columns):
            yield Problem("Each column needs a heading.", "table")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        table: TypedTable = value["table"]
        return {
            "caption": table.caption or "",
            "row_headings": bool(value["row_headings"]),
            "columns": [
                {"heading": column["heading"] or "", "type": column["block"].name} for column in table.columns
            ],
            "rows": [
                [represent_value(cell.block, cell.value, context) for cell in row] for row in table.rows
            ],
        }
