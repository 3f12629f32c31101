"""Saving many pages with their rows, and writing down that they were published, in a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, router
from django.db.models import Field, Model, prefetch_related_objects
from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry, Revision

from cms.core.rows import read_rows, rows_of

ACTION = "wagtail.publish.scheduled"


def save_pages(pages: Sequence[Any]) -> None:
    """Write pages that are in the database already, of any types, as saving each would, with the same signals."""
    for page in pages:
        _send(pre_save, page)
    for model, same in _by_type(pages):
        for table in _tables(model):
            _update(table, same)
    for page in pages:
        _send(post_save, page, created=False)
    for model, same in _by_type(pages):
        for relation in rows_of(model):
            _commit_rows(relation, same)


def read_about(pages: Sequence[Any]) -> None:
    """Read of saved pages what each would be asked for while it is shown: its rows, its language, the page above."""
    for _, same in _by_type(pages):
        read_rows(same)
    prefetch_related_objects(list(pages), "locale")
    above = {page.path[: -page.steplen] for page in pages}
    parents = {page.path: page for page in Page.objects.filter(path__in=above)}
    for page in pages:
        # Where its own method keeps it.
        page._cached_parent_obj = parents.get(page.path[: -page.steplen])  # noqa: SLF001


def log_publishes(published: Iterable[tuple[Any, Revision]]) -> None:
    """What Wagtail logs of a scheduled publish, for all in one statement."""
    context = get_active_log_context()
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
            label=page.get_admin_display_title(),
            action=ACTION,
            timestamp=timezone.now(),
            data={},
            page=page,
            user=context.user,
            uuid=context.uuid,
            revision=revision,
            content_changed=True,
        )
        for page, revision in published
    )


def _by_type(pages: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    ordered = sorted(pages, key=lambda page: (page._meta.label, page.pk))
    return [(model, list(same)) for model, same in groupby(ordered, key=type)]


def _send(signal: Any, instance: Model, **more: Any) -> None:
    using = router.db_for_write(type(instance), instance=instance)
    signal.send(sender=type(instance), instance=instance, raw=False, using=using, update_fields=None, **more)


@cache
def _tables(model: Any) -> tuple[Any, ...]:
    """The models whose tables hold a row of ``model``, the most general first."""
    return (*reversed(model._meta.get_parent_list()), model)


@cache
def _statement(table: Any) -> tuple[str, tuple[Field[Any, Any], ...]]:
    quote = connection.ops.quote_name
    fields = tuple(field for field in table._meta.local_concrete_fields if not field.primary_key)
    written = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    where = f"{quote(table._meta.pk.column)} = %s"
    return f"UPDATE {quote(table._meta.db_table)} SET {written} WHERE {where}", fields  # noqa: S608 - names of columns


def _update(table: type[Model], pages: Sequence[Any]) -> None:
    statement, fields = _statement(table)
    if not fields:
        return
    rows = [
        [*(field.get_db_prep_save(field.pre_save(page, False), connection) for field in fields), page.pk]  # noqa: FBT003
        for page in pages
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _commit_rows(relation: Any, pages: Sequence[Any]) -> None:
    """As each page's own ``commit``, but that what is stored as it is to be is not written again."""
    model, name = relation.related_model, relation.get_accessor_name()
    parent = relation.field
    stored: dict[Any, dict[Any, Any]] = {}
    for row in model._default_manager.filter(**{f"{parent.name}__in": [page.pk for page in pages]}):
        stored.setdefault(getattr(row, parent.attname), {})[row.pk] = row
    for page in pages:
        rows = getattr(page, name)
        if not rows.is_deferring:
            continue
        final = rows.get_object_list()
        if _differ(final, stored.get(page.pk, {})):
            rows.commit()
            continue
        for row in final:
            row._state.db = page._state.db  # noqa: SLF001 - Django documents it
            _send(pre_save, row)
            _send(post_save, row, created=False)
        # Its manager does this at the end of a commit: from here on the rows are those in the database.
        del page._cluster_related_objects[name]  # noqa: SLF001


def _differ(final: Sequence[Any], live: dict[Any, Any]) -> bool:
    if {row.pk for row in final} != set(live) or len(final) != len(live):
        return True
    return any(_values(row) != _values(live[row.pk]) for row in final)


def _values(row: Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
