"""Interactions: those recorded between entries, and rows written for one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, ListBlock, StructValue

from cms.core.blocks import ContentBlock, groups
from cms.core.keys import Key
from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.blocks.choosers import entity_chooser, source_chooser
from medications.blocks.references import (
    Subject,
    agent_problems,
    hidden_advice,
    represent_source,
    represent_subject,
    source_advice,
    subject_problems,
)
from medications.schemas import EntityReference, SourceReference

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Severity = Literal["severe", "moderate", "mild", "unknown"]
SEVERITIES = [("severe", "Severe"), ("moderate", "Moderate"), ("mild", "Mild"), ("unknown", "Not known")]
Evidence = Literal["study", "anecdotal", "theoretical"]
EVIDENCE = [("study", "Studies"), ("anecdotal", "Reports of single cases"), ("theoretical", "Theory")]


class InteractionValue(Schema):
    """One interaction, recorded between entries or written for this page."""

    of: EntityReference | None = Field(
        description="The medicine the row is about; null for a row of this page."
    )
    other: Subject = Field(description="What it interacts with.")
    severity: Severity
    evidence: Evidence
    effect: str = Field(description="What can happen; empty where it was not given.")
    action: str = Field(description="What to do; always there for a severe interaction.")
    source: SourceReference | None


class InteractionRowBlock(ContentBlock):
    says_one_thing = True

    entity = entity_chooser(required=False, label="Medicine or class")
    name = CharBlock(
        required=False, max_length=120, help_text="For what has no entry, such as grapefruit juice."
    )
    severity = ChoiceBlock(choices=SEVERITIES)
    evidence = ChoiceBlock(choices=EVIDENCE)
    effect = CharBlock(required=False, max_length=300, help_text="What can happen, in plain words.")
    action = CharBlock(required=False, max_length=300, help_text="What the reader should do.")
    source = source_chooser(required=False)

    Value = InteractionValue

    class Meta:
        icon = "resubmit"
        label = "Interaction"

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        yield from subject_problems(value)
        yield from agent_problems(value["entity"], field="entity")
        if value["severity"] == "severe" and not (value["action"] or "").strip():
            yield Problem("Say what to do: this interaction is severe.", "action")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        yield from source_advice(value["source"])

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {
            "of": None,
            "other": represent_subject(value["entity"], value["name"], context),
            "severity": value["severity"] or None,
            "evidence": value["evidence"] or None,
            "effect": value["effect"] or "",
            "action": value["action"] or "",
            "source": represent_source(value["source"], context),
        }


class InteractionsBlock(ContentBlock):
    """Recorded interactions follow their entries: a new one reaches this block without an edit of the page."""

    safety = True

    automatic = BooleanBlock(
        required=False, default=True, help_text="Show the interactions recorded with this page's medicine."
    )
    medicines = ListBlock(
        entity_chooser(label="Medicine or class"),
        default=[],
        help_text="Show those recorded with these instead, on a page about several.",
    )
    rows = ListBlock(InteractionRowBlock(), default=[], label="More interactions")

    class Value(Schema):
        rows: list[InteractionValue] = Field(description="Recorded ones first, the most severe at the top.")

    class Meta:
        icon = "resubmit"
        label = "Interactions"
        group = groups.MEDICINE
        description = (
            "Other medicines and foods that do not go with this one: as recorded, and what else to say here."
        )
        preview_value = {
            "automatic": True,
            "rows": [
                {
                    "name": "Strong sunlight",
                    "severity": "moderate",
                    "evidence": "theoretical",
                    "effect": "The skin may burn more easily.",
                    "action": "Cover treated skin outdoors.",
                }
            ],
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        if not (value["automatic"] or value["medicines"] or value["rows"]):
            yield Problem("Show the recorded interactions, choose medicines or write a row.")
        for medicine in value["medicines"]:
            yield from agent_problems(medicine, field="medicines")

    def advice(self, value: StructValue) -> Iterator[Problem]:
        for medicine in value["medicines"]:
            yield from hidden_advice(medicine, field="medicines")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        chosen = [entity.pk for entity in value["medicines"] if entity is not None]
        subjects = chosen or (_subjects_of_page(context) if value["automatic"] else [])
        written = [value["rows"].list_block.child_block.represent(row, context) for row in value["rows"]]
        return {"rows": [*_recorded(subjects, context), *written]}


def _subjects_of_page(context: RenderContext) -> list[int]:
    """Medicines that the page being rendered is about, by its own account."""
    subjects = getattr(context.page, "subject_entity_ids", None)
    return list(subjects()) if subjects is not None else []


def _recorded(entity_ids: list[int], context: RenderContext) -> Iterator[dict[str, Any]]:
    # Late, because the selectors import the models and the models import the blocks.
    from medications.selectors import interactions_of

    for entity_id in entity_ids:
        context.watch(Key("entity", entity_id))
    for found in interactions_of(entity_ids, context) if entity_ids else []:
        other = context.reference("entity", found.other_id)
        if other is None:
            continue
        yield {
            "of": context.reference("entity", found.entity_id),
            "other": {"name": other["name"], "entity": other},
            "severity": found.severity,
            "evidence": found.evidence,
            "effect": found.effect,
            "action": found.action,
            "source": context.reference("source", found.source_id),
        }
