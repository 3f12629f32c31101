"""The one clock that decides what is due."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format


def database_now() -> datetime:
    """The present moment by the database's clock, so that hosts whose clocks differ agree on what is due.

    SQLite runs inside this process and has no clock of its own: the host's is used.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment.astimezone(UTC)


def moment_in(text: str | None) -> datetime | None:
    """A moment as a version keeps it; None where it has none or what it has can't be read."""
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None


def in_words(moment: datetime) -> str:
    """An instant in the reader's zone, to the second, with the zone named: ``1 May 2026, 08:00:00 (Europe/Berlin)``."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i:s')} ({timezone.get_current_timezone_name()})"
