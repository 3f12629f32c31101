"""Triggers that draw a new visibility epoch when something may have been hidden or moved.

They stand in the database, because what hides a page need not come through this code: a statement typed into a console
hides it, too. On PostgreSQL they fire on commit, so that nobody holds the one row for longer than that.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models.expressions import Col
from django.db.models.sql.where import WhereNode
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.core import references
from cms.editions.models import VisibilityEpoch

PREFIX = "visibility_"
EPOCHS = VisibilityEpoch._meta.db_table
INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Watch:
    """What of a table draws a new epoch. An update does where one of ``columns`` changes, or anything where none is
    named; with ``of_live`` only that of a row that was live, and so was the deletion.
    """

    table: str
    event: str
    columns: tuple[str, ...] = ()
    of_live: bool = False

    @property
    def name(self) -> str:
        """Another one for each definition: what is called that need not be looked at."""
        digest = hashlib.sha256(f"{self} {sorted(STATEMENTS.items())}".encode()).hexdigest()
        return f"{PREFIX}{self.table[:30]}_{self.event.lower()}_{digest[:10]}"

    def condition(self, differs: str) -> str:
        parts = ["OLD.live"] if self.of_live else []
        if self.columns:
            parts.append(f"({' OR '.join(f'OLD.{name} {differs} NEW.{name}' for name in self.columns)})")
        return f"WHEN ({' AND '.join(parts)})" if parts else ""


def watches() -> list[Watch]:
    """All that visibility is asked of. Raises ``ImproperlyConfigured`` for a kind whose visibility can't be watched."""
    page = Page._meta.db_table
    found = [
        Watch(page, UPDATE, ("live", "expire_at"), of_live=True),
        Watch(page, UPDATE, ("path", "url_path", "alias_of_id")),
        Watch(page, DELETE, of_live=True),
        Watch(Collection._meta.db_table, UPDATE, ("path",)),
        *(
            Watch(model._meta.db_table, event)
            for model in (Site, PageViewRestriction, CollectionViewRestriction)
            for event in (INSERT, UPDATE, DELETE)
        ),
    ]
    for model in (get_image_model(), get_document_model()):
        found += [
            Watch(model._meta.db_table, UPDATE, ("collection_id",)),
            Watch(model._meta.db_table, DELETE),
        ]
    for kind in references.all_kinds():
        found += _of_kind(kind)
    return list(dict.fromkeys(found))


def _of_kind(kind: references.ReferenceKind) -> Iterator[Watch]:
    yield Watch(kind.model._meta.db_table, DELETE)
    query = kind.public(ANY_MOMENT).query
    columns = sorted({str(column.target.column) for column in _asked(query.where, kind.name)})
    if len(query.alias_map) > 1:
        raise ImproperlyConfigured(_unwatchable(kind.name))
    if columns:
        yield Watch(kind.model._meta.db_table, UPDATE, tuple(columns), of_live="live" in columns)


def _asked(where: Any, kind: str) -> Iterator[Col]:
    """The columns that a condition compares with values."""
    for part in where.children:
        if isinstance(part, WhereNode):
            yield from _asked(part, kind)
        elif isinstance(getattr(part, "lhs", None), Col) and not hasattr(part.rhs, "resolve_expression"):
            yield part.lhs
        else:
            raise ImproperlyConfigured(_unwatchable(kind))


def _unwatchable(kind: str) -> str:
    return (
        f"what is public of the kind {kind!r} is asked of more than its own columns: watch that in {__name__}"
    )


TURN = f"UPDATE {EPOCHS} SET value = {{value}} WHERE id = {VisibilityEpoch.THE_ONE}"  # noqa: S608 - ours throughout
STATEMENTS = {
    # Once in a transaction is enough, and a row that is updated thousands of times in one becomes slow.
    "postgresql function": f"""
        CREATE OR REPLACE FUNCTION {PREFIX}turn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('formulary.turned', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
                {TURN.format(value="(random() * 9e18)::bigint")};
                PERFORM set_config('formulary.turned', pg_current_xact_id()::text, true);
            END IF;
            RETURN NULL;
        END $$""",
    "postgresql": f"""
        CREATE CONSTRAINT TRIGGER {{name}} AFTER {{event}} ON {{table}} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW {{condition}} EXECUTE FUNCTION {PREFIX}turn()""",
    "sqlite": f"""
        CREATE TRIGGER {{name}} AFTER {{event}} ON {{table}} FOR EACH ROW {{condition}}
        BEGIN {TURN.format(value="random()")}; END""",
}
DIFFERS = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}
EXISTING = {
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}


def missing() -> list[str]:
    """Names of triggers that should be there and are not. One query."""
    there = _existing()
    return [watch.name for watch in watches() if watch.name not in there]


def install() -> None:
    """Make the triggers that are missing, and remove those of former releases. What is there is not touched: that
    would lock tables that others read.
    """
    vendor = connection.vendor
    there = _existing()
    tables = set(connection.introspection.table_names())
    wanted = {watch.name: watch for watch in watches() if watch.table in tables} if EPOCHS in tables else {}
    with connection.cursor() as cursor:
        for name, table in there.items():
            if name not in wanted:
                cursor.execute(f"DROP TRIGGER {name}{f' ON {table}' if vendor == 'postgresql' else ''}")
        if vendor == "postgresql" and wanted.keys() - there.keys():
            cursor.execute(STATEMENTS["postgresql function"])
        for name, watch in wanted.items():
            if name not in there:
                cursor.execute(_create(watch))
    if wanted:
        VisibilityEpoch.objects.get_or_create(
            pk=VisibilityEpoch.THE_ONE, defaults={"value": secrets.randbits(62)}
        )


def _create(watch: Watch) -> str:
    return STATEMENTS[connection.vendor].format(
        name=watch.name,
        event=watch.event,
        table=watch.table,
        condition=watch.condition(DIFFERS[connection.vendor]),
    )


def _existing() -> dict[str, str]:
    """The tables of our triggers, by the triggers' names."""
    with connection.cursor() as cursor:
        cursor.execute(EXISTING[connection.vendor])
        rows: Sequence[tuple[str, str]] = cursor.fetchall()
    return {name: table for name, table in rows if name.startswith(PREFIX)}
