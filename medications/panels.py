"""How the editing forms of pages and snippets are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from cms.core.forms import PublishablePageForm
from cms.core.panels import RowsPanel

HUB = (
    FieldPanel("subject"),
    FieldPanel("definition"),
    RowsPanel(
        "extra_aliases",
        heading="Other names of this hub",
        label="name",
        help_text="Beyond the aliases of its subject.",
    ),
    RowsPanel(
        "key_entities",
        heading="Key medicines and conditions",
        label="entry",
        help_text="Shown beside the text, in this order.",
    ),
    FieldPanel("body"),
)
HUB_COLLECTION = (
    MultiFieldPanel(
        [
            FieldPanel("gather_automatically"),
            FieldPanel("gather_drug_pages"),
            FieldPanel("gather_guides"),
            FieldPanel("gather_articles"),
            FieldPanel("gather_limit"),
        ],
        heading="Collection: what is gathered",
    ),
    RowsPanel(
        "collection_pins",
        heading="Collection: pinned pages",
        label="page",
        panels=[PageChooserPanel("target")],
    ),
    RowsPanel(
        "collection_exclusions",
        heading="Collection: excluded pages",
        label="page",
        panels=[PageChooserPanel("target")],
    ),
)
DRUG = (FieldPanel("medicine"), FieldPanel("audience"), FieldPanel("body"))
GUIDE = (
    RowsPanel(
        "guide_medicines",
        heading="Medicines",
        label="medicine",
        help_text="What the guide is about; the first is the main one.",
    ),
    FieldPanel("goal"),
    FieldPanel("who_it_is_for"),
    FieldPanel("total_time"),
    RowsPanel("materials", heading="What is needed", label="thing"),
    FieldPanel("steps"),
    RowsPanel("common_mistakes", heading="Common mistakes", label="mistake"),
    FieldPanel("body"),
)
ARTICLE = (
    FieldPanel("kind"),
    RowsPanel(
        "compared",
        heading="What is compared",
        label="entry",
        help_text="For a comparison: 2 to 6, in the order of the columns.",
    ),
    FieldPanel("verdict"),
    FieldPanel("body"),
)

_REVIEW = (
    RowsPanel("page_contributions", heading="Authors and reviewers", label="person"),
    MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("next_review_on")], heading="Clinical review"),
    RowsPanel("page_sources", heading="References", label="source"),
    MultiFieldPanel([FieldPanel("update_type"), FieldPanel("change_note")], heading="This update"),
    FieldPanel("disclaimer"),
    MultiFieldPanel(
        [
            FieldPanel("import_source", read_only=True),
            FieldPanel("import_url", read_only=True),
            FieldPanel("import_version", read_only=True),
            FieldPanel("import_nature", read_only=True),
        ],
        heading="Where an imported text comes from",
        classname="collapsed",
    ),
)
_TOPICS = (
    RowsPanel(
        "page_topics",
        heading="Topics",
        label="topic",
        help_text="The page is listed on the hubs of its topics.",
    ),
    FieldPanel("category"),
    RowsPanel(
        "related_pins",
        heading="Related pages: always first",
        label="page",
        panels=[PageChooserPanel("target")],
    ),
    RowsPanel(
        "related_exclusions",
        heading="Related pages: never",
        label="page",
        panels=[PageChooserPanel("target")],
    ),
)
_PROMOTE = (
    MultiFieldPanel([FieldPanel("card_excerpt"), FieldPanel("card_image")], heading="Card in lists"),
    MultiFieldPanel(
        [
            FieldPanel("slug"),
            FieldPanel("seo_title"),
            FieldPanel("search_description"),
            FieldPanel("show_in_menus"),
        ],
        heading="Search engines",
    ),
    FieldPanel(
        "first_published_at",
        heading="Date shown to readers",
        help_text="Empty: the moment of the first publish. Lists are sorted by it.",
    ),
)


def page_tabs(content: Sequence[Any] = (), topics: Sequence[Any] = ()) -> TabbedInterface:
    """The tabs of a content page: ``content`` in the first, ``topics`` before the shared fields of the third."""
    return TabbedInterface(
        [
            ObjectList([*Page.content_panels, FieldPanel("summary"), *content], heading="Content"),
            ObjectList(list(_REVIEW), heading="Review & sources"),
            ObjectList([*topics, *_TOPICS], heading="Topics & related"),
            ObjectList(list(_PROMOTE), heading="Promote"),
            # Go-live and expiry stand in the status side panel, comments beside the fields: the tab itself stays empty.
            ObjectList(list(Page.settings_panels), heading="Settings"),
        ],
        base_form_class=PublishablePageForm,
    )


_NAMES = (
    TitleFieldPanel("name", targets=["slug"], placeholder="Name*"),
    FieldPanel("slug"),
    FieldPanel("short_definition"),
    PublishingPanel(),  # shown in the status side panel
    RowsPanel("aliases", heading="Other names", label="name"),
    RowsPanel("identifiers", heading="Codes", label="code"),
)
_BETWEEN_MEDICINES = (
    RowsPanel("treatments", heading="Treats", label="condition"),
    RowsPanel(
        "interactions",
        heading="Interacts with",
        label="interaction",
        help_text="Kept here, shown on both sides.",
    ),
    RowsPanel(
        "partnerships",
        heading="Used together with",
        label="partner",
        help_text="Kept here, shown on both sides.",
    ),
    HelpPanel(heading="Kept with the other side", template="medications/admin/kept_elsewhere.html"),
)


def medicine_tabs() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList([*_NAMES, *_medicine_facts()], heading="Facts"),
            ObjectList(
                [RowsPanel("memberships", heading="Classes", label="class"), *_BETWEEN_MEDICINES],
                heading="Relations",
            ),
            ObjectList(
                [
                    FieldPanel("boxed_warning"),
                    FieldPanel("boxed_warning_source"),
                    FieldPanel("boxed_warning_date"),
                ],
                heading="Boxed warning",
            ),
        ]
    )


def _medicine_facts() -> list[Any]:
    return [
        FieldPanel("medicine_kind"),
        FieldPanel("brand_of"),
        RowsPanel("components", heading="Ingredients of a combination", label="ingredient"),
        FieldPanel("routes"),
        FieldPanel("forms"),
        FieldPanel("mechanism"),
        FieldPanel("prescription_status"),
    ]


def medicine_class_tabs() -> TabbedInterface:
    facts = [*_NAMES, FieldPanel("parent"), FieldPanel("atc_prefix"), FieldPanel("mechanism")]
    return TabbedInterface(
        [ObjectList(facts, heading="Facts"), ObjectList(list(_BETWEEN_MEDICINES), heading="Relations")]
    )


def condition_tabs() -> TabbedInterface:
    facts = [*_NAMES, FieldPanel("clinical_name"), FieldPanel("body_area"), FieldPanel("red_flags")]
    return TabbedInterface([ObjectList(facts, heading="Facts")])
