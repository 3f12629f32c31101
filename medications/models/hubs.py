"""Topics: hubs that gather whatever is published about one entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from cms.core.blocks.rules import body_problems, plain_text
from cms.core.fields import SentencesField
from cms.core.problems import Problem
from cms.core.sections import Section, SectionPage
from medications import gathering, jsonld, panels, representation, starters
from medications.blocks.bodies import HubBody
from medications.models.content import ContentPage
from medications.models.entities import Entity
from medications.page_schemas import TopicHubPageSchema, TopicIndexPageSchema
from medications.rules.entries import subject_is_hidden

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

DEFINITION_LIMIT = 600


class TopicIndexPage(SectionPage):
    schema = TopicIndexPageSchema
    section = Section("Topics", "topics", feeds_latest=False)
    page_description = "The list of all topics. There is one; topic hubs stand below it."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["medications.TopicHubPage"]

    class Meta:
        verbose_name = "topic index"


class TopicHubPage(ContentPage):
    """The place to begin reading about a medicine, class or condition; gathers its pages by topic."""

    schema = TopicHubPageSchema
    prose_fields: ClassVar = (*ContentPage.prose_fields, "definition")
    related_of_own_type = None  # its other pages stand in its collection
    page_description = (
        "The place to begin reading about a class, a condition or a medicine. Guides, drug pages and articles with "
        "this topic are listed on it by themselves."
    )
    parent_page_types: ClassVar = ["medications.TopicIndexPage"]

    subject = models.ForeignKey(
        Entity,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hubs",
        help_text="What this hub is about. Pages that have it as a topic are gathered here. Needed to publish.",
    )
    definition = RichTextField(
        blank=True,
        features=["bold", "italic", "link", "entity"],
        help_text="What it is, in two or three sentences. Needed to publish. At most 600 characters.",
    )
    gather_automatically = models.BooleanField(
        default=True,
        help_text="List pages with this topic by themselves, newest first, after the pinned ones.",
    )
    gather_drug_pages = models.BooleanField("gather drug pages", default=True)
    gather_guides = models.BooleanField("gather guides", default=True)
    gather_articles = models.BooleanField("gather articles", default=True)
    gather_limit = models.PositiveSmallIntegerField(
        "most cards",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="How many cards the hub shows, pinned ones included: 1 to 100.",
    )
    body = StreamField(HubBody(), blank=True, default=starters.hub_page)

    edit_handler = panels.page_tabs(content=panels.HUB, topics=panels.HUB_COLLECTION)

    class Meta:
        verbose_name = "topic hub"

    def subject_entity_ids(self) -> list[int]:
        return [self.subject_id] if self.subject_id is not None else []

    def shown_entries(self) -> Iterator[tuple[str, int]]:
        yield from super().shown_entries()
        yield from (("key_entities", row.entity_id) for row in self.key_entities.all())

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {
            **super().represent_content(context),
            "subject": context.reference("entity", self.subject_id),
            "definition": context.rich_text(self.definition),
            "also_called": representation.also_called(self, context),
            "key_entities": representation.key_entities(self, context),
            "body": context.stream(self.body),
            "collection": gathering.represent(self, context),
        }

    def json_ld_entity(self, context: RenderContext) -> dict[str, Any] | None:
        return jsonld.hub_subject(self, context)

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        if self.subject_id is None:
            yield Problem("Choose what this hub is about.", "subject")
        for name in self.hidden_entries(self.subject_entity_ids()).values():
            yield subject_is_hidden(name, field="subject")
        length = len(plain_text(self.definition))
        if not length:
            yield Problem("Say in two or three sentences what it is.", "definition")
        if length > DEFINITION_LIMIT:
            yield Problem(f"At most {DEFINITION_LIMIT} characters; there are {length}.", "definition")
        yield from body_problems(self.body)


class KeyEntityRole(models.TextChoices):
    PARTNER = "partner", "Partner"
    TARGET = "target", "Target"
    KEY_DRUG = "key_drug", "Key drug"
    ALTERNATIVE = "alternative", "Alternative"


class KeyEntity(Orderable):
    """An entry that matters to a hub, with a line that says why."""

    hub = ParentalKey(TopicHubPage, on_delete=models.CASCADE, related_name="key_entities")
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="key_entity_rows", verbose_name="entry"
    )
    role = models.CharField(max_length=12, choices=KeyEntityRole.choices, default=KeyEntityRole.KEY_DRUG)
    gloss = SentencesField(max_length=200, blank=True, help_text="One line for readers.")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "key medicines and conditions"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hub", "entity", "role"], name="key_entity_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.entity}, {self.get_role_display()}"


class HubAlias(Orderable):
    """A name this hub goes by that is not an alias of its subject."""

    hub = ParentalKey(TopicHubPage, on_delete=models.CASCADE, related_name="extra_aliases")
    text = models.CharField("name", max_length=255)

    def __str__(self) -> str:
        return self.text


class CollectionPin(Orderable):
    """A page that stands first in a hub's collection, with or without the topic."""

    hub = ParentalKey(TopicHubPage, on_delete=models.CASCADE, related_name="collection_pins")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="page")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "collection: pinned pages"

    def __str__(self) -> str:
        return str(self.target)


class CollectionExclusion(Orderable):
    """A page that is not gathered although it has the topic."""

    hub = ParentalKey(TopicHubPage, on_delete=models.CASCADE, related_name="collection_exclusions")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="page")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "collection: excluded pages"

    def __str__(self) -> str:
        return str(self.target)
