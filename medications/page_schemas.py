"""Typed JSON of the page types of this app."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from cms.core.blocks import StreamItems
from cms.core.schemas import Address, Html, ImageValue, PageCard, PageSchema, RelatedCard, Schema
from cms.core.sections import SectionSchema
from medications.blocks.bodies import ArticleBody, DrugBody, GuideBody, GuideSteps, HubBody
from medications.schemas import (
    CategoryReference,
    Citation,
    Contribution,
    DisclaimerReference,
    EntityReference,
    KeyEntityValue,
    MedicineFacts,
    TopicReference,
)


class UpdateValue(Schema):
    type: Literal["major", "minor"]
    change_note: str


class ReviewValue(Schema):
    reviewed_on: date | None
    next_review_on: date | None


class ProvenanceValue(Schema):
    """Where an imported page came from."""

    source: str
    url: Address
    version: str
    nature: Literal["patient", "professional", ""]
    notice: str = Field(description="To be shown with the page; empty where none is needed.")


class ContentSchema(PageSchema):
    """What every content page has."""

    summary: str
    card_image: ImageValue | None
    category: CategoryReference | None
    topics: list[TopicReference]
    contributors: list[Contribution]
    references: list[Citation]
    related: list[RelatedCard] = Field(
        description="Pages that go with this one: those an editor chose first, then the nearest. "
        "All of them are at `/pages/{id}/related/`."
    )
    update: UpdateValue
    review: ReviewValue
    disclaimer: DisclaimerReference | None
    provenance: ProvenanceValue | None


class CollectionValue(Schema):
    """The pages a hub gathers."""

    total: int = Field(description="How many there are; cards may be fewer.")
    cards: list[PageCard] = Field(description="Pinned pages first, then newest first.")


class TopicHubPageSchema(ContentSchema):
    type: Literal["medications.TopicHubPage"]
    subject: EntityReference | None
    definition: Html
    also_called: list[str]
    key_entities: list[KeyEntityValue]
    body: Annotated[list[Any], StreamItems(HubBody)]
    collection: CollectionValue


class DrugPageSchema(ContentSchema):
    type: Literal["medications.DrugPage"]
    medicine: MedicineFacts | None
    audience: Literal["adult", "child", "all"]
    body: Annotated[list[Any], StreamItems(DrugBody)]


class GuideMaterialValue(Schema):
    text: str
    note: str


class MistakeValue(Schema):
    mistake: str
    instead: str


class HowToGuidePageSchema(ContentSchema):
    type: Literal["medications.HowToGuidePage"]
    medicines: list[EntityReference]
    goal: str
    total_time: int | None = Field(description="Minutes.")
    who_it_is_for: str
    materials: list[GuideMaterialValue]
    steps: Annotated[list[Any], StreamItems(GuideSteps)]
    common_mistakes: list[MistakeValue]
    body: Annotated[list[Any], StreamItems(GuideBody)]


class ArticlePageSchema(ContentSchema):
    type: Literal["medications.ArticlePage"]
    kind: Literal["explainer", "comparison", "news", "questions"]
    subjects: list[EntityReference] = Field(description="What a comparison compares.")
    verdict: Html
    body: Annotated[list[Any], StreamItems(ArticleBody)]


class TopicIndexPageSchema(SectionSchema):
    type: Literal["medications.TopicIndexPage"]


class MedicationIndexPageSchema(SectionSchema):
    type: Literal["medications.MedicationIndexPage"]


class GuideIndexPageSchema(SectionSchema):
    type: Literal["medications.GuideIndexPage"]


class ArticleIndexPageSchema(SectionSchema):
    type: Literal["medications.ArticleIndexPage"]
