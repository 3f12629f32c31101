"""What readers find by words: how many pages, of what kinds and lists, and one page of them, best first.

All of it is one statement: the words are looked up once, and visibility is asked of the live tables once, of the pages
that have them. The words of the pages found come with it, so they are those of editions that were public then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.expressions import Combinable, RawSQL
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from cms.core.keys import Key
from cms.editions.models import Edition, EditionKey, Role, SearchDocument
from cms.editions.prepared import Prepared, moment_values
from cms.editions.selectors import keys_listed_or_shown, public_editions
from cms.editions.settled import Settled, may_be_sent

TYPE = "type"
TOTAL, HIT = "total", "hit"


@dataclass(frozen=True)
class Narrowing:
    """What of the pages found is wanted: those of ``types``, or those ``listed`` under one of these, or that show one.

    Where nothing is given, no page is wanted.
    """

    types: Sequence[str] = ()
    listed: Sequence[Key] = ()
    shown: Sequence[Key] = ()

    def condition(self) -> Combinable:
        """On an edition."""
        if self.listed or self.shown:
            keys = keys_listed_or_shown(listed=self.listed, shown=self.shown)
            return Exists(keys.filter(edition=OuterRef("pk")))
        if self.types:
            return ExpressionWrapper(Q(type__in=self.types), output_field=BooleanField())
        return Value(False, output_field=BooleanField())  # noqa: FBT003 - a value of SQL


@dataclass
class Found:
    """``total``: how many in all. ``texts``: of the pages asked for, by their ids, best first.

    ``types``: how many of each type; ``lists``: how many stand in each automatic list, by the kind of list and the
    number. Each is counted as if nothing had been asked of it itself.
    """

    total: int = 0
    texts: dict[int, str] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    lists: dict[str, dict[int, int]] = field(default_factory=dict)


def find(
    words: Sequence[str],
    *,
    narrowings: Mapping[str, Narrowing],
    kinds: Mapping[str, str],
    part: slice,
    site: Site,
    now: datetime,
    known: Settled | None = None,
) -> Found:
    """Pages with all of ``words`` that readers of ``site`` may see at ``now``. One query.

    ``narrowings``: by the names of filters, of which ``type`` is one. ``kinds``: the kind of list that is counted for
    each of these names. ``known``: what need not be asked of each page. A page whose edition is stale is not found
    until it has been rendered anew.
    """
    found = Found(lists={kind: {} for kind in kinds.values()})
    sql, values = _statement(words, narrowings, kinds, part, site, now, known)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    hits = sorted((count, int(value), text) for what, value, count, text in rows if what == HIT)
    found.texts = {page_id: text for _, page_id, text in hits}
    for what, value, count, _ in rows:
        if what == TOTAL:
            found.total = count
        elif what == TYPE:
            found.types[value] = count
        elif what in kinds:
            found.lists[kinds[what]][int(value)] = count
    return found


def _statement(
    words: Sequence[str],
    narrowings: Mapping[str, Narrowing],
    kinds: Mapping[str, str],
    part: slice,
    site: Site,
    now: datetime,
    known: Settled | None,
) -> tuple[str, list[Any]]:
    """Rows of four: of what, which, how many, and of a page found its place among them and its words."""
    having = documents(words)
    matching, values = having.values_list("pk", "score").query.sql_with_params()
    flags = {f"in_{name}": narrowing.condition() for name, narrowing in narrowings.items()}
    of_matching = RawSQL("SELECT page_id FROM matching", ())
    editions = may_be_sent(public_editions(now=now, site=site), known).filter(page_id__in=of_matching)
    columns = editions.order_by().annotate(**flags).values_list("page_id", "pk", "type", *flags)
    readable, more_values = columns.query.sql_with_params()
    texts, keys = SearchDocument._meta.db_table, EditionKey._meta.db_table
    lists = [
        f"SELECT '{name}', CAST(object_id AS text), COUNT(*), NULL FROM found "
        f"JOIN {keys} listed ON listed.edition_id = found.edition_id AND role = %s AND kind = %s "
        f"WHERE {_all(flags, without=name)} GROUP BY object_id"
        for name in kinds
    ]
    hits = (
        f"SELECT '{HIT}', CAST(placed.page_id AS text), place, text FROM placed "
        f"JOIN {texts} document ON document.page_id = placed.page_id WHERE place > %s AND place <= %s"
    )
    answers = [
        f"SELECT '{TOTAL}', '', COUNT(*), NULL FROM found WHERE {_all(flags)}",
        f"SELECT '{TYPE}', type, COUNT(*), NULL FROM found WHERE {_all(flags, without=TYPE)} GROUP BY type",
        *lists,
        hits,
    ]
    sql = (
        f"WITH matching (page_id, score) AS MATERIALIZED ({matching}), "
        f"readable ({', '.join(('page_id', 'edition_id', 'type', *flags))}) AS ({readable}), "
        "found AS MATERIALIZED "
        "(SELECT readable.*, score FROM readable JOIN matching ON matching.page_id = readable.page_id), "
        f"placed AS (SELECT page_id, ROW_NUMBER() OVER (ORDER BY score {_better()}, page_id DESC) AS place "
        f"FROM found WHERE {_all(flags)}) {' UNION ALL '.join(answers)}"
    )
    listed = [value for kind in kinds.values() for value in (Role.LISTED.value, kind)]
    return sql, [*values, *more_values, *listed, part.start, part.stop]


def matches(
    words: Sequence[str], *, among: Prepared, known: Settled, part: slice, site: Site, now: datetime
) -> tuple[int, list[int]] | None:
    """How many pages have all of ``words`` and may be sent, and the numbers of one part of them, best first. One query.

    ``among``: numbers of public pages; its only stand-in is that of now. None where an edition was found that is newer
    than what is ``known``.
    """
    matching, values = documents(words).values_list("pk", "score").query.sql_with_params()
    stale = sorted(known.stale)
    without = f"AND edition.id NOT IN ({', '.join(['%s'] * len(stale))})" if stale else ""
    best_first = f"score {_better()}, page_id DESC"
    sql = (
        f"WITH matching (page_id, score) AS MATERIALIZED ({matching}), found AS MATERIALIZED "
        "(SELECT edition.page_id, score, sequence "
        f"FROM matching JOIN {Edition._meta.db_table} edition ON edition.page_id = matching.page_id "
        f"WHERE valid_to IS NULL AND site_id = %s {without} AND matching.page_id IN ({among.sql})), "
        f"part AS (SELECT page_id, score FROM found ORDER BY {best_first} LIMIT %s OFFSET %s) "
        "SELECT total, newest, page_id FROM (SELECT COUNT(*) AS total, MAX(sequence) AS newest FROM found) counted "
        f"LEFT JOIN part ON TRUE ORDER BY {best_first}"
    )
    with connection.cursor() as cursor:
        limits = (part.stop - part.start, part.start)
        cursor.execute(sql, [*values, site.pk, *stale, *among.filled(moment_values(now)), *limits])
        rows = cursor.fetchall()
    total, newest, _ = rows[0]
    if newest is not None and newest > known.sequence:
        return None
    return total, [page_id for *_, page_id in rows if page_id is not None]


def _better() -> str:
    """Scores of SQLite are the better the lower."""
    return "DESC" if connection.vendor == "postgresql" else "ASC"


def documents(words: Sequence[str]) -> Any:
    """What has all of ``words``, whoever may see it, with its ``score``."""
    results = get_search_backend().search(" ".join(words), SearchDocument.objects.all())
    return results.annotate_score("score").get_queryset().order_by()


def _all(flags: Mapping[str, Any], *, without: str = "") -> str:
    """Condition: the page is among those that every filter wants, but for the one of that name."""
    return " AND ".join(flag for flag in flags if flag != f"in_{without}") or "1 = 1"
