"""Comparing what a record says of an entry with what the entry has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from medications.importers.facts import EntityFacts
from medications.models import Alias, ClassMembership, Component, Entity, Identifier, PrescriptionStatus

WARNING_FIELDS = ("boxed_warning", "boxed_warning_source_id", "boxed_warning_date")


def apply_facts(entity: Entity, facts: EntityFacts) -> bool:
    """Bring ``entity`` in line with ``facts``, unsaved; returns whether anything differs."""
    changes = [
        _fields(entity, facts),
        _rows(entity, "aliases", _aliases(facts), _alias_key, exact=facts.exact),
        _rows(entity, "identifiers", _identifiers(facts), _identifier_key, exact=facts.exact),
    ]
    if facts.classes:
        rows = [ClassMembership(drug_class_id=pk) for pk in facts.classes]
        changes.append(_rows(entity, "memberships", rows, lambda row: row.drug_class_id, exact=False))
    if facts.components:
        parts = [Component(ingredient_id=pk) for pk in facts.components]
        changes.append(_rows(entity, "components", parts, lambda row: row.ingredient_id, exact=False))
    return any(changes)


def _fields(entity: Entity, facts: EntityFacts) -> bool:
    new = {"short_definition": facts.short_definition, **dict(facts.fields)}
    if not facts.exact and entity.pk is not None:
        new = {name: merged(name, getattr(entity, name), value) for name, value in new.items()}
        if entity_warning_is_anothers(entity, facts):
            new = {name: value for name, value in new.items() if name not in WARNING_FIELDS}
    changed = {name: value for name, value in new.items() if getattr(entity, name) != value}
    for name, value in changed.items():
        setattr(entity, name, value)
    return bool(changed)


def merged(name: str, old: Any, new: Any) -> Any:
    """One value of two records that speak of the same entry."""
    if name in WARNING_FIELDS:
        return new
    if name == "routes":
        words = dict.fromkeys(word.strip() for text in (old, new) for word in text.split(",") if word.strip())
        return ", ".join(words)
    if name == "prescription_status" and old and new and old != new:
        return PrescriptionStatus.MIXED
    return old or new


def entity_warning_is_anothers(entity: Any, facts: EntityFacts) -> bool:
    """Whether the entry's boxed warning comes from another label, or this label has none to give."""
    source_id = dict(facts.fields).get("boxed_warning_source_id")
    return source_id is None or getattr(entity, "boxed_warning_source_id", None) not in (None, source_id)


def _rows(entity: Entity, relation: str, wanted: list[Any], key: Any, *, exact: bool) -> bool:
    """Make the rows of a relation those wanted (``exact``) or add the missing ones."""
    existing = list(getattr(entity, relation).all()) if entity.pk is not None else []
    have, want = {key(row): row for row in existing}, {key(row): row for row in wanted}
    if (exact and have.keys() == want.keys()) or (not exact and want.keys() <= have.keys()):
        return False
    kept = [row for row in existing if not exact or key(row) in want]
    rows = kept + [row for row_key, row in want.items() if row_key not in have]
    for place, row in enumerate(rows):
        row.sort_order = place
    setattr(entity, relation, rows)
    return True


def _aliases(facts: EntityFacts) -> list[Alias]:
    return [Alias(text=fact.text, kind=fact.kind, ambiguous=fact.ambiguous) for fact in facts.aliases]


def _alias_key(alias: Alias) -> tuple[str, str]:
    return alias.text.casefold(), alias.kind


def _identifiers(facts: EntityFacts) -> list[Identifier]:
    return [Identifier(system=system, code=code) for system, code in _distinct(facts.identifiers)]


def _identifier_key(row: Identifier) -> tuple[str, str]:
    return row.system, row.code


def _distinct(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
