"""Typed JSON of entities and of what supports them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from cms.core.schemas import Address, ImageValue, Schema, Slug

EntityKindName = Literal["medicine", "medicine_class", "condition"]


class EntityReference(Schema):
    """A medicine, class or condition as pages name it."""

    id: int
    kind: EntityKindName
    name: str
    slug: Slug
    short_definition: str
    path: Address | None = Field(description="Path of the page about it; null where there is none to read.")


class SourceReference(Schema):
    """A publication that a statement rests on."""

    id: int
    kind: Literal["guideline", "label", "leaflet", "systematic_review", "trial", "regulator_notice", "other"]
    title: str
    publisher: str
    year: int | None
    url: Address
    doi: str
    pmid: str
    accessed_on: date | None
    retracted: bool


class CredentialValue(Schema):
    kind: Literal["registration", "licence", "board", "degree"]
    title: str
    body: str = Field(description="Who issued it.")


class ContributorReference(Schema):
    """A person who wrote or reviewed."""

    id: int
    name: str = Field(description="With what stands before and after it: Dr Ada Moran, MD.")
    role: str
    bio: str
    disclosures: str
    credentials: list[CredentialValue] = Field(description="Those valid when the page was rendered.")
    photo: ImageValue | None


class CategoryReference(Schema):
    id: int
    name: str
    slug: Slug


class DisclaimerReference(Schema):
    id: int
    key: Slug
    text: str


class TopicReference(Schema):
    entity: EntityReference
    weight: Literal["primary", "secondary"]


class Contribution(Schema):
    role: Literal["author", "reviewer", "editor", "contributor"]
    contributor: ContributorReference


class Citation(Schema):
    source: SourceReference
    locator: str = Field(description="Where in the source.")


class IdentifierValue(Schema):
    system: Literal["rxcui", "atc", "unii", "ndc", "mesh", "icd10", "snomed"]
    code: str


class TreatmentValue(Schema):
    condition: EntityReference
    line: Literal["first", "second", "add_on", "other", ""]


class BoxedWarning(Schema):
    text: str
    date: date | None
    source: SourceReference | None


class MedicineFacts(EntityReference):
    """A medicine with what is known of it."""

    medicine_kind: Literal["ingredient", "combination", "brand"]
    also_called: list[str]
    identifiers: list[IdentifierValue]
    brand_of: EntityReference | None
    brands: list[EntityReference]
    ingredients: list[EntityReference] = Field(description="Of a combination.")
    classes: list[EntityReference]
    treats: list[TreatmentValue]
    routes: list[str]
    forms: list[str]
    mechanism: str
    boxed_warning: BoxedWarning | None
    prescription_status: Literal["prescription", "pharmacy", "otc", "mixed", ""]


class KeyEntityValue(Schema):
    entity: EntityReference
    role: Literal["partner", "target", "key_drug", "alternative"]
    gloss: str
