"""Entries as the grid's library reads them."""

from __future__ import annotations

from typing import TypedDict

from django.utils import timezone

from cms.calendar.addresses import change_url
from cms.calendar.entries import Entry


class Details(TypedDict):
    """What the library does not know of. ``trouble``: the state, where that is one; ``at``: the exact instant."""

    kind: str
    trouble: str
    words: str
    at: str


class GridEvent(TypedDict):
    """``start`` has no offset: it is shown as it stands, so the browser needs no table of time zones. Of what is of a
    whole day it is the date."""

    id: str
    title: str
    start: str
    url: str
    allDay: bool
    startEditable: bool
    classNames: list[str]
    extendedProps: Details


def as_event(entry: Entry) -> GridEvent:
    """The entry at its time in the editor's zone."""
    local = timezone.localtime(entry.at).replace(tzinfo=None)
    return {
        "id": entry.place.key,
        "title": entry.title,
        "start": local.date().isoformat() if entry.all_day else local.isoformat(),
        "url": change_url(entry),
        "allDay": entry.all_day,
        "startEditable": entry.may_change,
        "classNames": [
            f"calendar-{entry.place.kind}",
            *(["calendar-trouble"] if entry.is_in_trouble else []),
        ],
        "extendedProps": {
            "kind": entry.kind_words,
            "trouble": entry.state if entry.is_in_trouble else "",
            "words": entry.in_words,
            "at": entry.at.isoformat(),
        },
    }
