"""Publish rules of the statements kept with a medicine or class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q

from cms.core.problems import Problem, row_problem

PAIRED_ROWS = ("interactions", "partnerships")
TWICE = "stands here twice. Keep one of the two."


def relation_problems(entity: Any) -> Iterator[Problem]:
    """What is wrong with the interactions and partners of a medicine or class about to go live.

    Asks both the rows being edited (which may not be saved yet) and those kept with the other side.
    """
    severe = {row.other_id for row in entity.interactions.all() if row.severity == "severe"}
    for number, row in enumerate(entity.interactions.all()):
        if row.severity == "severe":
            yield from _severe_problems(row, number)
    partners = {row.other_id: str(row.other) for row in entity.partnerships.all()}
    places = {row.other_id: number for number, row in enumerate(entity.partnerships.all())}
    if entity.pk is not None:
        severe |= _kept_elsewhere("Interaction", entity.pk, Q(severity="severe")).keys()
        partners |= _kept_elsewhere("Partnership", entity.pk, Q())
    for other_id in sorted(severe & partners.keys()):
        message = f"{partners[other_id]} has a severe interaction with {entity} and can't be a partner of it."
        if other_id in places:
            yield row_problem(message, "partnerships", places[other_id], field="other")
        else:  # kept with the other side
            yield Problem(message)


def _severe_problems(row: Any, number: int) -> Iterator[Problem]:
    if not row.action.strip():
        message = f"The severe interaction with {row.other} needs an action: what the reader should do."
        yield row_problem(message, "interactions", number, field="action", label="Action")
    if row.source_id is None:
        message = f"The severe interaction with {row.other} needs a source."
        yield row_problem(message, "interactions", number, field="source", label="Source")


def pair_problems(entity: Any) -> Iterator[Problem]:
    """What keeps the interactions and partners of an entry from being stored: a pair can be recorded only once."""
    for related_name in PAIRED_ROWS:
        seen = set()
        for row in getattr(entity, related_name).all():
            if row.other_id in seen:
                yield Problem(f"{row.other} {TWICE}", related_name)
            seen.add(row.other_id)
            try:
                row.clean()
            except ValidationError as error:
                yield from (Problem(message, related_name) for message in error.messages)


def _kept_elsewhere(model_name: str, entity_id: int, condition: Q) -> dict[int, str]:
    model = apps.get_model("medications", model_name)
    rows = model._default_manager.filter(condition, other_id=entity_id)
    return dict(rows.values_list("entity_id", "entity__name"))
