"""The calendar as iCalendar text, for the calendar programs that people have anyway."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils import timezone
from icalendar import Calendar, Event

from cms.calendar.entries import Entry


def as_ical(entries: Iterable[Entry], *, now: datetime, host: str) -> bytes:
    """One event for each entry. ``host``: makes their names unique in the world; with the admin's address before links.

    An entry keeps its name when it is moved, so that programs move it rather than show it twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Formulary//Publishing calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Publishing calendar")
    for entry in entries:
        calendar.add_component(_event(entry, now, host))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, now: datetime, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.place.key}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", timezone.localdate(entry.at) if entry.all_day else entry.at.astimezone(UTC))
    event.add("summary", f"{entry.kind_words}: {entry.title}")
    event.add("description", f"{entry.type_name}. {_standing(entry)}")
    event.add("transp", "TRANSPARENT")  # nobody is busy for it
    return event


def _standing(entry: Entry) -> str:
    said = f"State: {entry.state}."
    return f"{said} {entry.reason}" if entry.reason else said
