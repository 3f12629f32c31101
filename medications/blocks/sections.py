"""Sections and bodies that carry medical content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field
from wagtail.blocks import ChoiceBlock, StreamValue

from cms.core.blocks.bodies import TextContent
from cms.core.blocks.download import DownloadBlock
from cms.core.blocks.editor_note import EditorNoteBlock
from cms.core.blocks.image import FigureBlock
from cms.core.blocks.key_points import AtAGlanceBlock, KeyFactsBlock
from cms.core.blocks.prose import ParagraphBlock
from cms.core.blocks.section import SectionBlock, SectionedBody
from cms.core.blocks.video import VideoBlock
from cms.core.blocks.walk import walk
from cms.core.problems import Problem
from medications.blocks.care_card import CareCardBlock
from medications.blocks.evidence_note import EvidenceNoteBlock
from medications.blocks.misread import misread_doses
from medications.blocks.related_medicine import RelatedMedicineBlock
from medications.blocks.warning import WarningBlock

# Values of schema.org's HealthAspectEnumeration, so that a frontend can use them as they are.
HealthAspect = Literal[
    "OverviewHealthAspect", "HowItWorksHealthAspect", "MayTreatHealthAspect", "BenefitsHealthAspect",
    "EffectivenessHealthAspect", "UsageOrScheduleHealthAspect", "SideEffectsHealthAspect",
    "RisksOrComplicationsHealthAspect", "AllergiesHealthAspect", "PregnancyHealthAspect",
    "SeeDoctorHealthAspect", "SelfCareHealthAspect", "SymptomsHealthAspect", "CausesHealthAspect",
    "TreatmentsHealthAspect", "PreventionHealthAspect", "LivingWithHealthAspect", "IngredientsHealthAspect",
    "TypesHealthAspect", "MisconceptionsHealthAspect", "RelatedTopicsHealthAspect",
]  # fmt: skip
HEALTH_ASPECTS = [
    ("OverviewHealthAspect", "Overview"),
    ("HowItWorksHealthAspect", "How it works"),
    ("MayTreatHealthAspect", "What it treats"),
    ("BenefitsHealthAspect", "Benefits"),
    ("EffectivenessHealthAspect", "How well it works"),
    ("UsageOrScheduleHealthAspect", "How and when to take it"),
    ("SideEffectsHealthAspect", "Side effects"),
    ("RisksOrComplicationsHealthAspect", "Risks, interactions and who cannot take it"),
    ("AllergiesHealthAspect", "Allergies"),
    ("PregnancyHealthAspect", "Pregnancy and breastfeeding"),
    ("SeeDoctorHealthAspect", "When to see a doctor"),
    ("SelfCareHealthAspect", "What you can do yourself"),
    ("SymptomsHealthAspect", "Symptoms"),
    ("CausesHealthAspect", "Causes"),
    ("TreatmentsHealthAspect", "Treatments"),
    ("PreventionHealthAspect", "Prevention"),
    ("LivingWithHealthAspect", "Living with it"),
    ("IngredientsHealthAspect", "Ingredients"),
    ("TypesHealthAspect", "Types"),
    ("MisconceptionsHealthAspect", "Misconceptions"),
    ("RelatedTopicsHealthAspect", "Related topics"),
]

MOST_WARNINGS = 2


class ReadingContent(TextContent):
    """What a section of any medical page may hold."""

    at_a_glance = AtAGlanceBlock()
    key_facts = KeyFactsBlock()
    warning = WarningBlock()
    care_card = CareCardBlock()
    related_medicine = RelatedMedicineBlock()
    evidence_note = EvidenceNoteBlock()


class MedicalSectionBlock(SectionBlock):
    """Base of sections that say which aspect of health they are about."""

    health_aspect = ChoiceBlock(
        required=False,
        choices=HEALTH_ASPECTS,
        help_text="What the section is about, for machines that read the page.",
    )

    class Value(SectionBlock.Value):
        health_aspect: HealthAspect | None = Field(
            description="A value of schema.org's HealthAspectEnumeration."
        )


class MedicalBody(SectionedBody):
    """Base of the bodies of medical pages: an opening without a heading, then sections."""

    paragraph = ParagraphBlock()
    at_a_glance = AtAGlanceBlock()
    key_facts = KeyFactsBlock()
    warning = WarningBlock()
    care_card = CareCardBlock()
    image = FigureBlock()
    video = VideoBlock()
    related_medicine = RelatedMedicineBlock()
    evidence_note = EvidenceNoteBlock()
    download = DownloadBlock()
    editor_note = EditorNoteBlock()

    def advice_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Too many warnings, and doses that are known to be misread."""
        yield from super().advice_in_stream(value)
        warnings = sum(isinstance(place.block, WarningBlock) for place in walk(self, value))
        if warnings > MOST_WARNINGS:
            yield Problem(f"{warnings} warnings on one page: readers stop seeing them after {MOST_WARNINGS}.")
        yield from misread_doses(self, value)
