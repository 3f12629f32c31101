"""Locks, always in one order: pages first, then the number of an event.

A transaction that takes the number and then asks for another page's lock can wait for one that holds that page and
waits for the number: a deadlock, which the database ends by failing one of the two, perhaps an editor's. So whoever
changes several pages locks them all before the first of them makes an event.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from operator import or_

from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet
from wagtail.models import Page

SQLITE_PAUSE = 0.02
NAMES_OF_REFERENCES = """
    SELECT string_agg(DISTINCT quote_ident(conname), ', ') FROM pg_constraint
    WHERE contype = 'f' AND condeferrable AND connamespace = current_schema()::regnamespace
"""


def lock_pages(pages: QuerySet[Page]) -> None:
    """Lock rows until the caller's transaction ends, in the order of the tree. Nothing to do on SQLite."""
    # Not the strongest lock: rows that merely refer to a page may be written meanwhile.
    rows = pages.order_by("path").select_for_update(of=("self",), no_key=True)
    list(rows.values_list("pk", flat=True))


def with_descendants(pages: list[Page]) -> QuerySet[Page]:
    """These pages and all below them."""
    below = reduce(or_, (Q(path__startswith=page.path) for page in pages), Q(pk__in=[]))
    return Page.objects.filter(below)


def limit_lock_waits(duration: str) -> None:
    """Let the caller's transaction fail with an ``OperationalError`` rather than wait longer than that (``"5s"``).

    SQLite knows no such limit for one transaction; it waits as long as its connection says.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [duration])


@contextmanager
def lock_waits_limited(duration: str) -> Iterator[None]:
    """As :func:`limit_lock_waits`, for whatever is done within the block, be it a read or several transactions."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [duration])
    try:
        yield
    finally:
        # Where that fails, the connection is broken, and whoever has it makes a new one.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def takes_on(what: str, number: int) -> bool:
    """Whether the caller's transaction alone is at this piece of work from here on; at once, without waiting.

    Unlike a row's lock, it keeps nobody from reading or writing. On SQLite there is one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return True
    key = zlib.crc32(what.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [key, number])
        return bool(cursor.fetchone()[0])


def somebody_waits_for_us() -> bool:
    """Whether another session waits for a lock that the caller's transaction holds. On SQLite it can't be asked."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def check_references_now() -> None:
    """What PostgreSQL would check on commit, row by row: done before an instant, it is not done after it.

    References alone. Triggers that wait for the commit (``cms.editions.watching``) take a lock that everybody wants.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(NAMES_OF_REFERENCES)
        (names,) = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def give_way() -> None:
    """Between two transactions of a loop: let somebody else write.

    SQLite has one lock for all writers and no queue before it. Who asks again at once gets it again, and an editor
    who waits meanwhile may be refused.
    """
    if connection.vendor == "sqlite":
        time.sleep(SQLITE_PAUSE)
