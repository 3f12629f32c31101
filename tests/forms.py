"""What an editor's browser sends when a form is saved."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def medicine_form(**fields: Any) -> dict[str, Any]:
    inlines = (
        "aliases",
        "identifiers",
        "components",
        "memberships",
        "treatments",
        "interactions",
        "partnerships",
    )
    return nested_form_data(
        {
            "name": "Pimecrolimus",
            "slug": "pimecrolimus",
            "medicine_kind": "ingredient",
            "short_definition": "A cream for eczema.",
            **{name: inline_formset([]) for name in inlines},
            **fields,
        }
    )


def article_form(**fields: Any) -> dict[str, Any]:
    inlines = (
        "compared",
        "page_contributions",
        "page_sources",
        "page_topics",
        "related_pins",
        "related_exclusions",
        "comments",
    )
    return nested_form_data(
        {
            "title": "Cream or ointment",
            "slug": "cream-or-ointment",
            "summary": "Which to choose.",
            "kind": "explainer",
            "update_type": "minor",
            "verdict": rich_text(""),
            "body": streamfield([("paragraph", rich_text("<p>An ointment is greasier.</p>"))]),
            **{name: inline_formset([]) for name in inlines},
            **fields,
        }
    )
