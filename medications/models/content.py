"""What hubs, drug pages, guides and articles have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from wagtail.images import get_image_model_string

from cms.core.fields import SentencesField
from cms.core.image_presets import CARD
from cms.core.keys import Key, image_key
from cms.core.models import BasePage
from cms.core.problems import Problem
from medications import jsonld, panels, representation
from medications.keys import about_key, category_key, topic_key
from medications.models.taxonomy import Category, Disclaimer
from medications.rules.advice import misread_advice, outdated_source_advice, reading_advice
from medications.rules.entries import hidden_entries, hidden_entries_advice
from medications.rules.pages import content_problems

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class UpdateType(models.TextChoices):
    MAJOR = "major", "Major: readers should know what changed"
    MINOR = "minor", "Minor: a correction that changes no advice"


class SourceNature(models.TextChoices):
    """What kind of text an import brought in."""

    PATIENT = "patient", "Written for patients"
    PROFESSIONAL = "professional", "Professional labelling, not patient content"


class Provenance(models.Model):
    """Where an imported page came from; empty on a page written here."""

    import_source = models.CharField(
        "source", max_length=100, blank=True, help_text="The collection it was imported from."
    )
    import_url = models.CharField(
        "address at the source", max_length=1000, blank=True, validators=[URLValidator()]
    )
    import_id = models.CharField("id at the source", max_length=100, blank=True, db_index=True)
    import_digest = models.CharField(
        "digest of the source record",
        max_length=64,
        blank=True,
        help_text="Tells the import whether the record changed.",
    )
    import_version = models.CharField(
        "version at the source",
        max_length=100,
        blank=True,
        help_text="Label version or date, shown to readers.",
    )
    import_nature = models.CharField("kind of text", max_length=12, choices=SourceNature.choices, blank=True)

    class Meta:
        abstract = True


class ContentPage(Provenance, BasePage):
    """Base of the pages that carry medical content."""

    summary = SentencesField(
        max_length=300,
        blank=True,
        help_text="What this page says, in one or two sentences. Needed to publish.",
    )
    card_excerpt = SentencesField(
        max_length=300, blank=True, help_text="The text on this page's card in lists. Empty: the summary."
    )
    card_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The picture on the card and in shared links.",
    )
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    update_type = models.CharField(max_length=5, choices=UpdateType.choices, default=UpdateType.MINOR)
    change_note = models.TextField(
        blank=True, help_text="What has changed, for readers. Needed to publish a major update."
    )
    disclaimer = models.ForeignKey(
        Disclaimer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_on = models.DateField(
        "last clinical review",
        null=True,
        blank=True,
        help_text="The day the reviewer last read the whole page. Needed to publish with a reviewer's name.",
    )
    next_review_on = models.DateField(
        "next clinical review",
        null=True,
        blank=True,
        help_text="The day by which the page has to be read again. Readers see it.",
    )

    edit_handler = panels.page_tabs()

    subpage_types: ClassVar[list[str]] = []
    prose_fields: ClassVar[tuple[str, ...]] = ("title", "summary", "card_excerpt", "change_note")
    """The fields that readers read as text."""
    related_of_own_type: ClassVar[int | None] = 3
    """How many related pages may be of this type while there are others, which come first; None: the score decides."""

    class Meta:
        abstract = True

    def subject_entity_ids(self) -> list[int]:
        """The entities this page is about, most important first; not the same as its topics."""
        return []

    # What readers get, and find it by

    def search_names(self, context: RenderContext) -> list[str]:
        return representation.names_of(self.subject_entity_ids(), context)

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return representation.content(self, context)

    def represent_card(self, context: RenderContext) -> dict[str, Any]:
        category = context.reference("category", self.category_id)
        return {
            **super().represent_card(context),
            "excerpt": self.card_excerpt or self.summary,
            "category": category["name"] if category is not None else None,
            "image": context.image_of_id(self.card_image_id, preset=CARD),
        }

    def card_keys(self) -> set[Key]:
        keys = {Key("category", self.category_id)} if self.category_id is not None else set()
        return keys | ({image_key(self.card_image_id)} if self.card_image_id is not None else set())

    def represent_json_ld(self, context: RenderContext) -> dict[str, Any]:
        return jsonld.of_page(self, context)

    def json_ld_entity(self, context: RenderContext) -> dict[str, Any] | None:
        """The node of what this type of page is besides a web page: a drug, a how-to, an article."""
        return None

    # What it belongs to

    def listing_keys(self) -> set[Key]:
        keys = super().listing_keys()
        keys |= {topic_key(row.entity_id) for row in self.page_topics.all()}
        keys |= {about_key(entity_id) for entity_id in self.subject_entity_ids()}
        if self.category_id is not None:
            keys.add(category_key(self.category_id))
        return keys

    # What stops a publish

    def publish_problems(self) -> Iterator[Problem]:
        """Rules of all content pages. The reviewer's credential must be valid on the day the page goes live."""
        yield from super().publish_problems()
        goes_live = self._goes_live(timezone.now())
        yield from content_problems(self, timezone.localdate(goes_live, timezone.get_default_timezone()))

    def publish_advice(self) -> Iterator[Problem]:
        """What an editor should look at again before readers see this page."""
        now = timezone.now()
        yield from misread_advice(self, self.prose_fields)
        yield from outdated_source_advice(("page_sources", row.source_id) for row in self.page_sources.all())
        yield from reading_advice(self, self.body, now)
        shown = list(self.shown_entries())
        yield from hidden_entries_advice(shown, self.hidden_entries({entity_id for _, entity_id in shown}))

    def shown_entries(self) -> Iterator[tuple[str, int]]:
        """The entries in rows of this page beside its subject, each with the field it stands in."""
        yield from (("page_topics", row.entity_id) for row in self.page_topics.all())

    def hidden_entries(self, entity_ids: Collection[int]) -> dict[int, str]:
        """Names of those of ``entity_ids`` that readers will not see when this page goes live."""
        now = timezone.now()
        return hidden_entries(entity_ids, now=now, moment=self._goes_live(now))

    def _goes_live(self, now: datetime) -> datetime:
        """When it would, published at ``now``: a schedule that is past stays on the page and means nothing any more."""
        return max(self.go_live_at or now, now)
