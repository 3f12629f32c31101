"""How the parts that pages share become JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cms.core.image_presets import CARD
from cms.core.keys import Key, page_key
from cms.related import showing
from cms.related.description import Choices

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from medications.models.content import ContentPage
    from medications.models.entities import Entity
    from medications.models.guides import HowToGuidePage
    from medications.models.hubs import TopicHubPage
    from medications.models.medicines import Medicine

PROFESSIONAL_NOTICE = (
    "This text is the professional labelling of the medicine, written for clinicians. It has not been rewritten or "
    "reviewed for patients."
)


def related_choices(page: Any) -> Choices:
    """What its editors have decided about its related pages, in the page as it stands."""
    return Choices(
        pins=tuple(row.target_id for row in page.related_pins.all()),
        exclusions=frozenset(row.target_id for row in page.related_exclusions.all()),
        own_type=page.related_of_own_type,
    )


def content(page: ContentPage, context: RenderContext) -> dict[str, Any]:
    """The fields of ``ContentSchema`` beyond those of every page."""
    topics = list(page.page_topics.all())
    contributions = list(page.page_contributions.all())
    citations = list(page.page_sources.all())
    choices = related_choices(page)
    context.preload(
        {Key("entity", row.entity_id) for row in topics}
        | {Key("contributor", row.contributor_id) for row in contributions}
        | {Key("source", row.source_id) for row in citations}
        | {page_key(page_id) for page_id in choices.pins}
    )
    return {
        "summary": page.summary,
        "card_image": context.image_of_id(page.card_image_id, preset=CARD),
        "category": context.reference("category", page.category_id),
        "topics": _with("entity", [(row.entity_id, {"weight": row.weight}) for row in topics], context),
        "contributors": _with(
            "contributor", [(row.contributor_id, {"role": row.role}) for row in contributions], context
        ),
        "references": _with(
            "source", [(row.source_id, {"locator": row.locator}) for row in citations], context
        ),
        "related": showing.cards(page.pk, choices, context),
        "update": {"type": page.update_type, "change_note": page.change_note},
        "review": {"reviewed_on": page.reviewed_on, "next_review_on": page.next_review_on},
        "disclaimer": context.reference("disclaimer", page.disclaimer_id),
        "provenance": _provenance(page),
    }


def _with(kind: str, rows: list[tuple[int, dict[str, Any]]], context: RenderContext) -> list[dict[str, Any]]:
    """Rows that say something of an object, without those whose object a reader may not see."""
    shown = ((context.reference(kind, object_id), extra) for object_id, extra in rows)
    return [{kind: reference, **extra} for reference, extra in shown if reference is not None]


def _provenance(page: ContentPage) -> dict[str, Any] | None:
    if not page.import_source:
        return None
    return {
        "source": page.import_source,
        "url": page.import_url,
        "version": page.import_version,
        "nature": page.import_nature,
        "notice": PROFESSIONAL_NOTICE if page.import_nature == "professional" else "",
    }


def also_called(hub: TopicHubPage, context: RenderContext) -> list[str]:
    """The names of a hub's subject that readers are shown, then those of the hub itself."""
    from medications import selectors

    subject = context.public_object("entity", hub.subject_id)
    own = [row.text for row in hub.extra_aliases.all()]
    if subject is None:
        return own
    aliases = context.once(("aliases", subject.pk), lambda: selectors.shown_aliases([subject.pk]))
    return list(dict.fromkeys([*aliases, *own]))


def key_entities(hub: TopicHubPage, context: RenderContext) -> list[dict[str, Any]]:
    rows = list(hub.key_entities.all())
    context.preload({Key("entity", row.entity_id) for row in rows})
    return _with("entity", [(row.entity_id, {"role": row.role, "gloss": row.gloss}) for row in rows], context)


def steps(guide: HowToGuidePage, context: RenderContext) -> list[dict[str, Any]]:
    """The steps of a guide, which its body and its JSON-LD both show."""
    return context.once(("steps", guide.pk), lambda: context.stream(guide.steps))


def names_of(entity_ids: list[int], context: RenderContext) -> list[str]:
    """Every name of those of these entities that a reader may see, for search."""
    from medications import selectors

    public = [entity.pk for entity in context.public_objects_in_order("entity", entity_ids)]
    return selectors.all_names(public) if public else []


def medicine(medicine_id: int | None, context: RenderContext) -> dict[str, Any] | None:
    """``MedicineFacts``, or None where a reader may not see the medicine."""
    reference = context.reference("entity", medicine_id)
    if reference is None:
        return None
    return context.once(
        ("medicine", medicine_id), lambda: {**reference, **_facts_by_number(reference["id"], context)}
    )


def _facts_by_number(medicine_id: int, context: RenderContext) -> dict[str, Any]:
    from medications import selectors

    return facts_of(selectors.medicine_with_facts(medicine_id), context)


def keys_of_facts(found: Medicine) -> Iterator[Key]:
    """What :func:`facts_of` shows."""
    ids = [found.brand_of_id] if found.brand_of_id is not None else []
    ids += [brand.pk for brand in found.brands.all()]
    ids += [row.ingredient_id for row in found.components.all()]
    ids += [row.drug_class_id for row in found.memberships.all()]
    ids += [row.condition_id for row in found.treatments.all()]
    yield from (Key("entity", entity_id) for entity_id in ids)
    if found.boxed_warning_source_id is not None:
        yield Key("source", found.boxed_warning_source_id)


def facts_of(found: Medicine, context: RenderContext) -> dict[str, Any]:
    """What ``MedicineFacts`` has beyond the reference, from a medicine loaded with the rows of its facts."""
    context.preload(keys_of_facts(found))
    ingredients = [row.ingredient_id for row in found.components.all()]
    classes = [row.drug_class_id for row in found.memberships.all()]
    return {
        "medicine_kind": found.medicine_kind,
        "also_called": also_called_of(found),
        "identifiers": identifiers(found),
        "brand_of": context.reference("entity", found.brand_of_id),
        "brands": context.references("entity", [brand.pk for brand in found.brands.all()]),
        "ingredients": context.references("entity", ingredients),
        "classes": context.references("entity", classes),
        "treats": treatments(found, context),
        "routes": found.route_list,
        "forms": found.form_list,
        "mechanism": found.mechanism,
        "boxed_warning": _boxed_warning(found, context),
        "prescription_status": found.prescription_status,
    }


def also_called_of(found: Entity) -> list[str]:
    """The names readers are shown, from prefetched rows."""
    return [alias.text for alias in found.aliases.all() if alias.shown]


def identifiers(found: Entity) -> list[dict[str, str]]:
    return [{"system": row.system, "code": row.code} for row in found.identifiers.all()]


def treatments(found: Entity, context: RenderContext) -> list[dict[str, Any]]:
    """``TreatmentValue`` of each condition it treats that a reader may see."""
    rows = ((context.reference("entity", row.condition_id), row.line) for row in found.treatments.all())
    return [{"condition": condition, "line": line} for condition, line in rows if condition is not None]


def _boxed_warning(found: Medicine, context: RenderContext) -> dict[str, Any] | None:
    if not found.boxed_warning:
        return None
    return {
        "text": found.boxed_warning,
        "date": found.boxed_warning_date,
        "source": context.reference("source", found.boxed_warning_source_id),
    }
