"""Wagtail's search in the database, of which saving one object leaves the entries of all others alone.

On PostgreSQL, Wagtail gives every entry a norm: the average length of titles by the length of its own. With each save
it reads all titles for the average, and writes anew every entry whose norm happens to be 1. Two publishes then wait for
each other's entries, in a ring, and one of them is ended; and each reads the whole index. A typical length does as
well as the average: only the order of results depends on it, and entries of different days stay comparable.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Model
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from modelsearch.utils import get_content_type_pk

# In lexemes.
TYPICAL_TITLE = 4.0


class Index(PostgresIndex):
    """Gives norms to the entries it writes, when it writes them."""

    def add_items(self, model: type[Model], objs: Iterable[Model]) -> None:
        written = list(objs)
        super().add_items(model, written)
        entries = self.entries.filter(
            content_type_id=get_content_type_pk(model), object_id__in=[str(each.pk) for each in written]
        )
        titled = entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
        titled.update(title_norm=TYPICAL_TITLE / F("title_length"))

    def _refresh_title_norms(self, full: bool = False) -> None:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Nothing: they do not depend on other entries."""


class Backend(PostgresSearchBackend):
    index_class = Index


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name by which Wagtail finds it
    """The backend for the database in use."""
    return Backend(params) if connection.vendor == "postgresql" else database.SearchBackend(params)
