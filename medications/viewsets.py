"""Where entries and what supports them are listed and edited in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.utils import quote
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from cms.publishing.checklist import WithChecklist
from cms.publishing.editor import TellingPastTimes
from medications import panels
from medications.models import (
    Category,
    Condition,
    Contributor,
    Disclaimer,
    Entity,
    EntityKind,
    Medicine,
    MedicineClass,
    Source,
)
from medications.selectors import pages_mentioning

MODEL_OF_KIND = {
    EntityKind.MEDICINE: "medicine",
    EntityKind.MEDICINE_CLASS: "medicineclass",
    EntityKind.CONDITION: "condition",
}

_mentions = Column("mention_count", label="Pages that speak of it", sort_key="mention_count")


class InspectEntry(InspectView):
    """The facts of an entry, and the published pages that speak of it by link, name or alias."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "speaking_pages": pages_mentioning(self.object)[:100]}


class CreateEntryView(TellingPastTimes, WithChecklist, CreateView):
    pass


class EditEntryView(TellingPastTimes, WithChecklist, EditView):
    pass


class EntryViewSet(SnippetViewSet):
    """Base of the three kinds of entries."""

    add_view_class = CreateEntryView
    edit_view_class = EditEntryView
    list_per_page = 50
    search_backend_name = "default"
    list_display: ClassVar = ["name", "short_definition", _mentions, LiveStatusTagColumn(), UpdatedAtColumn()]
    list_filter: ClassVar = ["live"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InspectEntry
    inspect_view_fields_exclude: ClassVar = [
        "id",
        "entity_ptr",
        "live",
        "live_revision",
        "latest_revision",
        "has_unpublished_changes",
        "first_published_at",
        "expired",
    ]
    inspect_template_name = "medications/admin/inspect_entry.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.annotate(mention_count=Count("mentions__page", distinct=True))


class MedicineViewSet(EntryViewSet):
    model = Medicine
    icon = "circle-plus"
    list_display: ClassVar = [
        "name",
        "medicine_kind",
        "brand_of",
        _mentions,
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_filter: ClassVar = ["live", "medicine_kind", "prescription_status", "memberships__drug_class"]
    list_export: ClassVar = [
        "name",
        "medicine_kind",
        "short_definition",
        "routes",
        "forms",
        "prescription_status",
    ]
    edit_handler = panels.medicine_tabs()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("brand_of")


class MedicineClassViewSet(EntryViewSet):
    model = MedicineClass
    icon = "list-ul"
    list_display: ClassVar = [
        "name",
        "parent",
        "atc_prefix",
        _mentions,
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    edit_handler = panels.medicine_class_tabs()


class ConditionViewSet(EntryViewSet):
    model = Condition
    icon = "user"
    list_display: ClassVar = [
        "name",
        "clinical_name",
        "body_area",
        _mentions,
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_filter: ClassVar = ["live", "body_area"]
    edit_handler = panels.condition_tabs()


class OpenAsWhatItIs(EditView):
    """Sends the editor from the list of all entries to the form of the entry's own kind."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entity = get_object_or_404(Entity, pk=kwargs["pk"])
        name = f"wagtailsnippets_medications_{MODEL_OF_KIND[EntityKind(entity.kind)]}:edit"
        return redirect(reverse(name, args=[quote(entity.pk)]))


class EntityViewSet(EntryViewSet):
    """All entries in one list, to search and to choose from; each is edited as what it is."""

    model = Entity
    icon = "tag"
    menu_label = "All entries"
    list_display: ClassVar = [
        "name",
        "kind",
        "short_definition",
        _mentions,
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_filter: ClassVar = ["kind", "live"]
    edit_view_class = OpenAsWhatItIs
    inspect_view_enabled = False


class ContributorViewSet(SnippetViewSet):
    model = Contributor
    icon = "group"
    list_display: ClassVar = ["name", "role", BooleanColumn("is_clinical_reviewer", label="Reviews")]
    list_filter: ClassVar = ["is_clinical_reviewer"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("prefix"), FieldPanel("name"), FieldPanel("suffix")], heading="Name"),
            FieldPanel("role"),
            FieldPanel("bio"),
            FieldPanel("photo"),
            FieldPanel("is_clinical_reviewer"),
            InlinePanel("credentials", heading="Credentials", label="credential"),
            FieldPanel("disclosures"),
        ]
    )


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "link-external"
    list_display: ClassVar = ["title", "kind", "publisher", "year", BooleanColumn("retracted")]
    list_filter: ClassVar = ["kind", "retracted", "year"]
    list_per_page = 50
    panels: ClassVar = [
        FieldPanel("kind"),
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("publisher"), FieldPanel("year")], heading="Published"),
        MultiFieldPanel(
            [FieldPanel("doi"), FieldPanel("pmid"), FieldPanel("url"), FieldPanel("accessed_on")],
            heading="Where to find it",
        ),
        MultiFieldPanel([FieldPanel("retracted"), FieldPanel("superseded_by")], heading="Still good?"),
    ]


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display: ClassVar = ["name", "slug", "description"]
    panels: ClassVar = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug"),
        FieldPanel("description"),
    ]


class DisclaimerViewSet(SnippetViewSet):
    model = Disclaimer
    icon = "warning"
    list_display: ClassVar = ["key", "text"]


class MedicinesGroup(SnippetViewSetGroup):
    """What pages speak of."""

    items = (EntityViewSet, MedicineViewSet, MedicineClassViewSet, ConditionViewSet)
    menu_label = "Medicines"
    menu_icon = "tag"
    menu_order = 200


class EditorialGroup(SnippetViewSetGroup):
    """What pages rest on."""

    items = (ContributorViewSet, SourceViewSet, CategoryViewSet, DisclaimerViewSet)
    menu_label = "Editorial"
    menu_icon = "group"
    menu_order = 210
