"""The editing form of entries."""

from __future__ import annotations

from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME

from cms.core.forms import PublishableSnippetForm
from medications.rules.relations import PAIRED_ROWS, TWICE


class EntryForm(PublishableSnippetForm):
    """Refuses, in a draft too, a pair of entries that is entered twice: it could not be stored."""

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        repeated = [
            row for name in PAIRED_ROWS if name in self.formsets for row in _repeated(self.formsets[name])
        ]
        for row in repeated:
            row.add_error("other", f"{row.cleaned_data['other']} {TWICE}")
        return valid and not repeated


def _repeated(formset: Any) -> list[Any]:
    """The rows whose other side stands in a row before them."""
    rows = [row for row in formset.forms if row.is_valid() and _names_another(row.cleaned_data)]
    others = [row.cleaned_data["other"] for row in rows]
    return [row for place, row in enumerate(rows) if others[place] in others[:place]]


def _names_another(row: dict[str, Any]) -> bool:
    return bool(row.get("other")) and not row.get(DELETION_FIELD_NAME)
