"""The rows kept with an object, read once for everything that looks at them while it goes live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Model, prefetch_related_objects
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME


def rows_of(model: type[Any]) -> list[Any]:
    """The relations whose rows are kept with an object of that type, without comments."""
    found = get_all_child_relations(model)
    return [relation for relation in found if relation.get_accessor_name() != COMMENTS_RELATION_NAME]


def read_rows(instances: Sequence[ClusterableModel]) -> None:
    """Read the rows of saved objects of one type for :func:`rows_at_hand`: one query for each kind."""
    relations = (relation.get_accessor_name() for relation in get_all_child_relations(type(instances[0])))
    prefetch_related_objects(instances, *relations)


@contextmanager
def rows_at_hand(instance: Model) -> Iterator[None]:
    """Within the block the rows of a saved object are read once, one query for each kind.

    They are forgotten afterwards, because whoever saves them later has to compare them with those in the database. Do
    not save them within.
    """
    if not isinstance(instance, ClusterableModel):
        yield
        return
    names = [relation.get_accessor_name() for relation in rows_of(type(instance))]
    prefetch_related_objects([instance], *names)
    try:
        yield
    finally:
        kept = getattr(instance, "_prefetched_objects_cache", {})
        for name in names:
            kept.pop(name, None)
