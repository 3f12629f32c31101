"""Categories and disclaimers."""

from __future__ import annotations

from medications.demo.texts import ObjectText


def _category(name: str, description: str) -> ObjectText:
    slug = name.lower()
    fields = {"name": name, "slug": slug, "description": description}
    return ObjectText(model="medications.Category", key=slug, fields=fields)


SHELVES = [
    _category("Medications", "About one medicine or a group of medicines, and how to use them."),
    _category("Conditions", "About a condition and how it is treated."),
    _category("News", "What has changed, and what it means for people who take medicines."),
    ObjectText(
        model="medications.Disclaimer",
        key="general",
        fields={
            "key": "general",
            "text": (
                "This page gives general information and does not replace advice from your doctor, pharmacist or "
                "nurse. Read the leaflet that comes with your medicine. Labels differ between countries: where yours "
                "and this page disagree, follow your label and ask. These are demonstration texts; no clinician has "
                "reviewed them."
            ),
        },
    ),
]
