"""Where an entry is looked at and moved."""

from __future__ import annotations

from django.urls import reverse

from cms.calendar.entries import Entry
from cms.publishing.models import JobKind


def change_url(entry: Entry) -> str:
    """The page of an entry that is still to happen; of any other, the object's own form, or nothing."""
    place = entry.place
    if place.kind == JobKind.PUBLISH and entry.is_open:
        return reverse("calendar:go_live", args=[place.revision_id])
    if place.kind == JobKind.RELEASE and entry.is_open:
        return reverse("calendar:release", args=[place.object_id])
    if entry.is_open:
        return reverse("calendar:expiry", args=[place.content_type_id, place.object_id])
    return entry.edit_url or ""
