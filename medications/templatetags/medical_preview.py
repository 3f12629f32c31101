"""What previews show of medicines: entries and sources in a line, and the form's own words for codes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.core.templatetags.preview import or_gap
from medications import models
from medications.blocks import (
    care_card,
    comparison_cells,
    dosage_row,
    evidence_note,
    interactions,
    related_medicine,
    side_effects,
    storage,
    warning,
)

register = template.Library()

Json = dict[str, Any]

WORDS: dict[str, dict[str, str]] = {
    name: {str(code): str(words) for code, words in choices}
    for name, choices in {
        "action": side_effects.ACTIONS,
        "answer": comparison_cells.ANSWERS,
        "article": models.ArticleKind.choices,
        "audience": models.Audience.choices,
        "certainty": evidence_note.CERTAINTIES,
        "evidence": interactions.EVIDENCE,
        "key_role": models.KeyEntityRole.choices,
        "line": models.TreatmentLine.choices,
        "medicine": models.MedicineKind.choices,
        "population": dosage_row.POPULATIONS,
        "prescription": models.PrescriptionStatus.choices,
        "relation": related_medicine.RELATIONS,
        "role": models.ContributionRole.choices,
        "severity": interactions.SEVERITIES,
        "temperature": storage.TEMPERATURES,
        "urgency": care_card.URGENCIES,
        "warning": warning.WARNING_KINDS,
    }.items()
}


@register.filter
def words(code: Any, what: str) -> str:
    """``code`` as the choices of ``what`` name it; empty where nothing is chosen."""
    return WORDS[what].get(str(code), "")


@register.filter
def amount(number: float) -> str:
    """A number as a dose is written: no trailing zeros."""
    return dosage_row.plain_number(Decimal(str(number)))


@register.simple_tag
def entity(reference: Json) -> SafeString:
    """An ``EntityReference``: its name, with the page about it."""
    return _linked(reference["name"], reference["path"])


@register.simple_tag
def entities(references: Iterable[Json]) -> SafeString:
    return format_html_join(", ", "{}", ((entity(reference),) for reference in references))


@register.simple_tag
def subject(value: Json) -> SafeString:
    """A ``Subject``: the name that was written, with the page about its entry."""
    reference = value["entity"]
    return _linked(or_gap(value["name"], "Name"), reference["path"] if reference is not None else None)


@register.simple_tag
def source(reference: Json) -> SafeString:
    """A ``SourceReference`` as one line."""
    published = [str(part) for part in (reference["publisher"], reference["year"]) if part]
    retracted = format_html("<strong>Retracted:</strong> ") if reference["retracted"] else ""
    line = format_html("{}{}", retracted, _linked(reference["title"], reference["url"]))
    return format_html("{}. {}", line, ", ".join(published)) if published else line


@register.simple_tag
def cited(rows: Iterable[Json]) -> list[Json]:
    """The sources of a table's rows, each once, to be numbered below it."""
    return list({row["source"]["id"]: row["source"] for row in rows if row["source"] is not None}.values())


@register.filter
def place_in(reference: Json, sources: list[Json]) -> int:
    """The number of a source in the list below its table."""
    return [source["id"] for source in sources].index(reference["id"]) + 1


def _linked(words: str, address: str | None) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, words) if address else format_html("{}", words)
