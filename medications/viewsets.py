"""Where entries and what supports them are listed and edited in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.core.panels import RowsPanel
from medications import panels
from medications.choosers import EntityChooserViewSet, EntryChooserViewSet
from medications.models import (
    Category,
    Condition,
    Contributor,
    Disclaimer,
    Entity,
    Medicine,
    MedicineClass,
    Source,
)
from medications.views import (
    CreateEntryView,
    EditEntryView,
    EditOrRead,
    InspectContributor,
    InspectEntry,
    InspectSource,
    OpenAsWhatItIs,
    UnpublishEntryView,
)

_mentions = Column("mention_count", label="Pages that speak of it", sort_key="mention_count")


class EntryViewSet(SnippetViewSet):
    """Base of the three kinds of entries."""

    add_view_class = CreateEntryView
    edit_view_class = EditEntryView
    unpublish_view_class = UnpublishEntryView
    chooser_viewset_class = EntryChooserViewSet
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
    icon = "pill"
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
    chooser_viewset_class = EntityChooserViewSet
    inspect_view_enabled = False


class EditorialViewSet(SnippetViewSet):
    """Base of what pages rest on: it has no drafts, so many may read it and few may change it."""

    edit_view_class = EditOrRead
    inspect_view_enabled = True
    inspect_view_fields_exclude: ClassVar = ["id", "latest_revision"]


class ContributorViewSet(EditorialViewSet):
    model = Contributor
    inspect_view_class = InspectContributor
    inspect_view_fields: ClassVar = [
        "full_name",
        "role",
        "bio",
        "photo",
        "is_clinical_reviewer",
        "credentials",
        "disclosures",
    ]
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
            RowsPanel("credentials", heading="Credentials", label="credential"),
            FieldPanel("disclosures"),
        ]
    )


class SourceViewSet(EditorialViewSet):
    model = Source
    inspect_view_class = InspectSource
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


class CategoryViewSet(EditorialViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display: ClassVar = ["name", "slug", "description"]
    panels: ClassVar = [
        TitleFieldPanel("name", targets=["slug"], placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("description"),
    ]


class DisclaimerViewSet(EditorialViewSet):
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
