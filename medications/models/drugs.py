"""Drug pages: what a patient should know about one medicine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from wagtail.fields import StreamField

from cms.core.blocks.rules import body_problems
from cms.core.problems import Problem
from cms.core.sections import Section, SectionPage
from medications import jsonld, panels, representation, starters
from medications.blocks.bodies import DrugBody
from medications.models.content import ContentPage
from medications.models.medicines import Medicine
from medications.page_schemas import DrugPageSchema, MedicationIndexPageSchema
from medications.rules.entries import subject_is_hidden

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class MedicationIndexPage(SectionPage):
    schema = MedicationIndexPageSchema
    section = Section("Medications", "medications", feeds_latest=False)
    page_description = "The list of all drug pages. There is one; drug pages stand below it."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["medications.DrugPage"]

    class Meta:
        verbose_name = "medication index"


class Audience(models.TextChoices):
    ADULT = "adult", "Adults"
    CHILD = "child", "Children and their carers"
    ALL = "all", "Everyone"


class DrugPage(ContentPage):
    """One medicine for one audience, in the order of a patient leaflet."""

    schema = DrugPageSchema
    related_of_own_type = 2  # its readers want guides and comparisons before other drugs
    page_description = "What a patient should know about one medicine, in the order of the patient leaflet."
    parent_page_types: ClassVar = ["medications.MedicationIndexPage"]

    medicine = models.ForeignKey(
        Medicine,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="drug_pages",
        help_text="The medicine this page is about. Needed to publish.",
    )
    audience = models.CharField(
        max_length=5, choices=Audience.choices, default=Audience.ALL, help_text="Whom this page addresses."
    )
    body = StreamField(DrugBody(), blank=True, default=starters.drug_page)

    edit_handler = panels.page_tabs(content=panels.DRUG)

    class Meta:
        verbose_name = "drug page"

    def subject_entity_ids(self) -> list[int]:
        return [self.medicine_id] if self.medicine_id is not None else []

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {
            **super().represent_content(context),
            "medicine": representation.medicine(self.medicine_id, context),
            "audience": self.audience,
            "body": context.stream(self.body),
        }

    def json_ld_entity(self, context: RenderContext) -> dict[str, Any] | None:
        return jsonld.drug(self.medicine_id, context)

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        if self.medicine_id is None:
            yield Problem("Choose the medicine this page is about.", "medicine")
        for name in self.hidden_entries(self.subject_entity_ids()).values():
            yield subject_is_hidden(name, field="medicine")
        yield from body_problems(self.body)
