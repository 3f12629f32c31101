"""Choosing an entry in the admin: of several that share a name, the right one."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from medications.models import EntityKind


class OfAKind(SearchFilterMixin, BaseFilterForm):
    """Search by name, and narrow down to medicines, classes or conditions."""

    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "All kinds"), *EntityKind.choices],
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: Any) -> Any:
        kind = self.cleaned_data["kind"]
        return super().filter(objects.filter(kind=kind) if kind else objects)


class WithDefinition:
    """Mixed into a view of a chooser: says what each entry is."""

    @property
    def columns(self) -> list[Column]:
        title, *others = super().columns  # type: ignore[misc]
        return [title, Column("short_definition", label="Definition"), *others]


class WithKind(WithDefinition):
    """For the list of all entries, in which a medicine and a condition may be called the same."""

    filter_form_class = OfAKind

    @property
    def columns(self) -> list[Column]:
        title, *others = super().columns
        return [title, Column("kind", label="Kind", accessor="get_kind_display"), *others]


class ChooseEntry(WithDefinition, ChooseView):
    pass


class ChooseEntryResults(WithDefinition, ChooseResultsView):
    pass


class EntryChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseEntry
    choose_results_view_class = ChooseEntryResults


class ChooseOfAnyKind(WithKind, ChooseView):
    pass


class ChooseOfAnyKindResults(WithKind, ChooseResultsView):
    pass


class EntityChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseOfAnyKind
    choose_results_view_class = ChooseOfAnyKindResults
