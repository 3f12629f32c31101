"""Which answers an event may have changed, as surrogate keys.

The pages an event names carry their own key, and so does whatever shows or watches what it touches. Everything that is
no edition carries ``ANY_EVENT``. What runs out by itself needs no purge: no cache was allowed to keep it for longer.
"""

from __future__ import annotations

from wagtail.models import Page

from cms.core.keys import ANY_EVENT, EVERY_ANSWER, Key, page_key
from cms.events.models import Event, EventKind

# One purge of everything is less work for all than thousands of keys.
MOST_KEYS = 2_000


def keys_of(event: Event) -> list[str]:
    """The surrogate keys to purge, in order."""
    if event.object_kind == "site":
        return [EVERY_ANSWER]  # addresses, and which page belongs where
    touched = {Key.parse(key) for key in event.keys}
    touched.add(Key(event.object_kind, event.object_id))
    if _is_moved(event):
        touched |= _below(event.object_id)
    keys = sorted({ANY_EVENT, *(key.surrogate for key in touched)})
    return keys if len(keys) <= MOST_KEYS else [EVERY_ANSWER]


def _is_moved(event: Event) -> bool:
    """Whether what stands below the page has other addresses now."""
    return event.object_kind == "page" and bool(event.old_path or event.kind == EventKind.PAGE_MOVED)


def _below(page_id: int) -> set[Key]:
    """The pages below: their answers don't name the page that moved where readers may not see it.

    As of now, not of the event. What has moved away or was deleted meanwhile has an event of its own.
    """
    top = Page.objects.filter(pk=page_id).first()
    if top is None:
        return set()
    ids = top.get_descendants().order_by().values_list("pk", flat=True)
    return {page_key(page_id) for page_id in ids[: MOST_KEYS + 1]}
