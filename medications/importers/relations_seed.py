"""Sparing queries for children that a new object can't have."""

from __future__ import annotations

from collections.abc import Collection

from modelcluster.models import ClusterableModel, get_all_child_relations


def assigned_children(instance: ClusterableModel) -> set[str]:
    """The relations to which rows were assigned; ask before the object is saved, which forgets it."""
    return set(instance.__dict__.get("_cluster_related_objects", {}))


def without_other_children(instance: ClusterableModel, assigned: Collection[str]) -> None:
    """Say that every relation not in ``assigned`` is empty, so that making a revision asks no query for each.

    Only for an object that was made a moment ago in this transaction.
    """
    held = instance.__dict__.setdefault("_cluster_related_objects", {})
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        if name not in assigned:
            held[name] = []
