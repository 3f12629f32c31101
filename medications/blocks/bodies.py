"""The body of each page type: which blocks it may hold, at the top and inside sections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from wagtail.blocks import StreamValue

from cms.core.blocks import StreamItems
from cms.core.blocks.steps import StepStream
from cms.core.problems import Problem
from medications.blocks.comparison_table import ComparisonTableBlock
from medications.blocks.dosage_table import DosageTableBlock
from medications.blocks.interactions import InteractionsBlock
from medications.blocks.misread import misread_doses
from medications.blocks.missed_dose import MissedDoseBlock
from medications.blocks.overdose import OverdoseBlock
from medications.blocks.pregnancy import PregnancyBreastfeedingBlock
from medications.blocks.sections import MedicalBody, MedicalSectionBlock, ReadingContent
from medications.blocks.side_effects import SideEffectsBlock
from medications.blocks.storage import StorageDisposalBlock
from medications.blocks.who_can import WhoCanBlock, WhoCannotBlock


class HubContent(ReadingContent):
    """A section of a hub compares and leads on; facts of one medicine belong on its drug page."""

    comparison_table = ComparisonTableBlock()
    interactions = InteractionsBlock()


class HubSectionBlock(MedicalSectionBlock):
    content = HubContent()

    class Value(MedicalSectionBlock.Value):
        content: Annotated[list[Any], StreamItems(HubContent)]

    class Meta:
        preview_value = {
            "heading": "How they work",
            "health_aspect": "HowItWorksHealthAspect",
            "content": [{"type": "paragraph", "value": "<p>They calm the immune response in the skin.</p>"}],
        }


class HubBody(MedicalBody):
    section = HubSectionBlock()
    comparison_table = ComparisonTableBlock()


class DrugContent(ReadingContent):
    """A section of a drug page may hold every fact of a medicine."""

    dosage_table = DosageTableBlock()
    who_can = WhoCanBlock()
    who_cannot = WhoCannotBlock()
    side_effects = SideEffectsBlock()
    pregnancy_breastfeeding = PregnancyBreastfeedingBlock()
    interactions = InteractionsBlock()
    missed_dose = MissedDoseBlock()
    overdose = OverdoseBlock()
    storage_disposal = StorageDisposalBlock()


class DrugSectionBlock(MedicalSectionBlock):
    content = DrugContent()

    class Value(MedicalSectionBlock.Value):
        content: Annotated[list[Any], StreamItems(DrugContent)]

    class Meta:
        preview_value = {
            "heading": "Side effects",
            "health_aspect": "SideEffectsHealthAspect",
            "content": [{"type": "paragraph", "value": "<p>Most people feel some burning at first.</p>"}],
        }


class DrugBody(MedicalBody):
    section = DrugSectionBlock()


class GuideContent(ReadingContent):
    """A section beside the steps of a guide; how much to use belongs beside how to use it."""

    dosage_table = DosageTableBlock()
    missed_dose = MissedDoseBlock()
    storage_disposal = StorageDisposalBlock()
    who_cannot = WhoCannotBlock()


class GuideSectionBlock(MedicalSectionBlock):
    content = GuideContent()

    class Value(MedicalSectionBlock.Value):
        content: Annotated[list[Any], StreamItems(GuideContent)]

    class Meta:
        preview_value = {
            "heading": "When to get help",
            "health_aspect": "SeeDoctorHealthAspect",
            "content": [{"type": "paragraph", "value": "<p>Ask a pharmacist if the skin gets worse.</p>"}],
        }


class GuideBody(MedicalBody):
    section = GuideSectionBlock()


class GuideSteps(StepStream):
    """The steps of a how-to guide, in a field of their own."""

    def advice_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Doses that are known to be misread."""
        yield from super().advice_in_stream(value)
        yield from misread_doses(self, value)


class ArticleContent(ReadingContent):
    """A section of an article."""

    comparison_table = ComparisonTableBlock()
    side_effects = SideEffectsBlock()
    interactions = InteractionsBlock()


class ArticleSectionBlock(MedicalSectionBlock):
    content = ArticleContent()

    class Value(MedicalSectionBlock.Value):
        content: Annotated[list[Any], StreamItems(ArticleContent)]

    class Meta:
        preview_value = {
            "heading": "Which works faster",
            "health_aspect": "EffectivenessHealthAspect",
            "content": [{"type": "paragraph", "value": "<p>Mometasone works within days.</p>"}],
        }


class ArticleBody(MedicalBody):
    section = ArticleSectionBlock()
    comparison_table = ComparisonTableBlock()
