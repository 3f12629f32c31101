"""Tens of thousands of pages from a few: rows are copied in PostgreSQL, with numbers, paths and titles of their own.

What a copy says is what its original says; only its number in the title is another, there and in the search index.
Rows of log and events are not copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# The digits in which Wagtail's tree counts, four to a step.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Further than any number that the originals have.
APART = 1_000_000

MAPPING = f"""
CREATE TEMP TABLE copy AS
SELECT source.id AS source_id, source.id + copy * {APART} AS id,
    substring(source.title FROM '[0-9]+') AS old_number,
    (substring(source.title FROM '[0-9]+')::int + copy * %(pages)s)::text AS number,
    left(source.path, -4) || (SELECT string_agg(substr('{DIGITS}', (place / step) %% 36 + 1, 1), '' ORDER BY step DESC)
        FROM (VALUES (1), (36), (1296), (46656)) steps (step)) AS path,
    source.slug AS old_slug, source.slug || '-' || copy AS slug, copy
FROM (SELECT *, row_number() OVER (ORDER BY id) AS row FROM wagtailcore_page WHERE id = ANY(%(source)s)) source
CROSS JOIN generate_series(1, %(copies)s) copy
CROSS JOIN LATERAL (SELECT (copy * %(pages)s + row + 1000)::int AS place) places
"""  # noqa: S608 - no value of anybody's stands in it
RENUMBERED = (
    "regexp_replace({}::text, '''' || copy.old_number || '''', '''' || copy.number || '''')::tsvector"
)
RETITLED = "replace({}, ' ' || copy.old_number, ' ' || copy.number)"
REPLACED = "replace({}, '/' || copy.old_slug || '/', '/' || copy.slug || '/')"
OF_PAGE = "JOIN copy ON source.page_id = copy.source_id"
BY_TEXT = "JOIN copy ON source.object_id = copy.source_id::text"
BY_NUMBER = "JOIN copy ON source.page_ptr_id = copy.source_id"
OF_CURRENT_EDITION = """JOIN editions_edition edition ON edition.id = source.edition_id AND edition.valid_to IS NULL
JOIN copy ON edition.page_id = copy.source_id"""


@dataclass(frozen=True)
class Table:
    """``join``: of ``source``, the table's own rows, with those of ``copy``; ``changed``: SQL for the columns in which
    a copy differs; the others are copied, but for an ``id``, which it gets anew."""

    name: str
    join: str
    changed: Mapping[str, str]


PAGE = Table(
    "wagtailcore_page",
    "JOIN copy ON source.id = copy.source_id",
    {
        "id": "copy.id",
        "path": "copy.path",
        "slug": "copy.slug",
        "url_path": REPLACED.format("source.url_path"),
        "title": RETITLED.format("source.title"),
        "draft_title": RETITLED.format("source.draft_title"),
        "translation_key": "gen_random_uuid()",
        "latest_revision_id": "NULL",
        "live_revision_id": "NULL",
    },
)
INDEX = Table(
    "wagtailsearch_indexentry",
    BY_TEXT,
    {
        "object_id": "copy.id::text",
        "title": RENUMBERED.format("source.title"),
        "autocomplete": RENUMBERED.format("source.autocomplete"),
        "body": RENUMBERED.format("source.body"),
    },
)
REFERENCES = Table("wagtailcore_referenceindex", BY_TEXT, {"object_id": "copy.id::text"})
OURS = (
    PAGE,
    Table("medications_articlepage", BY_NUMBER, {"page_ptr_id": "copy.id"}),
    Table("medications_pagetopic", OF_PAGE, {"page_id": "copy.id"}),
    Table(
        "editions_edition",
        f"{OF_PAGE} WHERE source.valid_to IS NULL",
        {
            "id": f"source.id + copy.copy * {APART}",
            "page_id": "copy.id",
            "path": REPLACED.format("source.path"),
            "content": REPLACED.format(RETITLED.format("source.content")),
            "card": REPLACED.format(RETITLED.format("source.card")),
        },
    ),
    Table(
        "editions_editionkey",
        OF_CURRENT_EDITION,
        {"edition_id": f"source.edition_id + copy.copy * {APART}"},
    ),
    Table(
        "editions_searchdocument",
        OF_PAGE,
        {"page_id": "copy.id", "title": RETITLED.format("source.title")},
    ),
    INDEX,
    REFERENCES,
)
STOCK = (
    PAGE,
    Table("pages_articlepage", BY_NUMBER, {"page_ptr_id": "copy.id"}),
    Table("pages_pagetopic", OF_PAGE, {"page_id": "copy.id"}),
    INDEX,
    REFERENCES,
)


def clone(url: str, tables: tuple[Table, ...], page_ids: list[int], *, copies: int) -> None:
    """``copies`` of each of the pages, beside them. One transaction; then the planner's statistics are made anew."""
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            values: dict[str, Any] = {"source": page_ids, "pages": len(page_ids), "copies": copies}
            connection.execute(MAPPING, values)
            connection.execute("CREATE INDEX ON copy (source_id)")
            connection.execute("ANALYZE copy")
            for table in tables:
                _copy(connection, table)
            _count_children(connection)
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection[Any], table: Table) -> None:
    rows = connection.execute(
        "SELECT column_name, is_identity = 'YES' OR column_default LIKE 'nextval%%' "
        "FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
        [table.name],
    )
    kept = [name for name, is_given in rows.fetchall() if name in table.changed or not is_given]
    taken = [table.changed.get(name, f'source."{name}"') for name in kept]
    names = sql.SQL(", ").join(map(sql.Identifier, kept))
    text = f"SELECT {', '.join(taken)} FROM {table.name} source {table.join}"  # noqa: S608 - from above
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) ").format(sql.Identifier(table.name), names) + sql.SQL(text)
    )


def _count_children(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "UPDATE wagtailcore_page parent SET numchild = (SELECT count(*) FROM wagtailcore_page child "
        "WHERE child.depth = parent.depth + 1 AND starts_with(child.path, parent.path)) "
        "WHERE parent.path IN (SELECT DISTINCT left(path, -4) FROM copy)"
    )
