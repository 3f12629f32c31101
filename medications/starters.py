"""What the body of a new page begins with: sections in the order in which readers expect them.

Each function returns the stored form of a stream, as the default of a StreamField.
"""

from __future__ import annotations

from typing import Any

from cms.core.starters import Stored, block, paragraph, section


def hub_page() -> Stored:
    return [
        _section("How they work", "HowItWorksHealthAspect", "paragraph"),
        _section("Choosing", "TypesHealthAspect", "paragraph", "comparison_table"),
        _section("Safety", "RisksOrComplicationsHealthAspect", "paragraph", "care_card"),
    ]


def drug_page() -> Stored:
    """In the order of a patient leaflet."""
    return [
        _section("About this medicine", "OverviewHealthAspect", "paragraph"),
        _section("Key facts", "OverviewHealthAspect", "key_facts"),
        _section("Who can and cannot take it", "RisksOrComplicationsHealthAspect", "who_can", "who_cannot"),
        _section(
            "How and when to take it",
            "UsageOrScheduleHealthAspect",
            "dosage_table",
            "missed_dose",
            "overdose",
        ),
        _section("Side effects", "SideEffectsHealthAspect", "side_effects"),
        _section("Pregnancy and breastfeeding", "PregnancyHealthAspect", "pregnancy_breastfeeding"),
        _section("Taking it with other medicines", "RisksOrComplicationsHealthAspect", "interactions"),
        _section("Storage and disposal", "UsageOrScheduleHealthAspect", "storage_disposal"),
        _section("Common questions", "RelatedTopicsHealthAspect", "faq"),
    ]


def guide_page() -> Stored:
    return [
        _section("Before you start", "UsageOrScheduleHealthAspect", "paragraph"),
        _section("When to get help", "SeeDoctorHealthAspect", "care_card"),
    ]


def guide_steps() -> Stored:
    """Two steps, the fewest a guide may have."""
    return [block("step"), block("step")]


def article_page() -> Stored:
    return [
        block("at_a_glance", {"items": []}),
        _section("", None, "paragraph"),
    ]


def _section(heading: str, health_aspect: str | None, *block_types: str) -> dict[str, Any]:
    content = [paragraph() if name == "paragraph" else block(name) for name in block_types]
    return section(heading, *content, health_aspect=health_aspect)
