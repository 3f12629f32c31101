"""Blocks that carry the facts of a medicine."""

from __future__ import annotations

from collections.abc import Sequence

from medications.demo.compose.blocks import block
from medications.demo.markup import html
from medications.demo.texts import Ref, Row


def warning(kind: str, heading: str, text: str) -> Row:
    return block("warning", {"kind": kind, "heading": heading, "text": html(text)})


def care_card(urgency: str, heading: str, conditions: Sequence[str], text: str = "") -> Row:
    value = {
        "urgency": urgency,
        "heading": heading,
        "conditions": [html(condition) for condition in conditions],
        "text": html(text) if text else "",
    }
    return block("care_card", value)


def who_can(*people: str) -> Row:
    return block("who_can", {"items": list(people), "note": ""})


def who_cannot(*people: str, ask_first: Sequence[str] = ()) -> Row:
    """Each continues “Do not take it if you …”, and in ``ask_first`` “Tell your doctor before you take it if you …”."""
    return block("who_cannot", {"items": list(people), "ask_first": list(ask_first)})


def dose(
    population: str,
    *,
    note: str = "",
    from_years: int,
    to_years: int | None = None,
    times_a_day: int,
    how_often: str,
    duration: str,
) -> Row:
    """One application at a time: what is given on the skin is a thin layer, not an amount."""
    return {
        "population": population,
        "population_note": note,
        "age_from": {"value": from_years, "unit": "years"},
        "age_to": {"value": to_years, "unit": "years"},
        "dose_min": "1",
        "unit": "applications",
        "frequency": how_often,
        "max_in_24_hours": str(times_a_day),
        "duration": duration,
        "source": None,
    }


def dosage(caption: str, rows: Sequence[Row], *, indication: str, source: str) -> Row:
    rows = [{**row, "indication": indication} for row in rows]
    return block("dosage_table", {"caption": caption, "source": Ref("source", source), "rows": rows})


def side_effect(effect: str, frequency: str, what_to_do: str) -> Row:
    return {"effect": effect, "frequency": frequency, "what_to_do": what_to_do}


def side_effects(
    *, self_care: Sequence[Row], tell_doctor: Sequence[Row], urgent: Sequence[Row], emergency: Sequence[Row]
) -> Row:
    groups = {"self_care": self_care, "tell_doctor": tell_doctor, "urgent": urgent, "emergency": emergency}
    value = [{"action": action, "items": list(items)} for action, items in groups.items() if items]
    return block("side_effects", {"groups": value})


def pregnancy(*, pregnancy: str, breastfeeding: str, no_data: Sequence[str] = ()) -> Row:
    """``no_data``: which of the two nobody has studied."""
    statements = {"pregnancy": pregnancy, "breastfeeding": breastfeeding}
    value = {
        name: {"status": "no_data" if name in no_data else "stated", "text": html(text)}
        for name, text in statements.items()
    }
    return block("pregnancy_breastfeeding", value)


def interaction(
    name: str, *, effect: str, action: str, severity: str, evidence: str, source: str | None = None
) -> Row:
    return {
        "entity": None,
        "name": name,
        "severity": severity,
        "evidence": evidence,
        "effect": effect,
        "action": action,
        "source": Ref("source", source) if source else None,
    }


def interactions(*rows: Row) -> Row:
    """The recorded interactions of the page's medicine, and ``rows`` below them."""
    return block("interactions", {"automatic": True, "medicines": [], "rows": list(rows)})


def missed_dose(text: str) -> Row:
    return block("missed_dose", {"text": html(text)})


def overdose(*, at_once: str, signs: Sequence[str], text: str) -> Row:
    return block("overdose", {"emergency_line": at_once, "symptoms": list(signs), "text": html(text)})


def storage(*, temperature: str, text: str, after_opening: str, disposal: str) -> Row:
    value = {
        "temperature": temperature,
        "storage": html(text),
        "after_opening": after_opening,
        "disposal": html(disposal),
    }
    return block("storage_disposal", value)


def related_medicine(medicine: str, relation: str, note: str) -> Row:
    return block(
        "related_medicine", {"medicine": Ref("entity", medicine), "relation": relation, "note": note}
    )


def no(note: str = "") -> Row:
    return block("yes_no", {"answer": "no", "note": note})


def partly(note: str) -> Row:
    return block("yes_no", {"answer": "partly", "note": note})


def comparison(
    caption: str,
    *,
    subjects: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str | Row], str]],
    source: str,
) -> Row:
    """``rows``: criterion, one cell for each subject, and the key of the row's own source or an empty string."""
    value = {
        "caption": caption,
        "subjects": [{"entity": Ref("entity", slug), "name": ""} for slug in subjects],
        "source": Ref("source", source),
        "rows": [
            {
                "criterion": criterion,
                "cells": [_cell(cell) for cell in cells],
                "source": Ref("source", own_source) if own_source else None,
            }
            for criterion, cells, own_source in rows
        ],
    }
    return block("comparison_table", value)


def _cell(cell: str | Row) -> Row:
    return block("text", html(cell)) if isinstance(cell, str) else cell
