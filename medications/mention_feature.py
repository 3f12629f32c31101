"""The inline mention of an entry in rich text: stored as ``<a linktype="entity" id="5">pimecrolimus</a>``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse_lazy
from django.utils.html import escape
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from medications.models import Entity

FEATURE = "entity"
DRAFT_TYPE = "MEDICAL_ENTITY"


def register(features: FeatureRegistry) -> None:
    """Make the feature known to Wagtail: the editor's button, both conversions, the link type."""
    features.register_link_type(EntityLinkHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        EntityFeature(
            {
                "type": DRAFT_TYPE,
                "icon": "tag",
                "description": "Medicine, class or condition",
                "attributes": ["id", "name"],
                "chooserUrls": {
                    "entityChooser": reverse_lazy("wagtailsnippetchoosers_medications_entity:choose")
                },
            },
            js=["wagtailadmin/js/chooser-modal.js", "medications/js/entity-mention.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {'a[linktype="entity"]': EntityElementHandler(DRAFT_TYPE)},
            "to_database_format": {"entity_decorators": {DRAFT_TYPE: _to_database}},
        },
    )


class EntityLinkHandler(LinkHandler):
    """Tells Wagtail's reference index what a mention points to, and what templates show of it.

    Readers' JSON does not pass here: there a mention becomes what ``cms.core.references`` says.
    """

    identifier = "entity"

    @staticmethod
    def get_model() -> type[Entity]:
        return Entity

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return f'<a data-id="{escape(attrs.get("id", ""))}">'

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[Entity], str, str, str]]:
        if attrs.get("id", "").isdigit():
            yield Entity, attrs["id"], "", ""


class EntityElementHandler(LinkElementHandler):
    """From the stored form to the editor's."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        identifier = attrs.get("id", "")
        if not identifier.isdigit():
            return {}
        # A mention of something deleted keeps its id, so that saving a page does not lose what it pointed to.
        name = Entity.objects.filter(pk=identifier).values_list("name", flat=True).first()
        return {"id": identifier, "name": name or ""}


def _to_database(props: dict[str, Any]) -> Any:
    return DOM.create_element("a", {"linktype": "entity", "id": props.get("id")}, props["children"])
