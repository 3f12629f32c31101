"""The list of a page's neighbours as a key: ``related:12``. Whoever shows the list watches it."""

from __future__ import annotations

from cms.core.keys import Key

RELATED = "related"


def related_key(page_id: int) -> Key:
    return Key(RELATED, page_id)
