"""Typed JSON of entities as such: what pages say of them, and what is known beside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from cms.core.schemas import Address, Schema
from medications.blocks.interactions import Evidence, Severity
from medications.schemas import (
    EntityReference,
    IdentifierValue,
    MedicineFacts,
    SourceReference,
    TreatmentValue,
)


class ListedEntity(EntityReference):
    """A medicine, class or condition in a list, as long as no other fields are asked for."""

    also_called: list[str] = Field(description="Other names, without those that are only searched for.")


class PageAbout(Schema):
    """A public page about an entity."""

    id: int
    type: str
    path: Address = Field(description="Path on the site, with slashes at both ends.")
    title: str


class RecordedInteraction(Schema):
    other: EntityReference = Field(description="What it interacts with.")
    severity: Severity
    evidence: Evidence
    effect: str = Field(description="What can happen; empty where it was not given.")
    action: str = Field(description="What to do; always there for a severe interaction.")
    source: SourceReference | None


class PartnerValue(Schema):
    """What it is used together with on purpose."""

    other: EntityReference
    condition: EntityReference | None = Field(description="For which condition; null where for any.")
    note: str
    source: SourceReference | None


class TreatedBy(Schema):
    agent: EntityReference = Field(description="The medicine or class.")
    line: Literal["first", "second", "add_on", "other", ""]


class Agent(Schema):
    """What medicines and classes have in common."""

    mechanism: str
    treats: list[TreatmentValue]
    interactions: list[RecordedInteraction] = Field(description="The most severe first.")
    partners: list[PartnerValue]
    pages: list[PageAbout] = Field(description="Drug pages, then hubs, then comparisons.")


class MedicineEntity(MedicineFacts, Agent):
    kind: Literal["medicine"]
    component_of: list[EntityReference] = Field(description="Combinations that contain it.")


class MedicineClassEntity(ListedEntity, Agent):
    kind: Literal["medicine_class"]
    identifiers: list[IdentifierValue]
    atc_prefix: str = Field(description="The beginning of its members' ATC codes.")
    parent: EntityReference | None = Field(description="The wider class.")
    children: list[EntityReference] = Field(description="Narrower classes.")
    members: list[EntityReference]


class ConditionEntity(ListedEntity):
    kind: Literal["condition"]
    identifiers: list[IdentifierValue]
    clinical_name: str = Field(description="The clinicians' name where it differs.")
    body_area: str
    red_flags: list[str] = Field(description="Signs that need medical help at once.")
    treated_by: list[TreatedBy]
    pages: list[PageAbout]


class Entity(
    RootModel[Annotated[MedicineEntity | MedicineClassEntity | ConditionEntity, Field(discriminator="kind")]]
):
    """A medicine, class or condition with what is known of it; told apart by ``kind``."""
