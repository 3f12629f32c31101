"""Guides: how to do one thing, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms.core.blocks.steps import minutes_advice
from cms.core.fields import SentencesField
from cms.core.problems import Problem
from cms.core.sections import Section, SectionPage
from medications import jsonld, panels, representation, starters
from medications.blocks.bodies import GuideBody, GuideSteps
from medications.models.content import ContentPage
from medications.models.medicines import Medicine
from medications.page_schemas import GuideIndexPageSchema, HowToGuidePageSchema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class GuideIndexPage(SectionPage):
    schema = GuideIndexPageSchema
    section = Section("Guides", "guides", feeds_latest=True)
    page_description = "The list of all how-to guides. There is one; guides stand below it."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["medications.HowToGuidePage"]

    class Meta:
        verbose_name = "guide index"


class HowToGuidePage(ContentPage):
    """How to do one thing: what is needed, the steps in order, common mistakes."""

    schema = HowToGuidePageSchema
    prose_fields: ClassVar = (*ContentPage.prose_fields, "goal", "who_it_is_for")
    page_description = (
        "How to do one thing, such as applying a cream: what is needed, the steps, common mistakes."
    )
    parent_page_types: ClassVar = ["medications.GuideIndexPage"]

    goal = SentencesField(
        max_length=300,
        blank=True,
        help_text="What the reader can do afterwards, in one sentence. Needed to publish.",
    )
    total_time = models.PositiveSmallIntegerField(
        "total time in minutes", null=True, blank=True, help_text="How long all steps take together."
    )
    who_it_is_for = SentencesField(
        max_length=300, blank=True, help_text="Whom the guide is for, and whom it is not for."
    )
    steps = StreamField(GuideSteps(), blank=True, default=starters.guide_steps)
    body = StreamField(GuideBody(), blank=True, default=starters.guide_page)

    edit_handler = panels.page_tabs(content=panels.GUIDE)

    class Meta:
        verbose_name = "how-to guide"

    def subject_entity_ids(self) -> list[int]:
        return [row.medicine_id for row in self.guide_medicines.all()]

    def shown_entries(self) -> Iterator[tuple[str, int]]:
        yield from super().shown_entries()
        yield from (("guide_medicines", row.medicine_id) for row in self.guide_medicines.all())

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {
            **super().represent_content(context),
            "medicines": context.references("entity", self.subject_entity_ids()),
            "goal": self.goal,
            "total_time": self.total_time,
            "who_it_is_for": self.who_it_is_for,
            "materials": [{"text": row.text, "note": row.note} for row in self.materials.all()],
            "steps": representation.steps(self, context),
            "common_mistakes": [
                {"mistake": row.text, "instead": row.instead} for row in self.common_mistakes.all()
            ],
            "body": context.stream(self.body),
        }

    def json_ld_entity(self, context: RenderContext) -> dict[str, Any] | None:
        return jsonld.how_to(self, context)

    def publish_advice(self) -> Iterator[Problem]:
        yield from super().publish_advice()
        yield from minutes_advice([child.value for child in self.steps], self.total_time)

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        if not self.goal.strip():
            yield Problem("Say what the reader can do afterwards.", "goal")


class GuideMedicine(Orderable):
    """A medicine a guide is about; the first is the main one."""

    guide = ParentalKey(HowToGuidePage, on_delete=models.CASCADE, related_name="guide_medicines")
    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="guide_rows")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "medicines"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "medicine"], name="medicine_once_per_guide")
        ]

    def __str__(self) -> str:
        return str(self.medicine)


class GuideMaterial(Orderable):
    """A thing the reader needs at hand."""

    guide = ParentalKey(HowToGuidePage, on_delete=models.CASCADE, related_name="materials")
    text = models.CharField("what", max_length=200)
    note = models.CharField(max_length=200, blank=True, help_text="Which kind, how much.")

    def __str__(self) -> str:
        return self.text


class CommonMistake(Orderable):
    """What people do wrong, and what to do instead."""

    guide = ParentalKey(HowToGuidePage, on_delete=models.CASCADE, related_name="common_mistakes")
    text = SentencesField("mistake", max_length=300)
    instead = SentencesField("do this instead", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.text
