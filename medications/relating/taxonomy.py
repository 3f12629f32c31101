"""From an entry to what is broader: its class and that one's classes, what it treats, the tree of MeSH."""

from __future__ import annotations

from collections.abc import Collection

from cms.related import weights
from medications.identifiers import CodeSystem
from medications.models import Medicine, MedicineClass
from medications.models.entities import Identifier
from medications.models.medicines import ClassMembership, Component
from medications.models.relations import Treatment
from medications.relating.marks import MESH
from medications.taxonomy import steps_up

Steps = dict[int, int]
Edges = dict[int, set[int]]


def steps_from(entity_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Of each entry, the marks of itself and of what is broader, with the steps that lead there.

    A few queries, however many entries there are.
    """
    edges = _edges(entity_ids)
    reached = {entity_id: _walk(entity_id, edges) for entity_id in entity_ids}
    codes = _codes({pk for found in reached.values() for pk in found})
    return {entity_id: _marks(found, codes) for entity_id, found in reached.items()}


def _marks(reached: Steps, codes: dict[int, list[str]]) -> dict[str, int]:
    marks = {str(pk): steps for pk, steps in reached.items()}
    for pk, steps in reached.items():
        for code, further in steps_up(codes.get(pk, ()), most=weights.STEPS - steps).items():
            name = f"{MESH}{code}"
            marks[name] = min(steps + further, marks.get(name, weights.STEPS))
    return marks


def _walk(entity_id: int, edges: Edges) -> Steps:
    found: Steps = {}
    here = {entity_id}
    for step in range(weights.STEPS + 1):
        here -= found.keys()
        found.update(dict.fromkeys(here, step))
        here = {up for pk in here for up in edges.get(pk, ())}
    return found


def _edges(entity_ids: Collection[int]) -> Edges:
    """What is one step broader: of brands and combinations the ingredients, of those classes and what they treat."""
    edges: Edges = {}
    asked: set[int] = set()
    here = set(entity_ids)
    # A brand, its ingredient, the class, and what that treats; wider classes are read in one go.
    for _ in range(3):
        new, asked = here - asked, asked | here
        here = set()
        for pk, up in _one_step(new):
            edges.setdefault(pk, set()).add(up)
            here.add(up)
    for pk, parent in MedicineClass.objects.filter(parent__isnull=False).values_list("pk", "parent_id"):
        edges.setdefault(pk, set()).add(parent)
    return edges


def _one_step(entity_ids: Collection[int]) -> list[tuple[int, int]]:
    if not entity_ids:
        return []
    brands = Medicine.objects.filter(pk__in=entity_ids, brand_of__isnull=False).values_list(
        "pk", "brand_of_id"
    )
    parts = Component.objects.filter(combination_id__in=entity_ids).values_list(
        "combination_id", "ingredient_id"
    )
    classes = ClassMembership.objects.filter(medicine_id__in=entity_ids).values_list(
        "medicine_id", "drug_class_id"
    )
    treats = Treatment.objects.filter(agent_id__in=entity_ids).values_list("agent_id", "condition_id")
    return [*brands, *parts, *classes, *treats]


def _codes(entity_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Identifier.objects.filter(entity_id__in=entity_ids, system=CodeSystem.MESH)
    for entity_id, code in rows.values_list("entity_id", "code"):
        found.setdefault(entity_id, []).append(code)
    return found
