"""Entities as JSON, many at once: what they are made of is read in a constant number of queries.

Every other entity, page or source comes from the render context, so that nothing hidden is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cms.core.keys import Key, page_key
from medications import representation, selectors
from medications.keys import about_key, entity_key
from medications.models import Condition, EntityKind, Medicine, MedicineClass
from medications.served import rows
from medications.served.rows import Beside

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

Facts = dict[str, Any]


def listed(entity_ids: Sequence[int], context: RenderContext) -> list[Facts]:
    """``ListedEntity`` of each."""
    references = context.references("entity", entity_ids)
    aliases = selectors.shown_aliases_by_entity([reference["id"] for reference in references])
    return [{**reference, "also_called": aliases.get(reference["id"], [])} for reference in references]


def whole(entity_ids: Sequence[int], context: RenderContext) -> list[Facts]:
    """``Entity`` of each."""
    public = context.public_objects_in_order("entity", entity_ids)
    beside = rows.beside([entity.pk for entity in public], context)
    found = {
        row.pk: row
        for kind, load in rows.LOADED.items()
        for row in load([entity.pk for entity in public if entity.kind == kind])
    }
    context.preload(
        {key for row in found.values() for key in _keys(row)}
        | {key for each in beside.values() for key in each.shown_keys()}
    )
    return [
        {
            **(context.reference("entity", entity.pk) or {}),
            **OF_KIND[entity.kind](found[entity.pk], beside[entity.pk], context),
        }
        for entity in public
        if entity.pk in found
    ]


def _medicine(found: Medicine, beside: Beside, context: RenderContext) -> Facts:
    return {
        **representation.facts_of(found, context),
        **_agent(beside, context),
        "component_of": _by_name([row.combination_id for row in found.component_of.all()], context),
    }


def _medicine_class(found: MedicineClass, beside: Beside, context: RenderContext) -> Facts:
    return {
        **_names_and_codes(found),
        **_agent(beside, context),
        "atc_prefix": found.atc_prefix,
        "mechanism": found.mechanism,
        "parent": context.reference("entity", found.parent_id),
        "children": _by_name([row.pk for row in found.children.all()], context),
        "members": _by_name([row.medicine_id for row in found.member_rows.all()], context),
        "treats": representation.treatments(found, context),
    }


def _condition(found: Condition, beside: Beside, context: RenderContext) -> Facts:
    agents = ((context.reference("entity", row.agent_id), row.line) for row in found.treated_by.all())
    return {
        **_names_and_codes(found),
        "clinical_name": found.clinical_name,
        "body_area": found.body_area,
        "red_flags": found.red_flag_list,
        "treated_by": [{"agent": agent, "line": line} for agent, line in agents if agent is not None],
        "pages": _pages(beside, context),
    }


OF_KIND: dict[str, Callable[[Any, Beside, RenderContext], Facts]] = {
    EntityKind.MEDICINE: _medicine,
    EntityKind.MEDICINE_CLASS: _medicine_class,
    EntityKind.CONDITION: _condition,
}


def _names_and_codes(found: Any) -> Facts:
    return {
        "also_called": representation.also_called_of(found),
        "identifiers": representation.identifiers(found),
    }


def _agent(beside: Beside, context: RenderContext) -> Facts:
    return {
        "interactions": list(_interactions(beside, context)),
        "partners": list(_partners(beside, context)),
        "pages": _pages(beside, context),
    }


def _interactions(beside: Beside, context: RenderContext) -> Iterator[Facts]:
    for row in beside.interactions:
        other = context.reference("entity", beside.other_side(row))
        if other is not None:
            yield {
                "other": other,
                "severity": row.severity,
                "evidence": row.evidence,
                "effect": row.effect,
                "action": row.action,
                "source": context.reference("source", row.source_id),
            }


def _partners(beside: Beside, context: RenderContext) -> Iterator[Facts]:
    for row in beside.partnerships:
        other = context.reference("entity", beside.other_side(row))
        if other is not None:
            yield {
                "other": other,
                "condition": context.reference("entity", row.condition_id),
                "note": row.note,
                "source": context.reference("source", row.source_id),
            }


def _pages(beside: Beside, context: RenderContext) -> list[Facts]:
    context.watch(about_key(beside.entity_id))
    for page in beside.pages:
        context.show(page_key(page.id))
    return [asdict(page) for page in beside.pages]


def _by_name(entity_ids: Sequence[int], context: RenderContext) -> list[Facts]:
    return sorted(context.references("entity", entity_ids), key=lambda found: str(found["name"]).casefold())


def _keys(row: Any) -> Iterator[Key]:
    """What is shown of the entity's own rows."""
    if isinstance(row, Medicine):
        yield from representation.keys_of_facts(row)
        yield from (entity_key(part.combination_id) for part in row.component_of.all())
    elif isinstance(row, MedicineClass):
        ids = [row.parent_id] if row.parent_id is not None else []
        ids += [child.pk for child in row.children.all()]
        ids += [member.medicine_id for member in row.member_rows.all()]
        ids += [treatment.condition_id for treatment in row.treatments.all()]
        yield from map(entity_key, ids)
    else:
        yield from (entity_key(treatment.agent_id) for treatment in row.treated_by.all())
