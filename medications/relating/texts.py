"""The words by which a page's neighbours are found: all that readers read; of a drug page, what the medicine is for.

A label or leaflet warns of far more conditions than it treats. By the indications, topics that an editor would name are
found with a recall at five of .62 (``evaluate_related --drugs``; ``medications/evaluation/drug-topics.tsv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.core.models import BasePage
from cms.editions.words import words_of
from medications.models import DrugPage

FOR_WHAT = frozenset({"OverviewHealthAspect", "MayTreatHealthAspect", "BenefitsHealthAspect"})


def text_of(page_type: type[BasePage], content: Mapping[str, Any]) -> str:
    """``content``: the JSON of a page of that type."""
    told = content
    if issubclass(page_type, DrugPage):
        sections = [block for block in content.get("body", []) if _aspect(block) in FOR_WHAT]
        # Without any, it is told nowhere in particular.
        told = {**content, "body": sections} if sections else content
    return words_of(told, page_type.schema)


def _aspect(block: Mapping[str, Any]) -> str | None:
    value = block.get("value")
    return value.get("health_aspect") if isinstance(value, Mapping) else None
