"""Publish rules of the statements kept with a medicine or class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q

from cms.core.problems import Problem


def relation_problems(entity: Any) -> Iterator[Problem]:
    """What is wrong with the interactions and partners of a medicine or class about to go live.

    Asks both the rows being edited (which may not be saved yet) and those kept with the other side.
    """
    severe = set()
    for row in entity.interactions.all():
        if row.severity != "severe":
            continue
        severe.add(row.other_id)
        if not row.action.strip():
            yield Problem(
                f"The severe interaction with {row.other} needs an action: what the reader should do."
            )
        if row.source_id is None:
            yield Problem(f"The severe interaction with {row.other} needs a source.")
    partners = {row.other_id: str(row.other) for row in entity.partnerships.all()}
    if entity.pk is not None:
        severe |= _kept_elsewhere("Interaction", entity.pk, Q(severity="severe")).keys()
        partners |= _kept_elsewhere("Partnership", entity.pk, Q())
    for other_id in sorted(severe & partners.keys()):
        yield Problem(
            f"{partners[other_id]} has a severe interaction with {entity} and can't be a partner of it."
        )


def _kept_elsewhere(model_name: str, entity_id: int, condition: Q) -> dict[int, str]:
    model = apps.get_model("medications", model_name)
    rows = model._default_manager.filter(condition, other_id=entity_id)
    return dict(rows.values_list("entity_id", "entity__name"))
