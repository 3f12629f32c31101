"""A medicine that this text leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import CharBlock, ChoiceBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.choosers import entity_chooser
from medications.blocks.references import agent_problems, hidden_advice, represent_entity
from medications.schemas import EntityReference

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Relation = Literal["alternative", "used_together", "same_class", "brand", "see_also"]
RELATIONS = [
    ("alternative", "Alternative"),
    ("used_together", "Used together"),
    ("same_class", "Works in the same way"),
    ("brand", "Brand"),
    ("see_also", "See also"),
]


class RelatedMedicineBlock(ContentBlock):
    """It drops out where readers may not see the entry."""

    medicine = entity_chooser(label="Medicine or class")
    relation = ChoiceBlock(choices=RELATIONS, default="see_also")
    note = CharBlock(required=False, max_length=200, help_text="Why a reader might want to know of it.")

    class Value(Schema):
        medicine: EntityReference
        relation: Relation
        note: str = Field(description="Empty where none was given.")

    class Meta:
        icon = "link"
        label = "Related medicine"
        group = groups.MEDICINE
        description = (
            "Leads to another medicine with a line on why. For a word in running text, mention it there."
        )
        preview_value = {"relation": "alternative", "note": "An ointment that works in the same way."}

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from agent_problems(value["medicine"], field="medicine")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from hidden_advice(value["medicine"], field="medicine")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any] | None:
        medicine = represent_entity(value["medicine"], context)
        if medicine is None:
            return None
        return {"medicine": medicine, "relation": value["relation"] or None, "note": value["note"] or ""}
