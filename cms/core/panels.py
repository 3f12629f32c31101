"""How rows of a form are taken."""

from __future__ import annotations

from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

# What Wagtail fills in by itself.
_NOT_CONTENT = {"id", DELETION_FIELD_NAME, ORDERING_FIELD_NAME}


class RowFormSet(BaseChildFormSet):
    """Takes a new row in which nothing was filled in for one that was deleted again.

    Stock Wagtail refuses it, which pauses autosave: to click "Add" would cost whatever is typed afterwards.
    """

    def _should_delete_form(self, form: Any) -> bool:
        return super()._should_delete_form(form) or _is_empty(form)


class RowsPanel(InlinePanel):
    """An ``InlinePanel`` whose empty rows do not stand in the way. Use it wherever rows are edited."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RowFormSet
        return options


def _is_empty(form: Any) -> bool:
    return form.is_bound and form.instance.pk is None and not {*form.changed_data} - _NOT_CONTENT
